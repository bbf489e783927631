"""Rules of how a new model reaches the instances: upgrade policy, health, automatic OS upgrades, repairs."""

from __future__ import annotations

from collections.abc import Iterator

from generator.rules.rule import ERROR, rule
from generator.rules.scale_set import ScaleSet
from generator.rules.subject import scale_sets
from generator.rules.value import Finding


@rule(
    "scale-set/rolling-needs-health-source",
    ERROR,
    each=scale_sets,
    what="A scale set with rolling upgrades has a health probe or an application health extension.",
    why="Azure moves from batch to batch by the health of the instances, and refuses the deployment without a source.",
    source="https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-configure-rolling-upgrades",
    bad={"properties.upgradePolicy.mode": "Rolling"},
    good={
        "properties.upgradePolicy.mode": "Rolling",
        "properties.virtualMachineProfile.networkProfile.healthProbe.id": (
            "[resourceId('Microsoft.Network/loadBalancers/probes', 'web', 'http')]"
        ),
    },
)
def _rolling_needs_health_source(scale_set: ScaleSet) -> Iterator[Finding]:
    if scale_set.upgrade_mode == "rolling" and not scale_set.has_health_source:
        yield scale_set.at("properties.upgradePolicy.mode").finding(
            "rolling upgrades need a health probe or an application health extension, and there is neither",
            hint="add an ApplicationHealthLinux or ApplicationHealthWindows extension, or networkProfile.healthProbe",
        )
