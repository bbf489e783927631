"""Rules of the outbound rules of a load balancer, and of the ports for connections that they give to each instance."""

from __future__ import annotations

from collections.abc import Iterator

from generator.rules.instances import most_instances
from generator.rules.load_balancers import frontend_of, is_public, load_balancers
from generator.rules.network_example import balancer, own, to
from generator.rules.parts import ids, last_name, part_of, parts, title_of
from generator.rules.resource import Resource
from generator.rules.rule import ERROR, WARNING, Example, rule
from generator.rules.scale_set import ScaleSet
from generator.rules.value import Finding, Value

_OUTBOUND = "https://learn.microsoft.com/azure/load-balancer/outbound-rules"
_PORTS_OF_AN_ADDRESS = 64_000
_FRONTEND = {"name": "public", "properties.publicIPAddress": to("publicIPAddresses", "web-ip")}


def _outbound(name: str = "outbound", frontend: str = "public", **properties: object) -> Example:
    usual = {
        "frontendIPConfigurations": [own("frontendIPConfigurations", frontend)],
        "backendAddressPool": own("backendAddressPools", "vms"),
        "protocol": "All",
    }
    return {"name": name, "properties": {**usual, **properties}}


def _inbound(**properties: object) -> Example:
    usual = {"frontendIPConfiguration": own("frontendIPConfigurations", "public")}
    return {"name": "web", "properties": {**usual, **properties}}


def _frontends(outbound: Value) -> list[Value]:
    return list(ids(outbound.at("properties.frontendIPConfigurations")))


@rule(
    "network/disable-outbound-snat",
    ERROR,
    each=load_balancers,
    what="A load-balancing rule whose frontend has an outbound rule sets disableOutboundSnat.",
    why=(
        "Both would decide how instances reach the internet; Azure refuses it with LoadBalancingRuleMustDisableSNAT"
        "SinceSameFrontendIPConfigurationIsReferencedByOutboundRule."
    ),
    source=_OUTBOUND,
    bad=balancer(loadBalancingRules=[_inbound()], outboundRules=[_outbound()]),
    good=balancer(loadBalancingRules=[_inbound(disableOutboundSnat=True)], outboundRules=[_outbound()]),
)
def _disable_outbound_snat(balancer: Resource) -> Iterator[Finding]:
    taken = {each.lower: outbound for outbound in parts(balancer, "outboundRules") for each in _frontends(outbound)}
    for each in parts(balancer, "loadBalancingRules"):
        frontend, snat = each.at("properties.frontendIPConfiguration.id"), each.at("properties.disableOutboundSnat")
        if frontend.lower in taken and not snat.flag and not snat.unknown:
            yield (snat if snat.exists else each).finding(
                f"{title_of(taken[frontend.lower])} is an outbound rule of the frontend {last_name(frontend)},"
                " and this one does not set disableOutboundSnat",
                hint='add "disableOutboundSnat": true',
            )


@rule(
    "network/outbound-frontend-taken",
    ERROR,
    each=load_balancers,
    what="No two outbound rules have the same frontend and protocol.",
    why="Azure refuses it with MoreThanOneOutboundRuleUsingSameFrontendIPConfigurationAndProtocolIsNotSupported.",
    source=_OUTBOUND,
    bad=balancer(outboundRules=[_outbound("web"), _outbound("api")]),
    good=balancer(outboundRules=[_outbound("web"), _outbound("api", frontend="second")]),
)
def _outbound_frontend_taken(balancer: Resource) -> Iterator[Finding]:
    seen: list[tuple[str, str, Value]] = []
    for each in parts(balancer, "outboundRules"):
        protocol = each.at("properties.protocol").lower
        for frontend in _frontends(each):
            for other_frontend, other_protocol, other in seen:
                if frontend.lower == other_frontend and protocol and _overlap(protocol, other_protocol):
                    yield frontend.finding(
                        f"{title_of(other)} uses the frontend {last_name(frontend)} already",
                        hint="give each outbound rule a frontend of its own, or make one rule of them",
                    )
                    break
        seen += [(frontend.lower, protocol, each) for frontend in _frontends(each)]


def _overlap(one: str, other: str) -> bool:
    return one == other or (bool(other) and "all" in (one, other))


@rule(
    "network/outbound-frontend-public",
    ERROR,
    each=load_balancers,
    what="The frontends of an outbound rule have public addresses.",
    why="From an internal frontend nothing gets to the internet, and Azure refuses the rule.",
    source=_OUTBOUND,
    bad=balancer(
        frontendIPConfigurations=[
            {"name": "public", "properties.subnet": to("virtualNetworks/subnets", "web-vnet", "default")}
        ],
        outboundRules=[_outbound()],
    ),
    good=balancer(frontendIPConfigurations=[_FRONTEND], outboundRules=[_outbound()]),
)
def _outbound_frontend_public(balancer: Resource) -> Iterator[Finding]:
    for each in parts(balancer, "outboundRules"):
        for reference in _frontends(each):
            frontend = part_of(balancer.subject, reference)
            internal = frontend is not None and not is_public(frontend) and frontend.at("properties.subnet").exists
            if internal:
                yield reference.finding(
                    f"the frontend {last_name(reference)} is internal",
                    hint="name a frontend with a publicIPAddress or a publicIPPrefix",
                )


@rule(
    "network/outbound-ports",
    ERROR,
    each=load_balancers,
    what="allocatedOutboundPorts is a multiple of 8, and all instances together get at most 64000 per public address.",
    why="Each instance takes its ports for good: where they do not suffice, the next one is refused or gets none.",
    source="https://learn.microsoft.com/azure/load-balancer/load-balancer-outbound-connections",
    bad=balancer(outboundRules=[_outbound(allocatedOutboundPorts=1001)]),
    good=balancer(outboundRules=[_outbound(allocatedOutboundPorts=1000)]),
)
def _outbound_ports(balancer: Resource) -> Iterator[Finding]:
    for each in parts(balancer, "outboundRules"):
        ports = each.at("properties.allocatedOutboundPorts")
        given = ports.number
        if given is None:
            continue
        if given % 8:
            yield ports.finding(f"{given} is no multiple of 8", hint=f"the next one is {given + 8 - given % 8}")
        if not 0 <= given <= _PORTS_OF_AN_ADDRESS:
            yield ports.finding(f"{given} is not between 0 and 64000, the ports of one public address")
        elif not _from_prefix(balancer, each):
            yield from _for_all_instances(balancer, each, ports, given)


def _from_prefix(balancer: Resource, outbound: Value) -> bool:
    """Whether it may have more addresses than frontends, being of a prefix or of frontends that are not known."""
    frontends = [part_of(balancer.subject, each) for each in _frontends(outbound)]
    return any(each is None or each.at("properties.publicIPAddress").missing for each in frontends) or not frontends


def _for_all_instances(balancer: Resource, outbound: Value, ports: Value, given: int) -> Iterator[Finding]:
    addresses = len(_frontends(outbound))
    sets = sets_in(balancer, outbound.at("properties.backendAddressPool.id").lower)
    now = sum(each.capacity.number or 0 for each in sets)
    most = sum(most_instances(each)[0] for each in sets)
    for instances, what in ((now, ""), (most, " at the maximum of autoscale")):
        if given * instances > addresses * _PORTS_OF_AN_ADDRESS:
            fitting = addresses * _PORTS_OF_AN_ADDRESS // instances // 8 * 8
            yield ports.finding(
                f"{instances} instances{what} with {given} ports each need {given * instances},"
                f" and the rule has {addresses * _PORTS_OF_AN_ADDRESS}",
                hint=f"allocate at most {fitting}, or add public addresses",
                severity=WARNING,
            )
            return


def sets_in(balancer: Resource, pool: str) -> list[ScaleSet]:
    """The scale sets of the template whose instances are in a backend pool, by its id in lower case."""
    return [each for each in balancer.subject.scale_sets if pool in pools_of(each)]


def pools_of(scale_set: ScaleSet) -> set[str]:
    """The ids, in lower case, of the backend pools of load balancers that the instances are in."""
    return {
        pool.lower
        for interface in scale_set.interfaces
        for configuration in interface.at("properties.ipConfigurations").items
        for pool in ids(configuration.at("properties.loadBalancerBackendAddressPools"))
    }


def snat_of_rules(balancer: Resource, pool: str) -> bool:
    """Whether a load-balancing or outbound rule with a public frontend lets the pool reach the internet."""
    for each in parts(balancer, "outboundRules"):
        if each.at("properties.backendAddressPool.id").lower in (pool, ""):
            return True
    for each in parts(balancer, "loadBalancingRules"):
        properties = each.member("properties")
        pools = {
            one.lower for name in ("backendAddressPool", "backendAddressPools") for one in ids(properties.at(name))
        }
        snat = properties.at("disableOutboundSnat")
        frontend = part_of(balancer.subject, properties.at("frontendIPConfiguration.id"))
        reaches = frontend is None or is_public(frontend) or not frontend_of(each)
        if (pool in pools or not pools) and reaches and not snat.flag:
            return True
    return False
