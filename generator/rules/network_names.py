"""Rules of all resources of the network: names that are given twice, and resources that are not waited for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.diagnostics import Path
from generator.rules.instances import AUTOSCALE
from generator.rules.network_example import balancer, interface, own, scale_set
from generator.rules.parts import repeated
from generator.rules.resource import Resource
from generator.rules.rule import ERROR, WARNING, rule
from generator.rules.scale_set import ScaleSet
from generator.rules.subject import SCALE_SET, Subject, every_resource
from generator.rules.value import Finding, Value

_COLLECTIONS: dict[str, tuple[str, ...]] = {
    "microsoft.network/loadbalancers": (
        "frontendIPConfigurations",
        "backendAddressPools",
        "loadBalancingRules",
        "probes",
        "inboundNatRules",
        "inboundNatPools",
        "outboundRules",
    ),
    "microsoft.network/virtualnetworks": ("subnets",),
    "microsoft.network/networksecuritygroups": ("securityRules",),
    "microsoft.network/applicationgateways": (
        "gatewayIPConfigurations",
        "frontendIPConfigurations",
        "frontendPorts",
        "backendAddressPools",
        "backendHttpSettingsCollection",
        "httpListeners",
        "requestRoutingRules",
        "probes",
    ),
}


@rule(
    "network/duplicate-name",
    ERROR,
    each=every_resource,
    what="Parts of one kind, as the rules of a load balancer or the subnets of a network, have names of their own.",
    why="The name is part of the id; Azure refuses two alike, without regard to case.",
    source="https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules",
    bad=balancer(probes=[{"name": "http"}, {"name": "HTTP"}]),
    good=balancer(probes=[{"name": "http"}, {"name": "https"}]),
)
def _duplicate_name(resource: Resource) -> Iterator[Finding]:
    for kind in _COLLECTIONS.get(resource.type.lower(), ()):
        yield from _twice(resource.properties.member(kind).items, kind)
    if isinstance(resource, ScaleSet):
        yield from _twice(resource.interfaces, "networkInterfaceConfigurations")
        for one in resource.interfaces:
            yield from _twice(one.at("properties.ipConfigurations").items, "ipConfigurations")


def _twice(values: list[Value], kind: str) -> Iterator[Finding]:
    for again, _ in repeated(values) if len(values) > 1 else ():
        name = again.member("name")
        yield name.finding(f"{kind}: the name {name.text} is given twice", hint="give each a name of its own")


def _depending(subject: Subject) -> list[Resource]:
    return [each for kind in _DEPENDING for each in subject.of_type(kind)]


_DEPENDING = (
    SCALE_SET,
    "Microsoft.Network/loadBalancers",
    "Microsoft.Network/virtualNetworks",
    "Microsoft.Network/applicationGateways",
    "Microsoft.Network/natGateways",
    AUTOSCALE,
)


@rule(
    "network/missing-depends-on",
    WARNING,
    each=_depending,
    what="A resource waits, by dependsOn or reference(), for the resources of the template that it names by their ids.",
    why="Azure deploys what does not wait at the same time, and the first deployment fails or fails now and then.",
    source="https://learn.microsoft.com/azure/azure-resource-manager/templates/resource-dependency",
    bad={
        "resources": [
            balancer(backendAddressPools=[{"name": "instances"}]),
            scale_set(interface(loadBalancerBackendAddressPools=[own("backendAddressPools", "instances")])),
        ]
    },
    good={
        "resources": [
            balancer(backendAddressPools=[{"name": "instances"}]),
            {
                "dependsOn": ["[resourceId('Microsoft.Network/loadBalancers', 'web-lb')]"],
                **scale_set(interface(loadBalancerBackendAddressPools=[own("backendAddressPools", "instances")])),
            },
        ]
    },
)
def _missing_depends_on(resource: Resource) -> Iterator[Finding]:
    waits = _waits_for(resource)
    if any("[" in each for each in waits):
        return  # for something whose name is not known
    told = set()
    for path, text in _ids(resource.properties.raw, resource.properties.path):
        owner = _owner(resource.subject, text)
        if owner is None or owner.id.lower() in told or not owner.deployed:
            continue
        strange = owner.expanded.deployment != resource.expanded.deployment
        family = resource.id.lower().startswith(owner.id.lower()) or owner.id.lower().startswith(resource.id.lower())
        if not (strange or family or any(each.startswith(owner.id.lower()) for each in waits)):
            told.add(owner.id.lower())
            yield Value(text, path).finding(
                f"this names {owner.name} ({owner.type}), and {resource.name} does not wait for it",
                hint="add its id to dependsOn",
            )


def _waits_for(resource: Resource) -> set[str]:
    """The ids, in lower case, of all that a resource waits for, also through others."""
    found: set[str] = set()
    waiting = list(resource.expanded.depends_on)
    while waiting:
        target = waiting.pop().lower()
        if target not in found:
            found.add(target)
            other = resource.subject.find(Value(target, ()))
            waiting += other.expanded.depends_on if other is not None else ()
    return found


def _ids(raw: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """The ids of resources within a value, with their places."""
    if isinstance(raw, str):
        if raw[:15].lower() == "/subscriptions/":
            yield path, raw
    elif isinstance(raw, dict):
        for key, inner in raw.items():
            yield from _ids(inner, (*path, key))
    elif isinstance(raw, list):
        for index, inner in enumerate(raw):
            yield from _ids(inner, (*path, index))


def _owner(subject: Subject, text: str) -> Resource | None:
    """The resource of the template that an id names, itself or a part of it."""
    while text.count("/") > 6:
        found = subject.find(Value(text, ()))
        if found is not None:
            return found
        text = text.rpartition("/")[0].rpartition("/")[0]
    return None
