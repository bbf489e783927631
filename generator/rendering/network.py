"""What follows from the network part of a blueprint: what is new, ids, address ranges, security rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.blueprint.swap import Slot
from generator.rendering.application_gateway import application_gateway, gateway_ids, joined_pools
from generator.rendering.checks import Checks
from generator.rendering.gateway_checks import check_joined_pools
from generator.rendering.gateway_subnet import gateway_subnet
from generator.rendering.interfaces import interfaces, new_security_groups
from generator.rendering.load_balancers import (
    address_name,
    address_settings,
    health_probe_id,
    load_balancers,
    pool_id,
    staging_address_name,
    versions,
)
from generator.rendering.model import has_model
from generator.rendering.names import resource_id
from generator.rendering.security_rules import admissions, security_rule
from generator.rendering.slot_rules import SlotRules, check_staging_ports, slot_rules
from generator.rendering.tags import tags_of
from generator.rendering.values import Expression, View, joined, plain

_NETWORK = "10.0.0.0/16"
"""The range of a network that says nothing of it."""
_IPV6_NETWORK, _IPV6_SUBNET = "fd00:7673::/48", "fd00:7673::/64"
"""Unique local addresses (RFC 4193) of a network that is to have IPv6 and says nothing of its range."""
_NO_SETTINGS = dict.fromkeys(("ipTags", "idleTimeoutInMinutes", "domainNameLabel", "domainNameLabelScope"))
"""Of an address that the blueprint does not describe."""


def network_facts(view: View, names: dict[str, Any], check: Checks, slot: Slot | None = None) -> dict[str, Any]:
    """The names that the templates of the network, and of the scale set's network profile, can use.

    `slot` is which one of a swap the blueprint is.

    Raises DiagnosticError where the probes are not as Azure wants them, or two rules have one name.
    """
    network = view.at("network")
    group = network.at("networkSecurityGroup")
    ids = network_ids(network, names)
    rules = slot_rules(view, slot)
    balancers = load_balancers(view, names, ids["subnet"], rules)
    for balancer in balancers:
        path = balancer["balancer"].path
        check.unique([probe["name"] for probe in balancer["probes"]], "probes", (*path, "probes"))
        check.unique([rule["name"] for rule in balancer["admitted"]], "rules", (*path, "rules"))
        check.unique([rule["name"] for rule in balancer["natRules"]], "NAT rules", (*path, "inboundNatRules"))
        names_of_probes = [plain(probe["name"]) for probe in balancer["probes"]]
        check.probes([rule["rule"] for rule in balancer["admitted"]], names_of_probes, health=balancer["takesHealth"])
        ports = [
            (rule["rule"], rule["name"], plain(rule["rule"].at("protocol")), rule["rule"].at("frontendPort"))
            for rule in balancer["admitted"]
        ]
        check_staging_ports(rules, ports, check, own_address=rules.has_frontend)
    check.health_probe(view, [rule["rule"] for rule in balancers[0]["admitted"]] if balancers else [])
    new_subnet = not network.at("virtualNetwork", "id") and not network.at("subnet", "id")
    gateway = _new_nat_gateway(network, rules, new_subnet=new_subnet)
    gateway_id = network.at("natGateway", "id") or (ids["natGateway"] if gateway else None)
    application = application_gateway(view, names, ids, check, rules)
    check_joined_pools(network, check)
    subnets = _subnets(view, gateway_id, ids)
    range_of_gateway = gateway_subnet(
        network, _ranges(network)[0] or _NETWORK, _taken(subnets), check, new_network=new_subnet
    )
    return {
        "newVirtualNetwork": new_subnet,
        "addressPrefixes": _address_prefixes(view),
        "subnets": [*subnets, *_gateway_subnets(network, range_of_gateway)],
        "newSecurityGroup": bool(group) and not group.at("id"),
        "securityRules": [security_rule(rule) for rule in (group.at("securityRules") if group else ())],
        "newApplicationSecurityGroups": new_security_groups(view),
        "newLoadBalancer": bool(network.at("loadBalancer")),
        "loadBalancers": balancers,
        "publicIPAddresses": list(_public_addresses(view, names, rules, nat=gateway)),
        "newNatGateway": gateway,
        "newPrefix": gateway and bool(network.at("natGateway", "publicIPPrefixLength")),
        "interfaces": interfaces(view, names, ids, balancers, joined_pools(network, names, ids)),
        "applicationGateway": application,
        "newFirewallPolicy": application["managedRuleSets"]
        if application and application["newFirewallPolicy"]
        else None,
        "newGatewayAddress": _has_new_gateway_address(network),
        "admissions": list(admissions(group, balancers, application, range_of_gateway)),
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
        "pool": pool_id(network.at("loadBalancer"), names["loadBalancer"]),
        **gateway_ids(network, names),
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


def _ranges(network: View) -> tuple[Any, Any]:
    """The first range of each version; of an expression, which does not tell, the one that is missing."""
    given = list(network.at("virtualNetwork", "addressPrefixes"))
    unknown = iter([each for each in given if isinstance(each.value, Expression)])
    known = [each for each in given if not isinstance(each.value, Expression)]
    first = next((each for each in known if ":" not in each.value), None) or next(unknown, None)
    return first, next((each for each in known if ":" in each.value), None) or next(unknown, None)


def _address_prefixes(view: View) -> list[Any]:
    """The ranges of the network: as given, and one of IPv6 where it is wanted and not given."""
    network = view.at("network")
    given = list(network.at("virtualNetwork", "addressPrefixes"))
    if "IPv6" not in versions(view) or _ranges(network)[1] is not None:
        return given
    own = (each for each in network.at("subnet", "addressPrefixes") if ":" in str(plain(each)))
    return [*given, next(own, _IPV6_NETWORK)]


def _subnets(view: View, gateway: Any, ids: dict[str, Any]) -> list[dict[str, Any]]:
    """The subnet of the instances, then the further ones, as their template takes them.

    The security group is that of the instances' interfaces; where there are none it is that of the subnet.
    """
    network = view.at("network")
    subnet = network.at("subnet")
    group = subnet.at("networkSecurityGroup") or (None if has_model(view) else ids["networkSecurityGroup"])
    own = _subnet(subnet, _subnet_prefixes(view), group, gateway, ())
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


def _taken(subnets: list[dict[str, Any]]) -> list[Any]:
    return [
        prefix for each in subnets for prefix in (each["addressPrefix"], *(each["addressPrefixes"] or ())) if prefix
    ]


def _gateway_subnets(network: View, address_range: Any) -> Iterator[dict[str, Any]]:
    """The subnet of a new application gateway, where there is one."""
    if address_range is not None:
        subnet = dict.fromkeys(("routeTable", "serviceEndpoints", "defaultOutboundAccess"))
        name = network.at("applicationGateway", "subnet", "name")
        yield _subnet({**subnet, "name": name}, [address_range], None, None, ())


def _has_new_gateway_address(network: View) -> bool:
    address = network.at("applicationGateway", "publicIPAddress")
    return bool(network.at("applicationGateway")) and bool(address) and not address.at("id")


def _subnet(subnet: Any, prefixes: list[Any], group: Any, gateway: Any, delegations: Any) -> dict[str, Any]:
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
    subnet = view.at("network", "subnet")
    if subnet.at("addressPrefixes"):
        return list(subnet.at("addressPrefixes"))
    version_4, version_6 = _ranges(view.at("network"))
    first = [subnet.at("addressPrefix") or _first_subnet(version_4, 24)]
    if "IPv6" not in versions(view):
        return first
    return [*first, _IPV6_SUBNET if version_6 is None else _first_subnet(version_6, 64)]


def _first_subnet(within: Any, length: int) -> Any:
    """The first range of that length, or the whole one where it is smaller."""
    if within is None:
        return None
    if isinstance(within.value, Expression):
        return Expression(f"cidrSubnet({within.value.code}, {length}, 0)")
    address, _, own = str(within.value).partition("/")
    return f"{address}/{length}" if own.isdecimal() and int(own) < length else within


def _public_addresses(view: View, names: dict[str, Any], slot: SlotRules, *, nat: bool) -> Iterator[dict[str, Any]]:
    """The new addresses: of the public load balancer, for staging, of the application gateway and the NAT gateway."""
    network = view.at("network")
    settings, gateway = network.at("publicIPAddress"), network.at("natGateway")
    for version in versions(view) if network.at("loadBalancer") else ():
        if not address_settings(view, version).at("id"):
            yield {
                "name": address_name(names, version),
                "version": version if version == "IPv6" else None,
                "zones": settings.at("zones"),
                "prefix": address_settings(view, version).at("publicIPPrefix"),
                "settings": settings,
                "tags": tags_of(view, settings),
            }
    for version in versions(view) if network.at("loadBalancer") and slot.has_frontend else ():
        own = {"name": staging_address_name(names, version), "version": version if version == "IPv6" else None}
        own |= {"zones": settings.at("zones"), "tags": tags_of(view, settings)}
        yield {**own, "prefix": None, "settings": _NO_SETTINGS}
    if _has_new_gateway_address(network):
        address = network.at("applicationGateway", "publicIPAddress")
        own = {"name": names["gatewayAddress"], "zones": address.at("zones"), "tags": tags_of(view, address)}
        yield {"version": None, "prefix": address.at("publicIPPrefix"), "settings": address, **own}
    if nat and not gateway.at("publicIPPrefixLength"):
        zones = [gateway.at("zone")] if gateway.at("zone") else None
        own = {"name": names["natAddress"], "zones": zones, "tags": tags_of(view, gateway)}
        yield {"version": None, "prefix": None, "settings": _NO_SETTINGS, **own}


def _new_nat_gateway(network: View, slot: SlotRules, *, new_subnet: bool) -> bool:
    """Whether a NAT gateway is made: where the blueprint asks for one, or a new subnet has no other way out."""
    gateway, balancer = network.at("natGateway"), network.at("loadBalancer")
    if gateway.value is not None:
        return bool(gateway) and not gateway.at("id")
    translated = balancer and (balancer.at("outboundRule") or (slot.are_wanted and list(balancer.at("rules"))))
    others = (
        network.at("backendAddressPools"),
        network.at("instancePublicIPAddress"),
        network.at("subnet", "routeTable"),
    )
    way_out = translated or any(others)
    return new_subnet and not way_out
