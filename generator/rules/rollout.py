"""Rules of how a new model reaches the instances: the upgrade policy."""

from __future__ import annotations

from collections.abc import Iterator

from generator.rules.extension import CUSTOM_SCRIPTS, DSC, extensions_of
from generator.rules.rule import ERROR, INFO, WARNING, rule
from generator.rules.scale_set import ScaleSet
from generator.rules.subject import scale_sets
from generator.rules.value import Finding, Value

_SOURCE = (
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-configure-rolling-upgrades"
)
_MODE = "properties.upgradePolicy.mode"
_POLICY = "properties.upgradePolicy.rollingUpgradePolicy"
_PROBE_ID = "properties.virtualMachineProfile.networkProfile.healthProbe.id"
_PROBE = "[resourceId('Microsoft.Network/loadBalancers/probes', 'web', 'http')]"


@rule(
    "scale-set/upgrade-policy-missing",
    ERROR,
    each=scale_sets,
    what="A Uniform scale set has an upgrade policy with a mode.",
    why="Azure refuses the deployment: \"Required parameter 'upgradePolicy' is missing (null)\".",
    source="https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-upgrade-policy",
    bad={"properties.virtualMachineProfile.priority": "Regular"},
    good={_MODE: "Manual", "properties.virtualMachineProfile.priority": "Regular"},
)
def _upgrade_policy_missing(scale_set: ScaleSet) -> Iterator[Finding]:
    mode = scale_set.at(_MODE)
    if scale_set.uniform and mode.missing and isinstance(scale_set.profile.raw, dict):
        policy = scale_set.at("properties.upgradePolicy")
        place = policy if policy.exists else scale_set.properties
        yield place.finding(
            "a Uniform scale set has no upgradePolicy.mode, which Azure requires",
            hint="add Manual, Automatic or Rolling",
        )


@rule(
    "scale-set/rolling-needs-health-source",
    ERROR,
    each=scale_sets,
    what="A scale set with rolling upgrades has a health probe or an application health extension.",
    why="Azure moves from batch to batch by the health of the instances, and refuses the deployment without a source.",
    source=_SOURCE,
    bad={_MODE: "Rolling"},
    good={_MODE: "Rolling", _PROBE_ID: _PROBE},
)
def _rolling_needs_health_source(scale_set: ScaleSet) -> Iterator[Finding]:
    if scale_set.upgrade_mode == "rolling" and not scale_set.has_health_source:
        yield scale_set.at(_MODE).finding(
            "rolling upgrades need a health probe or an application health extension, and there is neither",
            hint="add an ApplicationHealthLinux or ApplicationHealthWindows extension, or networkProfile.healthProbe",
        )


@rule(
    "scale-set/rolling-policy-missing",
    INFO,
    each=scale_sets,
    enabled=False,
    what="A scale set with rolling upgrades says how large the batches are, and when to stop.",
    why="Azure takes batches of a fifth otherwise, without a pause between them.",
    source=_SOURCE,
    bad={_MODE: "Rolling"},
    good={_MODE: "Rolling", f"{_POLICY}.maxBatchInstancePercent": 20},
)
def _rolling_policy_missing(scale_set: ScaleSet) -> Iterator[Finding]:
    if scale_set.upgrade_mode == "rolling" and scale_set.at(_POLICY).missing:
        yield scale_set.at(_MODE).finding("rolling upgrades without a rollingUpgradePolicy", hint="add one")


@rule(
    "scale-set/rolling-policy-unused",
    WARNING,
    each=scale_sets,
    what="A rolling upgrade policy stands in a scale set that upgrades something by itself.",
    why="In mode Manual nothing follows the policy but automatic upgrades of the OS image and of extensions.",
    source=_SOURCE,
    bad={_MODE: "Manual", f"{_POLICY}.maxBatchInstancePercent": 20},
    good={
        _MODE: "Manual",
        f"{_POLICY}.maxBatchInstancePercent": 20,
        "properties.upgradePolicy.automaticOSUpgradePolicy.enableAutomaticOSUpgrade": True,
    },
)
def _rolling_policy_unused(scale_set: ScaleSet) -> Iterator[Finding]:
    policy = scale_set.at(_POLICY)
    images = scale_set.at("properties.upgradePolicy.automaticOSUpgradePolicy.enableAutomaticOSUpgrade")
    listed = scale_set.profile.at("extensionProfile.extensions")
    if scale_set.upgrade_mode != "manual" or not policy.raw or policy.unknown:
        return
    if not (images.unknown or images.flag or listed.unknown or _upgrades_extensions(scale_set)):
        yield policy.finding(
            "the mode is Manual, and nothing upgrades by itself that would follow this policy",
            hint="remove it, or use mode Rolling",
        )


def _upgrades_extensions(scale_set: ScaleSet) -> bool:
    """Whether Azure may upgrade an extension by itself: from apiVersion 2025-04-01 on also where nothing is said."""
    for each in extensions_of(scale_set):
        flag = each.properties.member("enableAutomaticUpgrade")
        by_default = (
            flag.missing and scale_set.api_version >= "2025-04-01" and each.handler not in (*CUSTOM_SCRIPTS, DSC)
        )
        if flag.flag or flag.unknown or by_default:
            return True
    return False


@rule(
    "scale-set/rolling-percentages",
    WARNING,
    each=scale_sets,
    what="As many instances may be unhealthy during a rolling upgrade as are in a batch.",
    why="The instances of a batch count as unhealthy while they are upgraded, and the upgrade stops at once.",
    source=_SOURCE,
    bad={_MODE: "Rolling", _POLICY: {"maxBatchInstancePercent": 50, "maxUnhealthyInstancePercent": 20}},
    good={_MODE: "Rolling", _POLICY: {"maxBatchInstancePercent": 20, "maxUnhealthyInstancePercent": 20}},
)
def _rolling_percentages(scale_set: ScaleSet) -> Iterator[Finding]:
    unhealthy = scale_set.at(f"{_POLICY}.maxUnhealthyInstancePercent")
    batch = scale_set.at(f"{_POLICY}.maxBatchInstancePercent")
    most, size = unhealthy.number, batch.number
    if most is not None and size is not None and most < size:
        yield unhealthy.finding(
            f"a batch is {size} % of the instances, and the upgrade stops when more than {most} % are unhealthy",
            hint=f"raise it to {size}, or make the batches smaller",
        )


@rule(
    "scale-set/cross-zone-upgrade",
    WARNING,
    each=scale_sets,
    what="Upgrades across zones are for scale sets with zones.",
    why="Without zones there is nothing to cross, and the setting has no effect.",
    source=_SOURCE,
    bad={_MODE: "Rolling", f"{_POLICY}.enableCrossZoneUpgrade": True},
    good={"zones": ["1", "2"], _MODE: "Rolling", f"{_POLICY}.enableCrossZoneUpgrade": True},
)
def _cross_zone_upgrade(scale_set: ScaleSet) -> Iterator[Finding]:
    flag = scale_set.at(f"{_POLICY}.enableCrossZoneUpgrade")
    if flag.flag and (scale_set.zones.missing or scale_set.zones.raw == []):
        yield flag.finding(
            "enableCrossZoneUpgrade is set, and the scale set has no zones", hint="add zones, or remove it"
        )


@rule(
    "scale-set/max-surge-overprovision",
    WARNING,
    each=scale_sets,
    what="A scale set that makes new instances before it deletes old ones does not overprovision as well.",
    why="Both make more instances than asked for; Terraform's provider refuses the two together.",
    source="https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-maxsurge",
    bad={_MODE: "Rolling", f"{_POLICY}.maxSurge": True},
    good={"properties.overprovision": False, _MODE: "Rolling", f"{_POLICY}.maxSurge": True},
)
def _max_surge_overprovision(scale_set: ScaleSet) -> Iterator[Finding]:
    flag, overprovision = scale_set.at(f"{_POLICY}.maxSurge"), scale_set.at("properties.overprovision")
    if flag.flag and (overprovision.flag or (overprovision.missing and scale_set.uniform)):
        reason = "overprovision is true" if overprovision.flag else "overprovision is on unless it is set to false"
        yield flag.finding(f"maxSurge is set, and {reason}", hint="set overprovision to false")


@rule(
    "scale-set/flexible-rollback",
    WARNING,
    each=scale_sets,
    what="Only Uniform scale sets roll failed instances back when the rolling upgrade policy is broken.",
    why="Flexible scale sets do not have it.",
    source=_SOURCE,
    bad={
        "properties.orchestrationMode": "Flexible",
        _MODE: "Rolling",
        f"{_POLICY}.rollbackFailedInstancesOnPolicyBreach": True,
    },
    good={"properties.orchestrationMode": "Flexible", _MODE: "Rolling", f"{_POLICY}.maxSurge": True},
)
def _flexible_rollback(scale_set: ScaleSet) -> Iterator[Finding]:
    flag: Value = scale_set.at(f"{_POLICY}.rollbackFailedInstancesOnPolicyBreach")
    if scale_set.flexible and flag.flag:
        yield flag.finding("rollbackFailedInstancesOnPolicyBreach is for Uniform scale sets", hint="remove it")
