"""Rules of the subnets that scale sets are in."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from generator.rules.address_spaces import networks, prefixes, range_of
from generator.rules.instances import OVERPROVISION, most_instances, overprovisions
from generator.rules.network_example import interface, network, scale_set, to
from generator.rules.parts import name_of, part_of, parts, split_id
from generator.rules.resource import Resource
from generator.rules.rule import ERROR, INFO, WARNING, Example, rule
from generator.rules.scale_set import ScaleSet
from generator.rules.subject import Subject, scale_sets, whole
from generator.rules.value import Finding, Value

_FAQ = "https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq"
_RESERVED_ADDRESSES = 5
_RESERVED_NAMES = {
    "gatewaysubnet": "VPN and ExpressRoute gateways",
    "azurefirewallsubnet": "Azure Firewall",
    "azurefirewallmanagementsubnet": "Azure Firewall",
    "azurebastionsubnet": "Azure Bastion",
    "routeserversubnet": "Azure Route Server",
}
_IN_DEFAULT = interface(subnet=to("virtualNetworks/subnets", "web-vnet", "default"))


def subnet_ids(scale_set: ScaleSet) -> Iterator[Value]:
    """The ids of the subnets of all ip configurations; each instance takes an address for every one."""
    for one in scale_set.interfaces:
        for configuration in one.at("properties.ipConfigurations").items:
            identity = configuration.at("properties.subnet.id")
            six = configuration.at("properties.privateIPAddressVersion").lower == "ipv6"
            if identity.text and not six:
                yield identity


def _example(prefix: str, capacity: int) -> Example:
    return {"resources": [network(("default", prefix)), scale_set(_IN_DEFAULT, sku__capacity=capacity)]}


@rule(
    "network/subnet-capacity",
    ERROR,
    each=whole,
    what="A subnet has an address for each instance of all scale sets in it, and the five that Azure keeps.",
    why=(
        "Azure makes no instance without an address: the deployment, or later autoscale, fails with SubnetIsFull."
        " A set that overprovisions takes a fifth more for a while."
    ),
    source=_FAQ,
    bad=_example("10.0.0.0/28", 12),
    good=_example("10.0.0.0/27", 12),
)
def _subnet_capacity(subject: Subject) -> Iterator[Finding]:
    users: dict[str, list[tuple[ScaleSet, Value]]] = {}
    for one in subject.scale_sets:
        for identity in subnet_ids(one) if one.deployed else ():
            users.setdefault(identity.lower, []).append((one, identity))
    for users_of_subnet in users.values():
        subnet = part_of(subject, users_of_subnet[0][1])
        ranges = [range_of(each) for each in prefixes(subnet.member("properties"))] if subnet is not None else []
        fours = [each for each in ranges if each is not None and each.version == 4]
        if subnet is not None and fours and None not in ranges:
            free = sum(each.num_addresses - _RESERVED_ADDRESSES for each in fours)
            yield from _too_small(subnet, free, [one for one, _ in users_of_subnet])


def _too_small(subnet: Value, free: int, sets: list[ScaleSet]) -> Iterator[Finding]:
    now = sum(each.capacity.number or 0 for each in sets)
    most = sum(most_instances(each)[0] for each in sets)
    surplus = sum(ceil(most_instances(each)[0] * (OVERPROVISION if overprovisions(each) else 1)) for each in sets)
    place = prefixes(subnet.member("properties"))[0]
    said = f"{place.text} has {max(free, 0)} addresses for instances, Azure keeping five,"
    hint = "choose a larger range: each bit less in the prefix doubles it"
    if now > free:
        yield place.finding(f"{said} and sku.capacity asks for {now}", hint=hint)
    elif most > free:
        yield place.finding(f"{said} and autoscale may make {most} instances", hint=hint, severity=WARNING)
    elif surplus > free:
        message = f"{said} and with overprovision there may be {surplus} instances for a while"
        yield place.finding(message, hint=f"{hint}; or set overprovision to false", severity=WARNING)


@rule(
    "network/reserved-subnet",
    ERROR,
    each=scale_sets,
    what="A scale set is in no subnet whose name Azure keeps for a service, such as GatewaySubnet.",
    why="Those subnets take nothing but that service.",
    source="https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings",
    bad=scale_set(interface(subnet=to("virtualNetworks/subnets", "web-vnet", "GatewaySubnet"))),
    good=scale_set(interface(subnet=to("virtualNetworks/subnets", "web-vnet", "default"))),
)
def _reserved_subnet(scale_set: ScaleSet) -> Iterator[Finding]:
    for identity in subnet_ids(scale_set):
        service = _RESERVED_NAMES.get(split_id(identity)[2])
        if service:
            yield identity.finding(
                f"{identity.text.rpartition('/')[2] if identity.text else ''} is kept for {service}",
                hint="put the instances into a subnet of their own",
            )


@rule(
    "network/dns-servers",
    ERROR,
    each=scale_sets,
    what="A network interface has at most 20 DNS servers.",
    why="Azure refuses more.",
    source="https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits",
    bad=scale_set(interface(nic_dnsSettings={"dnsServers": [f"10.0.0.{each}" for each in range(10, 31)]})),
    good=scale_set(interface(nic_dnsSettings={"dnsServers": ["10.0.0.10", "10.0.0.11"]})),
)
def _dns_servers(scale_set: ScaleSet) -> Iterator[Finding]:
    for one in scale_set.interfaces:
        servers = one.at("properties.dnsSettings.dnsServers")
        if len(servers.items) > 20:
            yield servers.finding(f"{len(servers.items)} DNS servers, and 20 are allowed")


@rule(
    "network/subnet-security-group",
    INFO,
    each=networks,
    what="Each subnet has a network security group.",
    why="It protects all that is in the subnet, whatever the interfaces say.",
    source="https://azure.github.io/PSRule.Rules.Azure/en/rules/Azure.VNET.UseNSGs/",
    bad=network(("default", "10.0.0.0/24")),
    good={
        "type": "Microsoft.Network/virtualNetworks",
        "name": "web-vnet",
        "properties.subnets": [
            {"name": "default", "properties.networkSecurityGroup": to("networkSecurityGroups", "web-nsg")}
        ],
    },
    aliases=("Azure.VNET.UseNSGs", "AZR-000263"),
    enabled=False,
    security=4.0,
)
def _subnet_security_group(network: Resource) -> Iterator[Finding]:
    for subnet in parts(network, "subnets"):
        if name_of(subnet) not in _RESERVED_NAMES and subnet.at("properties.networkSecurityGroup").missing:
            yield subnet.finding("the subnet has no networkSecurityGroup")


@rule(
    "network/private-subnet",
    INFO,
    each=networks,
    what="Each subnet sets defaultOutboundAccess to false.",
    why="Instances then reach the internet only through what the template says, not by an address that Azure lends.",
    source="https://azure.github.io/PSRule.Rules.Azure/en/rules/Azure.VNET.PrivateSubnet/",
    bad=network(("default", "10.0.0.0/24")),
    good={
        "type": "Microsoft.Network/virtualNetworks",
        "name": "web-vnet",
        "properties.subnets": [{"name": "default", "properties.defaultOutboundAccess": False}],
    },
    aliases=("Azure.VNET.PrivateSubnet", "AZR-000447"),
    enabled=False,
)
def _private_subnet(network: Resource) -> Iterator[Finding]:
    for subnet in parts(network, "subnets"):
        access = subnet.at("properties.defaultOutboundAccess")
        if name_of(subnet) not in _RESERVED_NAMES and (access.missing or access.flag):
            yield subnet.finding("defaultOutboundAccess is not false")
