"""Scale sets: what their own properties do when they change, those of the instances aside."""

from __future__ import annotations

from generator.review import sources
from generator.review.conditions import (
    all_of,
    becomes,
    grows,
    has,
    is_autoscaled,
    is_usual_fault_domain_count,
    no,
    stays,
    was,
)
from generator.review.effects import Effect
from generator.review.rule import ADDED, REMOVED, Case, Rule

_NEW_SET = "make a set of another name beside it, move the traffic, then delete the old one"
_NOT_DOCUMENTED = "Azure's documents do not say whether it can change, nor what then happens"
_DEFAULT = "what Azure takes where nothing is said"
_LOST_ON_DELETION = "instances that are deleted, with their disks"


def _count(case: Case) -> int:
    return abs(int(float(case.change.after)) - int(float(case.change.before)))


def _more(case: Case) -> str:
    return f"{_count(case)} more, made from the new model{_autoscale(case)}"


def _fewer(case: Case) -> str:
    return f"{_count(case)} of them, by scaleInPolicy{_autoscale(case)}"


def _autoscale(case: Case) -> str:
    return "; counted from the old file: autoscale may have made it another number" if is_autoscaled(case) else ""


SCALE_SET_RULES = (
    # Number and size
    Rule(
        "sku.capacity", Effect.UNKNOWN, "whether Azure keeps the number that it has is not documented",
        sources.REST_CREATE, kinds=REMOVED,
    ),
    Rule("sku.capacity", Effect.NEW_INSTANCES, _more, sources.UPGRADE_POLICY, when=grows),
    Rule("sku.capacity", Effect.REMOVE, _fewer, sources.SCALE_IN, when=no(grows), loses=_LOST_ON_DELETION),
    Rule(
        "sku.name", Effect.RESTART,
        "with the new size; one that their hardware does not have takes a deallocation first", sources.RESTARTS,
    ),
    Rule("sku.tier", Effect.UNKNOWN, _NOT_DOCUMENTED, sources.REST_CREATE),
    Rule(
        "properties.skuProfile.**", Effect.NEW_INSTANCES,
        "counts when the set scales next; instances that run are not affected", sources.INSTANCE_MIX,
    ),
    # Where it is
    Rule(
        "location|extendedLocation.**", Effect.IMMUTABLE, "a set cannot leave its region", sources.MOVE_REGION,
        instead=_NEW_SET,
    ),
    Rule(
        "zones.**", Effect.NEW_INSTANCES,
        "new instances spread over the added zone; those that run stay where they are", sources.ZONES, kinds=ADDED,
    ),
    Rule("zones.**", Effect.IMMUTABLE, "zones can be added, and not taken away", sources.ZONES, instead=_NEW_SET),
    Rule("placement.**", Effect.UNKNOWN, _NOT_DOCUMENTED, sources.REST_UPDATE),
    Rule(
        "properties.zoneBalance", Effect.UNKNOWN,
        "the request that changes a set in place has no such property", sources.REST_UPDATE,
    ),
    Rule(
        "properties.platformFaultDomainCount", Effect.NOTHING, _DEFAULT, sources.FAULT_DOMAIN_COUNTS,
        when=is_usual_fault_domain_count,
    ),
    Rule(
        "properties.platformFaultDomainCount", Effect.IMMUTABLE, "it is set when the set is made",
        sources.FAULT_DOMAINS, instead=_NEW_SET,
    ),
    Rule(
        "properties.singlePlacementGroup", Effect.IMMUTABLE, "false cannot become true again",
        sources.BY_CURRENT_VALUE, when=all_of(becomes(value=True, default=True), was(value=False, default=True)),
        instead=_NEW_SET,
    ),
    Rule(
        "properties.singlePlacementGroup", Effect.IN_PLACE, "the set may grow beyond 100 instances from now on",
        sources.PLACEMENT_GROUPS,
    ),
    Rule("properties.orchestrationMode", Effect.NOTHING, _DEFAULT, sources.REST_CREATE, when=stays("Uniform")),
    Rule(
        "properties.orchestrationMode", Effect.IMMUTABLE, "it is decided when the set is made",
        sources.ORCHESTRATION, instead=_NEW_SET,
    ),
    Rule(
        "properties.proximityPlacementGroup.**", Effect.RESTART,
        "all instances are to be deallocated before: they are allocated elsewhere", sources.PROXIMITY,
        loses="what is on the temporary disk",
    ),
    Rule(
        "properties.hostGroup|constrainedMaximumCapacity|highSpeedInterconnectPlacement"
        "|zonalPlatformFaultDomainAlignMode.**",
        Effect.UNKNOWN, _NOT_DOCUMENTED, sources.REST_UPDATE,
    ),
    # How changes reach instances
    Rule(
        "properties.upgradePolicy.mode", Effect.IN_PLACE,
        "later changes of the model reach instances in this way; which mode counts for this one is not documented",
        sources.CHANGE_POLICY,
    ),
    Rule(
        "properties.upgradePolicy.automaticOSUpgradePolicy.enableAutomaticOSUpgrade", Effect.IN_PLACE,
        "Azure replaces the OS disks by itself, in batches, whenever the image has a new version",
        sources.AUTOMATIC_OS_UPGRADE, when=becomes(value=True, default=False),
    ),
    Rule("properties.upgradePolicy.**", Effect.IN_PLACE, "counts for the next roll-out", sources.ROLLING),
    Rule(
        "properties.automaticRepairsPolicy.**", Effect.IN_PLACE,
        "counts from now on for instances that are not healthy", sources.REPAIRS,
    ),
    Rule("properties.scaleInPolicy.**", Effect.IN_PLACE, "counts when instances are deleted next", sources.SCALE_IN),
    Rule(
        "properties.overprovision|doNotRunExtensionsOnOverprovisionedVMs", Effect.IN_PLACE,
        "counts when the set scales out next", sources.OVERPROVISIONING,
    ),
    Rule("properties.spotRestorePolicy.**", Effect.IN_PLACE, "counts for evictions from now on", sources.SPOT),
    Rule("properties.priorityMixPolicy.**", Effect.NEW_INSTANCES, "counts as the set scales", sources.PRIORITY_MIX),
    Rule("properties.resiliencyPolicy.**", Effect.IN_PLACE, "counts for what Azure does next", sources.RESILIENCY),
    Rule(
        "properties.lifecycleHooksProfile.**", Effect.IN_PLACE, "counts for the next automatic upgrade",
        sources.REST_UPDATE,
    ),
    Rule(
        "properties.scheduledEventsPolicy|externalHealthPolicy|additionalCapabilities.**", Effect.UNKNOWN,
        _NOT_DOCUMENTED, sources.REST_UPDATE,
    ),
    # What it is bought and reached as
    Rule("plan.**", Effect.UNKNOWN, "it belongs to the image: see there", sources.REST_UPDATE),
    Rule(
        "identity.**", Effect.UPDATE,
        "the set has it at once; whether instances restart is not documented", sources.MODIFY,
    ),
    Rule("tags.**", Effect.IN_PLACE, "the tags of the set; instances run on", sources.TAGS),
    # Health by a probe
    Rule(
        "properties.virtualMachineProfile.networkProfile.healthProbe.**", Effect.UPDATE,
        "rolling upgrades stop without a source of health: there is none any more", sources.ROLLING, kinds=REMOVED,
        when=all_of(no(has("properties.virtualMachineProfile.extensionProfile"))),
    ),
    Rule(
        "properties.virtualMachineProfile.networkProfile.healthProbe.**", Effect.UPDATE,
        "they are asked for their health in this way", sources.ROLLING,
    ),
)  # fmt: skip
