"""Several scale sets in one deployment: by layers, by zones, and by other blueprints."""

import json
from pathlib import Path
from typing import Any

import pytest
from properties.examples import LINUX, laid_over, loaded, problems, rendered

import generator

WEB = laid_over(LINUX, {"network": {"loadBalancer": {"rules": [80]}}})


def composed(folder: Path, scale_sets: dict[str, Any], **common: Any) -> generator.Template:
    return rendered(folder, laid_over(WEB, {"scaleSets": scale_sets, **common}))


def named(template: generator.Template, kind: str) -> dict[str, dict[str, Any]]:
    """The resources of the type, given by its last word, by name."""
    return {each["name"]: each for each in template.content["resources"] if each["type"].endswith(f"/{kind}")}


def scale_sets(template: generator.Template) -> dict[str, dict[str, Any]]:
    return named(template, "virtualMachineScaleSets")


def balancer(template: generator.Template) -> dict[str, Any]:
    return dict(named(template, "loadBalancers")["web-lb"]["properties"])


def pools_of(scale_set: dict[str, Any]) -> list[str]:
    profile = scale_set["properties"]["virtualMachineProfile"]["networkProfile"]
    (interface,) = profile["networkInterfaceConfigurations"]
    (address,) = interface["properties"]["ipConfigurations"]
    pools = address["properties"].get("loadBalancerBackendAddressPools", [])
    return [pool["id"].rpartition(", '")[2].removesuffix("')]") for pool in pools]


# Layers


def test_each_is_named_after_its_layer(tmp_path: Path) -> None:
    template = composed(tmp_path, {"front": {}, "back": {"scaleSet": {"name": "worker"}}})

    assert list(scale_sets(template)) == ["web-front", "worker"]


def test_a_layer_says_what_differs(tmp_path: Path) -> None:
    template = composed(tmp_path, {"small": {}, "large": {"scaleSet": {"sku": {"name": "Standard_F8s_v2"}}}})

    sizes = {name: each["sku"]["name"] for name, each in scale_sets(template).items()}
    assert sizes == {"web-small": "Standard_D2s_v5", "web-large": "Standard_F8s_v2"}


def test_what_is_the_same_is_there_once(tmp_path: Path) -> None:
    template = composed(tmp_path, {"one": {}, "two": {}})

    assert [len(named(template, kind)) for kind in ("virtualNetworks", "loadBalancers", "networkSecurityGroups")] == [
        1,
        1,
        1,
    ]
    assert [pools_of(each) for each in scale_sets(template).values()] == [["instances"], ["instances"]]


def test_a_layer_with_rules_of_its_own_has_a_pool_of_its_own(tmp_path: Path) -> None:
    template = composed(tmp_path, {"site": {}, "api": {"network": {"loadBalancer": {"rules": [8080]}}}})

    assert [pools_of(each) for each in scale_sets(template).values()] == [["instances"], ["api"]]
    targets = {
        rule["name"]: rule["properties"]["backendAddressPool"]["id"].rpartition(", ")[2]
        for rule in balancer(template)["loadBalancingRules"]
    }
    assert targets == {"tcp-80": "'instances')]", "tcp-8080": "'api')]"}


def test_the_security_group_admits_what_each_is_sent_with_priorities_of_their_own(tmp_path: Path) -> None:
    template = composed(tmp_path, {"site": {}, "api": {"network": {"loadBalancer": {"rules": [8080]}}}})

    rules = named(template, "networkSecurityGroups")["web-nsg"]["properties"]["securityRules"]
    assert [(each["name"], each["properties"]["priority"]) for each in rules] == [("tcp-80", 1000), ("tcp-8080", 1010)]


def test_one_of_them_without_load_balancer(tmp_path: Path) -> None:
    template = composed(tmp_path, {"site": {}, "worker": {"network": {"loadBalancer": False}}})

    assert [pools_of(each) for each in scale_sets(template).values()] == [["instances"], []]


def test_each_scales_by_itself(tmp_path: Path) -> None:
    autoscale = {"minimum": 1, "maximum": 5, "rules": ["cpu > 70: +1", "cpu < 30: -1"]}

    template = composed(tmp_path, {"one": {}, "two": {"autoscale": {"maximum": 9}}}, autoscale=autoscale)

    assert list(named(template, "autoscaleSettings")) == ["web-one-autoscale", "web-two-autoscale"]
    counts = {name: each["sku"]["capacity"] for name, each in scale_sets(template).items()}
    assert counts == {"web-one": "[parameters('instanceCountOne')]", "web-two": "[parameters('instanceCountTwo')]"}


def test_outputs_that_differ_have_the_name_of_their_scale_set(tmp_path: Path) -> None:
    outputs = composed(tmp_path, {"one": {}, "two": {}}).content["outputs"]

    assert outputs["scaleSetId"]["value"].endswith("'web-one')]")
    assert outputs["scaleSetId_two"]["value"].endswith("'web-two')]")
    assert "publicIPAddress_two" not in outputs


def test_a_value_is_traced_to_the_layer_that_says_it(tmp_path: Path) -> None:
    template = composed(tmp_path, {"one": {}, "two": {"scaleSet": {"sku": {"capacity": 7}}}})

    (index,) = (number for number, each in enumerate(template.content["resources"]) if each["name"] == "web-two")
    assert template.origin(("resources", index, "sku", "capacity")) == (
        "scaleSets",
        "two",
        "scaleSet",
        "sku",
        "capacity",
    )


def test_what_two_say_differently_of_a_shared_resource_is_refused(tmp_path: Path) -> None:
    with pytest.raises(generator.DiagnosticError) as error:
        composed(tmp_path, {"one": {}, "two": {"network": {"subnet": {"addressPrefix": "10.0.7.0/24"}}}})

    (problem,) = error.value.diagnostics
    assert problem.code == "scale-set/shared-differently"
    assert "subnets[0].properties.addressPrefix" in problem.message


def test_a_network_of_its_own_by_another_name(tmp_path: Path) -> None:
    network = {
        "virtualNetwork": {"name": "two-vnet"},
        "loadBalancer": False,
        "networkSecurityGroup": {"name": "two-nsg"},
    }

    template = composed(tmp_path, {"one": {}, "two": {"network": network}})

    assert list(named(template, "virtualNetworks")) == ["web-vnet", "two-vnet"]


def test_a_parameter_that_is_not_the_same_is_refused(tmp_path: Path) -> None:
    parameters = {"count": {"path": "scaleSet.sku.capacity"}}

    with pytest.raises(generator.DiagnosticError, match="the parameter count is not the same in all scale sets"):
        composed(tmp_path, {"one": {}, "two": {"scaleSet": {"sku": {"capacity": 9}}}}, parameters=parameters)


def test_a_mistake_in_what_all_have_in_common_is_told_once(tmp_path: Path) -> None:
    with pytest.raises(generator.DiagnosticError) as error:
        composed(tmp_path, {"one": {}, "two": {}}, colour="red")

    assert problems(error.value) == ["blueprint/unknown-key"]


@pytest.mark.parametrize("listed", [{}, [], "one", {"one": None}, {"one": "two"}])
def test_what_is_no_layer_is_refused(tmp_path: Path, listed: Any) -> None:
    with pytest.raises(generator.DiagnosticError) as error:
        loaded(tmp_path, laid_over(WEB, {"scaleSets": listed}))

    assert set(problems(error.value)) <= {"blueprint/wrong-type"}


# Zones


def test_a_scale_set_for_each_zone(tmp_path: Path) -> None:
    template = rendered(tmp_path, laid_over(WEB, {"scaleSet": {"zones": ["1", "3"], "zonal": True}}))

    assert {name: each["zones"] for name, each in scale_sets(template).items()} == {
        "web-zone1": ["1"],
        "web-zone3": ["3"],
    }
    assert [pools_of(each) for each in scale_sets(template).values()] == [["instances"], ["instances"]]


# Other blueprints


def written(folder: Path, name: str, document: dict[str, Any]) -> Path:
    file = folder / name
    file.write_text(json.dumps(document), encoding="utf-8")
    return file


def test_other_blueprints_are_deployed_together(tmp_path: Path) -> None:
    written(tmp_path, "shop.json", laid_over(WEB, {"name": "shop"}))
    written(tmp_path, "blog.json", laid_over(WEB, {"name": "blog"}))

    template = generator.render(
        generator.load(written(tmp_path, "all.json", {"name": "all", "include": ["shop.json", "blog.json"]}))
    )

    assert list(scale_sets(template)) == ["shop", "blog"]
    assert list(template.content["outputs"])[-1].endswith("_blog")


def test_a_blueprint_can_include_others_beside_its_own_scale_set(tmp_path: Path) -> None:
    written(tmp_path, "shop.json", laid_over(WEB, {"name": "shop"}))

    template = rendered(tmp_path, laid_over(WEB, {"include": ["shop.json"]}))

    assert list(scale_sets(template)) == ["web", "shop"]


def test_an_environment_reaches_the_blueprints_that_have_it(tmp_path: Path) -> None:
    prod = {"environments": {"prod": {"scaleSet": {"sku": {"capacity": 9}}}}}
    written(tmp_path, "shop.json", laid_over(WEB, {"name": "shop", **prod}))
    written(tmp_path, "blog.json", laid_over(WEB, {"name": "blog"}))
    whole = {"name": "all", "include": ["shop.json", "blog.json"], "environments": {"prod": {}}}

    template = generator.render(generator.load(written(tmp_path, "all.json", whole), environment="prod"))

    assert {name: each["sku"]["capacity"] for name, each in scale_sets(template).items()} == {"shop": 9, "blog": 2}


def test_an_included_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(generator.DiagnosticError) as error:
        generator.load(written(tmp_path, "all.json", {"name": "all", "include": ["shop.json"]}))

    assert problems(error.value) == ["file/not-found"]
