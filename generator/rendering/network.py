"""What follows from the network part of a blueprint: ids, probes, port ranges, the rules of the security group."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.rendering.checks import Checks
from generator.rendering.names import resource_id
from generator.rendering.values import Expression, View, joined, plain

_LOAD_BALANCER = "Microsoft.Network/loadBalancers"
_NAT_PORTS, _FIRST_NAT_PORT = 120, 50_000
"""Public ports of a NAT rule where the blueprint says nothing: as many as `az vmss create` reserves, and where."""


def network_facts(view: View, names: dict[str, Any], check: Checks) -> dict[str, Any]:
    """The names that the templates of the network, and of the scale set's network profile, can use.

    Raises DiagnosticError where the probes are not as Azure wants them, or two rules have one name.
    """
    network = view.at("network")
    balancer, group = network.at("loadBalancer"), network.at("networkSecurityGroup")
    probes = _probes(view)
    rules = _balancing_rules(balancer)
    nat_rules = _nat_rules(view) if balancer else []
    check.unique([probe["name"] for probe in probes], "probes", ("network", "loadBalancer", "probes"))
    check.unique([rule["name"] for rule in rules], "rules", ("network", "loadBalancer", "rules"))
    check.unique([rule["name"] for rule in nat_rules], "NAT rules", ("network", "loadBalancer", "inboundNatRules"))
    check.probes(view, [rule["rule"] for rule in rules], [plain(probe["name"]) for probe in probes])
    return {
        "newVirtualNetwork": not network.at("virtualNetwork", "id") and not network.at("subnet", "id"),
        "newSecurityGroup": bool(group) and not group.at("id"),
        "newLoadBalancer": bool(balancer),
        "subnetPrefix": network.at("subnet", "addressPrefix") or _first_subnet(network.at("virtualNetwork")),
        "backendAddressPools": [
            *(
                [resource_id(f"{_LOAD_BALANCER}/backendAddressPools", names["loadBalancer"], "instances")]
                if balancer
                else []
            ),
            *network.at("backendAddressPools"),
        ],
        "loadBalancingRules": rules,
        "inboundNatRules": nat_rules,
        "admissions": list(_admissions(group, rules, nat_rules)),
        "probes": probes,
        "defaultProbe": _default_probe(view, probes),
        "healthProbeId": _health_probe_id(view, names),
    }


def network_ids(network: View, names: dict[str, Any]) -> dict[str, Any]:
    """The ids of what the network consists of, new or existing."""
    balancer = names["loadBalancer"]
    return {
        "subnet": _subnet_id(network, names),
        "networkSecurityGroup": _security_group_id(network.at("networkSecurityGroup"), names),
        "publicIPAddress": resource_id("Microsoft.Network/publicIPAddresses", names["publicIPAddress"]),
        "frontend": resource_id(f"{_LOAD_BALANCER}/frontendIPConfigurations", balancer, "public"),
        "pool": resource_id(f"{_LOAD_BALANCER}/backendAddressPools", balancer, "instances"),
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


def _first_subnet(virtual_network: View) -> Any:
    """The first /24 of the network's first range, or the whole range where it is smaller."""
    first = next(iter(virtual_network.at("addressPrefixes")), None)
    if first is None or isinstance(first.value, Expression):
        code = first.value.code if first is not None else "'10.0.0.0/16'"
        return Expression(f"cidrSubnet({code}, 24, 0)")
    address, _, length = str(first.value).partition("/")
    return f"{address}/24" if ":" not in address and length.isdecimal() and int(length) < 24 else first


def _balancing_rules(balancer: View) -> list[dict[str, Any]]:
    rules = []
    for index, rule in enumerate(balancer.at("rules") if balancer else ()):
        port = rule.at("frontendPort").value
        made = f"{plain(rule.at('protocol'))}-{port}".lower() if isinstance(port, int) else f"rule-{index}"
        rules.append({"name": rule.at("name") or made, "rule": rule})
    return rules


def _nat_rules(view: View) -> list[dict[str, Any]]:
    """Each NAT rule with its range of ports: one after the other, wide enough for all instances."""
    most = [view.at("scaleSet", "sku", "capacity").value, view.at("autoscale", "maximum").value]
    width = max([_NAT_PORTS, *(number for number in most if isinstance(number, int))])
    rules, following = [], _FIRST_NAT_PORT
    for rule in view.at("network", "loadBalancer", "inboundNatRules"):
        start, end = rule.at("frontendPortRangeStart"), rule.at("frontendPortRangeEnd")
        first = start.value or following
        last = end.value or (
            first + width - 1 if isinstance(first, int) else Expression(f"add({first.code}, {width - 1})")
        )
        if isinstance(last, int):
            following = last + 1
        rules.append({"name": rule.at("name"), "rule": rule, "start": start or first, "end": end or last})
    return rules


def _admissions(group: View, rules: list[dict[str, Any]], nat_rules: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The security rules that let the load balancer's traffic in, with names and priorities that are free."""
    own = list(group.at("securityRules")) if group else []
    names = {str(plain(rule.at("name"))).lower() for rule in own}
    taken = {rule.at("priority").value for rule in own}
    for first, admitted in ((1000, rules), (2000, nat_rules)):
        priority = first
        for each in admitted:
            while priority in taken:
                priority += 10
            taken.add(priority)
            rule = each["rule"]
            port = rule.at("backendPort") or rule.at("frontendPort")
            yield {"name": _free(each["name"], names), "priority": priority, "rule": rule, "port": port}


def _free(name: Any, names: set[str]) -> Any:
    if isinstance(plain(name), Expression):
        return name
    free, number = str(plain(name)), 2
    while free.lower() in names:
        free, number = f"{plain(name)}-{number}", number + 1
    names.add(free.lower())
    return name if free == plain(name) else free


def _probes(view: View) -> list[dict[str, Any]]:
    """The probes of the new load balancer: the health probe, then the others."""
    balancer, health = view.at("network", "loadBalancer"), view.at("scaleSet", "health", "probe")
    if not balancer:
        return []
    described = [{"name": "health", "probe": health}] if health and not health.at("id") else []
    return described + [{"name": probe.at("name"), "probe": probe} for probe in balancer.at("probes")]


def _default_probe(view: View, probes: list[dict[str, Any]]) -> Any:
    """The probe of a rule that names none: the health probe, or else the only one."""
    health = view.at("scaleSet", "health", "probe")
    described = bool(health) and not health.at("id")
    return probes[0]["name"] if probes and (described or len(probes) == 1) else None


def _health_probe_id(view: View, names: dict[str, Any]) -> Any:
    probe = view.at("scaleSet", "health", "probe")
    if not probe:
        return None
    return probe.at("id") or resource_id(f"{_LOAD_BALANCER}/probes", names["loadBalancer"], "health")
