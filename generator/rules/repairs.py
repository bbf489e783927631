"""Rules of repairs, of notice before an instance goes, and of what keeps zones in balance."""

from __future__ import annotations

from collections.abc import Iterator

from generator.rules.extension import SERVICE_FABRIC, extensions_of
from generator.rules.extension_example import extension_named, with_extensions
from generator.rules.rule import ERROR, INFO, WARNING, rule
from generator.rules.scale_set import ScaleSet
from generator.rules.subject import scale_sets
from generator.rules.value import Finding

_SOURCE = (
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-automatic-instance-repairs"
)
_REPAIRS = "properties.automaticRepairsPolicy.enabled"
_PROFILE = "properties.virtualMachineProfile"
_HEALTH = f"{_PROFILE}.networkProfile.healthProbe.id"
_PROBE = "[resourceId('Microsoft.Network/loadBalancers/probes', 'web', 'http')]"
_TERMINATE = f"{_PROFILE}.scheduledEventsProfile.terminateNotificationProfile"
_OS_UPGRADE = "properties.upgradePolicy.automaticOSUpgradePolicy.enableAutomaticOSUpgrade"
_REBALANCING = "properties.resiliencyPolicy.automaticZoneRebalancingPolicy.enabled"


@rule(
    "scale-set/repairs-need-health-source",
    ERROR,
    each=scale_sets,
    what="A scale set with automatic repairs has a health probe or an application health extension.",
    why="Azure repairs what is unhealthy, and refuses the policy where nothing tells.",
    source=_SOURCE,
    bad={_REPAIRS: True},
    good={_REPAIRS: True, _HEALTH: _PROBE},
)
def _repairs_need_health_source(scale_set: ScaleSet) -> Iterator[Finding]:
    flag = scale_set.at(_REPAIRS)
    if flag.flag and not scale_set.has_health_source:
        yield flag.finding(
            "automatic repairs need a health probe or an application health extension, and there is neither",
            hint="add an ApplicationHealthLinux or ApplicationHealthWindows extension, or networkProfile.healthProbe",
        )


@rule(
    "scale-set/repairs-service-fabric",
    WARNING,
    each=scale_sets,
    what="Nodes of Service Fabric are not repaired by the scale set.",
    why="Service Fabric repairs its nodes itself, and Azure does not support both.",
    source=_SOURCE,
    bad=with_extensions(
        extension_named("node", "Microsoft.Azure.ServiceFabric ServiceFabricNode", "1.1"), **{_REPAIRS: True}
    ),
    good=with_extensions(extension_named("node", "Microsoft.Azure.ServiceFabric ServiceFabricNode", "1.1")),
)
def _repairs_service_fabric(scale_set: ScaleSet) -> Iterator[Finding]:
    flag = scale_set.at(_REPAIRS)
    if flag.flag and any(each.handler in SERVICE_FABRIC for each in extensions_of(scale_set)):
        yield flag.finding("automatic repairs are not supported for nodes of Service Fabric", hint="turn them off")


@rule(
    "scale-set/automatic-repairs",
    INFO,
    each=scale_sets,
    enabled=False,
    what="A scale set repairs instances that turn unhealthy.",
    why="An instance that is unhealthy takes no traffic and costs money until somebody looks.",
    source="https://azure.github.io/PSRule.Rules.Azure/en/rules/Azure.VMSS.AutoInstanceRepairs/",
    bad={"properties.upgradePolicy.mode": "Manual"},
    good={_REPAIRS: True, _HEALTH: _PROBE},
    aliases=("Azure.VMSS.AutoInstanceRepairs", "AZR-000426"),
)
def _automatic_repairs(scale_set: ScaleSet) -> Iterator[Finding]:
    flag = scale_set.at(_REPAIRS)
    if not flag.unknown and not flag.flag:
        place = flag if flag.exists else scale_set.properties
        yield place.finding("instances that turn unhealthy stay so", hint="set automaticRepairsPolicy.enabled to true")


@rule(
    "scale-set/terminate-notice-on-spot",
    WARNING,
    each=scale_sets,
    what="Notice of termination is for instances of regular priority.",
    why="Spot instances are evicted with 30 seconds' notice, which cannot be prolonged.",
    source=(
        "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-terminate-notification"
    ),
    bad={f"{_PROFILE}.priority": "Spot", _TERMINATE: {"enable": True, "notBeforeTimeout": "PT5M"}},
    good={f"{_PROFILE}.priority": "Regular", _TERMINATE: {"enable": True, "notBeforeTimeout": "PT5M"}},
)
def _terminate_notice_on_spot(scale_set: ScaleSet) -> Iterator[Finding]:
    flag = scale_set.at(f"{_TERMINATE}.enable")
    if flag.flag and scale_set.profile.member("priority").lower in ("spot", "low"):
        yield flag.finding("notice of termination is enabled for Spot instances, which get none", hint="remove it")


@rule(
    "scale-set/zone-rebalancing",
    WARNING,
    each=scale_sets,
    what="A scale set that moves instances between zones has two zones and a source of health.",
    why="Azure moves an instance only where the new one turns healthy, and between zones of the scale set.",
    source="https://learn.microsoft.com/azure/virtual-machine-scale-sets/auto-zone-balance-enable",
    bad={"zones": ["1"], _REBALANCING: True, _HEALTH: _PROBE},
    good={"zones": ["1", "2"], _REBALANCING: True, _HEALTH: _PROBE},
)
def _zone_rebalancing(scale_set: ScaleSet) -> Iterator[Finding]:
    flag = scale_set.at(_REBALANCING)
    if not flag.flag:
        return
    if not scale_set.zones.unknown and len(scale_set.zones.items) < 2:
        yield flag.finding("instances move between zones, and the scale set has no two", hint="add zones")
    if not scale_set.has_health_source:
        yield flag.finding("instances move between zones, and nothing tells whether new ones are healthy")


@rule(
    "scale-set/lifecycle-hooks",
    WARNING,
    each=scale_sets,
    what="Lifecycle hooks of automatic OS upgrades stand in a scale set that has them, one of each type.",
    why="No event ever calls the hook otherwise.",
    source="https://learn.microsoft.com/azure/templates/microsoft.compute/virtualmachinescalesets",
    bad={"properties.lifecycleHooksProfile.lifecycleHooks": [{"type": "UpgradeAutoOSScheduling"}]},
    good={
        "properties.lifecycleHooksProfile.lifecycleHooks": [{"type": "UpgradeAutoOSScheduling"}],
        _OS_UPGRADE: True,
    },
)
def _lifecycle_hooks(scale_set: ScaleSet) -> Iterator[Finding]:
    enabled, seen = scale_set.at(_OS_UPGRADE), set[str]()
    for hook in scale_set.at("properties.lifecycleHooksProfile.lifecycleHooks").items:
        kind = hook.member("type")
        if kind.lower.startswith("upgradeautoos") and not enabled.unknown and not enabled.flag:
            yield kind.finding(
                f"the hook {kind.text} waits for automatic OS upgrades, which are off",
                hint="set upgradePolicy.automaticOSUpgradePolicy.enableAutomaticOSUpgrade, or remove the hook",
            )
        if kind.text and kind.lower in seen:
            yield kind.finding(f"two hooks are of the type {kind.text}")
        seen.add(kind.lower)
