"""Rules of the source of health: a probe of the load balancer, or the application health extension."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.rules.extension import HEALTH_LINUX, HEALTH_WINDOWS, Extension, extensions, extensions_of
from generator.rules.extension_example import extension_named, with_extensions
from generator.rules.parts import name_of, owner_of, parts, split_id
from generator.rules.rule import ERROR, WARNING, Example, rule
from generator.rules.scale_set import ScaleSet
from generator.rules.subject import Subject, scale_sets
from generator.rules.value import Finding

_SOURCE = "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-health-extension"
_PROBE = "[resourceId('Microsoft.Network/loadBalancers/probes', 'web', 'http')]"
_HANDLER = "Microsoft.ManagedServices ApplicationHealthLinux"
_RANGES = {"port": (1, 65_535), "intervalInSeconds": (5, 60), "numberOfProbes": (1, 24), "gracePeriod": (5, 14_400)}
_KNOWN = {"protocol", "port", "requestpath", "intervalinseconds", "numberofprobes", "graceperiod", "vmwatchsettings"}


def health_extensions(subject: Subject) -> list[Extension]:
    """Each application health extension."""
    return [each for each in extensions(subject) if each.handler in (HEALTH_LINUX, HEALTH_WINDOWS)]


def _health(version: str = "2.0", **settings: Any) -> Example:
    return with_extensions(extension_named("health", _HANDLER, version, settings=settings))


def _balancer(*rules: dict[str, Any]) -> dict[str, Any]:
    return {
        "resources": [
            {
                "type": "Microsoft.Network/loadBalancers",
                "apiVersion": "2025-05-01",
                "name": "web",
                "properties.probes": [{"name": "http"}],
                "properties.loadBalancingRules": list(rules),
            },
            {"properties.virtualMachineProfile.networkProfile.healthProbe.id": _PROBE},
        ]
    }


@rule(
    "scale-set/one-health-source",
    WARNING,
    each=scale_sets,
    what="The health of a scale set comes from a probe, from the application health extension or from outside.",
    why="Azure takes one source, and with two neither upgrades nor repairs run until one is removed.",
    source=_SOURCE,
    bad={
        **_health(protocol="tcp", port=80),
        "properties.virtualMachineProfile.networkProfile.healthProbe.id": _PROBE,
    },
    good=_health(protocol="tcp", port=80),
)
def _one_health_source(scale_set: ScaleSet) -> Iterator[Finding]:
    outside, probe = scale_set.at("properties.externalHealthPolicy.enabled"), scale_set.health_probe
    extension = any(each.handler in (HEALTH_LINUX, HEALTH_WINDOWS) for each in extensions_of(scale_set))
    if probe.text and extension:
        yield probe.finding(
            "health comes from this probe and from an application health extension, and Azure takes one source",
            hint="remove healthProbe, or the extension",
        )
    if outside.flag and (probe.text or extension):
        other = "a probe" if probe.text else "an application health extension"
        yield outside.finding(
            f"health comes from outside and from {other}, and Azure takes one source",
            hint="remove one of the two",
        )


@rule(
    "scale-set/health-probe-on-flexible",
    WARNING,
    each=scale_sets,
    what="A Flexible scale set takes its health from the application health extension.",
    why="Rolling upgrades of Flexible sets ask for the extension; what a probe says does not count.",
    source=(
        "https://learn.microsoft.com/azure/virtual-machine-scale-sets/"
        "virtual-machine-scale-sets-configure-rolling-upgrades"
    ),
    bad={
        "properties.orchestrationMode": "Flexible",
        "properties.virtualMachineProfile.networkProfile.healthProbe.id": _PROBE,
    },
    good={"properties.orchestrationMode": "Flexible", **_health(protocol="tcp", port=80)},
)
def _health_probe_on_flexible(scale_set: ScaleSet) -> Iterator[Finding]:
    if scale_set.flexible and scale_set.health_probe.exists and not scale_set.health_probe.unknown:
        yield scale_set.health_probe.finding(
            "a Flexible scale set has a probe as the source of its health", hint="add an application health extension"
        )


@rule(
    "scale-set/health-probe-unused",
    ERROR,
    each=scale_sets,
    what="The probe that tells the health of a scale set is used by a rule of the load balancer.",
    why="Azure refuses the deployment: CannotUseInactiveHealthProbe.",
    source="https://learn.microsoft.com/azure/load-balancer/load-balancer-troubleshoot",
    bad=_balancer(),
    good=_balancer({"name": "http", "properties.probe.id": _PROBE}),
)
def _health_probe_unused(scale_set: ScaleSet) -> Iterator[Finding]:
    probe = scale_set.health_probe
    balancer = owner_of(scale_set.subject, probe)
    if balancer is None or not balancer.deployed:
        return
    known = not balancer.properties.member("loadBalancingRules").unknown
    exists = any(name_of(each) == split_id(probe)[2] for each in parts(balancer, "probes"))
    used = [each.at("properties.probe.id") for each in parts(balancer, "loadBalancingRules")]
    if known and exists and not any(each.unknown or each.lower == probe.lower for each in used):
        name = split_id(probe)[2]
        yield probe.finding(
            f"no load balancing rule uses the probe {name}, and Azure refuses it: CannotUseInactiveHealthProbe",
            hint="set it as the probe of the rule that sends traffic to the scale set",
        )


@rule(
    "extension/health-settings",
    ERROR,
    each=health_extensions,
    what=(
        "Application health has a protocol, with requestPath for http and https or with port for tcp; "
        "port, intervalInSeconds (5 to 60), numberOfProbes (1 to 24) and gracePeriod (5 to 14,400) are in their range."
    ),
    why="The handler checks its settings when it starts, and fails on every instance.",
    source=_SOURCE,
    bad=_health(protocol="tcp", port=80, requestPath="/health"),
    good=_health(protocol="http", port=80, requestPath="/health", intervalInSeconds=10, numberOfProbes=3),
)
def _health_settings(extension: Extension) -> Iterator[Finding]:
    settings = extension.settings
    if settings.unknown:
        return
    protocol, port, path = (settings.member(name) for name in ("protocol", "port", "requestPath"))
    if protocol.missing:
        place = settings if settings.exists else extension.properties
        yield place.finding("application health has no protocol", "add protocol: http, https or tcp", WARNING)
    elif protocol.text is not None and protocol.lower not in ("http", "https", "tcp"):
        yield protocol.finding(f"the protocol {protocol.text} is none of http, https and tcp")
    if protocol.lower == "tcp":
        if port.missing:
            yield protocol.finding("health over tcp needs a port", hint="add port")
        if path.exists and path.text != "":
            yield path.finding("health over tcp takes no requestPath", hint="remove it, or use http")
    elif protocol.lower in ("http", "https") and (path.missing or path.text == ""):
        message = f"health over {protocol.lower} needs a requestPath"
        yield protocol.finding(message, "add requestPath, as /health", WARNING)
    for name, (least, most) in _RANGES.items():
        value = settings.member(name)
        if value.number is not None and not least <= value.number <= most:
            yield value.finding(f"{name} is {value.number}, and the handler takes {least} to {most:,}")


@rule(
    "extension/health-types",
    WARNING,
    each=health_extensions,
    what="Application health has settings that its handler knows: numbers as numbers, protocols in lower case.",
    why="The handler of Linux takes no text for a number, no HTTP for http, and no setting that it does not know.",
    source=_SOURCE,
    bad=_health(protocol="http", port="80", requestPath="/health"),
    good=_health(protocol="http", port=80, requestPath="/health"),
)
def _health_types(extension: Extension) -> Iterator[Finding]:
    for name in _RANGES:
        value = extension.settings.member(name)
        if value.text is not None:
            hint = f"write {value.number}" if value.number is not None else "write an integer"
            yield value.finding(f"{name} is the text {value.text!r}, and the handler takes a number", hint=hint)
    protocol = extension.settings.member("protocol")
    if protocol.text and protocol.text != protocol.lower:
        yield protocol.finding(f"the protocol is written {protocol.text}", hint=f"write {protocol.lower}")
    for name, value in extension.settings.members:
        if name.lower() not in _KNOWN:
            yield value.finding(
                f"application health has no setting {name}", hint=f"it knows {', '.join(sorted(_RANGES))}"
            )


@rule(
    "extension/health-grace-period",
    WARNING,
    each=health_extensions,
    what="gracePeriod is set for version 2.0 of application health, which knows more states than healthy and not.",
    why="Version 1.0 has no state of an instance that is still starting, and does not know the setting.",
    source=_SOURCE,
    bad=_health("1.0", protocol="http", port=80, requestPath="/health", gracePeriod=600),
    good=_health("2.0", protocol="http", port=80, requestPath="/health", gracePeriod=600),
)
def _health_grace_period(extension: Extension) -> Iterator[Finding]:
    grace, version = extension.settings.member("gracePeriod"), extension.properties.member("typeHandlerVersion")
    if version.lower.startswith("1.") and grace.exists and not extension.settings.unknown:
        yield grace.finding(
            f"gracePeriod stands in version {version.text} of the extension", hint='use "typeHandlerVersion": "2.0"'
        )
