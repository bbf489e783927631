"""Staging rules: for each rule of production one that leads to the other slot, at another port or address."""

from pathlib import Path
from typing import Any

import pytest
from properties.examples import laid_over, problems
from unit.swapping import BALANCED, GATEWAY, last, part, resources, rules, step

import generator


def balanced(*listed: Any) -> dict[str, Any]:
    return laid_over(BALANCED, {"network": {"loadBalancer": {"rules": list(listed)}}})


def refused(folder: Path, document: dict[str, Any], **swap: Any) -> list[str]:
    with pytest.raises(generator.DiagnosticError) as error:
        step(folder, "swap", document, **swap)
    return problems(error.value)


# Load balancers


def test_the_port_is_8000_above_that_of_production(tmp_path: Path) -> None:
    assert rules(step(tmp_path, "swap", BALANCED))["tcp-443-staging"] == (8443, "green")


def test_the_instances_are_asked_at_the_port_of_production(tmp_path: Path) -> None:
    found = part(step(tmp_path, "swap", balanced(80)), "loadBalancers", "loadBalancingRules")

    assert [each["backendPort"] for each in found.values()] == [80, 80]


def test_another_offset(tmp_path: Path) -> None:
    assert rules(step(tmp_path, "swap", BALANCED, staging={"portOffset": 10000}))["tcp-80-staging"] == (10080, "green")


def test_a_port_that_is_an_expression_is_added_to(tmp_path: Path) -> None:
    document = laid_over(balanced({"frontendPort": "[parameters('port')]"}), {"parameters": {"port": {"type": "int"}}})

    assert rules(step(tmp_path, "swap", document)) == {
        "rule-0": ("[parameters('port')]", "blue"),
        "rule-0-staging": ("[add(parameters('port'), 8000)]", "green"),
    }


def test_an_address_of_its_own_has_the_ports_of_production(tmp_path: Path) -> None:
    template = step(tmp_path, "swap", balanced(80), staging={"frontend": "separate"})

    found = part(template, "loadBalancers", "loadBalancingRules")
    assert rules(template)["tcp-80-staging"] == (80, "green")
    assert last(found["tcp-80-staging"]["frontendIPConfiguration"]["id"]) == "staging"
    assert list(resources(template, "publicIPAddresses")) == ["web-ip", "web-staging-ip"]


def test_the_address_for_staging_is_the_same_whichever_slot_is_active(tmp_path: Path) -> None:
    staging = {"frontend": "separate"}

    names = [
        [each["name"] for each in step(tmp_path, "swap", BALANCED, active=slot, staging=staging).content["resources"]]
        for slot in ("blue", "green")
    ]
    assert names[0] == names[1]


def test_no_staging_at_all(tmp_path: Path) -> None:
    template = step(tmp_path, "swap", BALANCED, staging=False)

    assert list(rules(template)) == ["tcp-80", "tcp-443"]
    assert list(resources(template, "virtualMachineScaleSets")) == ["web-blue", "web-green"]


def test_without_staging_and_outbound_rule_a_nat_gateway_is_the_way_out(tmp_path: Path) -> None:
    document = laid_over(BALANCED, {"network": {"loadBalancer": {"outboundRule": False}}})

    assert list(resources(step(tmp_path, "swap", document, staging=False), "natGateways")) == ["web-nat"]


def test_the_port_of_another_rule_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, balanced(80, 8080)) == ["swap/staging-port"]


def test_the_port_of_a_rule_of_another_protocol_is_free(tmp_path: Path) -> None:
    assert rules(step(tmp_path, "swap", balanced(53, "8053/udp")))["tcp-53-staging"] == (8053, "green")


def test_a_port_beyond_the_last_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, balanced(60000)) == ["swap/staging-port"]


def test_a_rule_for_all_ports_leaves_none(tmp_path: Path) -> None:
    document = laid_over(
        BALANCED, {"network": {"internalLoadBalancer": {"rules": [{"protocol": "All", "frontendPort": 0}]}}}
    )

    assert refused(tmp_path, document) == ["swap/staging-port"]


# The security group


def admitted(template: generator.Template) -> dict[str, str]:
    """The destination port of each security rule."""
    (group,) = resources(template, "networkSecurityGroups").values()
    return {each["name"]: each["properties"]["destinationPortRange"] for each in group["properties"]["securityRules"]}


@pytest.mark.parametrize("active", ["blue", "green"])
def test_slots_with_the_same_rules_share_what_admits_them(active: str, tmp_path: Path) -> None:
    assert admitted(step(tmp_path, "swap", BALANCED, active=active)) == {"tcp-80": "80", "tcp-443": "8443"}


@pytest.mark.parametrize("active", ["blue", "green"])
def test_a_slot_that_listens_elsewhere_is_admitted_whichever_is_active(active: str, tmp_path: Path) -> None:
    green = {"network": {"loadBalancer": {"rules": ["80:9000"]}}}

    template = step(tmp_path, "swap", balanced(80), active=active, green=green)

    assert admitted(template) == {"tcp-80": "80", "tcp-80-green": "9000"}


# Application gateways


def routing(template: generator.Template) -> dict[str, tuple[int, str | None]]:
    """The priority of each rule of the gateway, and the pool that it leads to."""
    found = part(template, "applicationGateways", "requestRoutingRules")
    pools = {name: each.get("backendAddressPool", {}).get("id") for name, each in found.items()}
    return {name: (each["priority"], pools[name] and last(pools[name])) for name, each in found.items()}


def test_a_gateway_leads_staging_to_the_other_slot_at_other_ports(tmp_path: Path) -> None:
    template = step(tmp_path, "swap", GATEWAY)

    assert routing(template) == {
        "https-443": (100, "blue"),
        "http-80": (110, None),
        "https-443-staging": (10100, "green"),
        "http-80-staging": (10110, None),
    }
    ports = {name: each["port"] for name, each in part(template, "applicationGateways", "frontendPorts").items()}
    assert ports == {"port-443": 443, "port-80": 80, "port-8443-staging": 8443, "port-8080-staging": 8080}


def test_a_redirect_for_staging_leads_to_the_staging_rule(tmp_path: Path) -> None:
    found = part(step(tmp_path, "swap", GATEWAY), "applicationGateways", "redirectConfigurations")

    assert {name: last(each["targetListener"]["id"]) for name, each in found.items()} == {
        "http-80": "https-443",
        "http-80-staging": "https-443-staging",
    }


def test_the_protocol_is_that_of_production_at_any_staging_port(tmp_path: Path) -> None:
    found = part(step(tmp_path, "swap", GATEWAY, staging={"portOffset": 1000}), "applicationGateways", "httpListeners")

    assert {name: each["protocol"] for name, each in found.items()} == {
        "https-443": "Https",
        "http-80": "Http",
        "https-443-staging": "Https",
        "http-80-staging": "Http",
    }


def test_path_rules_lead_to_the_slot_and_named_pools_stay(tmp_path: Path) -> None:
    paths = [
        {"paths": ["/api/*"], "backendPort": 9000},
        {"paths": ["/pictures/*"], "backendAddressPool": "pictures"},
    ]
    pools = [{"name": "pictures", "backendAddresses": ["pictures.example.com"]}]
    gateway = {"rules": [{"frontendPort": 80, "pathRules": paths}], "backendAddressPools": pools}
    document = laid_over(GATEWAY, {"network": {"applicationGateway": {**gateway, "sslCertificates": None}}})

    maps = part(step(tmp_path, "swap", document), "applicationGateways", "urlPathMaps")

    led = {
        (name, rule["name"]): last(rule["properties"]["backendAddressPool"]["id"])
        for name, each in maps.items()
        for rule in each["pathRules"]
    }
    assert led == {
        ("http-80", "api"): "blue",
        ("http-80", "pictures"): "pictures",
        ("http-80-staging", "api"): "green",
        ("http-80-staging", "pictures"): "pictures",
    }


def test_names_of_parts_that_a_rule_gives_are_told_apart(tmp_path: Path) -> None:
    rule = {
        "frontendPort": 80,
        "httpListenerName": "listener",
        "backendHttpSettingsName": "settings",
        "urlPathMapName": "paths",
        "pathRules": [{"paths": ["/api/*"], "backendPort": 9000, "backendHttpSettingsName": "api"}],
    }
    document = laid_over(GATEWAY, {"network": {"applicationGateway": {"rules": [rule], "sslCertificates": None}}})

    template = step(tmp_path, "swap", document)

    for key, names in (
        ("httpListeners", ["listener", "listener-staging"]),
        ("backendHttpSettingsCollection", ["settings", "api", "settings-staging", "api-staging"]),
        ("urlPathMaps", ["paths", "paths-staging"]),
    ):
        assert list(part(template, "applicationGateways", key)) == names


def test_the_private_address_of_a_gateway_is_for_staging(tmp_path: Path) -> None:
    document = laid_over(GATEWAY, {"network": {"applicationGateway": {"privateIPAddress": "10.0.1.10"}}})

    found = part(
        step(tmp_path, "swap", document, staging={"frontend": "separate"}), "applicationGateways", "httpListeners"
    )

    assert {name: last(each["frontendIPConfiguration"]["id"]) for name, each in found.items()} == {
        "https-443": "public",
        "http-80": "public",
        "https-443-staging": "private",
        "http-80-staging": "private",
    }


def test_a_gateway_without_second_address_has_none_for_staging(tmp_path: Path) -> None:
    assert refused(tmp_path, GATEWAY, staging={"frontend": "separate"}) == ["swap/staging-frontend"]
