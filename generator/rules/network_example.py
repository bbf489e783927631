"""What the examples of rules of the network are made of."""

from __future__ import annotations

from typing import Any

from generator.rules.rule import Example

_NETWORK = "Microsoft.Network"


def resource(kind: str, name: str, **members: Any) -> dict[str, Any]:
    """A resource of Microsoft.Network with its members, `properties__x` for `properties.x`."""
    own = {key.replace("__", "."): value for key, value in members.items()}
    return {"type": f"{_NETWORK}/{kind}", "name": name, **own}


def balancer(**properties: Any) -> dict[str, Any]:
    """The load balancer `web-lb` with some of its properties."""
    return {"type": f"{_NETWORK}/loadBalancers", "name": "web-lb", "properties": properties}


def network(*subnets: Any, space: str = "10.0.0.0/16") -> dict[str, Any]:
    """The virtual network `web-vnet` with subnets, each a pair of name and prefix."""
    return resource(
        "virtualNetworks",
        "web-vnet",
        properties__addressSpace__addressPrefixes=[space],
        properties__subnets=[{"name": name, "properties.addressPrefix": prefix} for name, prefix in subnets],
    )


def security_group(*rules: Example) -> dict[str, Any]:
    """The network security group `web-nsg` with its rules."""
    return resource("networkSecurityGroups", "web-nsg", properties__securityRules=list(rules))


def security_rule(name: str = "http", **properties: Any) -> dict[str, Any]:
    """An inbound security rule that allows all on port 80, but for the given properties."""
    usual = {
        "priority": 100,
        "direction": "Inbound",
        "access": "Allow",
        "protocol": "Tcp",
        "sourceAddressPrefix": "Internet",
        "sourcePortRange": "*",
        "destinationAddressPrefix": "*",
        "destinationPortRange": "80",
    }
    merged = {key: value for key, value in {**usual, **properties}.items() if value is not None}
    return {"name": name, "properties": merged}


def to(kind: str, *names: str) -> dict[str, str]:
    """A reference by id, as to `loadBalancers/probes` `web-lb` `http`."""
    quoted = ", ".join(f"'{each}'" for each in names)
    return {"id": f"[resourceId('{_NETWORK}/{kind}', {quoted})]"}


def own(kind: str, name: str) -> dict[str, str]:
    """A reference to a part of the load balancer `web-lb`."""
    return to(f"loadBalancers/{kind}", "web-lb", name)


def scale_set(*interfaces: Example, **members: Any) -> dict[str, Any]:
    """The scale set with its network interfaces."""
    own_members = {key.replace("__", "."): value for key, value in members.items()}
    path = "properties.virtualMachineProfile.networkProfile.networkInterfaceConfigurations"
    return {**own_members, path: list(interfaces)}


def interface(name: str = "nic", **properties: Any) -> dict[str, Any]:
    """A network interface with one ip configuration that has these properties; `nic_x` for those of the interface."""
    outer = {key.removeprefix("nic_"): value for key, value in properties.items() if key.startswith("nic_")}
    inner = {key: value for key, value in properties.items() if not key.startswith("nic_")}
    configuration = {"name": "ip", "properties": inner}
    return {"name": name, "properties": {"primary": True, "ipConfigurations": [configuration], **outer}}
