"""Rules of public addresses, and of the SKUs that Azure no longer makes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.rules.literals import is_literal
from generator.rules.load_balancers import load_balancers
from generator.rules.network_example import balancer, interface, resource, scale_set
from generator.rules.resource import Resource
from generator.rules.rule import ERROR, WARNING, rule
from generator.rules.scale_set import ScaleSet
from generator.rules.subject import Subject, scale_sets
from generator.rules.value import Finding, Value

_BASIC_ADDRESS = "https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-basic-upgrade-guidance"
_LABEL = re.compile(r"[a-z][a-z0-9-]{1,61}[a-z0-9]")
_LONGEST_LABEL_OF_INSTANCES = 26


def public_addresses(subject: Subject) -> list[Resource]:
    """Each public IP address."""
    return subject.of_type("Microsoft.Network/publicIPAddresses")


def _prefixes(subject: Subject) -> list[Resource]:
    return subject.of_type("Microsoft.Network/publicIPPrefixes")


@rule(
    "network/basic-load-balancer",
    ERROR,
    each=load_balancers,
    what="A load balancer has the SKU Standard; without a sku it is Basic.",
    why="Basic load balancers retired on 30 September 2025, and Azure makes no new ones.",
    source="https://learn.microsoft.com/azure/load-balancer/load-balancer-basic-upgrade-guidance",
    bad={**balancer(), "sku.name": "Basic"},
    good={**balancer(), "sku.name": "Standard"},
    aliases=("Azure.LB.StandardSKU", "AZR-000128"),
)
def _basic_load_balancer(balancer: Resource) -> Iterator[Finding]:
    yield from _basic(balancer, "load balancer")


@rule(
    "network/basic-public-ip",
    ERROR,
    each=public_addresses,
    what="A public IP address has the SKU Standard; without a sku it is Basic.",
    why="Basic addresses retired on 30 September 2025; Azure refuses them with IPv4BasicSkuPublicIpCountLimitReached.",
    source=_BASIC_ADDRESS,
    bad=resource("publicIPAddresses", "web-ip", sku__name="Basic"),
    good=resource("publicIPAddresses", "web-ip", sku__name="Standard", properties__publicIPAllocationMethod="Static"),
    aliases=("Azure.PublicIP.StandardSKU", "AZR-000158", "Azure.PublicIP.MigrateStandard", "AZR-000395"),
)
def _basic_public_ip(address: Resource) -> Iterator[Finding]:
    yield from _basic(address, "public IP address")


def _basic(resource: Resource, what: str) -> Iterator[Finding]:
    name = resource.at("sku.name")
    if name.lower == "basic" or name.missing:
        said = f"this is a Basic {what}, which" if name.exists else f"a {what} without sku is Basic, which"
        retired = "retired on 30 September 2025: Azure makes no new ones"
        place = name if name.exists else resource
        hint = "set sku.name to Standard" if name.exists else 'add "sku": {"name": "Standard"}'
        yield place.finding(f"{said} {retired}", hint=hint)


@rule(
    "network/static-allocation",
    ERROR,
    each=public_addresses,
    what="A Standard public IP address has the allocation method Static.",
    why="Standard addresses are static, Azure takes Dynamic if none is given, and refuses the two together.",
    source="https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-addresses",
    bad=resource("publicIPAddresses", "web-ip", sku__name="Standard", properties__publicIPAllocationMethod="Dynamic"),
    good=resource("publicIPAddresses", "web-ip", sku__name="Standard", properties__publicIPAllocationMethod="Static"),
)
def _static_allocation(address: Resource) -> Iterator[Finding]:
    method = address.at("properties.publicIPAllocationMethod")
    if address.at("sku.name").lower.startswith("standard") and method.lower != "static" and not method.unknown:
        said = "Dynamic" if method.missing else method.text
        place = method if method.exists else address
        yield place.finding(
            f"a Standard address is Static, and this is {said}" + (", the default" if method.missing else ""),
            hint='set "publicIPAllocationMethod": "Static"',
        )


@rule(
    "network/domain-name-label",
    ERROR,
    each=public_addresses,
    what="A DNS label has 3 to 63 lower-case letters, digits and hyphens, starts with a letter, ends without a hyphen.",
    why="It becomes part of a host name, and Azure refuses all else with InvalidDomainNameLabel.",
    source="https://azure.github.io/PSRule.Rules.Azure/en/rules/Azure.PublicIP.DNSLabel/",
    bad=resource("publicIPAddresses", "web-ip", properties__dnsSettings__domainNameLabel="Web_Shop"),
    good=resource("publicIPAddresses", "web-ip", properties__dnsSettings__domainNameLabel="web-shop"),
    aliases=("Azure.PublicIP.DNSLabel", "AZR-000156"),
)
def _domain_name_label(address: Resource) -> Iterator[Finding]:
    label = address.at("properties.dnsSettings.domainNameLabel")
    if label.text and not _LABEL.fullmatch(label.text):
        made = not is_literal(address.subject, label.path) and _LABEL.fullmatch(f"a{label.text[1:]}")
        yield label.finding(
            f"{label.text!r} is no DNS label: {_why_no_label(label.text)}",
            hint="begin it with a letter, before what uniqueString gives" if made else None,
            severity=WARNING if made else None,  # uniqueString begins with a letter in other resource groups
        )


def _why_no_label(label: str) -> str:
    if label != label.lower():
        return "it has capital letters"
    if not 3 <= len(label) <= 63:
        return f"it has {len(label)} characters, and 3 to 63 are allowed"
    if label[0].isdecimal():
        return "it begins with a digit"
    return "only letters, digits and hyphens are allowed, with a letter first and no hyphen last"


@rule(
    "network/instance-domain-name-label",
    ERROR,
    each=scale_sets,
    what="The DNS label of the instances' public addresses has at most 26 characters in a Flexible set.",
    why="Azure appends a part of its own for each instance, and refuses a longer label.",
    source="https://learn.microsoft.com/azure/templates/microsoft.compute/virtualmachinescalesets",
    bad=scale_set(
        interface(
            publicIPAddressConfiguration={
                "name": "ip",
                "properties.dnsSettings.domainNameLabel": "the-instances-of-the-web-shop",
            }
        ),
        properties__orchestrationMode="Flexible",
    ),
    good=scale_set(
        interface(publicIPAddressConfiguration={"name": "ip", "properties.dnsSettings.domainNameLabel": "web-shop"}),
        properties__orchestrationMode="Flexible",
    ),
)
def _instance_domain_name_label(scale_set: ScaleSet) -> Iterator[Finding]:
    for configuration in instance_addresses(scale_set):
        label = configuration.at("properties.dnsSettings.domainNameLabel")
        if label.text and scale_set.flexible and len(label.text) > _LONGEST_LABEL_OF_INSTANCES:
            yield label.finding(f"the label has {len(label.text)} characters, and 26 are allowed in a Flexible set")


def instance_addresses(scale_set: ScaleSet) -> Iterator[Value]:
    """The public addresses that each instance gets for itself."""
    for one in scale_set.interfaces:
        for configuration in one.at("properties.ipConfigurations").items:
            address = configuration.at("properties.publicIPAddressConfiguration")
            if address.exists:
                yield address


@rule(
    "network/address-zones",
    WARNING,
    each=scale_sets,
    what="The public address of a load balancer is in all zones that the instances are in.",
    why="An address in one zone goes down with it, while the instances in the other zones live on.",
    source="https://learn.microsoft.com/azure/reliability/reliability-load-balancer",
    bad={
        "resources": [
            {**resource("publicIPAddresses", "web-ip"), "zones": ["1"]},
            balancer(
                frontendIPConfigurations=[
                    {
                        "name": "public",
                        "properties.publicIPAddress.id": (
                            "[resourceId('Microsoft.Network/publicIPAddresses', 'web-ip')]"
                        ),
                    }
                ]
            ),
            scale_set(zones=["1", "2"]),
        ]
    },
    good={
        "resources": [
            {**resource("publicIPAddresses", "web-ip"), "zones": ["1", "2", "3"]},
            balancer(
                frontendIPConfigurations=[
                    {
                        "name": "public",
                        "properties.publicIPAddress.id": (
                            "[resourceId('Microsoft.Network/publicIPAddresses', 'web-ip')]"
                        ),
                    }
                ]
            ),
            scale_set(zones=["1", "2"]),
        ]
    },
)
def _address_zones(scale_set: ScaleSet) -> Iterator[Finding]:
    wanted = {zone.text for zone in scale_set.zones.items if zone.text}
    for one in scale_set.subject.of_type("Microsoft.Network/loadBalancers") if len(wanted) > 1 else ():
        for frontend in one.at("properties.frontendIPConfigurations").items:
            address = scale_set.subject.find(frontend.at("properties.publicIPAddress.id"))
            zones = (address if address is not None else frontend).member("zones")
            there = {zone.text for zone in zones.items}
            if there and None not in there and not wanted <= there:
                yield zones.finding(
                    f"the address is in zone {', '.join(sorted(map(str, there)))},"
                    f" and the instances of {scale_set.name} are in {', '.join(sorted(map(str, wanted)))}",
                    hint="give it all zones of the region",
                )


@rule(
    "network/public-ip-prefix-length",
    ERROR,
    each=_prefixes,
    what="A public IP prefix has a length of 28 to 31 for IPv4, or 124 to 127 for IPv6, if it is of Azure's addresses.",
    why="Azure has no longer prefixes, and shorter ones only on request.",
    source="https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-address-prefix",
    bad=resource("publicIPPrefixes", "web-ips", properties__prefixLength=32),
    good=resource("publicIPPrefixes", "web-ips", properties__prefixLength=31),
)
def _prefix_length(prefix: Resource) -> Iterator[Finding]:
    length = prefix.at("properties.prefixLength")
    six = prefix.at("properties.publicIPAddressVersion").lower == "ipv6"
    least, most = (124, 127) if six else (28, 31)
    if length.number is None or (length.number < least and prefix.at("properties.customIPPrefix").exists):
        return
    if not least <= length.number <= most:
        severity = WARNING if length.number < least else None
        yield length.finding(f"/{length.number} is not between /{least} and /{most}", severity=severity)
