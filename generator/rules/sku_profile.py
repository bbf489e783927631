"""Rules of a mix of sizes: sku.name `Mix` and skuProfile."""

from __future__ import annotations

from collections.abc import Iterator

from generator.rules.rule import ERROR, WARNING, rule
from generator.rules.scale_set import ScaleSet, given
from generator.rules.sizes import size_of
from generator.rules.subject import scale_sets
from generator.rules.value import Finding, Value

_SOURCE = "https://learn.microsoft.com/azure/virtual-machine-scale-sets/instance-mix-overview"
_LIMITATIONS = f"{_SOURCE}#limitations-and-unsupported-scenarios"
_FLEXIBLE_MIX = {"sku": {"name": "Mix", "capacity": 4}, "properties.orchestrationMode": "Flexible"}


def _profile(scale_set: ScaleSet) -> Value:
    return scale_set.at("properties.skuProfile")


def _sizes(scale_set: ScaleSet) -> list[Value]:
    return [each.member("name") for each in _profile(scale_set).member("vmSizes").items]


@rule(
    "scale-set/sku-mix",
    ERROR,
    each=scale_sets,
    what="A scale set with a skuProfile has sku.name Mix and no sku.tier, and one with sku.name Mix has a skuProfile "
    "with sizes.",
    why="Azure takes the sizes from one place, and refuses the deployment otherwise.",
    source=_SOURCE,
    bad={
        **_FLEXIBLE_MIX,
        "sku.name": "Standard_D2s_v5",
        "properties.skuProfile.vmSizes": [{"name": "Standard_D2s_v5"}],
    },
    good={**_FLEXIBLE_MIX, "properties.skuProfile.vmSizes": [{"name": "Standard_D2s_v5"}]},
)
def _sku_mix(scale_set: ScaleSet) -> Iterator[Finding]:
    name, tier, profile = scale_set.at("sku.name"), scale_set.at("sku.tier"), _profile(scale_set)
    if given(profile):
        if name.text is not None and name.lower != "mix":
            yield name.finding(f'the sizes are in skuProfile, so sku.name is "Mix" and not "{name.text}"')
        if tier.text is not None:
            yield tier.finding("a mix of sizes has no sku.tier", hint="remove it")
        sizes = profile.member("vmSizes")
        if sizes.missing or sizes.raw == []:
            yield profile.finding("the skuProfile names no sizes", hint='add "vmSizes": [{"name": "Standard_D2s_v5"}]')
    elif name.lower == "mix" and profile.missing:
        yield name.finding('sku.name is "Mix", and no skuProfile says of what', hint="add properties.skuProfile")


@rule(
    "scale-set/sku-mix-sizes",
    ERROR,
    each=scale_sets,
    what="The sizes of a mix are of the families A, B, D, E and F, of one processor architecture, all with or all "
    "without premium storage, and none is given twice.",
    why="Azure refuses other sizes, and sizes that do not go together.",
    source=_LIMITATIONS,
    bad={
        **_FLEXIBLE_MIX,
        "properties.skuProfile.vmSizes": [{"name": "Standard_D2s_v5"}, {"name": "Standard_D2ps_v5"}],
    },
    good={
        **_FLEXIBLE_MIX,
        "properties.skuProfile.vmSizes": [{"name": "Standard_D2s_v5"}, {"name": "Standard_D2as_v5"}],
    },
)
def _sku_mix_sizes(scale_set: ScaleSet) -> Iterator[Finding]:
    seen: dict[str, Value] = {}
    for name in _sizes(scale_set):
        if name.text is None:
            continue
        if name.lower in seen:
            yield name.finding(f"the size {name.text} is given twice")
        yield from _size_findings(name, next(iter(seen.values()), None))
        seen.setdefault(name.lower, name)


def _size_findings(name: Value, first: Value | None) -> Iterator[Finding]:
    size = size_of(name.lower)
    if size is None:
        return
    if size.family[0] not in "abdef":
        yield name.finding(f"a mix has no sizes such as {name.text}", hint="use the families A, B, D, E and F")
    elif size.family[:2] in ("dc", "ec"):
        # the documentation names the letters of families only; other tools refuse these
        yield name.finding(f"a mix may not take the confidential size {name.text}", severity=WARNING)
    other = size_of(first.lower) if first is not None else None
    if first is None or other is None:
        return
    if size.arm != other.arm:
        kind, other_kind = ("Arm64", "x64") if size.arm else ("x64", "Arm64")
        yield name.finding(f"{name.text} is {kind}, and {first.text} is {other_kind}", hint="keep to one architecture")
    elif size.premium_storage != other.premium_storage:
        takes, does_not = (name, first) if size.premium_storage else (first, name)
        yield name.finding(f"{takes.text} takes premium disks, and {does_not.text} does not", severity=WARNING)


@rule(
    "scale-set/sku-mix-rank",
    ERROR,
    each=scale_sets,
    what="A size of a mix has a rank only where allocationStrategy is Prioritized.",
    why="Other strategies choose by price or capacity, and Azure refuses ranks with them.",
    source=_SOURCE,
    bad={
        **_FLEXIBLE_MIX,
        "properties.skuProfile": {
            "allocationStrategy": "LowestPrice",
            "vmSizes": [{"name": "Standard_D2s_v5", "rank": 0}],
        },
    },
    good={
        **_FLEXIBLE_MIX,
        "properties.skuProfile": {
            "allocationStrategy": "Prioritized",
            "vmSizes": [{"name": "Standard_D2s_v5", "rank": 0}],
        },
    },
)
def _sku_mix_rank(scale_set: ScaleSet) -> Iterator[Finding]:
    strategy = _profile(scale_set).member("allocationStrategy")
    if strategy.unknown or strategy.lower == "prioritized":
        return
    for size in _profile(scale_set).member("vmSizes").items:
        rank = size.member("rank")
        if rank.number is not None:
            yield rank.finding(
                f"the strategy {strategy.text or 'LowestPrice'} heeds no ranks",
                hint='set allocationStrategy to "Prioritized", or remove the ranks',
            )
            return


_NOT_WITH_MIX = (
    ("properties.proximityPlacementGroup", "a proximity placement group"),
    ("properties.hostGroup", "dedicated hosts"),
    ("properties.virtualMachineProfile.capacityReservation", "reserved capacity"),
    ("properties.virtualMachineProfile.storageProfile.osDisk.diffDiskSettings", "an ephemeral OS disk"),
)


@rule(
    "scale-set/not-with-sku-mix",
    ERROR,
    each=scale_sets,
    what="A scale set with a mix of sizes has no proximity placement group, dedicated hosts, reserved capacity, "
    "ephemeral OS disk or standby pool.",
    why="Azure does not support them together, and refuses the deployment.",
    source=_LIMITATIONS,
    bad={
        **_FLEXIBLE_MIX,
        "properties.skuProfile.vmSizes": [{"name": "Standard_D2s_v5"}],
        "properties.hostGroup.id": "[resourceId('Microsoft.Compute/hostGroups', 'web')]",
    },
    good={**_FLEXIBLE_MIX, "properties.skuProfile.vmSizes": [{"name": "Standard_D2s_v5"}]},
)
def _not_with_sku_mix(scale_set: ScaleSet) -> Iterator[Finding]:
    if not given(_profile(scale_set)):
        return
    for path, thing in _NOT_WITH_MIX:
        other = scale_set.at(path)
        if given(other):
            yield other.finding(f"a mix of sizes cannot be used with {thing}", hint="remove one of them")
    for pool in scale_set.subject.of_type("Microsoft.StandbyPool/standbyVirtualMachinePools"):
        attached = pool.at("properties.attachedVirtualMachineScaleSetId")
        if attached.text and attached.lower == scale_set.id.lower():
            yield attached.finding("a standby pool cannot serve a mix of sizes", hint="remove one of them")
