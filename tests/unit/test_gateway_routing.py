"""Where an application gateway sends requests: by path, to which pool, changed in which way; and names of its parts."""

from pathlib import Path
from typing import Any

import pytest
from properties.examples import LINUX, laid_over, rendered, resource
from unit.gateways import API, codes, made, part_named, parts, path_rules, pools_joined, with_paths

import generator


def admitted_ports(template: generator.Template) -> list[str]:
    listed = resource(template, "networkSecurityGroups")["properties"].get("securityRules", [])
    return [each["properties"]["destinationPortRange"] for each in listed]


# Path rules


def test_a_path_leads_to_another_pool_and_all_others_to_that_of_the_rule(tmp_path: Path) -> None:
    template = made(tmp_path, with_paths(API))

    (rule,) = parts(template, "requestRoutingRules").values()
    (path_map,) = parts(template, "urlPathMaps").values()
    assert (rule["ruleType"], part_named(rule["urlPathMap"])) == ("PathBasedRouting", "http-80")
    assert "backendAddressPool" not in rule
    assert part_named(path_map["defaultBackendAddressPool"]) == "instances"
    assert part_named(path_rules(template)["api"]["backendAddressPool"]) == "api"


def test_a_path_rule_has_the_settings_of_its_rule(tmp_path: Path) -> None:
    template = made(tmp_path, with_paths(API))

    assert part_named(path_rules(template)["api"]["backendHttpSettings"]) == "http-80"
    assert list(parts(template, "backendHttpSettingsCollection")) == ["http-80"]


def test_settings_of_a_path_rule_are_those_of_its_rule_but_for_what_it_says(tmp_path: Path) -> None:
    rule = {"hostName": "web.internal", "requestTimeout": 60, "backendPort": 8080}

    template = made(tmp_path, with_paths({**API, "requestTimeout": 5}, **rule))

    settings = parts(template, "backendHttpSettingsCollection")["http-80-api"]
    assert (settings["requestTimeout"], settings["hostName"], settings["port"]) == (5, "web.internal", 8080)
    assert part_named(path_rules(template)["api"]["backendHttpSettings"]) == "http-80-api"


@pytest.mark.parametrize(
    ("rule", "path", "expected"),
    [
        ({"pickHostNameFromBackendAddress": True}, {"hostName": "api.internal"}, ("api.internal", None)),
        ({"hostName": "web.internal"}, {"pickHostNameFromBackendAddress": True}, (None, True)),
    ],
)
def test_a_path_rule_can_ask_by_another_host_name(
    tmp_path: Path, rule: dict[str, Any], path: dict[str, Any], expected: tuple[Any, Any]
) -> None:
    template = made(tmp_path, with_paths({**API, **path}, **rule))

    settings = parts(template, "backendHttpSettingsCollection")["http-80-api"]
    assert (settings.get("hostName"), settings.get("pickHostNameFromBackendAddress")) == expected


def test_a_path_rule_that_encrypts_asks_at_the_port_for_it(tmp_path: Path) -> None:
    template = made(tmp_path, with_paths({**API, "backendProtocol": "Https"}))

    settings = parts(template, "backendHttpSettingsCollection")["http-80-api"]
    assert (settings["protocol"], settings["port"]) == ("Https", 443)


def test_a_path_can_redirect(tmp_path: Path) -> None:
    old = {"paths": ["/old/*"], "redirectUrl": "https://old.example.com", "redirectType": "Found", "includePath": True}

    template = made(tmp_path, with_paths(old))

    rule = path_rules(template)["old"]
    assert part_named(rule["redirectConfiguration"]) == "http-80-old"
    assert "backendAddressPool" not in rule
    assert parts(template, "redirectConfigurations")["http-80-old"] == {
        "redirectType": "Found",
        "targetUrl": "https://old.example.com",
        "includePath": True,
    }


def test_only_some_paths_lead_to_instances_where_the_rule_redirects(tmp_path: Path) -> None:
    template = made(tmp_path, with_paths(API, redirectUrl="https://www.example.com"))

    (path_map,) = parts(template, "urlPathMaps").values()
    assert part_named(path_map["defaultRedirectConfiguration"]) == "http-80"
    assert list(parts(template, "backendHttpSettingsCollection")) == ["http-80-api"]


@pytest.mark.parametrize(
    ("path", "name"),
    [("/api/*", "api"), ("/img/2024/*", "img-2024"), ("/*", "path-0"), ("[parameters('p')]", "path-0")],
)
def test_a_path_rule_is_named_after_its_first_path(tmp_path: Path, path: str, name: str) -> None:
    network = {"applicationGateway": with_paths({"paths": [path]})}

    template = rendered(tmp_path, laid_over(LINUX, {"network": network, "parameters": {"p": {"type": "string"}}}))

    assert list(path_rules(template)) == [name]


def test_two_path_rules_of_one_name_are_refused(tmp_path: Path) -> None:
    assert codes(tmp_path, with_paths(API, API)) == ["blueprint/same-name"]


@pytest.mark.parametrize("path", ["api", "/api?x=1", "/api#top"])
def test_a_text_that_is_no_path_is_refused(tmp_path: Path, path: str) -> None:
    assert codes(tmp_path, with_paths({"paths": [path]})) == ["blueprint/bad-value"]


def test_a_path_rule_that_redirects_names_no_pool(tmp_path: Path) -> None:
    assert codes(tmp_path, with_paths({**API, "redirectTo": 443})) == ["blueprint/bad-value"]


# Pools


def test_a_pool_of_addresses(tmp_path: Path) -> None:
    pool = {"name": "old", "backendAddresses": ["10.1.0.4", "old.example.com", {"fqdn": "older.example.com"}]}
    rule = {"frontendPort": 80, "backendAddressPool": "old"}

    template = made(tmp_path, {"backendAddressPools": [pool], "rules": [rule]})

    assert parts(template, "backendAddressPools")["old"]["backendAddresses"] == [
        {"ipAddress": "10.1.0.4"},
        {"fqdn": "old.example.com"},
        {"fqdn": "older.example.com"},
    ]
    assert part_named(parts(template, "requestRoutingRules")["http-80"]["backendAddressPool"]) == "old"


def test_the_security_group_admits_nothing_for_a_pool_of_addresses(tmp_path: Path) -> None:
    old = {"name": "old", "backendAddresses": ["10.1.0.4"]}
    rule = {"frontendPort": 80, "pathRules": [{"paths": ["/old/*"], "backendAddressPool": "old", "backendPort": 9000}]}

    template = made(tmp_path, {"backendAddressPools": [old], "rules": [rule]})

    assert admitted_ports(template) == ["80"]


def test_the_security_group_admits_the_ports_of_path_rules(tmp_path: Path) -> None:
    assert admitted_ports(made(tmp_path, with_paths({**API, "backendPort": 9000}))) == ["80", "9000"]


def test_instances_can_join_a_further_pool_instead_of_the_first(tmp_path: Path) -> None:
    existing = "/subscriptions/0/resourceGroups/hub/providers/Microsoft.Network/applicationGateways/hub"

    template = made(tmp_path, with_paths(API), applicationGatewayBackendAddressPools=["api", existing])

    assert pools_joined(resource(template, "virtualMachineScaleSets")) == ["api", existing]


def test_instances_join_an_existing_pool_besides_the_one_here(tmp_path: Path) -> None:
    existing = "/subscriptions/0/resourceGroups/hub/providers/Microsoft.Network/applicationGateways/hub"

    template = made(tmp_path, {"rules": [80]}, applicationGatewayBackendAddressPools=[existing])

    assert pools_joined(resource(template, "virtualMachineScaleSets")) == ["instances", existing]


def test_paths_lead_to_one_scale_set_or_another(tmp_path: Path) -> None:
    sets = {"site": {}, "api": {"network": {"applicationGatewayBackendAddressPools": ["api"]}}}
    common = {"network": {"applicationGateway": with_paths(API)}, "scaleSets": sets}

    template = rendered(tmp_path, laid_over(LINUX, common))

    scale_sets = [each for each in template.content["resources"] if each["type"].endswith("virtualMachineScaleSets")]
    assert {each["name"]: pools_joined(each) for each in scale_sets} == {"web-site": ["instances"], "web-api": ["api"]}
    assert list(parts(template, "backendAddressPools")) == ["instances", "api"]


@pytest.mark.parametrize(
    ("gateway", "network"),
    [
        ({"rules": [{"frontendPort": 80, "backendAddressPool": "api"}]}, {}),
        ({"rules": [{"frontendPort": 80, "pathRules": [API]}]}, {}),
        ({"rules": [{"frontendPort": 80, "rewriteRuleSet": "headers"}]}, {}),
        ({"rules": [80]}, {"applicationGatewayBackendAddressPools": ["api"]}),
    ],
)
def test_what_is_named_is_there(tmp_path: Path, gateway: dict[str, Any], network: dict[str, Any]) -> None:
    assert codes(tmp_path, gateway, **network) == ["network/no-such-part"]
