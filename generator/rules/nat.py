"""Rules of inbound NAT: ports at the frontend of a load balancer that lead to one instance each."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from generator.rules.instances import OVERPROVISION, most_instances, overprovisions
from generator.rules.load_balancer_outbound import sets_in
from generator.rules.load_balancers import frontend_of, load_balancers
from generator.rules.network_example import balancer, interface, own, scale_set
from generator.rules.parts import ids, name_of, parts, title_of
from generator.rules.resource import Resource
from generator.rules.rule import ERROR, INFO, WARNING, Example, rule
from generator.rules.scale_set import ScaleSet
from generator.rules.subject import scale_sets
from generator.rules.value import Finding, Value

_NAT_RULES = "https://learn.microsoft.com/azure/load-balancer/inbound-nat-rules"
_REFERENCE = "https://learn.microsoft.com/azure/templates/microsoft.network/loadbalancers"
_RETIREMENT = "https://learn.microsoft.com/azure/load-balancer/load-balancer-nat-pool-migration"
_MODES = "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-orchestration-modes"


def _ssh(start: int, end: int, name: str = "ssh", **properties: object) -> Example:
    usual = {
        "frontendIPConfiguration": own("frontendIPConfigurations", "public"),
        "protocol": "Tcp",
        "frontendPortRangeStart": start,
        "frontendPortRangeEnd": end,
        "backendPort": 22,
    }
    return {"name": name, "properties": {**usual, **properties}}


_IN_POOL = interface(loadBalancerInboundNatPools=[own("inboundNatPools", "ssh")])


def _range(user: Value) -> tuple[int, int] | None:
    """The first and last port of a rule at its frontend; None where they are not known."""
    properties = user.member("properties")
    one = properties.member("frontendPort").number
    first = properties.member("frontendPortRangeStart").number if one is None else one
    last = properties.member("frontendPortRangeEnd").number if one is None else one
    return (first, last) if first is not None and last is not None else None


@rule(
    "network/nat-ports",
    ERROR,
    each=load_balancers,
    what="The port range of an inbound NAT rule or pool has a port for each instance, and starts before it ends.",
    why="Azure refuses instances that get no port; a set that overprovisions has a fifth more of them for a while.",
    source=_NAT_RULES,
    bad={
        "resources": [
            balancer(inboundNatPools=[_ssh(50000, 50009)]),
            scale_set(_IN_POOL, sku__capacity=20),
        ]
    },
    good={
        "resources": [
            balancer(inboundNatPools=[_ssh(50000, 50119)]),
            scale_set(_IN_POOL, sku__capacity=20),
        ]
    },
)
def _nat_ports(balancer: Resource) -> Iterator[Finding]:
    for kind in ("inboundNatPools", "inboundNatRules"):
        for each in parts(balancer, kind):
            if (ports := _range(each)) is None:
                continue
            first, last = ports
            place = each.at("properties.frontendPortRangeEnd")
            if last < first:
                yield place.finding(f"the range of ports ends at {last}, before it starts at {first}")
            elif place.exists:
                surely = kind == "inboundNatPools"
                yield from _too_few(place, last - first + 1, _sets(balancer, each, kind), surely=surely)


def _sets(balancer: Resource, each: Value, kind: str) -> list[ScaleSet]:
    if kind == "inboundNatRules":
        return sets_in(balancer, each.at("properties.backendAddressPool.id").lower)
    identity = f"{balancer.id}/{kind}/{name_of(each)}".lower()
    return [one for one in balancer.subject.scale_sets if identity in {pool.lower for pool in _nat_pools(one)}]


def _nat_pools(scale_set: ScaleSet) -> Iterator[Value]:
    for one in scale_set.interfaces:
        for configuration in one.at("properties.ipConfigurations").items:
            yield from ids(configuration.at("properties.loadBalancerInboundNatPools"))


def _too_few(place: Value, ports: int, sets: list[ScaleSet], *, surely: bool) -> Iterator[Finding]:
    """Azure refuses an instance without a port of a NAT pool; with a NAT rule it may make it, out of reach."""
    now = sum(each.capacity.number or 0 for each in sets)
    most = sum(most_instances(each)[0] for each in sets)
    surplus = sum(ceil(most_instances(each)[0] * (OVERPROVISION if overprovisions(each) else 1)) for each in sets)
    if now > ports:
        message = f"the range has {ports} ports, and there are {now} instances"
        yield place.finding(message, hint="make it wider", severity=None if surely else WARNING)
    elif most > ports:
        message = f"the range has {ports} ports, and autoscale may make {most} instances"
        yield place.finding(message, hint="make it wider", severity=WARNING)
    elif surplus > ports:
        message = f"the range has {ports} ports, and with overprovision there may be {surplus} instances for a while"
        yield place.finding(message, hint="make it wider, or set overprovision to false", severity=WARNING)


@rule(
    "network/nat-ports-overlap",
    ERROR,
    each=load_balancers,
    what="The port ranges of NAT rules and pools do not overlap at a frontend, nor hold the port of another rule.",
    why="A port leads to one place only, and Azure refuses the load balancer.",
    source=_NAT_RULES,
    bad=balancer(inboundNatPools=[_ssh(50000, 50119), _ssh(50100, 50219, name="rdp", backendPort=3389)]),
    good=balancer(inboundNatPools=[_ssh(50000, 50119), _ssh(50120, 50239, name="rdp", backendPort=3389)]),
)
def _nat_ports_overlap(balancer: Resource) -> Iterator[Finding]:
    seen: list[tuple[str, str, int, int, str]] = []
    for kind in ("loadBalancingRules", "inboundNatPools", "inboundNatRules"):
        for each in parts(balancer, kind):
            ports, frontend, protocol = _range(each), frontend_of(each), each.at("properties.protocol").lower
            if ports is None or not frontend or not protocol:
                continue
            place = each.at("properties.frontendPortRangeStart")
            for other_frontend, other_protocol, first, last, name in seen:
                meets = frontend == other_frontend and first <= ports[1] and ports[0] <= last
                if meets and place.exists and (protocol == other_protocol or "all" in (protocol, other_protocol)):
                    taken = str(first) if first == last else f"{first} to {last}"
                    message = f"ports {ports[0]} to {ports[1]} overlap with {taken} of {name}"
                    yield place.finding(message, hint="choose ranges that do not meet")
            seen.append((frontend, protocol, *ports, title_of(each)))


@rule(
    "network/nat-pools-or-rules",
    ERROR,
    each=load_balancers,
    what="A load balancer has inbound NAT pools or inbound NAT rules, not both.",
    why="The two exclude each other, and Azure refuses the load balancer.",
    source=_REFERENCE,
    bad=balancer(inboundNatPools=[_ssh(50000, 50119)], inboundNatRules=[{"name": "rdp"}]),
    good=balancer(inboundNatPools=[_ssh(50000, 50119)]),
)
def _nat_pools_or_rules(balancer: Resource) -> Iterator[Finding]:
    pools, rules = balancer.at("properties.inboundNatPools"), balancer.at("properties.inboundNatRules")
    if pools.items and rules.items:
        yield pools.finding(
            "a load balancer with inboundNatRules takes no inboundNatPools",
            hint="write the pools as inboundNatRules with a backendAddressPool and a range of ports",
        )


@rule(
    "network/nat-pool-retires",
    INFO,
    each=load_balancers,
    what="A load balancer has inbound NAT rules of version 2 in place of inbound NAT pools.",
    why="Inbound NAT pools retire on 30 September 2027.",
    source=_RETIREMENT,
    bad=balancer(inboundNatPools=[_ssh(50000, 50119)]),
    good=balancer(inboundNatRules=[_ssh(50000, 50119, backendAddressPool=own("backendAddressPools", "instances"))]),
)
def _nat_pool_retires(balancer: Resource) -> Iterator[Finding]:
    pools = balancer.at("properties.inboundNatPools")
    if pools.items:
        yield pools.finding(
            "inbound NAT pools retire on 30 September 2027",
            hint="use inboundNatRules with a backendAddressPool, frontendPortRangeStart and frontendPortRangeEnd",
        )


@rule(
    "network/nat-pool-on-flexible",
    ERROR,
    each=scale_sets,
    what="A scale set with flexible orchestration names no inbound NAT pools.",
    why="NAT pools are of Uniform sets alone, and Azure refuses them.",
    source=_MODES,
    bad=scale_set(_IN_POOL, properties__orchestrationMode="Flexible"),
    good=scale_set(_IN_POOL, properties__orchestrationMode="Uniform"),
)
def _nat_pool_on_flexible(scale_set: ScaleSet) -> Iterator[Finding]:
    for pool in _nat_pools(scale_set) if scale_set.flexible else ():
        yield pool.finding(
            "a set with flexible orchestration takes no inbound NAT pool",
            hint="give the load balancer an inboundNatRule with the backend pool of the set",
        )


@rule(
    "network/nat-rule-form",
    ERROR,
    each=load_balancers,
    what="An inbound NAT rule has a frontendPort, or a backendAddressPool and both ends of a range of ports.",
    why=(
        "A rule leads to one instance or to all of a pool; Azure refuses mixtures with MissedInboundNatRuleV2Properties"
        " or UnsupportedSetOfInboundNatRulePropertiesWhenFrontendPortIsSpecified."
    ),
    source=_NAT_RULES,
    bad=balancer(inboundNatRules=[_ssh(50000, 50119, frontendPort=22)]),
    good=balancer(inboundNatRules=[_ssh(50000, 50119, backendAddressPool=own("backendAddressPools", "instances"))]),
)
def _nat_rule_form(balancer: Resource) -> Iterator[Finding]:
    for each in parts(balancer, "inboundNatRules"):
        properties = each.member("properties")
        port = properties.member("frontendPort")
        given = [name for name in _VERSION_2 if _is_given(properties.member(name))]
        if port.number and given:
            message = f"frontendPort is for one instance, and {', '.join(given)} for all of a pool"
            yield port.finding(message, hint="keep one of the two forms")
        elif given and not port.exists:
            lacking = [name for name in _VERSION_2 if properties.member(name).missing]
            if lacking:
                message = f"a rule with {', '.join(given)} needs {', '.join(lacking)} too"
                yield each.finding(message, hint="give the pool and both ends of the range of ports")


_VERSION_2 = ("backendAddressPool", "frontendPortRangeStart", "frontendPortRangeEnd")


def _is_given(value: Value) -> bool:
    return value.exists and value.number != 0
