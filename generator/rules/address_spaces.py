"""Rules of the ranges of addresses of virtual networks and their subnets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.rules.network_example import network
from generator.rules.parts import name_of, parts
from generator.rules.resource import Resource
from generator.rules.rule import ERROR, WARNING, rule
from generator.rules.subject import Subject
from generator.rules.value import Finding, Value

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network

    Range = IPv4Network | IPv6Network

_FAQ = "https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq"
_LONGEST_PREFIX, _PREFIX_6 = 29, 64


def networks(subject: Subject) -> list[Resource]:
    """Each virtual network."""
    return subject.of_type("Microsoft.Network/virtualNetworks")


def prefixes(holder: Value) -> list[Value]:
    """The address prefixes of a subnet or an address space."""
    one = holder.member("addressPrefix")
    return [*([one] if one.text else []), *holder.member("addressPrefixes").items]


def range_of(prefix: Value) -> Range | None:
    """The range of addresses that a prefix in CIDR notation means; None where it is none, or not known."""
    return _range(prefix.text)[0] if prefix.text else None


def _range(text: str) -> tuple[Range | None, str | None]:
    """The range, or what it would be without host bits."""
    from ipaddress import ip_network

    try:
        return ip_network(text), None
    except ValueError:
        pass
    try:
        return None, str(ip_network(text, strict=False))
    except ValueError:
        return None, None


def within(inner: Range, outer: Range) -> bool:
    """Whether all addresses of a range are in another one."""
    return inner.version == outer.version and outer[0] <= inner[0] and inner[-1] <= outer[-1]  # type: ignore[operator]


def _all_prefixes(network: Resource) -> Iterator[Value]:
    yield from prefixes(network.at("properties.addressSpace"))
    for subnet in parts(network, "subnets"):
        yield from prefixes(subnet.member("properties"))


@rule(
    "network/cidr",
    ERROR,
    each=networks,
    what="The address prefixes of virtual networks and subnets are ranges in CIDR notation, without host bits.",
    why="Azure refuses all else, and takes an address with host bits for the range around it, or refuses it too.",
    source="https://learn.microsoft.com/azure/templates/microsoft.network/virtualnetworks",
    bad=network(("default", "10.0.0.1/24")),
    good=network(("default", "10.0.0.0/24")),
)
def _cidr(network: Resource) -> Iterator[Finding]:
    for prefix in _all_prefixes(network):
        if not prefix.text or ("/" in prefix.text and range_of(prefix) is not None):
            continue
        without = _range(prefix.text)[1] if "/" in prefix.text else None
        if without:
            message = f"{prefix.text} is an address within a range, not a range"
            yield prefix.finding(message, hint=f"the range is {without}", severity=WARNING)
        else:
            message = f"{prefix.text!r} is no range of addresses in CIDR notation"
            yield prefix.finding(message, hint="such as 10.0.0.0/24")


@rule(
    "network/subnet-outside",
    ERROR,
    each=networks,
    what="Each subnet lies within the address space of its virtual network.",
    why="Azure refuses the network with NetcfgInvalidSubnet.",
    source=_FAQ,
    bad=network(("default", "10.1.0.0/24")),
    good=network(("default", "10.0.0.0/24")),
)
def _subnet_outside(network: Resource) -> Iterator[Finding]:
    space = prefixes(network.at("properties.addressSpace"))
    ranges = [range_of(prefix) for prefix in space]
    if not ranges or None in ranges:
        return
    for subnet in parts(network, "subnets"):
        for prefix in prefixes(subnet.member("properties")):
            own = range_of(prefix)
            if own is not None and not any(each is not None and within(own, each) for each in ranges):
                outer = ", ".join(each.text or "" for each in space)
                yield prefix.finding(
                    f"{prefix.text} is not within the address space {outer} of the network",
                    hint="choose a range within it, or widen addressSpace",
                )


@rule(
    "network/subnet-overlap",
    ERROR,
    each=networks,
    what="No two subnets of a virtual network have addresses in common, nor do two ranges of its address space.",
    why="Azure refuses the network with NetcfgSubnetRangesOverlap.",
    source=_FAQ,
    bad=network(("web", "10.0.0.0/24"), ("data", "10.0.0.128/25")),
    good=network(("web", "10.0.0.0/24"), ("data", "10.0.1.0/25")),
)
def _subnet_overlap(network: Resource) -> Iterator[Finding]:
    space = [(prefix, "the address space") for prefix in prefixes(network.at("properties.addressSpace"))]
    subnets = [
        (prefix, f"the subnet {name_of(subnet)}")
        for subnet in parts(network, "subnets")
        for prefix in prefixes(subnet.member("properties"))
    ]
    for group in (space, subnets):
        seen: list[tuple[Range, str, str]] = []
        for prefix, owner in group:
            own = range_of(prefix)
            if own is None:
                continue
            for other, text, other_owner in seen:
                if own.version == other.version and own.overlaps(other):
                    message = f"{prefix.text} overlaps with {text} of {other_owner}"
                    yield prefix.finding(message, hint="choose a range that is free")
            seen.append((own, prefix.text or "", owner))


@rule(
    "network/subnet-size",
    ERROR,
    each=networks,
    what="A subnet is /29 or larger for IPv4, and exactly /64 for IPv6.",
    why="Azure keeps five addresses of each subnet for itself, and refuses smaller ones.",
    source=_FAQ,
    bad=network(("default", "10.0.0.0/30")),
    good=network(("default", "10.0.0.0/29")),
)
def _subnet_size(network: Resource) -> Iterator[Finding]:
    for subnet in parts(network, "subnets"):
        for prefix in prefixes(subnet.member("properties")):
            own = range_of(prefix)
            if own is None:
                continue
            if own.version == 4 and own.prefixlen > _LONGEST_PREFIX:
                yield prefix.finding(f"{prefix.text} is smaller than /29, the smallest subnet there is")
            elif own.version == 6 and own.prefixlen != _PREFIX_6:
                yield prefix.finding(f"{prefix.text} is no /64, and a subnet with IPv6 is exactly that")
