"""The load balancers of a blueprint: frontends, pools, probes and rules, for each version of the Internet Protocol."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.rendering.names import resource_id
from generator.rendering.slot_rules import STAGING, SlotRules
from generator.rendering.tags import tags_of
from generator.rendering.values import Expression, View, joined, plain

Names = dict[str, Any]

_LOAD_BALANCER = "Microsoft.Network/loadBalancers"
_NAT_PORTS, _FIRST_NAT_PORT, _LAST_PORT = 120, 50_000, 65_534
"""Ports of a NAT rule where the blueprint says nothing: as many as `az vmss create` reserves; and the last of all."""
_OUTBOUND_POOL = "outbound"
"""The pool of both slots: a frontend can have one outbound rule, and that has one pool."""
_NO_ADDRESS = {"address": None, "allocation": "Dynamic"}
_SUFFIX = {"IPv4": "", "IPv6": "-v6"}
"""Behind the names of what belongs to a version."""


def load_balancers(view: View, names: Names, subnet: Any, slot: SlotRules) -> list[dict[str, Any]]:
    """The public and the internal load balancer, those of them that the blueprint has, as their template takes them.

    The rules are those of a `slot`, or all there are.
    """
    found: list[dict[str, Any]] = []
    for key, name, frontend in (
        ("loadBalancer", names["loadBalancer"], "public"),
        ("internalLoadBalancer", names["internalLoadBalancer"], "private"),
    ):
        balancer = view.at("network", key)
        if balancer:
            made = _balancer(view, balancer, name, frontend, slot, first=not found)
            for version in made["versions"]:
                private = None if frontend == "public" else _private(balancer, version, subnet)
                address = None if private else _public_address(view, version, names)
                name_of_frontend = part_name(balancer, "frontendIPConfigurationName", frontend, version)
                made["frontends"].append({"name": name_of_frontend, "publicIPAddress": address, "private": private})
            if slot.has_frontend:
                made["frontends"] += _staging_frontends(made, balancer, subnet, names)
            found.append(made)
    return found


def versions(view: View) -> list[str]:
    """The versions of the Internet Protocol, IPv4 first."""
    return sorted(str(version.value) for version in view.at("network", "ipVersions"))


def pool_ids(balancers: list[dict[str, Any]], version: str) -> list[Expression]:
    """The pools that an address of that version joins: the one that rules lead to, and that of the way out."""
    joined_pools = []
    for each in balancers:
        joined_pools.append(pool_id(each["balancer"], each["name"], version))
        if each["outboundPool"]:
            name = _suffixed(each["outboundPool"], _SUFFIX[version])
            joined_pools.append(child_id(each["name"], "backendAddressPools", name))
    return joined_pools


def pool_id(balancer: View, name: Any, version: str = "IPv4") -> Expression:
    """The id of the pool of that version, of the load balancer of that name."""
    return child_id(name, "backendAddressPools", part_name(balancer, "backendAddressPoolName", "instances", version))


def part_name(balancer: View, key: str, default: str, version: str) -> Any:
    """The name of a part of a load balancer for that version: the one that the blueprint gives, or the default."""
    return _suffixed(balancer.at(key) or default, _SUFFIX[version])


def child_id(balancer: Any, kind: str, name: Any) -> Expression:
    """The id of a part of a load balancer."""
    return resource_id(f"{_LOAD_BALANCER}/{kind}", balancer, name)


def address_name(names: Names, version: str) -> Any:
    """The name of the public address of that version."""
    return names["publicIPAddress" if version == "IPv4" else "publicIPv6Address"]


def staging_address_name(names: Names, version: str) -> Any:
    """The name of the public address of that version that is for staging."""
    return _suffixed(names["stagingAddress"], _SUFFIX[version])


def address_settings(view: View, version: str) -> View:
    """What the blueprint says of the public address of that version."""
    return view.at("network", "publicIPAddress" if version == "IPv4" else "publicIPv6Address")


def _balancer(view: View, balancer: View, name: Any, frontend: str, slot: SlotRules, *, first: bool) -> dict[str, Any]:
    public = frontend == "public"
    key = str(balancer.path[-1])
    takes_health = _takes_health(view, balancer, first=first)
    probes = _probes(view, balancer, takes_health=takes_health)
    rules, default = _rules(balancer), _default_probe(probes, takes_health=takes_health)
    outbound = balancer.at("outboundRule") if public else None
    made: dict[str, Any] = {
        "name": name,
        "tags": tags_of(view, balancer),
        "versions": versions(view),
        "frontends": [],
        "pools": [],
        "probes": probes,
        "takesHealth": takes_health,
        "rules": [],
        "natRules": _nat_rules(view, name, frontend, slot) if public else [],
        "outboundRules": [],
        "outboundPool": _OUTBOUND_POOL if outbound and slot.slot else None,
        "balancer": balancer,
        "admitted": [{**rule, "admission": slot.admission(rule["name"], key)} for rule in rules],
    }
    for version in versions(view):
        suffix = _SUFFIX[version]
        ends = _ends(balancer, name, frontend, version)
        if slot.are_staging and slot.has_frontend:
            ends["frontend"] = child_id(name, "frontendIPConfigurations", _suffixed(STAGING, suffix))
        made["pools"].append({"name": part_name(balancer, "backendAddressPoolName", "instances", version)})
        for rule in rules if slot.are_wanted else ():
            probe = rule["rule"].at("probe") or default
            own = {
                "name": _suffixed(slot.named(rule["name"]), suffix),
                "frontendPort": slot.port(rule["rule"].at("frontendPort"), own_address=slot.has_frontend),
                "probe": child_id(name, "probes", probe) if probe else None,
                "disableOutboundSnat": True if outbound else None,
            }
            made["rules"].append({**rule, **own, **ends})
        if outbound:
            ends = _ends(balancer, name, frontend, version)
            if made["outboundPool"]:
                pool = _suffixed(made["outboundPool"], suffix)
                made["pools"].append({"name": pool})
                ends["pool"] = child_id(name, "backendAddressPools", pool)
            made["outboundRules"].append({"name": _suffixed(outbound.at("name"), suffix), "rule": outbound, **ends})
    return made


def _ends(balancer: View, name: Any, frontend: str, version: str) -> dict[str, Expression]:
    """Where the traffic of a rule comes in, and where it goes."""
    frontend_name = part_name(balancer, "frontendIPConfigurationName", frontend, version)
    return {
        "frontend": child_id(name, "frontendIPConfigurations", frontend_name),
        "pool": pool_id(balancer, name, version),
    }


def _suffixed(name: Any, suffix: str) -> Any:
    return joined(name, suffix) if suffix else name


def _public_address(view: View, version: str, names: Names) -> Any:
    made = resource_id("Microsoft.Network/publicIPAddresses", address_name(names, version))
    return address_settings(view, version).at("id") or made


def _staging_frontends(made: dict[str, Any], balancer: View, subnet: Any, names: Names) -> Iterator[dict[str, Any]]:
    """A frontend for staging beside each that there is."""
    for version in made["versions"]:
        is_public = made["frontends"][0]["private"] is None
        address = resource_id("Microsoft.Network/publicIPAddresses", staging_address_name(names, version))
        private = None if is_public else {**_private(balancer, version, subnet), **_NO_ADDRESS}
        name = _suffixed(STAGING, _SUFFIX[version])
        yield {"name": name, "publicIPAddress": address if is_public else None, "private": private}


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
        protocol, port = rule.at("protocol").value, rule.at("frontendPort").value
        known = isinstance(protocol, str) and isinstance(port, int)
        made = f"{protocol}-{port}".lower() if known else f"rule-{index}"
        rules.append({"name": rule.at("name") or made, "rule": rule})
    return rules


def _nat_rules(view: View, balancer: Any, frontend: str, slot: SlotRules) -> list[dict[str, Any]]:
    """Each NAT rule with its range of ports: the first ones that are free, wide enough for all instances."""
    most = [view.at("scaleSet", "sku", "capacity").value, view.at("autoscale", "maximum").value]
    running = slot.slot.most_instances if slot.slot else 0
    width = max([_NAT_PORTS, running, *(number for number in most if isinstance(number, int))])
    settings = view.at("network", "loadBalancer")
    given = [_given_ports(rule, width) for rule in settings.at("inboundNatRules")]
    taken = [(first, last) for first, last in given if isinstance(first, int) and isinstance(last, int)]
    rules, following = [], slot.first_nat_port(_FIRST_NAT_PORT)
    for rule, (start, end) in zip(settings.at("inboundNatRules"), given, strict=True):
        first = start if start is not None else _free_port(following, width, taken)
        last = end if end is not None else _last_port(first, width)
        following = _plus(last, 1)
        ends = _ends(settings, balancer, frontend, "IPv4")
        own = {"start": rule.at("frontendPortRangeStart") or first, "end": rule.at("frontendPortRangeEnd") or last}
        name, admission = rule.at("name"), slot.admission(rule.at("name"), "loadBalancer")
        rules.append({"name": slot.nat_rule(name), "admission": admission, "rule": rule, **own, **ends})
    return rules


def _given_ports(rule: View, width: int) -> tuple[Any, Any]:
    """First and last port as far as the rule tells them."""
    first, last = rule.at("frontendPortRangeStart").value, rule.at("frontendPortRangeEnd").value
    return first, _last_port(first, width) if first is not None and last is None else last


def _last_port(first: Any, width: int) -> Any:
    last = _plus(first, width - 1)
    return min(last, _LAST_PORT) if isinstance(last, int) else last


def _free_port(port: Any, width: int, taken: list[tuple[int, int]]) -> Any:
    """The port, or the first one above it from which on a range of that width is free."""
    for first, last in sorted(taken):
        if isinstance(port, int) and port <= last and first < port + width:
            port = last + 1
    return port


def _plus(port: Any, number: int) -> Any:
    return Expression(f"add({port.code}, {number})") if isinstance(port, Expression) else port + number


def _takes_health(view: View, balancer: View, *, first: bool) -> bool:
    """Whether a load balancer has the health probe.

    The first one has it, since the scale set names it there. A probe is a part of one load balancer, so another one has
    a probe like it for rules that name none, unless it has probes of its own, and for those that name this one.
    """
    health = view.at("scaleSet", "health", "probe")
    if not health or health.at("id"):
        return False
    wanted = [plain(rule.at("probe")) for rule in balancer.at("rules")]
    own = [plain(probe.at("name")) for probe in balancer.at("probes")]
    name = plain(health_probe_name(health))
    return first or (None in wanted and not own) or (name in wanted and name not in own)


def _probes(view: View, balancer: View, *, takes_health: bool) -> list[dict[str, Any]]:
    """The probes of a new load balancer: the health probe, where it has it, then the others."""
    health = view.at("scaleSet", "health", "probe")
    described = [{"name": health_probe_name(health), "probe": health}] if takes_health else []
    return described + [{"name": probe.at("name"), "probe": probe} for probe in balancer.at("probes")]


def _default_probe(probes: list[dict[str, Any]], *, takes_health: bool) -> Any:
    """The probe of a rule that names none: the health probe, or else the only one."""
    return probes[0]["name"] if probes and (takes_health or len(probes) == 1) else None


def health_probe_name(probe: View) -> Any:
    """The name of the health probe within its load balancer."""
    return probe.at("name") or "health"


def health_probe_id(view: View, balancers: list[dict[str, Any]]) -> Any:
    """The id of the probe that tells the health of instances; None where none does."""
    probe = view.at("scaleSet", "health", "probe")
    if not probe:
        return None
    return probe.at("id") or (child_id(balancers[0]["name"], "probes", health_probe_name(probe)) if balancers else None)
