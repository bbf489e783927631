"""The network interfaces of each instance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.rendering.load_balancers import pool_ids, versions
from generator.rendering.names import resource_id
from generator.rendering.values import Expression, View, joined, plain

_ASG = "Microsoft.Network/applicationSecurityGroups"


def interfaces(
    view: View, names: dict[str, Any], ids: dict[str, Any], balancers: list[dict[str, Any]], gateway_pools: list[Any]
) -> list[dict[str, Any]]:
    """The first interface, which the network itself describes, and the others, as their template takes them."""
    network = view.at("network")
    first = {
        "name": names["networkInterface"],
        "primary": True,
        "settings": network,
        "deleteOption": None,
        "securityGroup": ids["networkSecurityGroup"],
        "ipConfigurations": [
            *(
                _first(network, version, names, ids, pools=pool_ids(balancers, version), gateway_pools=gateway_pools)
                for version in versions(view)
            ),
            *_others(network, ids["subnet"], names),
        ],
    }
    return [
        first,
        *(_further(view, each, number, names, ids) for number, each in enumerate(network.at("networkInterfaces"), 2)),
    ]


def _first(
    network: View,
    version: str,
    names: dict[str, Any],
    ids: dict[str, Any],
    *,
    pools: list[Any],
    gateway_pools: list[Any],
) -> dict[str, Any]:
    """The configuration of the first interface for that version of the Internet Protocol."""
    newer = version == "IPv6"
    return {
        "name": joined(names["ipConfiguration"], "-v6") if newer else names["ipConfiguration"],
        "primary": None if newer else True,
        "version": version if newer else None,
        "subnet": ids["subnet"],
        "publicIPAddress": None if newer else _address(network.at("instancePublicIPAddress"), names["instanceAddress"]),
        "pools": [*pools, *([] if newer else network.at("backendAddressPools"))],
        "gatewayPools": [] if newer else gateway_pools,
        "applicationSecurityGroups": _security_groups(network),
    }


def _others(interface: View, subnet: Any, names: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The further configurations of an interface."""
    for each in interface.at("ipConfigurations"):
        yield {
            "name": each.at("name"),
            "primary": None,
            "version": each.at("privateIPAddressVersion"),
            "subnet": subnet,
            "publicIPAddress": _address(
                each.at("publicIPAddress"), joined(names["instanceAddress"], "-", each.at("name"))
            ),
            "pools": list(each.at("backendAddressPools")),
            "gatewayPools": list(each.at("applicationGatewayBackendAddressPools")),
            "applicationSecurityGroups": _security_groups(each),
        }


def _address(settings: View, usual: Any) -> dict[str, Any] | None:
    return {"name": settings.at("name") or usual, "settings": settings} if settings else None


def _security_groups(owner: View) -> list[Any]:
    return [security_group_id(each) for each in owner.at("applicationSecurityGroups")]


def _further(view: View, interface: View, number: int, names: dict[str, Any], ids: dict[str, Any]) -> dict[str, Any]:
    subnet = _subnet(view, interface.at("subnet"), names, ids)
    first = {
        "name": interface.at("ipConfigurationName") or joined(view.at("name"), f"-ipconfig-{number}"),
        "primary": True,
        "version": None,
        "subnet": subnet,
        "publicIPAddress": _address(
            interface.at("instancePublicIPAddress"), joined(names["instanceAddress"], f"-{number}")
        ),
        "pools": list(interface.at("backendAddressPools")),
        "gatewayPools": list(interface.at("applicationGatewayBackendAddressPools")),
        "applicationSecurityGroups": _security_groups(interface),
    }
    return {
        "name": interface.at("name") or joined(view.at("name"), f"-nic-{number}"),
        "primary": None,
        "settings": interface,
        "deleteOption": interface.at("deleteOption"),
        "securityGroup": interface.at("networkSecurityGroup") or ids["networkSecurityGroup"],
        "ipConfigurations": [first, *_others(interface, subnet, names)],
    }


def _subnet(view: View, given: View, names: dict[str, Any], ids: dict[str, Any]) -> Any:
    """The subnet by name in the blueprint's network, or by id."""
    if not given:
        return ids["subnet"]
    if is_id(plain(given)):
        return given
    network = view.at("network", "virtualNetwork", "id")
    if network:
        return joined(network, "/subnets/", given)
    return resource_id("Microsoft.Network/virtualNetworks/subnets", names["virtualNetwork"], given)


def is_id(text: Any) -> bool:
    """Whether a text that may be a name is a resource id."""
    return isinstance(text, Expression) or str(text).startswith("/")


def security_group_id(given: View) -> Any:
    """The id of an application security group that is given by id or by name."""
    return given if is_id(plain(given)) else resource_id(_ASG, given)


def new_security_groups(view: View) -> list[str]:
    """The names of application security groups that the blueprint gives by name, each once."""
    network = view.at("network")
    group = network.at("networkSecurityGroup")
    rules = list(group.at("securityRules")) if group else []
    sides = ("sourceApplicationSecurityGroups", "destinationApplicationSecurityGroups")
    interfaces = [network, *network.at("networkInterfaces")]
    owners = [*interfaces, *(each for interface in interfaces for each in interface.at("ipConfigurations"))]
    given = [
        *(each for owner in owners for each in owner.at("applicationSecurityGroups")),
        *(each for rule in rules for side in sides for each in rule.at(side)),
    ]
    return list(dict.fromkeys(str(each.value) for each in given if not is_id(each.value)))
