"""Ranges of IP addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.arm.functions.function import function
from generator.arm.scope import EvaluationError

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network

    Network = IPv4Network | IPv6Network


def _network(name: str, text: str) -> Network:
    from ipaddress import ip_network

    try:
        if text.partition("/")[2].isdecimal():
            return ip_network(text, strict=False)
    except ValueError:
        pass
    raise EvaluationError(f"{name} takes a range of addresses such as '10.0.0.0/16'")


def _usable(network: Network) -> tuple[int, int]:
    """The first and the last address that a host can have."""
    first, last = int(network.network_address), int(network.broadcast_address)
    if network.version == 4 and network.prefixlen < 31:
        return first + 1, last - 1
    return first, last


def _address(network: Network, number: int) -> str:
    return str(type(network.network_address)(number))


def _parse_cidr(text: str) -> dict[str, Any]:
    network = _network("parseCidr", text)
    first, last = _usable(network)
    parsed = {"network": str(network.network_address), "netmask": str(network.netmask)}
    if network.version == 4:
        parsed["broadcast"] = str(network.broadcast_address)
    return parsed | {
        "firstUsable": _address(network, first),
        "lastUsable": _address(network, last),
        "cidr": network.prefixlen,
    }


def _cidr_subnet(text: str, prefix: int, index: int) -> str:
    network = _network("cidrSubnet", text)
    if not network.prefixlen <= prefix <= network.max_prefixlen:
        raise EvaluationError(
            f"cidrSubnet takes a prefix of {network.prefixlen} to {network.max_prefixlen} for this range, not {prefix}"
        )
    if not 0 <= index < 2 ** (prefix - network.prefixlen):
        raise EvaluationError(f"cidrSubnet finds no subnet {index}: /{network.prefixlen} holds fewer of /{prefix}")
    start = int(network.network_address) + (index << (network.max_prefixlen - prefix))
    return f"{_address(network, start)}/{prefix}"


def _cidr_host(text: str, index: int) -> str:
    network = _network("cidrHost", text)
    host = int(network.network_address) + 1 + index
    if index < 0 or host > _usable(network)[1]:
        raise EvaluationError(f"cidrHost finds no host {index} in /{network.prefixlen}")
    return _address(network, host)


FUNCTIONS = (
    function("parseCidr string", _parse_cidr),
    function("cidrSubnet string integer integer", _cidr_subnet),
    function("cidrHost string integer", _cidr_host),
)
