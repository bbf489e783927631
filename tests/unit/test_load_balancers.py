"""Load balancers at the edges: expressions where numbers and names stand, both versions of IP, ports that meet."""

from pathlib import Path
from typing import Any

import pytest
from properties.examples import LINUX, laid_over, problems, profile, rendered, resource

import generator

ID = "/subscriptions/0/resourceGroups/net/providers/Microsoft.Network"
DUAL: dict[str, Any] = {"ipVersions": ["IPv4", "IPv6"]}
PARAMETERS: dict[str, Any] = {"port": {"type": "int"}, "name": {"type": "string"}, "range": {"type": "string"}}
PORT, NAME, RANGE = "[parameters('port')]", "[parameters('name')]", "[parameters('range')]"


def made(folder: Path, network: dict[str, Any], **more: Any) -> generator.Template:
    return rendered(folder, laid_over(LINUX, {"network": network, "parameters": PARAMETERS, **more}))


def balancer(template: generator.Template, name: str = "web-lb") -> dict[str, Any]:
    (found,) = (each for each in template.content["resources"] if each["name"] == name)
    return dict(found["properties"])


def names(parts: list[dict[str, Any]]) -> list[str]:
    return [each["name"] for each in parts]


def nat_ports(template: generator.Template) -> list[tuple[Any, Any]]:
    rules = [each["properties"] for each in balancer(template)["inboundNatRules"]]
    return [(each["frontendPortRangeStart"], each["frontendPortRangeEnd"]) for each in rules]


def security_rules(template: generator.Template) -> list[dict[str, Any]]:
    listed = resource(template, "networkSecurityGroups")["properties"]["securityRules"]
    return [{"name": each["name"], **each["properties"]} for each in listed]


def subnet_prefixes(template: generator.Template) -> Any:
    (subnet,) = resource(template, "virtualNetworks")["properties"]["subnets"]
    return subnet["properties"].get("addressPrefixes", subnet["properties"].get("addressPrefix"))


# Names


def test_the_parts_of_a_load_balancer_can_be_named(tmp_path: Path) -> None:
    named = {"frontendIPConfigurationName": "front", "backendAddressPoolName": "back", "rules": [80]}

    template = made(tmp_path, {**DUAL, "loadBalancer": named})

    assert names(balancer(template)["frontendIPConfigurations"]) == ["front", "front-v6"]
    assert names(balancer(template)["backendAddressPools"]) == ["back", "back-v6"]


def test_what_refers_to_a_pool_uses_its_name(tmp_path: Path) -> None:
    template = made(tmp_path, {"loadBalancer": {"backendAddressPoolName": "back", "rules": [80]}})

    pool = {"id": "[resourceId('Microsoft.Network/loadBalancers/backendAddressPools', 'web-lb', 'back')]"}
    (interface,) = profile(template)["networkProfile"]["networkInterfaceConfigurations"]
    (address,) = interface["properties"]["ipConfigurations"]
    assert address["properties"]["loadBalancerBackendAddressPools"] == [pool]
    assert balancer(template)["loadBalancingRules"][0]["properties"]["backendAddressPool"] == pool
    assert template.content["outputs"]["backendAddressPoolId"]["value"] == pool["id"]


def test_interface_and_address_can_be_named(tmp_path: Path) -> None:
    named = {"networkInterfaceName": "nic1", "ipConfigurationName": "ip1", "instancePublicIPAddress": {"name": "pub1"}}

    (interface,) = profile(made(tmp_path, named))["networkProfile"]["networkInterfaceConfigurations"]

    (address,) = interface["properties"]["ipConfigurations"]
    assert (interface["name"], address["name"]) == ("nic1", "ip1")
    assert address["properties"]["publicIPAddressConfiguration"]["name"] == "pub1"


def test_the_health_probe_can_be_named(tmp_path: Path) -> None:
    health = {"probe": {"name": "alive", "protocol": "Tcp", "port": 80}}
    uniform = {"orchestrationMode": "Uniform", "health": health}

    template = made(tmp_path, {"loadBalancer": {"rules": [{"frontendPort": 80, "probe": "alive"}]}}, scaleSet=uniform)

    alive = "[resourceId('Microsoft.Network/loadBalancers/probes', 'web-lb', 'alive')]"
    assert names(balancer(template)["probes"]) == ["alive"]
    assert profile(template)["networkProfile"]["healthProbe"] == {"id": alive}
    assert balancer(template)["loadBalancingRules"][0]["properties"]["probe"] == {"id": alive}


def test_names_that_are_expressions_differ_by_version_too(tmp_path: Path) -> None:
    template = made(tmp_path, {**DUAL, "loadBalancer": {"rules": [{"name": NAME, "frontendPort": 80}]}})

    assert names(balancer(template)["loadBalancingRules"]) == [NAME, "[format('{0}-v6', parameters('name'))]"]


# Ports


def test_a_port_that_is_a_parameter_is_balanced_and_admitted(tmp_path: Path) -> None:
    template = made(tmp_path, {"loadBalancer": {"rules": [{"frontendPort": PORT}]}})

    (rule,) = balancer(template)["loadBalancingRules"]
    assert (rule["name"], rule["properties"]["frontendPort"], rule["properties"]["backendPort"]) == (
        "rule-0",
        PORT,
        PORT,
    )
    assert [each["destinationPortRange"] for each in security_rules(template)] == ["[string(parameters('port'))]"]


def test_a_rule_whose_protocol_is_a_parameter_is_named_by_its_place(tmp_path: Path) -> None:
    template = made(tmp_path, {"loadBalancer": {"rules": [{"frontendPort": 80, "protocol": NAME}]}})

    assert names(balancer(template)["loadBalancingRules"]) == ["rule-0"]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([{}, {}], [(50000, 50119), (50120, 50239)]),
        ([{}, {"frontendPortRangeStart": 50100}], [(50220, 50339), (50100, 50219)]),
        ([{"frontendPortRangeStart": 65500}], [(65500, 65534)]),
        (
            [{"frontendPortRangeStart": PORT}, {}],
            [
                (PORT, "[add(parameters('port'), 119)]"),
                ("[add(add(parameters('port'), 119), 1)]", "[add(add(add(parameters('port'), 119), 1), 119)]"),
            ],
        ),
        (
            [{"frontendPortRangeStart": 50000, "frontendPortRangeEnd": PORT}, {}],
            [(50000, PORT), ("[add(parameters('port'), 1)]", "[add(add(parameters('port'), 1), 119)]")],
        ),
    ],
    ids=["one-after-the-other", "around-a-given-range", "up-to-the-last-port", "after-a-parameter", "after-an-end"],
)
def test_nat_rules_share_no_port(tmp_path: Path, rules: list[dict[str, Any]], expected: list[tuple[Any, Any]]) -> None:
    described = [{"name": f"rule{number}", "backendPort": 22 + number, **rule} for number, rule in enumerate(rules)]

    assert nat_ports(made(tmp_path, {"loadBalancer": {"inboundNatRules": described}})) == expected


def test_a_nat_rule_with_an_end_has_a_start(tmp_path: Path) -> None:
    rule = {"name": "ssh", "backendPort": 22, "frontendPortRangeEnd": 50119}

    with pytest.raises(generator.DiagnosticError, match="frontendPortRangeEnd needs frontendPortRangeStart") as error:
        made(tmp_path, {"loadBalancer": {"inboundNatRules": [rule]}})

    assert problems(error.value) == ["blueprint/missing-key"]


def test_nat_rules_of_a_dual_stack_network_are_for_version_4(tmp_path: Path) -> None:
    nat = {"frontendIPConfigurationName": "front", "inboundNatRules": [{"name": "ssh", "backendPort": 22}]}

    (rule,) = balancer(made(tmp_path, {**DUAL, "loadBalancer": nat}))["inboundNatRules"]

    assert rule["properties"]["frontendIPConfiguration"]["id"].endswith("'web-lb', 'front')]")
    assert rule["properties"]["backendAddressPool"]["id"].endswith("'web-lb', 'instances')]")


# Two load balancers


def test_probes_of_two_load_balancers_can_have_one_name(tmp_path: Path) -> None:
    probed = {
        "rules": [{"frontendPort": 80, "probe": "http"}],
        "probes": [{"name": "http", "protocol": "Tcp", "port": 80}],
    }

    template = made(tmp_path, {"loadBalancer": probed, "internalLoadBalancer": probed})

    used = [
        balancer(template, name)["loadBalancingRules"][0]["properties"]["probe"]["id"].rpartition(", '")[0]
        for name in ("web-lb", "web-internal-lb")
    ]
    assert [each.rpartition(", ")[2] for each in used] == ["'web-lb'", "'web-internal-lb'"]


def test_the_same_port_of_two_load_balancers_is_admitted_under_two_names(tmp_path: Path) -> None:
    template = made(tmp_path, {"loadBalancer": {"rules": [80]}, "internalLoadBalancer": {"rules": [80]}})

    assert [(each["name"], each["sourceAddressPrefix"]) for each in security_rules(template)] == [
        ("tcp-80", "Internet"),
        ("tcp-80-2", "VirtualNetwork"),
    ]


def test_an_internal_load_balancer_in_another_subnet(tmp_path: Path) -> None:
    subnet = f"{ID}/virtualNetworks/hub/subnets/internal"

    template = made(tmp_path, {"internalLoadBalancer": {"subnet": subnet, "rules": [80]}})

    (frontend,) = balancer(template, "web-internal-lb")["frontendIPConfigurations"]
    assert frontend["properties"]["subnet"] == {"id": subnet}


def test_empty_lists_are_left_out(tmp_path: Path) -> None:
    empty: dict[str, Any] = {"rules": [], "probes": [], "inboundNatRules": [], "outboundRule": False}

    template = made(tmp_path, {"loadBalancer": empty})

    assert sorted(balancer(template)) == ["backendAddressPools", "frontendIPConfigurations"]


# Both versions of IP


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["10.1.0.0/16", "2001:db8::/48"], ["10.1.0.0/24", "2001:db8::/64"]),
        (["2001:db8::/48", "10.1.0.0/16"], ["10.1.0.0/24", "2001:db8::/64"]),
        ([RANGE, "2001:db8::/48"], ["[cidrSubnet(parameters('range'), 24, 0)]", "2001:db8::/64"]),
        (["10.1.0.0/16", RANGE], ["10.1.0.0/24", "[cidrSubnet(parameters('range'), 64, 0)]"]),
    ],
)
def test_the_subnet_has_the_first_range_of_each_version(tmp_path: Path, given: list[str], expected: list[str]) -> None:
    template = made(tmp_path, {**DUAL, "virtualNetwork": {"addressPrefixes": given}})

    assert resource(template, "virtualNetworks")["properties"]["addressSpace"]["addressPrefixes"] == given
    assert subnet_prefixes(template) == expected


def test_a_range_of_version_6_of_the_subnet_alone_is_the_networks_too(tmp_path: Path) -> None:
    template = made(tmp_path, {**DUAL, "subnet": {"addressPrefixes": ["10.0.0.0/24", "2001:db8::/64"]}})

    prefixes = resource(template, "virtualNetworks")["properties"]["addressSpace"]["addressPrefixes"]
    assert prefixes == ["10.0.0.0/16", "2001:db8::/64"]


def test_the_second_public_address_can_be_one_that_exists(tmp_path: Path) -> None:
    second = {"id": f"{ID}/publicIPAddresses/six"}

    template = made(tmp_path, {**DUAL, "loadBalancer": {"rules": [80]}, "publicIPv6Address": second})

    frontends = balancer(template)["frontendIPConfigurations"]
    assert resource(template, "publicIPAddresses")["name"] == "web-ip"
    assert frontends[1]["properties"]["publicIPAddress"] == second


def test_each_public_address_has_its_own_prefix(tmp_path: Path) -> None:
    network = {
        **DUAL,
        "loadBalancer": {"rules": [80]},
        "publicIPAddress": {"publicIPPrefix": f"{ID}/publicIPPrefixes/four"},
        "publicIPv6Address": {"publicIPPrefix": f"{ID}/publicIPPrefixes/six"},
    }

    template = made(tmp_path, network)

    addresses = [each for each in template.content["resources"] if each["type"].endswith("/publicIPAddresses")]
    assert [each["properties"]["publicIPPrefix"]["id"][-4:] for each in addresses] == ["four", "/six"]


# Security


def test_a_security_group_of_the_subnet_besides_that_of_the_instances(tmp_path: Path) -> None:
    group = f"{ID}/networkSecurityGroups/subnet"

    template = made(tmp_path, {"subnet": {"networkSecurityGroup": group}})

    (subnet,) = resource(template, "virtualNetworks")["properties"]["subnets"]
    (interface,) = profile(template)["networkProfile"]["networkInterfaceConfigurations"]
    assert subnet["properties"]["networkSecurityGroup"] == {"id": group}
    assert interface["properties"]["networkSecurityGroup"]["id"].endswith("'web-nsg')]")


def test_two_rules_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(generator.DiagnosticError) as error:
        made(tmp_path, {"loadBalancer": {"rules": [80, "80:8080"]}})

    assert problems(error.value) == ["blueprint/same-name"]
