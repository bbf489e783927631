"""The load balancers of a blueprint: frontends, pools, probes and rules, for each version of the Internet Protocol."""

from __future__ import annotations

from typing import Any

from generator.rendering.names import resource_id
from generator.rendering.values import Expression, View, plain

Names = dict[str, Any]

_LOAD_BALANCER = "Microsoft.Network/loadBalancers"
_NAT_PORTS, _FIRST_NAT_PORT = 120, 50_000
"""Public ports of a NAT rule where the blueprint says nothing: as many as `az vmss create` reserves, and where."""
_SUFFIX = {"IPv4": "", "IPv6": "-v6"}
"""Behind the names of what belongs to a version."""


def load_balancers(view: View, names: Names, subnet: Any) -> list[dict[str, Any]]:
    """The public and the internal load balancer, those of them that the blueprint has, as their template takes them."""
    found: list[dict[str, Any]] = []
    for key, name, frontend in (
        ("loadBalancer", names["loadBalancer"], "public"),
        ("internalLoadBalancer", names["internalLoadBalancer"], "private"),
    ):
        balancer = view.at("network", key)
        if balancer:
            probes = _probes(view, balancer, takes_health=not found)
            made = _balancer(view, balancer, name, frontend, probes)
            for version in made["versions"]:
                private = None if frontend == "public" else _private(balancer, version, subnet)
                address = None if private else _public_address(view, version, names)
                made["frontends"].append(
                    {"name": frontend + _SUFFIX[version], "publicIPAddress": address, "private": private}
                )
            found.append(made)
    return found


def versions(view: View) -> list[str]:
    """The versions of the Internet Protocol, IPv4 first."""
    return sorted(str(version.value) for version in view.at("network", "ipVersions"))


def pool_ids(balancers: list[dict[str, Any]], version: str) -> list[Expression]:
    """The pools that an address of that version joins."""
    return [child_id(each["name"], "backendAddressPools", f"instances{_SUFFIX[version]}") for each in balancers]


def child_id(balancer: Any, kind: str, name: Any) -> Expression:
    """The id of a part of a load balancer."""
    return resource_id(f"{_LOAD_BALANCER}/{kind}", balancer, name)


def address_name(names: Names, version: str) -> Any:
    """The name of the public address of that version."""
    return names["publicIPAddress" if version == "IPv4" else "publicIPv6Address"]


def _balancer(view: View, balancer: View, name: Any, frontend: str, probes: list[dict[str, Any]]) -> dict[str, Any]:
    public = frontend == "public"
    rules, default = _rules(balancer), _default_probe(view, probes)
    outbound = balancer.at("outboundRule") if public else None
    made: dict[str, Any] = {
        "name": name,
        "versions": versions(view),
        "frontends": [],
        "pools": [],
        "probes": probes,
        "rules": [],
        "natRules": _nat_rules(view, name, frontend) if public else [],
        "outboundRules": [],
        "balancer": balancer,
        "admitted": rules,
    }
    for version in versions(view):
        suffix = _SUFFIX[version]
        ends = {
            "frontend": child_id(name, "frontendIPConfigurations", frontend + suffix),
            "pool": child_id(name, "backendAddressPools", f"instances{suffix}"),
        }
        made["pools"].append({"name": f"instances{suffix}"})
        for rule in rules:
            probe = rule["rule"].at("probe") or default
            own = {
                "name": _suffixed(rule["name"], suffix),
                "probe": child_id(name, "probes", probe) if probe else None,
                "disableOutboundSnat": True if outbound else None,
            }
            made["rules"].append({**rule, **own, **ends})
        if outbound:
            made["outboundRules"].append({"name": f"outbound{suffix}", "rule": outbound, **ends})
    return made


def _suffixed(name: Any, suffix: str) -> Any:
    return f"{plain(name)}{suffix}" if suffix and isinstance(plain(name), str) else name


def _public_address(view: View, version: str, names: Names) -> Any:
    existing = view.at("network", "publicIPAddress", "id")
    made = resource_id("Microsoft.Network/publicIPAddresses", address_name(names, version))
    return existing if existing and version == "IPv4" else made


def _private(balancer: View, version: str, subnet: Any) -> dict[str, Any]:
    address = balancer.at("privateIPAddress") if version == "IPv4" else None
    return {
        "subnet": balancer.at("subnet") or subnet,
        "address": address,
        "allocation": "Static" if address else "Dynamic",
        "version": version,
        "zones": balancer.at("zones"),
    }


def _rules(balancer: View) -> list[dict[str, Any]]:
    rules = []
    for index, rule in enumerate(balancer.at("rules")):
        port = rule.at("frontendPort").value
        made = f"{plain(rule.at('protocol'))}-{port}".lower() if isinstance(port, int) else f"rule-{index}"
        rules.append({"name": rule.at("name") or made, "rule": rule})
    return rules


def _nat_rules(view: View, balancer: Any, frontend: str) -> list[dict[str, Any]]:
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
        rules.append(
            {
                "name": rule.at("name"),
                "rule": rule,
                "start": start or first,
                "end": end or last,
                "frontend": child_id(balancer, "frontendIPConfigurations", frontend),
                "pool": child_id(balancer, "backendAddressPools", "instances"),
            }
        )
    return rules


def _probes(view: View, balancer: View, *, takes_health: bool) -> list[dict[str, Any]]:
    """The probes of a new load balancer: the health probe, which the first one has, then the others."""
    health = view.at("scaleSet", "health", "probe")
    described = [{"name": "health", "probe": health}] if takes_health and health and not health.at("id") else []
    return described + [{"name": probe.at("name"), "probe": probe} for probe in balancer.at("probes")]


def _default_probe(view: View, probes: list[dict[str, Any]]) -> Any:
    """The probe of a rule that names none: the health probe, or else the only one."""
    health = view.at("scaleSet", "health", "probe")
    described = bool(health) and not health.at("id")
    return probes[0]["name"] if probes and (described or len(probes) == 1) else None


def health_probe_id(view: View, balancers: list[dict[str, Any]]) -> Any:
    """The id of the probe that tells the health of instances; None where none does."""
    probe = view.at("scaleSet", "health", "probe")
    if not probe:
        return None
    return probe.at("id") or (child_id(balancers[0]["name"], "probes", "health") if balancers else None)
