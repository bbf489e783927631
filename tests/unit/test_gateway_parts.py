"""Parts of an application gateway: redirects, rewrites, error pages, settings, probes, and what they are named."""

from pathlib import Path
from typing import Any

import pytest
from properties.examples import resource
from unit.gateways import API, TLS, codes, gateway_of, made, part_named, parts, path_rules, pools_joined, with_paths

HEADERS = {
    "name": "headers",
    "rewriteRules": [{"name": "hide", "responseHeaderConfigurations": [{"headerName": "Server"}]}],
}

# Redirects and rewrites


def test_a_redirect_to_a_rule_can_leave_the_path_out(tmp_path: Path) -> None:
    redirect = {"frontendPort": 80, "redirectTo": 443, "includePath": False}

    template = made(tmp_path, {**TLS, "rules": [443, redirect]})

    found = parts(template, "redirectConfigurations")["http-80"]
    assert (found["includePath"], found["includeQueryString"]) == (False, True)


def test_a_rewrite_rule_changes_headers_and_address_under_a_condition(tmp_path: Path) -> None:
    rewrite = {
        "name": "moved",
        "conditions": [{"variable": "var_uri_path", "pattern": "^/old/(.*)", "ignoreCase": True}],
        "requestHeaderConfigurations": [{"headerName": "X-Old", "headerValue": "{var_uri_path}"}],
        "urlConfiguration": {"modifiedPath": "/new/{var_uri_path_1}", "reroute": True},
    }
    sets = [{"name": "moves", "rewriteRules": [rewrite]}]

    template = made(tmp_path, {"rewriteRuleSets": sets, "rules": [{"frontendPort": 80, "rewriteRuleSet": "moves"}]})

    (found,) = parts(template, "rewriteRuleSets")["moves"]["rewriteRules"]
    assert found == {
        "name": "moved",
        "ruleSequence": 100,
        "conditions": rewrite["conditions"],
        "actionSet": {
            "requestHeaderConfigurations": rewrite["requestHeaderConfigurations"],
            "urlConfiguration": rewrite["urlConfiguration"],
        },
    }
    assert part_named(parts(template, "requestRoutingRules")["http-80"]["rewriteRuleSet"]) == "moves"


def test_an_empty_value_deletes_a_header(tmp_path: Path) -> None:
    delete = {"name": "hide", "responseHeaderConfigurations": [{"headerName": "Server", "headerValue": ""}]}

    template = made(tmp_path, {"rewriteRuleSets": [{"name": "headers", "rewriteRules": [delete]}], "rules": [80]})

    (found,) = parts(template, "rewriteRuleSets")["headers"]["rewriteRules"]
    assert found["actionSet"]["responseHeaderConfigurations"] == [{"headerName": "Server", "headerValue": ""}]


def test_rewrite_rules_follow_one_another(tmp_path: Path) -> None:
    header = {"responseHeaderConfigurations": [{"headerName": "X-A", "headerValue": "1"}]}
    rules = [{"name": "a", **header}, {"name": "b", "ruleSequence": 110, **header}, {"name": "c", **header}]

    template = made(tmp_path, {"rewriteRuleSets": [{"name": "set", "rewriteRules": rules}], "rules": [80]})

    found = parts(template, "rewriteRuleSets")["set"]["rewriteRules"]
    assert [each["ruleSequence"] for each in found] == [100, 110, 120]


def test_a_rewrite_rule_that_changes_nothing_is_refused(tmp_path: Path) -> None:
    nothing = {"name": "set", "rewriteRules": [{"name": "none"}]}

    assert codes(tmp_path, {"rewriteRuleSets": [nothing], "rules": [80]}) == ["blueprint/bad-value"]


def test_path_rules_have_the_rewrites_of_their_rule_unless_they_redirect(tmp_path: Path) -> None:
    old = {"paths": ["/old/*"], "redirectUrl": "https://old.example.com"}
    gateway = {**with_paths(API, old, rewriteRuleSet="headers"), "rewriteRuleSets": [HEADERS]}

    template = made(tmp_path, gateway)

    (path_map,) = parts(template, "urlPathMaps").values()
    found = path_rules(template)
    assert part_named(path_map["defaultRewriteRuleSet"]) == "headers"
    assert (part_named(found["api"]["rewriteRuleSet"]), "rewriteRuleSet" in found["old"]) == ("headers", False)


def test_error_pages_of_the_gateway_and_of_a_rule(tmp_path: Path) -> None:
    page = "https://shopfiles.blob.core.windows.net/pages/error.html"
    rule = {
        "frontendPort": 80,
        "customErrorConfigurations": [{"statusCode": "HttpStatus403", "customErrorPageUrl": page}],
    }
    pages = [{"statusCode": 502, "customErrorPageUrl": page}]

    template = made(tmp_path, {"customErrorConfigurations": pages, "rules": [rule]})

    assert gateway_of(template)["customErrorConfigurations"] == [
        {"statusCode": "HttpStatus502", "customErrorPageUrl": page}
    ]
    listener = parts(template, "httpListeners")["http-80"]
    assert listener["customErrorConfigurations"][0]["statusCode"] == "HttpStatus403"


# Names


def test_every_part_can_be_named(tmp_path: Path) -> None:
    rule = {
        "name": "rule1",
        "frontendPort": 80,
        "httpListenerName": "listener1",
        "backendHttpSettingsName": "settings1",
        "urlPathMapName": "map1",
        "pathRules": [
            {
                "name": "path1",
                "paths": ["/old"],
                "redirectUrl": "https://a.example",
                "redirectConfigurationName": "to1",
            },
            {"name": "path2", "paths": ["/api"], "backendPort": 81, "backendHttpSettingsName": "settings2"},
        ],
    }
    gateway = {
        "gatewayIPConfigurationName": "ip1",
        "frontendIPConfigurationNames": {"public": "front1"},
        "frontendPorts": [{"name": "port1", "port": 80}],
        "backendAddressPoolName": "pool1",
        "rules": [rule],
    }

    template = made(tmp_path, gateway)

    kinds = (
        "gatewayIPConfigurations",
        "frontendIPConfigurations",
        "frontendPorts",
        "backendAddressPools",
        "httpListeners",
        "backendHttpSettingsCollection",
        "urlPathMaps",
        "redirectConfigurations",
        "requestRoutingRules",
    )
    assert {kind: list(parts(template, kind)) for kind in kinds} == {
        "gatewayIPConfigurations": ["ip1"],
        "frontendIPConfigurations": ["front1"],
        "frontendPorts": ["port1"],
        "backendAddressPools": ["pool1"],
        "httpListeners": ["listener1"],
        "backendHttpSettingsCollection": ["settings1", "settings2"],
        "urlPathMaps": ["map1"],
        "redirectConfigurations": ["to1"],
        "requestRoutingRules": ["rule1"],
    }
    assert pools_joined(resource(template, "virtualMachineScaleSets")) == ["pool1"]


def test_a_listener_refers_to_parts_by_their_names(tmp_path: Path) -> None:
    gateway = {
        "frontendIPConfigurationNames": {"private": "inside"},
        "frontendPorts": [{"name": "web", "port": 80}],
        "privateIPAddress": "10.0.1.10",
        "rules": [{"frontendPort": 80, "frontend": "private"}],
    }

    listener = parts(made(tmp_path, gateway), "httpListeners")["http-80"]

    assert part_named(listener["frontendIPConfiguration"]) == "inside"
    assert part_named(listener["frontendPort"]) == "web"


@pytest.mark.parametrize(
    "gateway",
    [
        {"backendAddressPools": [{"name": "Instances"}], "rules": [80]},
        {"frontendPorts": [{"name": "web", "port": 80}, {"name": "web", "port": 81}], "rules": [80]},
        {"rules": [80, {"frontendPort": 81, "httpListenerName": "HTTP-80"}]},
        {"rules": [{"frontendPort": 80, "backendHttpSettingsName": "http-81"}, 81]},
    ],
    ids=["pools", "ports", "listeners", "settings"],
)
def test_two_parts_of_one_name_are_refused(tmp_path: Path, gateway: dict[str, Any]) -> None:
    assert codes(tmp_path, gateway) == ["blueprint/same-name"]


# Settings and probes


def test_settings_can_say_all_that_azure_takes(tmp_path: Path) -> None:
    settings = {
        "path": "/v2/",
        "pickHostNameFromBackendAddress": True,
        "dedicatedBackendConnection": True,
        "validateCertChainAndExpiry": False,
        "validateSNI": False,
        "sniName": "web.internal",
    }

    template = made(tmp_path, {"rules": [{"frontendPort": 80, **settings}]})

    found = parts(template, "backendHttpSettingsCollection")["http-80"]
    assert {key: found[key] for key in settings} == settings


def test_a_probe_can_ask_with_the_host_name_of_the_rules(tmp_path: Path) -> None:
    probe = {"name": "web", "pickHostNameFromBackendHttpSettings": True, "body": "ready", "minServers": 1}

    found = parts(made(tmp_path, {"rules": [80], "probes": [probe]}), "probes")["web"]

    assert "host" not in found
    assert (found["match"], found["minServers"]) == ({"body": "ready"}, 1)


def test_buffering_and_validated_cryptography(tmp_path: Path) -> None:
    buffering = {"enableRequestBuffering": False}

    found = gateway_of(made(tmp_path, {"rules": [80], "globalConfiguration": buffering, "enableFips": True}))

    assert (found["globalConfiguration"], found["enableFips"]) == (buffering, True)
