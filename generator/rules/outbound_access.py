"""The rule that instances which must call out have a way to the internet."""

from __future__ import annotations

from collections.abc import Iterator

from generator.rules.addresses import instance_addresses
from generator.rules.load_balancer_outbound import pools_of, snat_of_rules
from generator.rules.load_balancers import is_standard
from generator.rules.network_example import interface, network, scale_set, to
from generator.rules.parts import owner_of, part_of
from generator.rules.rule import WARNING, rule
from generator.rules.scale_set import ScaleSet
from generator.rules.subject import scale_sets
from generator.rules.value import Finding, Value

_PRIVATE_SINCE = "2025-07-01"
"""From this apiVersion of Microsoft.Network on, the subnets of a new network are private."""
_SUBNET = to("virtualNetworks/subnets", "web-vnet", "default")


@rule(
    "network/no-outbound-path",
    WARNING,
    each=scale_sets,
    what="Instances have a way to the internet: a NAT gateway, an outbound rule, a public address, or a route.",
    why=(
        "Without one, extensions cannot download and packages not install; Azure lends an address no longer, neither to"
        " Flexible sets nor in private subnets, which are the default since apiVersion 2025-07-01."
    ),
    source="https://learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access",
    bad={
        "resources": [
            network(("default", "10.0.0.0/24")),
            scale_set(interface(subnet=_SUBNET), properties__orchestrationMode="Flexible"),
        ]
    },
    good={
        "resources": [
            {
                "type": "Microsoft.Network/virtualNetworks",
                "name": "web-vnet",
                "properties.subnets": [{"name": "default", "properties.natGateway": to("natGateways", "web-nat")}],
            },
            scale_set(interface(subnet=_SUBNET), properties__orchestrationMode="Flexible"),
        ]
    },
)
def _no_outbound_path(scale_set: ScaleSet) -> Iterator[Finding]:
    profile = scale_set.profile.at("networkProfile.networkInterfaceConfigurations")
    if profile.unknown or any(True for _ in instance_addresses(scale_set)):
        return
    subnets = [
        configuration.at("properties.subnet.id")
        for one in scale_set.interfaces
        for configuration in one.at("properties.ipConfigurations").items
    ]
    if not subnets or not all(_is_closed(scale_set, subnet) for subnet in subnets):
        return
    if any(_balancer_lets_out(scale_set, pool) for pool in pools_of(scale_set)) or _pools_unknown(scale_set):
        return
    yield subnets[0].finding(
        "the instances have no way to the internet",
        hint="give the subnet a natGateway, or the load balancer an outbound rule for the backend pool of the set",
    )


def _is_closed(scale_set: ScaleSet, identity: Value) -> bool:
    """Whether a subnet of the template surely lets nothing out by itself."""
    subnet, network = part_of(scale_set.subject, identity), owner_of(scale_set.subject, identity)
    if subnet is None or network is None:
        return False
    properties = subnet.member("properties")
    if properties.member("natGateway").exists or properties.member("routeTable").exists:
        return False
    own = properties.member("defaultOutboundAccess")
    private = own.flag is False or (own.missing and network.api_version >= _PRIVATE_SINCE)
    return private or (scale_set.flexible and own.missing)


def _balancer_lets_out(scale_set: ScaleSet, pool: str) -> bool:
    """Whether the load balancer of a pool may lets its instances out: one that is not in the template may."""
    balancer = owner_of(scale_set.subject, Value(pool, ()))
    return balancer is None or not is_standard(balancer) or snat_of_rules(balancer, pool)


def _pools_unknown(scale_set: ScaleSet) -> bool:
    for one in scale_set.interfaces:
        for configuration in one.at("properties.ipConfigurations").items:
            pools = configuration.at("properties.loadBalancerBackendAddressPools")
            if pools.unknown or any(pool.at("id").unknown for pool in pools.items):
                return True
    return False
