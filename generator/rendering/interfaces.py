"""The network interfaces of each instance."""

from __future__ import annotations

from typing import Any

from generator.rendering.load_balancers import pool_ids, versions
from generator.rendering.names import resource_id
from generator.rendering.values import Expression, View, joined, plain

_ASG = "Microsoft.Network/applicationSecurityGroups"


def interfaces(
    view: View, names: dict[str, Any], ids: dict[str, Any], balancers: list[dict[str, Any]]
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
            {
                "name": names["ipConfiguration"] if version == "IPv4" else joined(names["ipConfiguration"], "-v6"),
                "primary": True if version == "IPv4" else None,
                "version": version if version == "IPv6" else None,
                "subnet": ids["subnet"],
                "publicIPAddress": network.at("instancePublicIPAddress") if version == "IPv4" else None,
                "pools": [*pool_ids(balancers, version), *_own(network.at("backendAddressPools"), version)],
                "gatewayPools": [
                    *([ids["gatewayPool"]] if network.at("applicationGateway") and version == "IPv4" else []),
                    *_own(network.at("applicationGatewayBackendAddressPools"), version),
                ],
                "applicationSecurityGroups": [
                    security_group_id(each) for each in network.at("applicationSecurityGroups")
                ],
            }
            for version in versions(view)
        ],
    }
    return [
        first,
        *(_further(view, each, number, names, ids) for number, each in enumerate(network.at("networkInterfaces"), 2)),
    ]


def _own(pools: View, version: str) -> list[View]:
    return list(pools) if version == "IPv4" else []


def _further(view: View, interface: View, number: int, names: dict[str, Any], ids: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": interface.at("name") or joined(view.at("name"), f"-nic-{number}"),
        "primary": None,
        "settings": interface,
        "deleteOption": interface.at("deleteOption"),
        "securityGroup": interface.at("networkSecurityGroup") or ids["networkSecurityGroup"],
        "ipConfigurations": [
            {
                "name": interface.at("ipConfigurationName") or joined(view.at("name"), f"-ipconfig-{number}"),
                "primary": True,
                "version": None,
                "subnet": _subnet(view, interface.at("subnet"), names, ids),
                "publicIPAddress": None,
                "pools": list(interface.at("backendAddressPools")),
                "gatewayPools": [],
                "applicationSecurityGroups": [],
            }
        ],
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
    given = [
        *network.at("applicationSecurityGroups"),
        *(each for rule in rules for side in sides for each in rule.at(side)),
    ]
    return list(dict.fromkeys(str(each.value) for each in given if not is_id(each.value)))
