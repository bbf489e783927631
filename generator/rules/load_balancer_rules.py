"""Rules of the ports and protocols that load-balancing rules take, and of those that two of them cannot share."""

from __future__ import annotations

from collections.abc import Iterator

from generator.rules.load_balancers import frontend_of, is_public, load_balancers
from generator.rules.network_example import balancer, own, to
from generator.rules.parts import part_of, parts, title_of
from generator.rules.resource import Resource
from generator.rules.rule import ERROR, Example, rule
from generator.rules.value import Finding, Value

_LIMITS = "https://learn.microsoft.com/azure/load-balancer/manage-rules-how-to"
_HA_PORTS = "https://learn.microsoft.com/azure/load-balancer/load-balancer-ha-ports-overview"
_FLOATING = "https://learn.microsoft.com/azure/load-balancer/load-balancer-floating-ip"
_HIGHEST_FRONTEND_PORT = 65_534


def _example(name: str, **properties: object) -> Example:
    usual = {"frontendIPConfiguration": own("frontendIPConfigurations", "public"), "protocol": "Tcp"}
    return {"name": name, "properties": {**usual, **properties}}


@rule(
    "network/frontend-port",
    ERROR,
    each=load_balancers,
    what="A frontend port is between 1 and 65534, or 0 for all ports.",
    why="Azure refuses port 65535 at a frontend.",
    source=_LIMITS,
    bad=balancer(loadBalancingRules=[_example("web", frontendPort=65535, backendPort=80)]),
    good=balancer(loadBalancingRules=[_example("web", frontendPort=65534, backendPort=80)]),
)
def _frontend_port(balancer: Resource) -> Iterator[Finding]:
    for kind, least in _FRONTEND_PORTS:
        for user in parts(balancer, kind):
            for name in ("frontendPort", "frontendPortRangeStart", "frontendPortRangeEnd"):
                port = user.at(f"properties.{name}")
                if port.number is not None and not least <= port.number <= _HIGHEST_FRONTEND_PORT:
                    yield port.finding(f"{name} {port.number} is not between {least} and 65534")


_FRONTEND_PORTS = (("loadBalancingRules", 0), ("inboundNatRules", 0), ("inboundNatPools", 1))


@rule(
    "network/high-availability-ports",
    ERROR,
    each=load_balancers,
    what="A rule with protocol All has 0 as both ports, and stands at an internal frontend; 0 needs protocol All.",
    why="Port 0 means all ports (high-availability ports), which Azure has for internal Standard load balancers only.",
    source=_HA_PORTS,
    bad=balancer(loadBalancingRules=[_example("web", frontendPort=0, backendPort=0)]),
    good=balancer(loadBalancingRules=[_example("web", frontendPort=0, backendPort=0, protocol="All")]),
)
def _high_availability_ports(balancer: Resource) -> Iterator[Finding]:
    for each in parts(balancer, "loadBalancingRules"):
        protocol = each.at("properties.protocol")
        ports = [each.at("properties.frontendPort"), each.at("properties.backendPort")]
        if protocol.lower in ("tcp", "udp"):
            for port in ports:
                if port.number == 0:
                    yield port.finding(
                        f"port 0 means all ports and needs the protocol All, not {protocol.text}",
                        hint="give a port, or set protocol to All and both ports to 0",
                    )
        elif protocol.lower == "all":
            yield from _all_ports(balancer, each, protocol, ports)


def _all_ports(balancer: Resource, each: Value, protocol: Value, ports: list[Value]) -> Iterator[Finding]:
    for port in ports:
        if port.number:
            yield port.finding(
                f"the protocol All takes all ports, and this is {port.number}",
                hint="set both ports to 0, or protocol to Tcp or Udp",
            )
    frontend = part_of(balancer.subject, each.at("properties.frontendIPConfiguration.id"))
    if frontend is not None and is_public(frontend):
        yield protocol.finding(
            "the protocol All (high-availability ports) is not for a public frontend",
            hint="write one rule per port with Tcp or Udp",
        )


@rule(
    "network/frontend-port-taken",
    ERROR,
    each=load_balancers,
    what="No two rules of a load balancer listen at the same frontend, port and protocol.",
    why="Azure could not tell which of them traffic is for, and refuses the load balancer.",
    source=_LIMITS,
    bad=balancer(
        loadBalancingRules=[
            _example("web", frontendPort=80, backendPort=80),
            _example("api", frontendPort=80, backendPort=8080),
        ]
    ),
    good=balancer(
        loadBalancingRules=[
            _example("web", frontendPort=80, backendPort=80),
            _example("api", frontendPort=81, backendPort=8080),
        ]
    ),
)
def _frontend_port_taken(balancer: Resource) -> Iterator[Finding]:
    seen: list[tuple[str, str, int, Value]] = []
    for each in [*parts(balancer, "loadBalancingRules"), *parts(balancer, "inboundNatRules")]:
        frontend, protocol = frontend_of(each), each.at("properties.protocol").lower
        port = each.at("properties.frontendPort")
        if not (frontend and protocol and port.number is not None):
            continue
        for other_frontend, other_protocol, number, other in seen:
            same = frontend == other_frontend and number == port.number
            if same and (protocol == other_protocol or "all" in (protocol, other_protocol)):
                yield port.finding(
                    f"port {number} of this frontend is taken by {title_of(other)}",
                    hint="choose another port, protocol or frontend",
                )
                break
        seen.append((frontend, protocol, port.number, each))


@rule(
    "network/backend-port-taken",
    ERROR,
    each=load_balancers,
    what="Two rules without floating IP do not bring the same protocol to the same port of the same backend pool.",
    why="Azure refuses it with RulesUseSameBackendPortProtocolAndPool.",
    source=_FLOATING,
    bad=balancer(
        loadBalancingRules=[
            _example("a", frontendPort=80, backendPort=80, backendAddressPool=own("backendAddressPools", "vms")),
            _example("b", frontendPort=81, backendPort=80, backendAddressPool=own("backendAddressPools", "vms")),
        ]
    ),
    good=balancer(
        loadBalancingRules=[
            _example("a", frontendPort=80, backendPort=80, backendAddressPool=own("backendAddressPools", "vms")),
            _example("b", frontendPort=81, backendPort=81, backendAddressPool=own("backendAddressPools", "vms")),
        ]
    ),
)
def _backend_port_taken(balancer: Resource) -> Iterator[Finding]:
    seen: dict[tuple[str, str, int], str] = {}
    for each in parts(balancer, "loadBalancingRules"):
        properties = each.member("properties")
        floating = properties.member("enableFloatingIP")
        port, protocol = properties.member("backendPort"), properties.member("protocol").lower
        pool = properties.at("backendAddressPool.id").lower
        if floating.flag or floating.unknown or not (pool and protocol) or port.number is None:
            continue
        key = (pool, protocol, port.number)
        if key in seen:
            yield port.finding(
                f"{seen[key]} brings {protocol} to port {port.number} of this backend pool already",
                hint="choose another backendPort, or set enableFloatingIP on both rules",
            )
        seen.setdefault(key, title_of(each))


@rule(
    "network/idle-timeout",
    ERROR,
    each=load_balancers,
    what="The idle timeout of an inbound NAT rule or pool is between 4 and 100 minutes.",
    why="Azure refuses any other.",
    source="https://learn.microsoft.com/azure/load-balancer/load-balancer-tcp-idle-timeout",
    bad=balancer(inboundNatRules=[_example("ssh", idleTimeoutInMinutes=3)]),
    good=balancer(inboundNatRules=[_example("ssh", idleTimeoutInMinutes=4)]),
)
def _idle_timeout(balancer: Resource) -> Iterator[Finding]:
    for kind in ("inboundNatRules", "inboundNatPools"):
        for each in parts(balancer, kind):
            minutes = each.at("properties.idleTimeoutInMinutes")
            if minutes.number is not None and not 4 <= minutes.number <= 100:
                yield minutes.finding(f"{minutes.number} minutes are not between 4 and 100")


@rule(
    "network/sku-mismatch",
    ERROR,
    each=load_balancers,
    what="A load balancer and the public addresses of its frontends have the same SKU.",
    why="Azure refuses it with DifferentSkuLoadBalancersAndPublicIPAddressNotAllowed.",
    source="https://learn.microsoft.com/azure/load-balancer/skus",
    bad={
        "resources": [
            {"type": "Microsoft.Network/publicIPAddresses", "name": "web-ip", "sku.name": "Basic"},
            {
                **balancer(
                    frontendIPConfigurations=[
                        {"name": "public", "properties.publicIPAddress": to("publicIPAddresses", "web-ip")}
                    ]
                ),
                "sku.name": "Standard",
            },
        ]
    },
    good={
        "resources": [
            {"type": "Microsoft.Network/publicIPAddresses", "name": "web-ip", "sku.name": "Standard"},
            {
                **balancer(
                    frontendIPConfigurations=[
                        {"name": "public", "properties.publicIPAddress": to("publicIPAddresses", "web-ip")}
                    ]
                ),
                "sku.name": "Standard",
            },
        ]
    },
)
def _sku_mismatch(balancer: Resource) -> Iterator[Finding]:
    own_sku = _sku(balancer)
    for frontend in parts(balancer, "frontendIPConfigurations"):
        reference = frontend.at("properties.publicIPAddress.id")
        address = balancer.subject.find(reference)
        other = _sku(address) if address is not None else ""
        if own_sku and other and own_sku != other:
            yield reference.finding(
                f"the load balancer is {own_sku.capitalize()} and the public address is {other.capitalize()}",
                hint='give both "sku": {"name": "Standard"}',
            )


def _sku(resource: Resource) -> str:
    name = resource.at("sku.name")
    return "basic" if name.missing else name.lower.removesuffix("v2")
