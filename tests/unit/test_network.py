"""The network: new, existing, or none; and a security group that admits just what the load balancer forwards."""

from pathlib import Path
from typing import Any

import pytest
from properties.examples import LINUX, laid_over, problems, profile, rendered, resource

import generator

NETWORK_ID = "/subscriptions/0/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/hub"
UNIFORM = {"orchestrationMode": "Uniform"}
"""The mode that takes its health from a probe."""
NEW = {
    "virtualNetworks": "Microsoft.Network/virtualNetworks",
    "networkSecurityGroups": "Microsoft.Network/networkSecurityGroups",
    "loadBalancers": "Microsoft.Network/loadBalancers",
    "publicIPAddresses": "Microsoft.Network/publicIPAddresses",
    "natGateways": "Microsoft.Network/natGateways",
    "publicIPPrefixes": "Microsoft.Network/publicIPPrefixes",
    "applicationSecurityGroups": "Microsoft.Network/applicationSecurityGroups",
}


def made(folder: Path, network: dict[str, Any], **scale_set: Any) -> generator.Template:
    return rendered(folder, laid_over(LINUX, {"network": network, "scaleSet": scale_set}))


def new(template: generator.Template) -> set[str]:
    return {each["type"].rpartition("/")[2] for each in template.content["resources"]} & NEW.keys()


def interface(template: generator.Template) -> dict[str, Any]:
    (only,) = profile(template)["networkProfile"]["networkInterfaceConfigurations"]
    return dict(only["properties"])


def address(template: generator.Template) -> dict[str, Any]:
    (only,) = interface(template)["ipConfigurations"]
    return dict(only["properties"])


def admitted(template: generator.Template) -> list[tuple[str, str, str, str]]:
    """Of each security rule its access, protocol, source and port."""
    rules = resource(template, "networkSecurityGroups").get("properties", {}).get("securityRules", [])
    found = [each["properties"] for each in rules]
    return [
        (each["access"], each["protocol"], each["sourceAddressPrefix"], each["destinationPortRange"]) for each in found
    ]


def balancing(*rules: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"loadBalancer": {"rules": list(rules), **more}}


# What is new


def test_without_a_word_there_are_a_network_a_way_out_and_a_group_that_admits_nothing(tmp_path: Path) -> None:
    template = made(tmp_path, {})

    assert new(template) == {"virtualNetworks", "networkSecurityGroups", "natGateways", "publicIPAddresses"}
    assert admitted(template) == []


def test_a_load_balancer_has_an_address(tmp_path: Path) -> None:
    template = made(tmp_path, {"loadBalancer": {}})

    assert {"loadBalancers", "publicIPAddresses"} <= new(template)
    pool = "[resourceId('Microsoft.Network/loadBalancers/backendAddressPools', 'web-lb', 'instances')]"
    assert address(template)["loadBalancerBackendAddressPools"] == [{"id": pool}]


def test_no_load_balancer(tmp_path: Path) -> None:
    template = made(tmp_path, {"loadBalancer": False})

    assert "loadBalancers" not in new(template)
    assert "loadBalancerBackendAddressPools" not in address(template)


def test_no_security_group(tmp_path: Path) -> None:
    template = made(tmp_path, {"networkSecurityGroup": False, **balancing({"frontendPort": 80})})

    assert "networkSecurityGroups" not in new(template)
    assert "networkSecurityGroup" not in interface(template)


def test_no_outbound_rule(tmp_path: Path) -> None:
    template = made(tmp_path, balancing({"frontendPort": 80}, outboundRule=False))

    properties = resource(template, "loadBalancers")["properties"]
    assert "outboundRules" not in properties
    assert "disableOutboundSnat" not in properties["loadBalancingRules"][0]["properties"]


def test_an_outbound_rule_is_the_only_way_out(tmp_path: Path) -> None:
    properties = resource(made(tmp_path, balancing({"frontendPort": 80})), "loadBalancers")["properties"]

    assert [each["name"] for each in properties["outboundRules"]] == ["outbound"]
    assert properties["loadBalancingRules"][0]["properties"]["disableOutboundSnat"] is True


# What exists


@pytest.mark.parametrize(
    ("network", "subnet"),
    [
        ({"subnet": {"id": f"{NETWORK_ID}/subnets/web"}}, f"{NETWORK_ID}/subnets/web"),
        ({"virtualNetwork": {"id": NETWORK_ID}}, f"{NETWORK_ID}/subnets/default"),
        ({"virtualNetwork": {"id": NETWORK_ID}, "subnet": {"name": "web"}}, f"{NETWORK_ID}/subnets/web"),
    ],
)
def test_an_existing_network(tmp_path: Path, network: dict[str, Any], subnet: str) -> None:
    template = made(tmp_path, network)

    assert "virtualNetworks" not in new(template)
    assert address(template)["subnet"] == {"id": subnet}


def test_an_existing_security_group(tmp_path: Path) -> None:
    template = made(tmp_path, {"networkSecurityGroup": {"id": "/group"}, **balancing({"frontendPort": 80})})

    assert "networkSecurityGroups" not in new(template)
    assert interface(template)["networkSecurityGroup"] == {"id": "/group"}


def test_existing_pools_beside_or_instead_of_a_new_one(tmp_path: Path) -> None:
    beside = made(tmp_path, {"loadBalancer": {}, "backendAddressPools": ["/pool"]})
    instead = made(tmp_path, {"backendAddressPools": ["/pool"]})

    assert len(address(beside)["loadBalancerBackendAddressPools"]) == 2
    assert address(instead)["loadBalancerBackendAddressPools"] == [{"id": "/pool"}]


def test_an_existing_health_probe(tmp_path: Path) -> None:
    template = made(tmp_path, {"backendAddressPools": ["/pool"]}, **UNIFORM, health={"probe": {"id": "/probe"}})

    assert profile(template)["networkProfile"]["healthProbe"] == {"id": "/probe"}


# What the security group admits


def test_the_group_admits_the_ports_of_the_instances(tmp_path: Path) -> None:
    rules = (
        {"frontendPort": 80, "backendPort": 8080},
        {"frontendPort": 443, "sourceAddressPrefix": "10.0.0.0/8"},
        {"frontendPort": 53, "protocol": "Udp"},
    )

    assert admitted(made(tmp_path, balancing(*rules))) == [
        ("Allow", "Tcp", "Internet", "8080"),
        ("Allow", "Tcp", "10.0.0.0/8", "443"),
        ("Allow", "Udp", "Internet", "53"),
    ]


def test_the_group_admits_the_port_of_a_nat_rule(tmp_path: Path) -> None:
    nat = {"name": "ssh", "backendPort": 22, "sourceAddressPrefix": "192.0.2.1"}

    assert admitted(made(tmp_path, {"loadBalancer": {"inboundNatRules": [nat]}})) == [
        ("Allow", "Tcp", "192.0.2.1", "22")
    ]


def test_own_rules_keep_their_names_and_priorities(tmp_path: Path) -> None:
    own = {"name": "tcp-80", "priority": 1000, "access": "Deny", "destinationPortRange": "23"}
    network = {"networkSecurityGroup": {"securityRules": [own]}, **balancing({"frontendPort": 80})}

    rules = resource(made(tmp_path, network), "networkSecurityGroups")["properties"]["securityRules"]

    assert [(each["name"], each["properties"]["priority"]) for each in rules] == [("tcp-80", 1000), ("tcp-80-2", 1010)]


def test_all_names_and_priorities_of_many_rules_differ(tmp_path: Path) -> None:
    rules = [{"frontendPort": port} for port in range(1, 121)]
    nat = [{"name": f"nat-{port}", "backendPort": port, "frontendPortRangeStart": 2000 + port} for port in range(3)]
    nat = [{**each, "backendPort": 22, "frontendPortRangeEnd": each["frontendPortRangeStart"]} for each in nat]
    template = made(tmp_path, {"loadBalancer": {"rules": rules, "inboundNatRules": nat}})

    found = resource(template, "networkSecurityGroups")["properties"]["securityRules"]

    assert len({each["name"].lower() for each in found}) == 123
    priorities = {each["properties"]["priority"] for each in found}
    assert (len(priorities), min(priorities) >= 100, max(priorities) <= 4096) == (123, True, True)


def test_a_port_by_parameter_is_admitted_as_text(tmp_path: Path) -> None:
    document = {"network": balancing({"frontendPort": "[parameters('port')]"}), "parameters": {"port": {"type": "int"}}}

    assert admitted(rendered(tmp_path, laid_over(LINUX, document))) == [
        ("Allow", "Tcp", "Internet", "[string(parameters('port'))]")
    ]


# Probes and NAT


def test_a_rule_uses_the_health_probe(tmp_path: Path) -> None:
    health = {"probe": {"protocol": "Tcp", "port": 80}}
    template = made(tmp_path, balancing({"frontendPort": 80}), **UNIFORM, health=health)

    (rule,) = resource(template, "loadBalancers")["properties"]["loadBalancingRules"]
    probe = {"id": "[resourceId('Microsoft.Network/loadBalancers/probes', 'web-lb', 'health')]"}
    assert (rule["properties"]["probe"], profile(template)["networkProfile"]["healthProbe"]) == (probe, probe)


@pytest.mark.parametrize("network", [{}, {"loadBalancer": False}, {"loadBalancer": {}}])
def test_a_health_probe_without_a_rule_is_refused(tmp_path: Path, network: dict[str, Any]) -> None:
    with pytest.raises(generator.DiagnosticError) as error:
        made(tmp_path, network, **UNIFORM, health={"probe": {"protocol": "Tcp", "port": 80}})

    assert problems(error.value) == ["scale-set/probe-without-rule"]


def test_nat_rules_have_ports_for_all_instances_one_range_after_the_other(tmp_path: Path) -> None:
    nat = [{"name": "ssh", "backendPort": 22}, {"name": "debug", "backendPort": 9000}]
    template = made(
        tmp_path, {"loadBalancer": {"inboundNatRules": nat}}, sku={"name": "Standard_D2s_v5", "capacity": 200}
    )

    ranges = [
        (each["properties"]["frontendPortRangeStart"], each["properties"]["frontendPortRangeEnd"])
        for each in resource(template, "loadBalancers")["properties"]["inboundNatRules"]
    ]
    assert ranges == [(50000, 50199), (50200, 50399)]
