"""Rules of where Azure puts the instances: placement groups, reserved capacity, hosts and edge zones."""

from __future__ import annotations

from collections.abc import Iterator

from generator.rules.documents import SCALE_SET_API
from generator.rules.rule import ERROR, WARNING, rule
from generator.rules.scale_set import ScaleSet, given
from generator.rules.subject import scale_sets
from generator.rules.value import Finding

_MODES = "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-orchestration-modes"
_RESERVATION = "https://learn.microsoft.com/azure/virtual-machines/capacity-reservation-overview"
_GROUP = "[resourceId('Microsoft.Compute/capacityReservationGroups', 'web')]"
_RESERVATION_PATH = "properties.virtualMachineProfile.capacityReservation.capacityReservationGroup"
_RESERVED = f"{_RESERVATION_PATH}.id"


@rule(
    "scale-set/single-placement-group",
    ERROR,
    each=scale_sets,
    what="singlePlacementGroup is not true with reserved capacity, with a mix of priorities, or in the mode Flexible.",
    why="Azure refuses these together; in the mode Flexible it sets the value itself.",
    source=_MODES,
    bad={
        "properties.singlePlacementGroup": True,
        "properties.priorityMixPolicy.baseRegularPriorityCount": 2,
    },
    good={
        "properties.singlePlacementGroup": False,
        "properties.priorityMixPolicy.baseRegularPriorityCount": 2,
    },
)
def _single_placement_group(scale_set: ScaleSet) -> Iterator[Finding]:
    single = scale_set.at("properties.singlePlacementGroup")
    if single.flag is not True:
        return
    if given(scale_set.at(_RESERVATION_PATH)):
        yield single.finding("reserved capacity cannot serve a single placement group", hint="set it to false")
    elif given(scale_set.at("properties.priorityMixPolicy")):
        yield single.finding("a mix of priorities cannot be in a single placement group", hint="set it to false")
    elif scale_set.flexible:
        # one table of the documentation has it as optional, the list of unsupported parameters does not
        yield single.finding(
            "a Flexible scale set takes no single placement group", hint="remove the property", severity=WARNING
        )


@rule(
    "scale-set/capacity-reservation",
    ERROR,
    each=scale_sets,
    what="A scale set on reserved capacity has no spot instances, host group, proximity placement group or ultra "
    "disks.",
    why="Azure does not support them together, and refuses the deployment.",
    source=f"{_RESERVATION}#limitations-and-restrictions",
    bad={
        _RESERVED: _GROUP,
        "properties.proximityPlacementGroup.id": "[resourceId('Microsoft.Compute/proximityPlacementGroups', 'web')]",
    },
    good={_RESERVED: _GROUP},
)
def _capacity_reservation(scale_set: ScaleSet) -> Iterator[Finding]:
    if not given(scale_set.at(_RESERVATION_PATH)):
        return
    for name, thing in (("proximityPlacementGroup", "a proximity placement group"), ("hostGroup", "a host group")):
        other = scale_set.at(f"properties.{name}")
        if given(other):
            yield other.finding(f"reserved capacity cannot be used with {thing}", hint="remove one of them")
    if scale_set.spot:
        priority = scale_set.profile.at("priority")
        yield priority.finding("reserved capacity cannot be used with spot instances", hint="remove one of them")
    ultra = scale_set.at("properties.additionalCapabilities.ultraSSDEnabled")
    if ultra.flag is True:
        yield ultra.finding("reserved capacity cannot be used with ultra disks", hint="remove one of them")


@rule(
    "scale-set/proximity-over-zones",
    ERROR,
    each=scale_sets,
    what="A scale set in a proximity placement group is in at most one zone.",
    why="The group keeps the instances in one data centre, and zones are different ones.",
    source=_MODES,
    bad={
        "zones": ["1", "2"],
        "properties.proximityPlacementGroup.id": "[resourceId('Microsoft.Compute/proximityPlacementGroups', 'web')]",
    },
    good={
        "zones": ["1"],
        "properties.proximityPlacementGroup.id": "[resourceId('Microsoft.Compute/proximityPlacementGroups', 'web')]",
    },
)
def _proximity_over_zones(scale_set: ScaleSet) -> Iterator[Finding]:
    group = scale_set.at("properties.proximityPlacementGroup")
    if given(group) and (scale_set.zone_count or 0) > 1:
        yield group.finding(
            f"a proximity placement group cannot span {scale_set.zone_count} zones",
            hint="keep one zone, or remove the group",
        )


@rule(
    "scale-set/host-group",
    WARNING,
    each=scale_sets,
    what="A scale set on dedicated hosts has no proximity placement group, spot instances or overprovisioning, and the "
    "zones and fault domains of its host group.",
    why="Azure finds no host for the instances otherwise.",
    source="https://learn.microsoft.com/azure/virtual-machines/dedicated-hosts#virtual-machine-scale-set-support",
    bad={
        "properties.hostGroup.id": "[resourceId('Microsoft.Compute/hostGroups', 'web')]",
        "properties.overprovision": True,
    },
    good={
        "properties.hostGroup.id": "[resourceId('Microsoft.Compute/hostGroups', 'web')]",
        "properties.overprovision": False,
    },
)
def _host_group(scale_set: ScaleSet) -> Iterator[Finding]:
    group = scale_set.at("properties.hostGroup")
    if not given(group):
        return
    if scale_set.at("properties.overprovision").flag is True:
        yield scale_set.at("properties.overprovision").finding(
            "overprovisioning makes more instances than the hosts may hold", hint="set overprovision to false"
        )
    if given(scale_set.at("properties.proximityPlacementGroup")):
        yield scale_set.at("properties.proximityPlacementGroup").finding(
            "dedicated hosts do not support a proximity placement group", hint="remove it"
        )
    if scale_set.spot:
        yield scale_set.profile.at("priority").finding("there are no spot instances on dedicated hosts")
    hosts = scale_set.subject.find(group.member("id"))
    if hosts is None:
        return
    zones = {each.text for each in scale_set.zones.items} - {None}
    of_hosts = {each.text for each in hosts.member("zones").items} - {None}
    if zones != of_hosts and not (scale_set.zones.unknown or hosts.member("zones").unknown):
        yield group.finding(f"the hosts are in {_zones(of_hosts)}, the scale set in {_zones(zones)}")
    domains = scale_set.at("properties.platformFaultDomainCount").number
    domains_of_hosts = hosts.at("properties.platformFaultDomainCount").number
    if domains is not None and domains_of_hosts is not None and domains != domains_of_hosts:
        yield scale_set.at("properties.platformFaultDomainCount").finding(
            f"the scale set has {domains} fault domains, and its hosts {domains_of_hosts}", hint="use the same number"
        )


def _zones(names: set[str | None]) -> str:
    return f"zone {' and '.join(sorted(filter(None, names)))}" if names else "no zone"


@rule(
    "scale-set/edge-zone",
    ERROR,
    each=scale_sets,
    what="A scale set in an edge zone, extendedLocation, names the zone and has no availability zones.",
    why="An edge zone lies outside the availability zones of its region.",
    source="https://learn.microsoft.com/azure/extended-zones/overview",
    bad={"extendedLocation": {"type": "EdgeZone", "name": "losangeles"}, "zones": ["1"]},
    good={"extendedLocation": {"type": "EdgeZone", "name": "losangeles"}},
)
def _edge_zone(scale_set: ScaleSet) -> Iterator[Finding]:
    edge = scale_set.member("extendedLocation")
    if not given(edge):
        return
    if scale_set.zone_count:
        yield scale_set.zones.finding("an edge zone has no availability zones", hint="remove zones")
    if edge.member("name").missing:
        yield edge.finding("the extendedLocation does not name its edge zone", hint='add "name"')


_ONLY_TRUE = (
    "properties.constrainedMaximumCapacity",
    "properties.virtualMachineProfile.osProfile.requireGuestProvisionSignal",
)


@rule(
    "scale-set/only-true",
    ERROR,
    each=scale_sets,
    what="constrainedMaximumCapacity and requireGuestProvisionSignal are true or left out.",
    why="Azure refuses false.",
    source=SCALE_SET_API,
    bad={"properties.constrainedMaximumCapacity": False},
    good={"properties.constrainedMaximumCapacity": True},
)
def _only_true(scale_set: ScaleSet) -> Iterator[Finding]:
    for path in _ONLY_TRUE:
        value = scale_set.at(path)
        if value.flag is False:
            yield value.finding(f"{path.rpartition('.')[2]} may be true or absent, not false", hint="remove it")
