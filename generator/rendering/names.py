"""Names of the resources, and ids that refer to them."""

from __future__ import annotations

import re
from typing import Any

from generator.arm.expression import quote
from generator.rendering.values import Expression, View, joined, plain

Text = str | Expression

WINDOWS_PREFIX, LINUX_PREFIX = 9, 15
"""Longest computerNamePrefix: Windows host names have 15 characters, six of them Azure's; on Linux the API's limit."""


def resource_id(kind: str, *names: Any) -> Expression:
    """`resourceId('kind', 'name', …)`."""
    return Expression(f"resourceId({', '.join([quote(kind), *(_code(plain(name)) for name in names)])})")


def _code(name: Text) -> str:
    return name.code if isinstance(name, Expression) else quote(name)


def resource_names(blueprint: View, *, windows: bool) -> dict[str, Any]:
    """The name of each resource: what the blueprint says, or one made from the blueprint's name."""
    base = blueprint.at("name")

    def named(suffix: str, *path: str) -> Any:
        return blueprint.at(*path, "name") or joined(base, suffix)

    scale_set = blueprint.at("scaleSet", "name") or base
    return {
        "scaleSet": scale_set,
        "computerNamePrefix": computer_name_prefix(plain(scale_set), WINDOWS_PREFIX if windows else LINUX_PREFIX),
        "networkInterface": joined(base, "-nic"),
        "ipConfiguration": joined(base, "-ipconfig"),
        "instanceAddress": joined(base, "-instance-ip"),
        "image": named("-image", "image", "capture"),
        "virtualNetwork": named("-vnet", "network", "virtualNetwork"),
        "networkSecurityGroup": named("-nsg", "network", "networkSecurityGroup"),
        "loadBalancer": named("-lb", "network", "loadBalancer"),
        "internalLoadBalancer": named("-internal-lb", "network", "internalLoadBalancer"),
        "publicIPAddress": named("-ip", "network", "publicIPAddress"),
        "publicIPv6Address": joined(named("-ip", "network", "publicIPAddress"), "-v6"),
        "natGateway": named("-nat", "network", "natGateway"),
        "natAddress": joined(named("-nat", "network", "natGateway"), "-ip"),
        "natPrefix": joined(named("-nat", "network", "natGateway"), "-prefix"),
        "autoscale": named("-autoscale", "autoscale"),
    }


def computer_name_prefix(name: Text, longest: int) -> Text:
    """Start of host names made from a name: letters, digits and hyphens, a letter first."""
    if isinstance(name, Expression):
        return Expression(f"take(replace({name.code}, '_', '-'), {longest})")
    kept = re.sub(r"[^A-Za-z0-9-]", "", name).lstrip("-0123456789")[:longest].rstrip("-")
    return kept or "vm"
