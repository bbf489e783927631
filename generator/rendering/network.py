"""What follows from the network part of a blueprint: what is new, ids, address ranges, security rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.rendering.checks import Checks
from generator.rendering.interfaces import interfaces, new_security_groups, security_group_id
from generator.rendering.load_balancers import address_name, health_probe_id, load_balancers, versions
from generator.rendering.names import resource_id
from generator.rendering.values import Expression, View, joined, plain

_IPV6_NETWORK, _IPV6_SUBNET = "fd00:7673::/48", "fd00:7673::/64"
"""Unique local addresses (RFC 4193) of a network that is to have IPv6 and says nothing of its range."""
_SIDES = ("source", "destination")
_NO_SETTINGS = dict.fromkeys(("ipTags", "idleTimeoutInMinutes", "domainNameLabel", "domainNameLabelScope"))
"""Of an address that the blueprint does not describe."""


def network_facts(view: View, names: dict[str, Any], check: Checks) -> dict[str, Any]:
    """The names that the templates of the network, and of the scale set's network profile, can use.

    Raises DiagnosticError where the probes are not as Azure wants them, or two rules have one name.
    """
    network = view.at("network")
    group = network.at("networkSecurityGroup")
    ids = network_ids(network, names)
    balancers = load_balancers(view, names, ids["subnet"])
    for balancer in balancers:
        path = balancer["balancer"].path
        check.unique([probe["name"] for probe in balancer["probes"]], "probes", (*path, "probes"))
        check.unique([rule["name"] for rule in balancer["admitted"]], "rules", (*path, "rules"))
        check.unique([rule["name"] for rule in balancer["natRules"]], "NAT rules", (*path, "inboundNatRules"))
        names_of_probes = [plain(probe["name"]) for probe in balancer["probes"]]
        check.probes(
            view, [rule["rule"] for rule in balancer["admitted"]], names_of_probes, own=balancer is balancers[0]
        )
    if not balancers:
        check.probes(view, [], [], own=True)
    new_subnet = not network.at("virtualNetwork", "id") and not network.at("subnet", "id")
    gateway = _new_nat_gateway(network, new_subnet=new_subnet)
    gateway_id = network.at("natGateway", "id") or (ids["natGateway"] if gateway else None)
    return {
        "newVirtualNetwork": new_subnet,
        "addressPrefixes": _address_prefixes(view),
        "subnets": _subnets(view, gateway_id),
        "newSecurityGroup": bool(group) and not group.at("id"),
        "securityRules": [_security_rule(rule) for rule in (group.at("securityRules") if group else ())],
        "newApplicationSecurityGroups": new_security_groups(view),
        "newLoadBalancer": bool(network.at("loadBalancer")),
        "loadBalancers": balancers,
        "publicIPAddresses": list(_public_addresses(view, names, nat=gateway)),
        "newNatGateway": gateway,
        "newPrefix": gateway and bool(network.at("natGateway", "publicIPPrefixLength")),
        "interfaces": interfaces(view, names, ids, balancers),
        "admissions": list(_admissions(group, balancers)),
        "healthProbeId": health_probe_id(view, balancers),
    }


def network_ids(network: View, names: dict[str, Any]) -> dict[str, Any]:
    """The ids of what the network consists of, new or existing."""
    addresses = "Microsoft.Network/publicIPAddresses"
    return {
        "subnet": _subnet_id(network, names),
        "networkSecurityGroup": _security_group_id(network.at("networkSecurityGroup"), names),
        "publicIPAddress": network.at("publicIPAddress", "id") or resource_id(addresses, names["publicIPAddress"]),
        "natGateway": resource_id("Microsoft.Network/natGateways", names["natGateway"]),
        "natAddress": resource_id(addresses, names["natAddress"]),
        "natPrefix": resource_id("Microsoft.Network/publicIPPrefixes", names["natPrefix"]),
        "pool": resource_id("Microsoft.Network/loadBalancers/backendAddressPools", names["loadBalancer"], "instances"),
    }


def _subnet_id(network: View, names: dict[str, Any]) -> Any:
    subnet, virtual_network = network.at("subnet"), network.at("virtualNetwork")
    if subnet.at("id"):
        return subnet.at("id")
    if virtual_network.at("id"):
        return joined(virtual_network.at("id"), "/subnets/", subnet.at("name"))
    return resource_id("Microsoft.Network/virtualNetworks/subnets", names["virtualNetwork"], subnet.at("name"))


def _security_group_id(group: View, names: dict[str, Any]) -> Any:
    if not group:
        return None
    return group.at("id") or resource_id("Microsoft.Network/networkSecurityGroups", names["networkSecurityGroup"])


# Addresses


def _address_prefixes(view: View) -> list[Any]:
    given = list(view.at("network", "virtualNetwork", "addressPrefixes"))
    wants_ipv6 = "IPv6" in versions(view) and not any(":" in str(each.value) for each in given)
    return [*given, _IPV6_NETWORK] if wants_ipv6 else given


def _subnets(view: View, gateway: Any) -> list[dict[str, Any]]:
    """The subnet of the instances, then the further ones, as their template takes them."""
    network = view.at("network")
    own = _subnet(network.at("subnet"), _subnet_prefixes(view), None, gateway, ())
    further = network.at("virtualNetwork", "subnets")
    return [
        own,
        *(
            _subnet(
                each,
                [each.at("addressPrefix")] if each.at("addressPrefix") else list(each.at("addressPrefixes")),
                each.at("networkSecurityGroup"),
                each.at("natGateway"),
                each.at("delegations"),
            )
            for each in further
        ),
    ]


def _subnet(subnet: View, prefixes: list[Any], group: Any, gateway: Any, delegations: Any) -> dict[str, Any]:
    return {
        "subnet": subnet,
        "addressPrefix": prefixes[0] if len(prefixes) == 1 else None,
        "addressPrefixes": prefixes if len(prefixes) > 1 else None,
        "networkSecurityGroup": group,
        "natGateway": gateway,
        "delegations": delegations,
    }


def _subnet_prefixes(view: View) -> list[Any]:
    """The ranges of the subnet: as given, or the first /24, and the first /64 for IPv6."""
    subnet, network = view.at("network", "subnet"), view.at("network", "virtualNetwork")
    if subnet.at("addressPrefixes"):
        return list(subnet.at("addressPrefixes"))
    first: list[Any] = [subnet.at("addressPrefix") or _first_subnet(network)]
    if "IPv6" not in versions(view):
        return first
    given = next((str(each.value) for each in network.at("addressPrefixes") if ":" in str(each.value)), None)
    return [*first, f"{given.partition('/')[0]}/64" if given else _IPV6_SUBNET]


def _first_subnet(virtual_network: View) -> Any:
    """The first /24 of the network's first range, or the whole range where it is smaller."""
    first = next(iter(virtual_network.at("addressPrefixes")), None)
    if first is None or isinstance(first.value, Expression):
        code = first.value.code if first is not None else "'10.0.0.0/16'"
        return Expression(f"cidrSubnet({code}, 24, 0)")
    address, _, length = str(first.value).partition("/")
    return f"{address}/24" if ":" not in address and length.isdecimal() and int(length) < 24 else first


def _public_addresses(view: View, names: dict[str, Any], *, nat: bool) -> Iterator[dict[str, Any]]:
    """The new addresses: of the public load balancer, and of the NAT gateway."""
    network = view.at("network")
    settings, gateway = network.at("publicIPAddress"), network.at("natGateway")
    for version in versions(view) if network.at("loadBalancer") else ():
        if version == "IPv6" or not settings.at("id"):
            yield {
                "name": address_name(names, version),
                "version": version if version == "IPv6" else None,
                "zones": settings.at("zones"),
                "prefix": settings.at("publicIPPrefix") if version == "IPv4" else None,
                "settings": settings,
            }
    if nat and not gateway.at("publicIPPrefixLength"):
        zones = [gateway.at("zone")] if gateway.at("zone") else None
        yield {"name": names["natAddress"], "version": None, "zones": zones, "prefix": None, "settings": _NO_SETTINGS}


def _new_nat_gateway(network: View, *, new_subnet: bool) -> bool:
    """Whether a NAT gateway is made: where the blueprint asks for one, or a new subnet has no other way out."""
    gateway, balancer = network.at("natGateway"), network.at("loadBalancer")
    if gateway.value is not None:
        return bool(gateway) and not gateway.at("id")
    translated = balancer and (balancer.at("outboundRule") or list(balancer.at("rules")))
    others = (
        network.at("backendAddressPools"),
        network.at("instancePublicIPAddress"),
        network.at("subnet", "routeTable"),
    )
    way_out = translated or any(others)
    return new_subnet and not way_out


# Security


def _security_rule(rule: View) -> dict[str, Any]:
    """A rule with its groups by id; where one side names several ranges or groups, the single one is left out."""
    made: dict[str, Any] = {"rule": rule}
    for side in _SIDES:
        groups, several = rule.at(f"{side}ApplicationSecurityGroups"), rule.at(f"{side}AddressPrefixes")
        ports = rule.at(f"{side}PortRanges")
        made[f"{side}Groups"] = [security_group_id(each) for each in groups]
        made[f"{side}Prefix"] = rule.at(f"{side}AddressPrefix") or (None if groups or several else "*")
        made[f"{side}Ports"] = rule.at(f"{side}PortRange") or (None if ports else "*")
    return made


def _admissions(group: View, balancers: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The security rules that let the load balancers' traffic in, with names and priorities that are free."""
    own = list(group.at("securityRules")) if group else []
    names = {str(plain(rule.at("name"))).lower() for rule in own}
    taken = {rule.at("priority").value for rule in own}
    balanced = [rule for balancer in balancers for rule in balancer["admitted"]]
    translated = [rule for balancer in balancers for rule in balancer["natRules"]]
    for first, admitted in ((1000, balanced), (2000, translated)):
        priority = first
        for each in admitted:
            while priority in taken:
                priority += 10
            taken.add(priority)
            rule = each["rule"]
            port = rule.at("backendPort") or rule.at("frontendPort")
            every = rule.at("protocol") == "All"
            yield {
                "name": _free(each["name"], names),
                "priority": priority,
                "rule": rule,
                "protocol": "*" if every else rule.at("protocol"),
                "port": "*" if every and plain(port) == 0 else port,
            }


def _free(name: Any, names: set[str]) -> Any:
    if isinstance(plain(name), Expression):
        return name
    free, number = str(plain(name)), 2
    while free.lower() in names:
        free, number = f"{plain(name)}-{number}", number + 1
    names.add(free.lower())
    return name if free == plain(name) else free
