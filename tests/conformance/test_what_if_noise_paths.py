"""Property paths that Azure collected as noise of what-if (conformance data): which are folded, and why not all."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from conformance.conformance_data import DATA, needs_data, read

from generator.azure.what_if import PropertyChange, PropertyChangeKind
from generator.azure.what_if.noise import Resource, judged
from generator.azure.what_if.noise_places import Place, place_of_resource
from generator.azure.what_if.noise_table import facts
from generator.azure.what_if.paths import parse_path

pytestmark = needs_data

TABLE = "arm-traffic/whatif/noise_suppression_compute_network.json"
OF_AN_EXTENSION = "a setting of one extension, which no schema describes"
DEPENDS_ON_VERSION = "true or false by default, depending on the apiVersion, which documents tell differently"
KEPT = {
    ("virtualMachineScaleSets/extensions", "$.properties.settings.timestamp"): OF_AN_EXTENSION,
    ("virtualMachineScaleSets", "$.properties.upgradePolicy.mode"): "documents tell no default",
    ("autoScaleSettings", "$.properties.enabled"): DEPENDS_ON_VERSION,
    ("loadBalancers", "$.properties.outboundRules[*].properties.allocatedOutboundPorts"): (
        "left out it means that Azure divides the ports, which is 1024 for small pools only"
    ),
    ("storageAccounts", "$.kind"): "required, so never left out",
    ("storageAccounts", "$.properties.supportsHttpsTrafficOnly"): "false by default before 2019-04-01 only",
}
"""What Azure decided to be read-only or a default, and is shown all the same: type without its provider, and path."""
NEIGHBOURS = {"privateIPAllocationMethod": "Dynamic", "managedDisk": {"storageAccountType": "Standard_LRS"}}
"""Properties on which some defaults depend."""


@dataclass(frozen=True)
class Entry:
    type: str
    path: str
    decisions: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str]:
        return self.type.partition("/")[2], self.path

    @property
    def default(self) -> Any:
        """The value that Azure decided to be the default, or None."""
        found = [decided[1] for each in self.decisions if (decided := re.match(r"Default \((.*?)\)", each))]
        if not found:
            return None
        return {"true": True, "false": False}.get(found[0], int(found[0]) if found[0].isdigit() else found[0])

    @property
    def steps(self) -> tuple[str | int, ...]:
        text = self.path.removeprefix("$.").replace("[]", "[0]").replace("[*]", "[0]")
        return parse_path(text)

    @property
    def place(self) -> Place:
        return place_of_resource(self.type).at(self.steps)


def entries() -> Iterator[Entry]:
    for name, found in read(TABLE)["types"].items() if (DATA / TABLE).exists() else ():
        for each in found["properties"]:
            yield Entry(name, each["path"], tuple(sorted({row["determined"] for row in each["rows"]})))


ENTRIES = list(entries())
DEFAULTS = [each for each in ENTRIES if each.default is not None and each.place.name]
READ_ONLY = [each for each in ENTRIES if "Read-only" in each.decisions]
SETTINGS = [each for each in ENTRIES if each.place.name and not each.place.is_item]


def name_of(entry: Entry) -> str:
    return " ".join(entry.key)


def change(entry: Entry, kind: PropertyChangeKind, value: Any, *, path: Any = None) -> PropertyChange:
    members = {"before": value} if kind is PropertyChangeKind.DELETE else {"after": value}
    return PropertyChange(path=path or entry.steps, kind=kind, **members)


def is_folded(entry: Entry, *changes: PropertyChange) -> bool:
    before: Any = changes[0].before
    for depth, step in enumerate(reversed(entry.steps)):
        beside = NEIGHBOURS if depth == 0 and isinstance(step, str) else {}
        before = [before] if isinstance(step, int) else {**beside, step: before}
    resource = Resource(type=entry.type, id="/subscriptions/1", api_version="2099-01-01", before=before)
    return all(each.noise for each in judged(changes, resource))


def is_deletion_folded(entry: Entry, value: Any) -> bool:
    return is_folded(entry, change(entry, PropertyChangeKind.DELETE, value))


@pytest.mark.parametrize("entry", READ_ONLY, ids=name_of)
def test_what_azure_decided_to_be_read_only_is_folded(entry: Entry) -> None:
    assert is_deletion_folded(entry, "any value") is (entry.key not in KEPT)


@pytest.mark.parametrize("entry", DEFAULTS, ids=name_of)
def test_what_azure_decided_to_be_a_default_is_folded(entry: Entry) -> None:
    assert is_deletion_folded(entry, entry.default) is (entry.key not in KEPT)


@pytest.mark.parametrize("entry", [each for each in DEFAULTS if each.key not in KEPT], ids=name_of)
def test_another_value_than_the_default_is_shown(entry: Entry) -> None:
    other = not entry.default if isinstance(entry.default, bool) else 7

    assert not is_deletion_folded(entry, other)


@pytest.mark.parametrize("entry", SETTINGS, ids=name_of)
def test_the_same_value_under_a_name_in_another_case_is_folded(entry: Entry) -> None:
    *outer, name = entry.steps
    other = str(name).swapcase()

    here, there = PropertyChangeKind.DELETE, PropertyChangeKind.CREATE

    assert is_folded(entry, change(entry, here, "x"), change(entry, there, "x", path=(*outer, other)))


def test_every_reason_to_show_one_is_of_the_table() -> None:
    assert KEPT.keys() <= {entry.key for entry in READ_ONLY + DEFAULTS}


def treatment(entry: Entry) -> str:
    """What becomes of a deletion of the property."""
    place = entry.place
    if place.is_tag:
        return "shown: tags are never folded"
    if is_deletion_folded(entry, "any value"):
        return "folded whatever it was"
    if any(facts(kind, place) for kind in ("defaults", "assigned")):
        return "folded where it was Azure's choice"
    if not place.name:
        return "shown: the schema has no such property"
    return "shown: the owner's choice, folded where it was empty, or is written otherwise"


def test_what_becomes_of_each_path() -> None:
    assert Counter(map(treatment, ENTRIES)) == {
        "folded whatever it was": 112,
        "folded where it was Azure's choice": 102,
        "shown: the owner's choice, folded where it was empty, or is written otherwise": 290,
        "shown: tags are never folded": 19,
        "shown: the schema has no such property": 117,
    }
