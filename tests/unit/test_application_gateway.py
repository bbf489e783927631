"""An application gateway before the instances."""

from pathlib import Path
from typing import Any

import pytest
from properties.examples import LINUX, laid_over, profile, rendered, resource
from unit.gateways import TLS, codes, gateway_of, made, part_named, parts

import generator

ID = "/subscriptions/0/resourceGroups/net/providers/Microsoft.Network"

# Rules


def test_a_port_is_a_rule_that_leads_to_the_same_port_of_the_instances(tmp_path: Path) -> None:
    template = made(tmp_path, {"rules": [80]})

    (rule,) = parts(template, "requestRoutingRules").values()
    assert part_named(rule["httpListener"]) == "http-80"
    assert part_named(rule["backendAddressPool"]) == "instances"
    assert parts(template, "frontendPorts") == {"port-80": {"port": 80}}
    assert parts(template, "backendHttpSettingsCollection")["http-80"]["port"] == 80


def test_the_instances_join_its_pool(tmp_path: Path) -> None:
    (interface,) = profile(made(tmp_path, {"rules": [80]}))["networkProfile"]["networkInterfaceConfigurations"]

    (address,) = interface["properties"]["ipConfigurations"]
    (pool,) = address["properties"]["applicationGatewayBackendAddressPools"]
    assert pool["id"].endswith("applicationGateways/backendAddressPools', 'web-gateway', 'instances')]")


def test_encryption_ends_at_the_gateway(tmp_path: Path) -> None:
    template = made(tmp_path, {**TLS, "rules": [443]})

    listener = parts(template, "httpListeners")["https-443"]
    settings = parts(template, "backendHttpSettingsCollection")["https-443"]
    assert (listener["protocol"], part_named(listener["sslCertificate"])) == ("Https", "shop")
    assert (settings["protocol"], settings["port"]) == ("Http", 80)


def test_encryption_can_go_on_to_the_instances(tmp_path: Path) -> None:
    template = made(tmp_path, {**TLS, "rules": [{"frontendPort": 443, "backendProtocol": "Https"}]})

    settings = parts(template, "backendHttpSettingsCollection")["https-443"]
    assert (settings["protocol"], settings["port"]) == ("Https", 443)


def test_a_port_can_redirect_to_another(tmp_path: Path) -> None:
    template = made(tmp_path, {**TLS, "rules": [443, "80 -> 443"]})

    rule = parts(template, "requestRoutingRules")["http-80"]
    redirect = parts(template, "redirectConfigurations")["http-80"]
    assert part_named(rule["redirectConfiguration"]) == "http-80"
    assert "backendAddressPool" not in rule
    assert part_named(redirect["targetListener"]) == "https-443"
    assert (redirect["redirectType"], redirect["includePath"]) == ("Permanent", True)


def test_a_rule_can_redirect_to_an_address(tmp_path: Path) -> None:
    template = made(tmp_path, {"rules": [{"frontendPort": 80, "redirectUrl": "https://www.example.com"}]})

    redirect = parts(template, "redirectConfigurations")["http-80"]
    assert redirect == {"redirectType": "Permanent", "targetUrl": "https://www.example.com"}


def test_priorities_are_free_ones(tmp_path: Path) -> None:
    rules = [80, {"frontendPort": 8080, "priority": 100}, 81]

    found = parts(made(tmp_path, {"rules": rules}), "requestRoutingRules")

    assert [rule["priority"] for rule in found.values()] == [110, 100, 120]


def test_two_host_names_share_a_port(tmp_path: Path) -> None:
    hosts = [
        {"name": "shop", "frontendPort": 80, "hostNames": ["shop.example.com"], "backendPort": 8080},
        {"name": "blog", "frontendPort": 80, "hostNames": ["blog.example.com"], "backendPort": 8081},
    ]

    template = made(tmp_path, {"rules": hosts})

    assert list(parts(template, "frontendPorts")) == ["port-80"]
    assert [each["hostNames"] for each in parts(template, "httpListeners").values()] == [
        ["shop.example.com"],
        ["blog.example.com"],
    ]


def test_two_rules_of_one_name_are_refused(tmp_path: Path) -> None:
    assert codes(tmp_path, {"rules": [80, 80]}) == ["blueprint/same-name"]


def test_a_redirect_to_itself_is_refused(tmp_path: Path) -> None:
    assert codes(tmp_path, {"rules": ["80 -> 80"]}) == ["network/no-such-rule"]


# Certificates and probes


def test_the_certificate_is_read_with_an_identity(tmp_path: Path) -> None:
    template = made(tmp_path, {**TLS, "rules": [443]})

    own = "[resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'gateway-identity')]"
    gateway = resource(template, "applicationGateways")
    assert resource(template, "userAssignedIdentities")["name"] == "gateway-identity"
    assert gateway["identity"] == {"type": "UserAssigned", "userAssignedIdentities": {own: {}}}
    assert own in gateway["dependsOn"]


def test_a_certificate_of_the_vault_needs_that_identity(tmp_path: Path) -> None:
    without = {"sslCertificates": TLS["sslCertificates"], "rules": [443]}

    assert codes(tmp_path, without) == ["blueprint/bad-value"]


def test_a_certificate_can_be_a_secret_parameter(tmp_path: Path) -> None:
    own = {"name": "own", "data": {"parameter": "pfx"}, "password": {"parameter": "pfxPassword"}}

    template = made(tmp_path, {"sslCertificates": [own], "rules": [443]})

    assert parts(template, "sslCertificates")["own"] == {
        "data": "[parameters('pfx')]",
        "password": "[parameters('pfxPassword')]",
    }
    assert template.content["parameters"]["pfx"] == {"type": "secureString"}


def test_among_several_certificates_a_rule_chooses(tmp_path: Path) -> None:
    several = {**TLS, "sslCertificates": [*TLS["sslCertificates"], {"name": "old", "data": {"parameter": "pfx"}}]}

    assert codes(tmp_path, {**several, "rules": [443]}) == ["network/certificate-needed"]


def test_the_only_probe_is_that_of_each_rule(tmp_path: Path) -> None:
    template = made(tmp_path, {"rules": [80, 81], "probes": [{"name": "web", "path": "/health"}]})

    settings = parts(template, "backendHttpSettingsCollection")
    assert [part_named(each["probe"]) for each in settings.values()] == ["web", "web"]


def test_among_several_probes_a_rule_chooses(tmp_path: Path) -> None:
    assert codes(tmp_path, {"rules": [80], "probes": [{"name": "a"}, {"name": "b"}]}) == ["network/which-probe"]


def test_a_rule_names_a_probe_that_is_there(tmp_path: Path) -> None:
    assert codes(tmp_path, {"rules": [{"frontendPort": 80, "probe": "web"}]}) == ["network/no-such-probe"]


# The gateway


def test_a_gateway_scales_by_itself(tmp_path: Path) -> None:
    properties = gateway_of(made(tmp_path, {"rules": [80]}))

    assert properties["sku"] == {"name": "Standard_v2", "tier": "Standard_v2"}
    assert properties["autoscaleConfiguration"] == {"minCapacity": 1, "maxCapacity": 10}


def test_a_gateway_of_fixed_size(tmp_path: Path) -> None:
    properties = gateway_of(made(tmp_path, {"rules": [80], "capacity": 2}))

    assert properties["sku"]["capacity"] == 2
    assert "autoscaleConfiguration" not in properties


def test_a_new_firewall_policy_prevents(tmp_path: Path) -> None:
    template = made(tmp_path, {"rules": [80], "firewallPolicy": True})

    policy = resource(template, "ApplicationGatewayWebApplicationFirewallPolicies")["properties"]
    assert (policy["policySettings"]["state"], policy["policySettings"]["mode"]) == ("Enabled", "Prevention")
    assert policy["managedRules"]["managedRuleSets"] == [
        {"ruleSetType": "Microsoft_DefaultRuleSet", "ruleSetVersion": "2.1"}
    ]
    assert gateway_of(template)["sku"]["name"] == "WAF_v2"
    assert gateway_of(template)["firewallPolicy"]["id"].endswith("'web-waf')]")


def test_an_existing_firewall_policy(tmp_path: Path) -> None:
    existing = f"{ID}/ApplicationGatewayWebApplicationFirewallPolicies/hub"

    assert gateway_of(made(tmp_path, {"rules": [80], "firewallPolicy": existing}))["firewallPolicy"] == {"id": existing}


def test_a_firewall_policy_is_none_of_the_standard_gateway(tmp_path: Path) -> None:
    assert codes(tmp_path, {"rules": [80], "sku": "Standard_v2", "firewallPolicy": True}) == ["blueprint/bad-value"]


def test_a_private_gateway_has_no_public_address(tmp_path: Path) -> None:
    template = made(tmp_path, {"rules": [80], "publicIPAddress": False, "privateIPAddress": "10.0.1.10"})

    assert list(parts(template, "frontendIPConfigurations")) == ["private"]
    assert "gatewayPublicIPAddress" not in template.content["outputs"]
    assert part_named(parts(template, "httpListeners")["http-80"]["frontendIPConfiguration"]) == "private"


def test_a_gateway_without_any_address_is_refused(tmp_path: Path) -> None:
    assert codes(tmp_path, {"rules": [80], "publicIPAddress": False}) == ["blueprint/bad-value"]


# Its subnet


def subnets(template: generator.Template) -> dict[str, Any]:
    listed = resource(template, "virtualNetworks")["properties"]["subnets"]
    return {each["name"]: each["properties"].get("addressPrefix") for each in listed}


def test_its_subnet_is_the_first_free_one(tmp_path: Path) -> None:
    data = {"virtualNetwork": {"subnets": [{"name": "data", "addressPrefix": "10.0.1.0/26"}]}}

    template = made(tmp_path, {"rules": [80]}, **data)

    assert subnets(template) == {"default": "10.0.0.0/24", "data": "10.0.1.0/26", "gateway": "10.0.2.0/24"}


def test_its_subnet_in_a_network_that_a_parameter_decides(tmp_path: Path) -> None:
    network = {"virtualNetwork": {"addressPrefixes": ["[parameters('range')]"]}}
    document = {
        "network": {"applicationGateway": {"rules": [80]}, **network},
        "parameters": {"range": {"type": "string"}},
    }

    template = rendered(tmp_path, laid_over(LINUX, document))

    assert subnets(template)["gateway"] == "[cidrSubnet(parameters('range'), 24, 1)]"


def test_a_small_network_has_no_subnet_for_it(tmp_path: Path) -> None:
    small = {"virtualNetwork": {"addressPrefixes": ["10.0.0.0/25"]}}

    assert codes(tmp_path, {"rules": [80]}, **small) == ["network/gateway-subnet-needed"]


def test_its_subnet_in_an_existing_network(tmp_path: Path) -> None:
    existing = {"virtualNetwork": {"id": f"{ID}/virtualNetworks/hub"}, "subnet": {"name": "web"}}
    gateway = {"rules": [80], "subnet": {"id": f"{ID}/virtualNetworks/hub/subnets/gateway"}}

    template = made(tmp_path, gateway, **existing)

    (configuration,) = gateway_of(template)["gatewayIPConfigurations"]
    assert configuration["properties"]["subnet"] == gateway["subnet"]


@pytest.mark.parametrize(
    ("gateway", "source"),
    [({}, "10.0.1.0/24"), ({"subnet": {"id": f"{ID}/virtualNetworks/n/subnets/g"}}, "VirtualNetwork")],
)
def test_the_security_group_admits_the_gateway_to_the_ports_behind_it(
    tmp_path: Path, gateway: dict[str, Any], source: str
) -> None:
    template = made(tmp_path, {**gateway, "rules": ["80:8080", "81:8080"]})

    (rule,) = resource(template, "networkSecurityGroups")["properties"]["securityRules"]
    admitted = rule["properties"]
    assert (admitted["sourceAddressPrefix"], admitted["destinationPortRange"]) == (source, "8080")


def test_the_identity_of_the_gateway_comes_from_its_key(tmp_path: Path) -> None:
    existing = "/subscriptions/0/resourceGroups/hub/providers/Microsoft.ManagedIdentity/userAssignedIdentities/gateway"

    template = made(tmp_path, {**TLS, "userAssignedIdentity": existing, "rules": [443]})

    index = next(
        number
        for number, each in enumerate(template.content["resources"])
        if each["type"].endswith("applicationGateways")
    )
    place = ("resources", index, "identity", "userAssignedIdentities")
    assert template.origin(place) == ("network", "applicationGateway", "userAssignedIdentity")
