"""More than one of everything: versions of the Internet Protocol, load balancers, interfaces, subnets, ways out."""

from pathlib import Path
from typing import Any

from properties.examples import LINUX, laid_over, profile, rendered, resource

import generator

ID = "/subscriptions/0/resourceGroups/net/providers/Microsoft.Network"
WEB: dict[str, Any] = {"loadBalancer": {"rules": [{"frontendPort": 80}]}}


def made(folder: Path, network: dict[str, Any], **scale_set: Any) -> generator.Template:
    return rendered(folder, laid_over(LINUX, {"network": network, "scaleSet": scale_set}))


def types(template: generator.Template) -> list[str]:
    return [each["type"].rpartition("/")[2] for each in template.content["resources"]]


def properties(template: generator.Template, kind: str) -> dict[str, Any]:
    return dict(resource(template, kind)["properties"])


def subnets(template: generator.Template) -> dict[str, dict[str, Any]]:
    return {each["name"]: each["properties"] for each in properties(template, "virtualNetworks")["subnets"]}


def interfaces(template: generator.Template) -> list[dict[str, Any]]:
    listed = profile(template)["networkProfile"]["networkInterfaceConfigurations"]
    return [{"name": each["name"], **each["properties"]} for each in listed]


def addresses(interface: dict[str, Any]) -> list[dict[str, Any]]:
    return [each["properties"] for each in interface["ipConfigurations"]]


# The way out


def test_a_subnet_without_another_way_out_gets_a_nat_gateway(tmp_path: Path) -> None:
    template = made(tmp_path, {})

    assert subnets(template)["default"]["natGateway"]["id"].endswith("'web-nat')]")


def test_rules_of_a_public_load_balancer_are_a_way_out(tmp_path: Path) -> None:
    assert "natGateways" not in types(made(tmp_path, WEB))


def test_addresses_of_their_own_are_a_way_out(tmp_path: Path) -> None:
    assert "natGateways" not in types(made(tmp_path, {"instancePublicIPAddress": True}))


def test_a_route_table_is_a_way_out(tmp_path: Path) -> None:
    assert "natGateways" not in types(made(tmp_path, {"subnet": {"routeTable": f"{ID}/routeTables/hub"}}))


def test_no_way_out_where_none_is_wanted(tmp_path: Path) -> None:
    assert "natGateways" not in types(made(tmp_path, {"natGateway": False}))


def test_an_existing_nat_gateway(tmp_path: Path) -> None:
    template = made(tmp_path, {"natGateway": {"id": f"{ID}/natGateways/hub"}})

    assert "natGateways" not in types(template)
    assert subnets(template)["default"]["natGateway"] == {"id": f"{ID}/natGateways/hub"}


def test_a_nat_gateway_beside_a_load_balancer_in_one_zone(tmp_path: Path) -> None:
    template = made(tmp_path, {**WEB, "natGateway": {"zone": "2"}})

    assert resource(template, "natGateways")["zones"] == ["2"]
    assert [each.get("zones") for each in template.content["resources"] if "/publicIP" in each["type"]] == [None, ["2"]]


def test_a_nat_gateway_with_a_prefix_of_addresses(tmp_path: Path) -> None:
    template = made(tmp_path, {"natGateway": {"publicIPPrefixLength": 30}})

    assert properties(template, "publicIPPrefixes") == {"prefixLength": 30}
    assert "publicIpAddresses" not in properties(template, "natGateways")


# Dual stack


def test_a_dual_stack_network_has_ranges_of_both_versions(tmp_path: Path) -> None:
    template = made(tmp_path, {"ipVersions": ["IPv4", "IPv6"]})

    prefixes = properties(template, "virtualNetworks")["addressSpace"]["addressPrefixes"]
    assert prefixes == ["10.0.0.0/16", "fd00:7673::/48"]
    assert subnets(template)["default"]["addressPrefixes"] == ["10.0.0.0/24", "fd00:7673::/64"]


def test_a_range_of_version_6_that_is_given_is_used(tmp_path: Path) -> None:
    own = {"addressPrefixes": ["10.1.0.0/16", "2001:db8::/48"]}

    template = made(tmp_path, {"ipVersions": ["IPv4", "IPv6"], "virtualNetwork": own})

    assert subnets(template)["default"]["addressPrefixes"] == ["10.1.0.0/24", "2001:db8::/64"]


def test_dual_stack_gives_each_instance_two_addresses_the_first_of_version_4(tmp_path: Path) -> None:
    (interface,) = interfaces(made(tmp_path, {"ipVersions": ["IPv6", "IPv4"]}))

    assert [(each.get("primary"), each.get("privateIPAddressVersion")) for each in addresses(interface)] == [
        (True, None),
        (None, "IPv6"),
    ]


def test_dual_stack_gives_the_load_balancer_a_frontend_a_pool_and_rules_of_each_version(tmp_path: Path) -> None:
    balancer = properties(made(tmp_path, {"ipVersions": ["IPv4", "IPv6"], **WEB}), "loadBalancers")

    assert {kind: [each["name"] for each in balancer[kind]] for kind in balancer} == {
        "frontendIPConfigurations": ["public", "public-v6"],
        "backendAddressPools": ["instances", "instances-v6"],
        "loadBalancingRules": ["tcp-80", "tcp-80-v6"],
        "outboundRules": ["outbound", "outbound-v6"],
    }


# Internal load balancers


def test_an_internal_load_balancer_has_its_frontend_in_the_subnet(tmp_path: Path) -> None:
    internal = {"rules": [{"frontendPort": 8080}], "privateIPAddress": "10.0.0.200"}

    balancer = properties(made(tmp_path, {"internalLoadBalancer": internal}), "loadBalancers")

    (frontend,) = balancer["frontendIPConfigurations"]
    assert frontend["properties"]["privateIPAddress"] == "10.0.0.200"
    assert frontend["properties"]["subnet"]["id"].endswith("'web-vnet', 'default')]")


def test_a_public_and_an_internal_load_balancer_lead_to_the_same_instances(tmp_path: Path) -> None:
    template = made(tmp_path, {**WEB, "internalLoadBalancer": {"rules": [{"frontendPort": 8080}]}})

    (interface,) = interfaces(template)
    (address,) = addresses(interface)
    assert len(address["loadBalancerBackendAddressPools"]) == 2


def test_an_internal_load_balancer_can_forward_every_port(tmp_path: Path) -> None:
    template = made(tmp_path, {"internalLoadBalancer": {"rules": [{"protocol": "All", "frontendPort": 0}]}})

    (admitted,) = properties(template, "networkSecurityGroups")["securityRules"]
    assert (admitted["properties"]["protocol"], admitted["properties"]["destinationPortRange"]) == ("*", "*")
    assert admitted["properties"]["sourceAddressPrefix"] == "VirtualNetwork"


def test_the_health_probe_is_the_internal_load_balancers_where_there_is_no_public_one(tmp_path: Path) -> None:
    probe = {"probe": {"protocol": "Tcp", "port": 80}}
    internal = {"internalLoadBalancer": {"rules": [{"frontendPort": 80}]}}

    template = made(tmp_path, internal, health=probe, orchestrationMode="Uniform")

    assert "'web-internal-lb', 'health'" in profile(template)["networkProfile"]["healthProbe"]["id"]


# Interfaces


def test_a_second_interface_stands_in_a_subnet_of_the_network(tmp_path: Path) -> None:
    network = {
        "virtualNetwork": {"subnets": [{"name": "data", "addressPrefix": "10.0.1.0/24"}]},
        "networkInterfaces": [{"subnet": "data", "enableAcceleratedNetworking": True}],
    }

    first, second = interfaces(made(tmp_path, network))

    assert (first["primary"], second.get("primary")) == (True, None)
    assert addresses(second)[0]["subnet"]["id"].endswith("'web-vnet', 'data')]")
    assert second["enableAcceleratedNetworking"] is True


def test_an_interface_can_have_several_addresses(tmp_path: Path) -> None:
    pool = f"{ID}/loadBalancers/hub/backendAddressPools/second"
    inner = {"name": "second", "backendAddressPools": [pool], "applicationSecurityGroups": ["data"]}

    template = made(tmp_path, {"ipConfigurations": [inner, {"name": "third", "publicIPAddress": True}]})

    (interface,) = interfaces(template)
    first, second, third = addresses(interface)
    assert (first["primary"], second.get("primary"), third.get("primary")) == (True, None, None)
    assert second["subnet"] == first["subnet"]
    assert second["loadBalancerBackendAddressPools"] == [{"id": pool}]
    assert third["publicIPAddressConfiguration"]["name"] == "web-instance-ip-third"
    assert resource(template, "applicationSecurityGroups")["name"] == "data"


def test_a_further_interface_can_say_what_the_first_can(tmp_path: Path) -> None:
    pool = f"{ID}/applicationGateways/hub/backendAddressPools/web"
    further = {
        "instancePublicIPAddress": {"idleTimeoutInMinutes": 10},
        "applicationSecurityGroups": ["data"],
        "applicationGatewayBackendAddressPools": [pool],
        "ipConfigurations": [{"name": "six", "privateIPAddressVersion": "IPv6"}],
    }

    template = made(tmp_path, {"networkInterfaces": [further]})

    first, six = addresses(interfaces(template)[1])
    assert first["publicIPAddressConfiguration"]["name"] == "web-instance-ip-2"
    assert first["applicationGatewayBackendAddressPools"] == [{"id": pool}]
    assert resource(template, "applicationSecurityGroups")["name"] == "data"
    assert six["privateIPAddressVersion"] == "IPv6"


def test_instances_can_have_public_addresses_of_a_prefix(tmp_path: Path) -> None:
    public = {"publicIPPrefix": f"{ID}/publicIPPrefixes/web", "deleteOption": "Delete"}

    (interface,) = interfaces(made(tmp_path, {"instancePublicIPAddress": public}))

    configuration = addresses(interface)[0]["publicIPAddressConfiguration"]
    assert configuration["sku"] == {"name": "Standard"}
    assert configuration["properties"]["publicIPPrefix"] == {"id": f"{ID}/publicIPPrefixes/web"}


def test_what_only_flexible_takes_of_an_address_is_left_out_in_uniform_mode(tmp_path: Path) -> None:
    public = {"instancePublicIPAddress": {"deleteOption": "Delete", "idleTimeoutInMinutes": 10}}

    (interface,) = interfaces(made(tmp_path, public, orchestrationMode="Uniform"))

    configuration = addresses(interface)[0]["publicIPAddressConfiguration"]
    assert configuration == {"name": "web-instance-ip", "properties": {"idleTimeoutInMinutes": 10}}


def test_an_application_security_group_by_name_is_made_and_joined(tmp_path: Path) -> None:
    template = made(tmp_path, {"applicationSecurityGroups": ["web-asg", f"{ID}/applicationSecurityGroups/all"]})

    (interface,) = interfaces(template)
    assert resource(template, "applicationSecurityGroups")["name"] == "web-asg"
    assert [each["id"] for each in addresses(interface)[0]["applicationSecurityGroups"]] == [
        "[resourceId('Microsoft.Network/applicationSecurityGroups', 'web-asg')]",
        f"{ID}/applicationSecurityGroups/all",
    ]


def test_pools_of_an_existing_application_gateway(tmp_path: Path) -> None:
    pool = f"{ID}/applicationGateways/shop/backendAddressPools/web"

    (interface,) = interfaces(made(tmp_path, {"applicationGatewayBackendAddressPools": [pool]}))

    assert addresses(interface)[0]["applicationGatewayBackendAddressPools"] == [{"id": pool}]


def test_an_existing_public_address(tmp_path: Path) -> None:
    template = made(tmp_path, {**WEB, "publicIPAddress": {"id": f"{ID}/publicIPAddresses/shop"}})

    assert "publicIPAddresses" not in types(template)
    (frontend,) = properties(template, "loadBalancers")["frontendIPConfigurations"]
    assert frontend["properties"]["publicIPAddress"] == {"id": f"{ID}/publicIPAddresses/shop"}


def test_a_security_rule_with_several_ports_and_groups(tmp_path: Path) -> None:
    rule = {
        "name": "db",
        "priority": 200,
        "destinationPortRanges": ["5432", "6432"],
        "sourceApplicationSecurityGroups": ["web-asg"],
    }

    template = made(tmp_path, {"networkSecurityGroup": {"securityRules": [rule]}})

    (made_rule,) = properties(template, "networkSecurityGroups")["securityRules"]
    assert "sourceAddressPrefix" not in made_rule["properties"]
    assert "destinationPortRange" not in made_rule["properties"]
    assert made_rule["properties"]["destinationPortRanges"] == ["5432", "6432"]
    assert resource(template, "applicationSecurityGroups")["name"] == "web-asg"
