"""Rules of application gateways, as far as scale sets are behind them."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import did_you_mean
from generator.rules.network_example import interface, resource, scale_set, to
from generator.rules.parts import is_absent, known_names, last_name, parts, split_id, title_of
from generator.rules.resource import Resource
from generator.rules.rule import ERROR, rule
from generator.rules.subject import Subject
from generator.rules.value import Finding, Value

_REFERENCE = "https://learn.microsoft.com/azure/templates/microsoft.network/applicationgateways"
_SUBNET = to("virtualNetworks/subnets", "web-vnet", "gateway")
_PRIORITY_SINCE = "2021-08-01"


def gateways(subject: Subject) -> list[Resource]:
    """Each application gateway."""
    return subject.of_type("Microsoft.Network/applicationGateways")


def _gateway(**properties: object) -> dict[str, object]:
    return resource("applicationGateways", "web-gw", **{f"properties__{key}": each for key, each in properties.items()})


def _own(kind: str, name: str) -> dict[str, str]:
    return to(f"applicationGateways/{kind}", "web-gw", name)


def _references(value: Value) -> Iterator[Value]:
    """All ids within a part of a gateway."""
    for each in value.walk():
        if each.path[-1:] == ("id",) and each.text and len(each.path) > len(value.path) + 1:
            yield each


@rule(
    "network/application-gateway-part-exists",
    ERROR,
    each=gateways,
    what="Each listener, pool, port, probe, setting and subnet that an application gateway names is there.",
    why="Azure refuses the gateway with InvalidResourceReference.",
    source=_REFERENCE,
    bad=_gateway(
        backendAddressPools=[{"name": "instances"}],
        requestRoutingRules=[{"name": "web", "properties.backendAddressPool": _own("backendAddressPools", "vms")}],
    ),
    good=_gateway(
        backendAddressPools=[{"name": "instances"}],
        requestRoutingRules=[
            {"name": "web", "properties.backendAddressPool": _own("backendAddressPools", "instances")}
        ],
    ),
)
def _part_exists(gateway: Resource) -> Iterator[Finding]:
    for kind in _KINDS:
        for part in gateway.properties.member(kind).items:
            for each in _references(part.member("properties")):
                owner, named, _ = split_id(each)
                if is_absent(gateway.subject, each):
                    yield each.finding(
                        f"{owner.rpartition('/')[2]} has nothing named {last_name(each)} in its {_written(named)}",
                        hint=did_you_mean(last_name(each), known_names(gateway.subject, each)),
                    )


_KINDS = (
    "httpListeners",
    "listeners",
    "requestRoutingRules",
    "routingRules",
    "urlPathMaps",
    "backendHttpSettingsCollection",
    "backendSettingsCollection",
    "redirectConfigurations",
    "gatewayIPConfigurations",
    "sslProfiles",
)
_ALL_KINDS = (*_KINDS, "backendAddressPools", "frontendIPConfigurations", "frontendPorts", "probes", "subnets")


def _written(kind: str) -> str:
    return next((each for each in _ALL_KINDS if each.lower() == kind), kind)


@rule(
    "network/application-gateway-v1",
    ERROR,
    each=gateways,
    what="An application gateway has a SKU of version 2 (Basic, Standard_v2, WAF_v2).",
    why="Version 1 retired on 28 April 2026, and Azure has made no new ones since August 2024.",
    source="https://learn.microsoft.com/azure/application-gateway/v1-retirement",
    bad=_gateway(sku={"name": "Standard_Medium", "tier": "Standard"}),
    good=_gateway(sku={"name": "Standard_v2", "tier": "Standard_v2"}),
    aliases=("Azure.AppGw.MigrateV2", "AZR-000376"),
)
def _version_1(gateway: Resource) -> Iterator[Finding]:
    tier = gateway.at("properties.sku.tier")
    if tier.lower in ("standard", "waf"):
        yield tier.finding(
            f"the tier {tier.text} is of version 1, which retired on 28 April 2026: Azure makes no new ones",
            hint=f"use {'WAF_v2' if tier.lower == 'waf' else 'Standard_v2'} for name and tier",
        )


@rule(
    "network/routing-rule-priority",
    ERROR,
    each=gateways,
    what="Each request-routing rule of an application gateway of version 2 has a priority of its own.",
    why="Azure refuses the gateway without since apiVersion 2021-08-01, and two alike always.",
    source="https://learn.microsoft.com/azure/application-gateway/multiple-site-overview",
    bad=_gateway(sku={"tier": "Standard_v2"}, requestRoutingRules=[{"name": "web", "properties": {}}]),
    good=_gateway(sku={"tier": "Standard_v2"}, requestRoutingRules=[{"name": "web", "properties": {"priority": 100}}]),
)
def _routing_rule_priority(gateway: Resource) -> Iterator[Finding]:
    if not gateway.at("properties.sku.tier").lower.endswith("_v2"):
        return
    taken: dict[int, str] = {}
    for each in parts(gateway, "requestRoutingRules"):
        priority, name = each.at("properties.priority"), title_of(each)
        if priority.missing and not each.unknown and gateway.api_version >= _PRIORITY_SINCE:
            yield each.finding(f"{name} has no priority", hint="give each rule another one between 1 and 20000")
        elif priority.number is not None:
            if priority.number in taken:
                yield priority.finding(f"{taken[priority.number]} has the priority {priority.number} already")
            taken.setdefault(priority.number, name)


@rule(
    "network/gateway-subnet-of-its-own",
    ERROR,
    each=gateways,
    what="No scale set is in the subnet of an application gateway.",
    why="The subnet of a gateway takes nothing but application gateways.",
    source="https://learn.microsoft.com/azure/application-gateway/configuration-infrastructure",
    bad={
        "resources": [
            _gateway(gatewayIPConfigurations=[{"name": "gw", "properties.subnet": _SUBNET}]),
            scale_set(interface(subnet=_SUBNET)),
        ]
    },
    good={
        "resources": [
            _gateway(gatewayIPConfigurations=[{"name": "gw", "properties.subnet": _SUBNET}]),
            scale_set(interface(subnet=to("virtualNetworks/subnets", "web-vnet", "instances"))),
        ]
    },
)
def _subnet_of_its_own(gateway: Resource) -> Iterator[Finding]:
    own = {each.at("properties.subnet.id").lower for each in parts(gateway, "gatewayIPConfigurations")} - {""}
    for one in gateway.subject.scale_sets if own else ():
        for nic in one.interfaces:
            for configuration in nic.at("properties.ipConfigurations").items:
                subnet = configuration.at("properties.subnet.id")
                if subnet.lower in own:
                    yield subnet.finding(
                        f"the subnet {last_name(subnet)} is that of the application gateway {gateway.name}",
                        hint="put the instances into another subnet of the network",
                    )
