"""The subnet of an application gateway, in which nothing else may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.rendering.checks import Checks
from generator.rendering.values import Expression, View, plain

if TYPE_CHECKING:
    from ipaddress import IPv4Network

_SUBNET_BITS = 24
"""The size that Azure recommends for the subnet of a gateway ("Application Gateway infrastructure configuration")."""


def gateway_subnet(network: View, first_range: Any, taken: list[Any], check: Checks, *, new_network: bool) -> Any:
    """The range of the new subnet of the gateway: as given, or the first /24 that is free; None where there is none."""
    gateway = network.at("applicationGateway")
    subnet = gateway.at("subnet")
    if not gateway or subnet.at("id"):
        return None
    if new_network and subnet.at("addressPrefix"):
        return subnet.at("addressPrefix")
    found = _free_range(first_range, [str(plain(each)) for each in taken]) if new_network else None
    if found is None:
        reason = (
            "its network has no range left for one" if new_network else "its network exists, and is not changed here"
        )
        hint = "add subnet: {addressPrefix: …}" if new_network else "add subnet: {id: …}, in which nothing else is"
        check.add(
            "network/gateway-subnet-needed", f"the gateway needs a subnet of its own: {reason}", gateway.path, hint
        )
    return found


def _free_range(first_range: Any, taken: list[str]) -> Any:
    value = plain(first_range)
    if not isinstance(value, str):
        return Expression(f"cidrSubnet({value.code}, {_SUBNET_BITS}, 1)") if isinstance(value, Expression) else None
    others = [network for text in taken if (network := _network(text)) is not None]
    whole = _network(value)
    if whole is None or whole.prefixlen >= _SUBNET_BITS:
        return None
    ranges = whole.subnets(new_prefix=_SUBNET_BITS)
    return next((str(each) for each in ranges if not any(each.overlaps(other) for other in others)), None)


def _network(text: str) -> IPv4Network | None:
    from ipaddress import IPv4Network, ip_network

    try:
        network = ip_network(text, strict=False)
    except ValueError:
        return None
    return network if isinstance(network, IPv4Network) else None
