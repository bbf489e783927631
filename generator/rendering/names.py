"""Names of the resources, and ids that refer to them."""

from __future__ import annotations

import re
from typing import Any

from generator.arm.expression import quote
from generator.blueprint.swap import Slot
from generator.rendering.values import Expression, View, joined, plain

Text = str | Expression

WINDOWS_PREFIX, LINUX_PREFIX = 9, 15
"""Longest computerNamePrefix: Windows host names have 15 characters, six of them Azure's; on Linux the API's limit."""

_POOL_BASE = 19
"""Characters of a standby pool's name, of which there are 24, before "-pool"."""


def resource_id(kind: str, *names: Any) -> Expression:
    """`resourceId('kind', 'name', …)`."""
    return Expression(f"resourceId({', '.join([quote(kind), *map(code_of, names)])})")


def code_of(text: Any) -> str:
    """The text, or the expression, as ARM code."""
    value = plain(text)
    return value.code if isinstance(value, Expression) else quote(value)


def short_name(base: Any, suffix: str) -> Text:
    """The name with a suffix, cut so that both have at most 64 characters."""
    text, longest = plain(base), 63 - len(suffix)
    short = Expression(f"take({text.code}, {longest})") if isinstance(text, Expression) else text[:longest]
    return joined(short, f"-{suffix}")


def resource_names(blueprint: View, *, windows: bool, slot: Slot | None = None) -> dict[str, Any]:
    """The name of each resource: what the blueprint says, or one made from the blueprint's name.

    Host names of two slots begin differently, since machines of one name could not join one domain.
    """
    base = blueprint.at("name")

    def named(suffix: str, *path: str) -> Any:
        return blueprint.at(*path, "name") or joined(base, suffix)

    scale_set = blueprint.at("scaleSet", "name") or base
    return {
        "scaleSet": scale_set,
        "computerNamePrefix": _host_prefix(plain(scale_set), WINDOWS_PREFIX if windows else LINUX_PREFIX, slot),
        "networkInterface": blueprint.at("network", "networkInterfaceName") or joined(base, "-nic"),
        "ipConfiguration": blueprint.at("network", "ipConfigurationName") or joined(base, "-ipconfig"),
        "instanceAddress": named("-instance-ip", "network", "instancePublicIPAddress"),
        "image": named("-image", "image", "capture"),
        "imageTemplate": named("-image", "image", "build"),
        "gallery": blueprint.at("image", "gallery", "name") or gallery_name(plain(base)),
        "galleryImage": blueprint.at("image", "gallery", "definition", "name") or base,
        "galleryImageVersion": blueprint.at("image", "gallery", "version", "name"),
        "virtualNetwork": named("-vnet", "network", "virtualNetwork"),
        "networkSecurityGroup": named("-nsg", "network", "networkSecurityGroup"),
        "loadBalancer": named("-lb", "network", "loadBalancer"),
        "internalLoadBalancer": named("-internal-lb", "network", "internalLoadBalancer"),
        "publicIPAddress": named("-ip", "network", "publicIPAddress"),
        "stagingAddress": joined(base, "-staging-ip"),
        "publicIPv6Address": blueprint.at("network", "publicIPv6Address", "name")
        or joined(named("-ip", "network", "publicIPAddress"), "-v6"),
        "natGateway": named("-nat", "network", "natGateway"),
        "natAddress": joined(named("-nat", "network", "natGateway"), "-ip"),
        "natPrefix": joined(named("-nat", "network", "natGateway"), "-prefix"),
        "autoscale": named("-autoscale", "autoscale"),
        "applicationGateway": named("-gateway", "network", "applicationGateway"),
        "gatewayAddress": named("-gateway-ip", "network", "applicationGateway", "publicIPAddress"),
        "firewallPolicy": named("-waf", "network", "applicationGateway", "firewallPolicy"),
        "standbyPool": blueprint.at("scaleSet", "standbyPool", "name") or standby_pool_name(plain(scale_set)),
        "lock": blueprint.at("scaleSet", "lock", "name") or joined(scale_set, "-lock"),
        "workspace": named("-logs", "monitoring", "workspace"),
        "dataCollectionRule": named("-dcr", "monitoring", "dataCollectionRule"),
        "actionGroup": named("-alerts", "monitoring", "actionGroup"),
    }


def computer_name_prefix(name: Text, longest: int) -> Text:
    """Start of host names made from a name: letters, digits and hyphens, a letter first."""
    if isinstance(name, Expression):
        return Expression(f"take(replace({name.code}, '_', '-'), {longest})")
    kept = re.sub(r"[^A-Za-z0-9-]", "", name).lstrip("-0123456789")[:longest].rstrip("-")
    return kept or "vm"


def _host_prefix(name: Text, longest: int, slot: Slot | None) -> Text:
    """Start of host names; where a slot's name would be cut off, its first letter stands at the end."""
    whole = computer_name_prefix(name, 1_000)
    if slot is None or (isinstance(whole, str) and len(whole) <= longest):
        return computer_name_prefix(name, longest)
    return joined(computer_name_prefix(name, longest - 1), slot.name[0])


def gallery_name(name: Text) -> Text:
    """Name of a gallery made from a name: letters, digits, dots and `_`."""
    if isinstance(name, Expression):
        return Expression(f"replace({name.code}, '-', '_')")
    return re.sub(r"[^A-Za-z0-9.]", "_", name).strip("._") or "images"


def standby_pool_name(name: Text) -> Text:
    """Name of a standby pool made from a name: at most 24 letters, digits and hyphens."""
    if isinstance(name, Expression):
        return Expression(f"format('{{0}}-pool', take(replace({name.code}, '_', '-'), {_POOL_BASE}))")
    return (re.sub(r"[^A-Za-z0-9-]", "", name)[:_POOL_BASE].strip("-") + "-pool").lstrip("-")
