"""Rules of how many instances a scale set may have, and of what size."""

from __future__ import annotations

from collections.abc import Iterator

from generator.rules.documents import SCALE_SET_API
from generator.rules.rule import ERROR, WARNING, rule
from generator.rules.scale_set import ScaleSet
from generator.rules.subject import scale_sets
from generator.rules.value import Finding

_LIMITS = (
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-placement-groups"
    "#checklist-for-using-large-scale-sets"
)
_MODES = "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-orchestration-modes"

_MOST = 1000
_MOST_OF_MANAGED_IMAGE = 600
_MOST_IN_ONE_PLACEMENT_GROUP = 100
_MOST_OVER_FAULT_DOMAINS = 200


@rule(
    "scale-set/too-many-instances",
    ERROR,
    each=scale_sets,
    what="sku.capacity is at most 1,000; 600 from a managed image; 100 with a single placement group or disks in a "
    "storage account.",
    why="Azure refuses a larger capacity.",
    source=_LIMITS,
    bad={"sku.capacity": 120, "properties.singlePlacementGroup": True},
    good={"sku.capacity": 120, "properties.singlePlacementGroup": False},
)
def _too_many_instances(scale_set: ScaleSet) -> Iterator[Finding]:
    capacity = scale_set.capacity.number
    most, why, hint = _most(scale_set)
    if capacity is not None and capacity > most:
        yield scale_set.capacity.finding(f"{capacity} instances, and {why} holds at most {most:,}", hint=hint)


def _most(scale_set: ScaleSet) -> tuple[int, str, str | None]:
    """The most instances that Azure surely allows, what sets that limit, and the way out."""
    if scale_set.at("properties.singlePlacementGroup").flag is True:
        return _MOST_IN_ONE_PLACEMENT_GROUP, "a single placement group", "set singlePlacementGroup to false"
    if scale_set.unmanaged:
        return _MOST_IN_ONE_PLACEMENT_GROUP, "a scale set with disks in a storage account", "use managed disks"
    if "/microsoft.compute/images/" in scale_set.image.at("id").lower:
        hint = "put the image into a gallery, from which 1,000 can be made"
        return _MOST_OF_MANAGED_IMAGE, "a scale set from a managed image", hint
    return _MOST, "a scale set", None


@rule(
    "scale-set/large-needs-many-placement-groups",
    WARNING,
    each=scale_sets,
    what="A Uniform scale set of more than 100 instances says singlePlacementGroup: false.",
    why="By default a scale set is a single placement group, which holds 100 instances.",
    source=_LIMITS,
    bad={"sku.capacity": 120},
    good={"sku.capacity": 120, "properties.singlePlacementGroup": False},
)
def _large_needs_many_placement_groups(scale_set: ScaleSet) -> Iterator[Finding]:
    capacity = scale_set.capacity.number or 0
    single = scale_set.at("properties.singlePlacementGroup")
    if scale_set.uniform and single.missing and scale_set.zone_count == 0 and capacity > _MOST_IN_ONE_PLACEMENT_GROUP:
        yield scale_set.capacity.finding(
            f"{capacity} instances, and a single placement group, the default, holds {_MOST_IN_ONE_PLACEMENT_GROUP}",
            hint="set singlePlacementGroup to false",
        )


@rule(
    "scale-set/too-many-over-fault-domains",
    WARNING,
    each=scale_sets,
    what="A Flexible scale set with several fault domains has at most 200 instances of a size whose hosts Azure cannot "
    "maintain without restarting instances: the families G, H, L, M and N.",
    why="Azure places no more of them over a fixed number of fault domains.",
    source=_MODES,
    bad={
        "sku": {"name": "Standard_M32ms", "capacity": 250},
        "properties": {"orchestrationMode": "Flexible", "platformFaultDomainCount": 2},
    },
    good={
        "sku": {"name": "Standard_M32ms", "capacity": 250},
        "properties": {"orchestrationMode": "Flexible", "platformFaultDomainCount": 1},
    },
)
def _too_many_over_fault_domains(scale_set: ScaleSet) -> Iterator[Finding]:
    size = scale_set.size
    capacity = scale_set.capacity.number or 0
    domains = scale_set.at("properties.platformFaultDomainCount").number or 1
    limited = size is not None and not size.memory_preserving
    if scale_set.flexible and limited and domains > 1 and capacity > _MOST_OVER_FAULT_DOMAINS:
        yield scale_set.capacity.finding(
            f"{capacity} instances of {scale_set.at('sku.name').text} over {domains} fault domains, which hold at most "
            f"{_MOST_OVER_FAULT_DOMAINS} of this size",
            hint="set platformFaultDomainCount to 1, with which Azure spreads them as far as it can",
        )


@rule(
    "scale-set/infiniband-placement",
    WARNING,
    each=scale_sets,
    what="A scale set of an InfiniBand size is a Uniform one in a single placement group, with at most 100 instances.",
    why="InfiniBand connects the instances of one placement group only.",
    source=_MODES,
    bad={"sku": {"name": "Standard_HB120rs_v3", "capacity": 4}, "properties.singlePlacementGroup": False},
    good={"sku": {"name": "Standard_HB120rs_v3", "capacity": 4}, "properties.singlePlacementGroup": True},
)
def _infiniband_placement(scale_set: ScaleSet) -> Iterator[Finding]:
    size, name = scale_set.size, scale_set.at("sku.name").text
    if size is None or not size.infiniband:
        return
    single = scale_set.at("properties.singlePlacementGroup")
    if scale_set.uniform and single.flag is False:
        yield single.finding(
            f"the InfiniBand of {name} does not reach beyond one placement group",
            hint="set singlePlacementGroup to true",
        )
    elif scale_set.flexible:
        yield scale_set.mode.finding(
            f"a Flexible scale set does not connect its instances by the InfiniBand of {name}",
            hint="use the mode Uniform with singlePlacementGroup: true",
        )


@rule(
    "scale-set/size-missing",
    ERROR,
    each=scale_sets,
    what="A scale set with a VM profile says the size of its instances in sku.name.",
    why="Azure refuses a scale set without it.",
    source=SCALE_SET_API,
    bad={"sku.capacity": 2, "properties.virtualMachineProfile.priority": "Regular"},
    good={
        "sku": {"name": "Standard_D2s_v5", "capacity": 2},
        "properties.virtualMachineProfile.priority": "Regular",
    },
)
def _size_missing(scale_set: ScaleSet) -> Iterator[Finding]:
    if scale_set.profile.missing:
        return
    name = scale_set.at("sku.name")
    if name.missing or name.text == "":
        yield (scale_set.member("sku") if scale_set.member("sku").exists else scale_set).finding(
            "no sku.name says which size the instances have", hint='add "sku": {"name": "Standard_D2s_v5", …}'
        )
    elif name.text is not None and " " in name.text:
        yield name.finding(f'"{name.text}" is no size', hint="write it as Standard_D2s_v5")
