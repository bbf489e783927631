"""Two slots in one template: what each has for itself, what they share, and what a step changes."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from properties.examples import laid_over, problems, rendered
from unit.swapping import AUTOSCALE, BALANCED, GATEWAY, last, part, resources, rules, step

import generator

DOCUMENTS = [pytest.param(BALANCED, id="load balancer"), pytest.param(GATEWAY, id="application gateway")]


def capacities(template: generator.Template) -> dict[str, Any]:
    return {name: each["sku"]["capacity"] for name, each in resources(template, "virtualMachineScaleSets").items()}


# The slots


def test_each_slot_is_a_scale_set_named_after_it(tmp_path: Path) -> None:
    template = step(tmp_path, "swap", BALANCED)

    assert list(resources(template, "virtualMachineScaleSets")) == ["web-blue", "web-green"]


def test_a_slot_says_what_differs(tmp_path: Path) -> None:
    document = laid_over(BALANCED, {"scaleSet": {"health": {"extension": {"protocol": "tcp", "port": 80}}}})

    template = step(tmp_path, "swap", document, green={"scaleSet": {"sku": {"name": "Standard_D4s_v5"}}})

    sizes = {name: each["sku"]["name"] for name, each in resources(template, "virtualMachineScaleSets").items()}
    assert sizes == {"web-blue": "Standard_D2s_v5", "web-green": "Standard_D4s_v5"}


def test_a_name_that_both_have_in_common_gets_the_slot_behind_it(tmp_path: Path) -> None:
    template = step(tmp_path, "swap", laid_over(BALANCED, {"scaleSet": {"name": "front"}}))

    assert list(resources(template, "virtualMachineScaleSets")) == ["front-blue", "front-green"]


def test_a_slot_can_have_names_of_its_own(tmp_path: Path) -> None:
    blue = {"scaleSet": {"name": "web"}, "network": {"loadBalancer": {"backendAddressPoolName": "instances"}}}

    template = step(tmp_path, "swap", BALANCED, blue=blue)

    assert list(resources(template, "virtualMachineScaleSets")) == ["web", "web-green"]
    assert rules(template)["tcp-80"] == (80, "instances")


def test_an_absent_slot_has_no_set_and_no_pool(tmp_path: Path) -> None:
    template = step(tmp_path, "swap", BALANCED, green=False)

    (balancer,) = resources(template, "loadBalancers").values()
    assert list(resources(template, "virtualMachineScaleSets")) == ["web-blue"]
    assert [pool["name"] for pool in balancer["properties"]["backendAddressPools"]] == ["blue", "outbound"]
    assert list(rules(template)) == ["tcp-80", "tcp-443"]


def test_each_slot_scales_for_itself(tmp_path: Path) -> None:
    template = step(tmp_path, "swap", laid_over(BALANCED, {"autoscale": AUTOSCALE}))

    assert list(resources(template, "autoscaleSettings")) == ["web-blue-autoscale", "web-green-autoscale"]
    assert capacities(template) == {
        "web-blue": "[parameters('instanceCountBlue')]",
        "web-green": "[parameters('instanceCountGreen')]",
    }


def test_each_slot_has_alerts_of_its_own(tmp_path: Path) -> None:
    alert = {"name": "busy", "metricName": "Percentage CPU", "operator": "GreaterThan", "threshold": 90}

    template = step(tmp_path, "swap", laid_over(BALANCED, {"monitoring": {"metricAlerts": [alert]}}))

    assert list(resources(template, "metricAlerts")) == ["busy-blue", "busy-green"]


def test_host_names_of_the_slots_differ_where_the_name_is_cut(tmp_path: Path) -> None:
    template = step(tmp_path, "swap", laid_over(BALANCED, {"name": "a-long-name-of-a-shop"}))

    profiles = [
        each["properties"]["virtualMachineProfile"] for each in resources(template, "virtualMachineScaleSets").values()
    ]
    assert [each["osProfile"]["computerNamePrefix"] for each in profiles] == ["a-long-name-ofb", "a-long-name-ofg"]


def test_the_network_is_there_once(tmp_path: Path) -> None:
    template = step(tmp_path, "swap", BALANCED)

    counts = [len(resources(template, kind)) for kind in ("virtualNetworks", "networkSecurityGroups", "loadBalancers")]
    assert counts == [1, 1, 1]


def test_both_slots_have_one_way_out(tmp_path: Path) -> None:
    template = step(tmp_path, "swap", BALANCED)

    (outbound,) = part(template, "loadBalancers", "outboundRules").values()
    pools = [
        [last(pool["id"]) for pool in address["properties"]["loadBalancerBackendAddressPools"]]
        for each in resources(template, "virtualMachineScaleSets").values()
        for interface in each["properties"]["virtualMachineProfile"]["networkProfile"]["networkInterfaceConfigurations"]
        for address in interface["properties"]["ipConfigurations"]
    ]
    assert last(outbound["backendAddressPool"]["id"]) == "outbound"
    assert pools == [["blue", "outbound"], ["green", "outbound"]]


# The steps


def test_staging_leaves_production_at_the_other_slot(tmp_path: Path) -> None:
    template = step(tmp_path, "stage", BALANCED, active="green")

    assert rules(template) == {
        "tcp-80": (80, "blue"),
        "tcp-443": (443, "blue"),
        "tcp-80-staging": (8080, "green"),
        "tcp-443-staging": (8443, "green"),
    }
    assert capacities(template) == {"web-blue": 2, "web-green": 2}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_swap_changes_pools_of_rules_and_nothing_else(document: dict[str, Any], tmp_path: Path) -> None:
    stage, swap = (step(tmp_path, name, document, active="green").content["resources"] for name in ("stage", "swap"))

    changed = list(changes(stage, swap))
    assert changed
    assert {path[-2] for path, _, _ in changed} <= {"backendAddressPool", "defaultBackendAddressPool"}
    assert {(last(old), last(new)) for _, old, new in changed} == {("blue", "green"), ("green", "blue")}


def changes(before: Any, after: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any, Any]]:
    """The leaves that differ, with their paths; both have the same members and items."""
    if isinstance(before, dict | list):
        assert len(before) == len(after)
        for key in before if isinstance(before, dict) else range(len(before)):
            yield from changes(before[key], after[key], (*path, key))
    elif before != after:
        yield path, before, after


@pytest.mark.parametrize("document", DOCUMENTS)
def test_to_green_and_back_gives_the_same_template(document: dict[str, Any], tmp_path: Path) -> None:
    first = rendered(tmp_path, document)
    rendered(tmp_path, laid_over(document, {"swap": {"active": "green"}}))

    assert rendered(tmp_path, document).content == first.content


def test_retiring_scales_the_other_slot_to_zero_and_keeps_it_there(tmp_path: Path) -> None:
    template = step(tmp_path, "retire", laid_over(BALANCED, {"autoscale": AUTOSCALE}))

    assert capacities(template) == {"web-blue": "[parameters('instanceCountBlue')]", "web-green": 0}
    (profile,) = resources(template, "autoscaleSettings")["web-green-autoscale"]["properties"]["profiles"]
    assert profile["capacity"] == {"minimum": "0", "maximum": "0", "default": "0"}
    assert profile["rules"] == []


def test_the_steady_state_is_that_of_the_last_step(tmp_path: Path) -> None:
    assert rendered(tmp_path, BALANCED).content == step(tmp_path, "retire", BALANCED).content


def test_a_parameter_that_decides_the_number_decides_it_for_the_active_slot_alone(tmp_path: Path) -> None:
    document = laid_over(BALANCED, {"parameters": {"count": {"path": "scaleSet.sku.capacity"}}})

    assert capacities(step(tmp_path, "retire", document)) == {"web-blue": "[parameters('count')]", "web-green": 0}


def test_a_removed_slot_leaves_its_pool_and_takes_all_else_with_it(tmp_path: Path) -> None:
    template = step(tmp_path, "retire", laid_over(BALANCED, {"autoscale": AUTOSCALE}), retire="remove")

    assert list(resources(template, "virtualMachineScaleSets")) == ["web-blue"]
    assert list(resources(template, "autoscaleSettings")) == ["web-blue-autoscale"]
    assert list(template.content["parameters"]) == ["sshPublicKey", "instanceCountBlue"]
    assert "scaleSetId_green" not in template.content["outputs"]
    assert rules(template) == rules(step(tmp_path, "swap", BALANCED))


def test_a_slot_can_be_kept(tmp_path: Path) -> None:
    assert capacities(step(tmp_path, "retire", BALANCED, retire="keep")) == {"web-blue": 2, "web-green": 2}


def test_ports_for_single_instances_stay_as_they_are_when_a_slot_retires(tmp_path: Path) -> None:
    nat = {"network": {"loadBalancer": {"inboundNatRules": [{"name": "ssh", "backendPort": 22}]}}}
    document = laid_over(laid_over(BALANCED, nat), {"scaleSet": {"sku": {"capacity": 300}}})

    found = [part(step(tmp_path, name, document), "loadBalancers", "inboundNatRules") for name in ("swap", "retire")]
    ranges = {name: (each["frontendPortRangeStart"], each["frontendPortRangeEnd"]) for name, each in found[0].items()}
    assert ranges == {"ssh-blue": (50000, 50299), "ssh-green": (55000, 55299)}
    assert found[0] == found[1]


def test_the_outputs_are_those_of_production_and_of_each_slot(tmp_path: Path) -> None:
    outputs = step(tmp_path, "swap", BALANCED, active="green").content["outputs"]

    values = {name: last(each["value"]) for name, each in outputs.items() if name.startswith("scaleSetId")}
    assert values == {"scaleSetId": "web-green", "scaleSetId_blue": "web-blue", "scaleSetId_green": "web-green"}


def test_a_value_is_traced_to_the_slot_that_says_it(tmp_path: Path) -> None:
    template = step(tmp_path, "swap", BALANCED, green={"scaleSet": {"sku": {"capacity": 7}}})

    (index,) = (number for number, each in enumerate(template.content["resources"]) if each["name"] == "web-green")
    place = template.origin(("resources", index, "sku", "capacity"))
    assert place == ("swap", "green", "scaleSet", "sku", "capacity")


def test_a_rule_is_traced_to_its_line_behind_the_reordering(tmp_path: Path) -> None:
    template = rendered(tmp_path, laid_over(BALANCED, {"swap": {"active": "green"}}))

    (index,) = (number for number, each in enumerate(template.content["resources"]) if each["name"] == "web-lb")
    place = template.origin(("resources", index, "properties", "loadBalancingRules", 1, "properties", "frontendPort"))
    assert place == ("swap", "green", "network", "loadBalancer", "rules", 1, "frontendPort")


def test_a_secret_in_a_slot_is_hidden_from_messages(tmp_path: Path) -> None:
    slot = {"scaleSet": {"osProfile": {"adminPassword": "Canary-Pa55word!"}}}

    with pytest.raises(generator.DiagnosticError) as error:
        step(tmp_path, "swap", BALANCED, green=slot)

    assert "Canary" not in str([(each.message, each.location) for each in error.value.diagnostics])


def test_slots_stand_beside_other_sets_that_are_included(tmp_path: Path) -> None:
    worker = laid_over(BALANCED, {"name": "worker"})
    del worker["swap"], worker["network"]
    (tmp_path / "worker.json").write_text(json.dumps(worker), encoding="utf-8")

    template = rendered(tmp_path, laid_over(BALANCED, {"include": ["worker.json"]}))

    assert list(resources(template, "virtualMachineScaleSets")) == ["web-blue", "web-green", "worker"]


@pytest.mark.parametrize("other", [{"scaleSets": {"one": {}}}, {"scaleSet": {"zones": ["1"], "zonal": True}}])
def test_several_sets_are_refused(other: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(generator.DiagnosticError) as error:
        rendered(tmp_path, laid_over(BALANCED, other))

    assert problems(error.value) == ["swap/several-scale-sets"]


def test_a_probe_as_source_of_health_is_refused(tmp_path: Path) -> None:
    probe = {"scaleSet": {"health": {"probe": {"protocol": "Tcp", "port": 80}}}}

    with pytest.raises(generator.DiagnosticError) as error:
        rendered(tmp_path, laid_over(BALANCED, probe))

    assert problems(error.value) == ["swap/health-probe"]
