"""Rules of availability zones and fault domains."""

from __future__ import annotations

from collections.abc import Iterator

from generator.rules.documents import SCALE_SET_API
from generator.rules.rule import ERROR, INFO, WARNING, rule
from generator.rules.scale_set import ScaleSet
from generator.rules.subject import scale_sets
from generator.rules.value import Finding

_ZONES = (
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-use-availability-zones"
)
_DOMAINS = (
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-manage-fault-domains"
)
_ALL_ZONES = ("1", "2", "3")


@rule(
    "scale-set/invalid-zones",
    ERROR,
    each=scale_sets,
    what='Zones are "1", "2" and "3", each at most once.',
    why="Azure refuses other zones, and a zone given twice.",
    source=_ZONES,
    bad={"zones": ["1", "2", "2"]},
    good={"zones": ["1", "2", "3"]},
)
def _invalid_zones(scale_set: ScaleSet) -> Iterator[Finding]:
    seen = set()
    for zone in scale_set.zones.items:
        if zone.text is None:
            continue
        if zone.text not in _ALL_ZONES:
            yield zone.finding(f'"{zone.text}" is no zone', hint='zones are "1", "2" and "3"')
        elif zone.text in seen:
            yield zone.finding(f'zone "{zone.text}" is given twice')
        seen.add(zone.text)


_COUNTS = {
    (True, False): ((1, 2, 3), "a Flexible scale set without zones takes 1, 2 or 3"),
    (True, True): ((1,), "a Flexible scale set with zones takes 1"),
    (False, False): ((1, 2, 3, 4, 5), "a Uniform scale set without zones takes 1 to 5"),
    (False, True): ((1, 5), "a Uniform scale set with zones takes 1 or 5"),
}


@rule(
    "scale-set/fault-domain-count",
    ERROR,
    each=scale_sets,
    what="platformFaultDomainCount is 1 to 5 in the mode Uniform, or 1 or 5 with zones; in the mode Flexible it is "
    "1 to 3, or 1 with zones.",
    why="Azure refuses any other number.",
    source=_DOMAINS,
    bad={"zones": ["1"], "properties": {"orchestrationMode": "Flexible", "platformFaultDomainCount": 2}},
    good={"zones": ["1"], "properties": {"orchestrationMode": "Flexible", "platformFaultDomainCount": 1}},
)
def _fault_domain_count(scale_set: ScaleSet) -> Iterator[Finding]:
    count = scale_set.at("properties.platformFaultDomainCount")
    if scale_set.at("properties.zonalPlatformFaultDomainAlignMode").exists or scale_set.zone_count is None:
        return
    if not scale_set.flexible and not scale_set.uniform:
        return
    allowed, text = _COUNTS[scale_set.flexible, scale_set.zone_count > 0]
    if count.number is not None and count.number not in allowed:
        yield count.finding(
            f"{count.number} fault domains: {text}", hint="with 1, Azure spreads the instances as far as it can"
        )


@rule(
    "scale-set/zone-balance-without-zones",
    ERROR,
    each=scale_sets,
    what="zoneBalance stands only where there are two zones or more.",
    why="Azure refuses it with one zone or none, even where it is false.",
    source=SCALE_SET_API,
    bad={"zones": ["1"], "properties.zoneBalance": True},
    good={"zones": ["1", "2"], "properties.zoneBalance": True},
)
def _zone_balance_without_zones(scale_set: ScaleSet) -> Iterator[Finding]:
    balance = scale_set.at("properties.zoneBalance")
    if balance.flag is not None and scale_set.zone_count is not None and scale_set.zone_count < 2:
        yield balance.finding(
            f"zoneBalance needs two zones or more, and there {'is one' if scale_set.zone_count else 'are none'}",
            hint="remove zoneBalance",
            severity=ERROR if balance.flag else WARNING,
        )


@rule(
    "scale-set/few-zones",
    INFO,
    each=scale_sets,
    what="A scale set spans two zones or more.",
    why="When a zone fails, the instances in the others go on.",
    source=_ZONES,
    aliases=("Azure.VMSS.AvailabilityZone", "AZR-000436"),
    enabled=False,
    bad={"zones": ["1"]},
    good={"zones": ["1", "2", "3"]},
)
def _few_zones(scale_set: ScaleSet) -> Iterator[Finding]:
    if scale_set.zone_count is not None and scale_set.zone_count < 2:
        yield (scale_set.zones if scale_set.zone_count else scale_set).finding(
            f"the scale set is in {'one zone' if scale_set.zone_count else 'no zone'}, and fails with its data centre",
            hint='set zones to ["1", "2", "3"], where the region has them',
        )


@rule(
    "scale-set/unbalanced-zones",
    INFO,
    each=scale_sets,
    what="A scale set over several zones says zoneBalance: true.",
    why="Without it, Azure may put more instances into one zone when another has no room.",
    source=f"{_ZONES}#zone-balancing",
    aliases=("Azure.VMSS.ZoneBalance", "AZR-000438"),
    enabled=False,
    bad={"zones": ["1", "2"], "properties.zoneBalance": False},
    good={"zones": ["1", "2"], "properties.zoneBalance": True},
)
def _unbalanced_zones(scale_set: ScaleSet) -> Iterator[Finding]:
    balance = scale_set.at("properties.zoneBalance")
    if (scale_set.zone_count or 0) > 1 and (balance.missing or balance.flag is False):
        yield (balance if balance.exists else scale_set.zones).finding(
            "Azure may put many more instances into one zone than into another", hint="set zoneBalance to true"
        )
