"""What is known of single properties and not in the schemas: defaults, values that Azure assigns, lists that are sets.

noise.json holds it by provider, each group with the page of Azure's documentation that says so. `defaults` are the
values that the provider fills in, `assigned` the properties that it chooses where nobody does, `writeOnly` those that
it takes and never gives back. `sets` are lists whose order means nothing, `ordered` lists of named things whose order
does. A group holds where `where` does, of the object that the property is in, and from the apiVersion `since` on.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from generator.azure.what_if.noise_places import Place
from generator.azure.what_if.paths import ABSENT, value_at

_FILE = Path(__file__).parent / "noise.json"
_ORDER_IS_MEANT_ONLY_IN_LISTS_OF_THE_TABLE = ("Microsoft.Compute", "Microsoft.Network")
KEYS = ("name", "lun", "id")
"""What identifies the items of a list, the first one that they all have."""
Kind = Literal["defaults", "assigned", "writeOnly", "sets", "ordered"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that is known of a property; `value` is the default."""

    value: Any = None
    where: Mapping[str, list[Any]]
    since: str
    source: str

    def holds(self, container: Any, api_version: str) -> bool:
        """Whether it is true of the property in this object; a member that is absent counts as null."""
        if api_version[:10] < self.since:
            return False
        for path, allowed in self.where.items():
            value = value_at(container, tuple(path.split(".")))
            if not isinstance(container, dict) or (None if value is ABSENT else value) not in allowed:
                return False
        return True


def facts(kind: Kind, place: Place) -> tuple[Fact, ...]:
    """What is known of the property at a place."""
    if not place.key:
        return ()
    return _table().get((place.provider, kind, place.key), ())


def is_set(place: Place, *lists: list[Any]) -> bool:
    """Whether the order of a list at a place means nothing."""
    if facts("sets", place):
        return True
    if place.provider not in _ORDER_IS_MEANT_ONLY_IN_LISTS_OF_THE_TABLE or not place.key or facts("ordered", place):
        return False
    return key_of_items(*lists) is not None


def key_of_items(*lists: list[Any]) -> str | None:
    """The member that tells the items of each list apart, if there is one."""
    for key in KEYS:
        if any(lists) and all(_tells_apart(key, items) for items in lists):
            return key
    return None


def _tells_apart(key: str, items: list[Any]) -> bool:
    values = [item.get(key) if isinstance(item, dict) else None for item in items]
    if not all(isinstance(value, str | int) for value in values):
        return False
    return len({str(value).lower() for value in values}) == len(values)


@cache
def _table() -> dict[tuple[str, Kind, str], tuple[Fact, ...]]:
    found: defaultdict[tuple[str, Kind, str], tuple[Fact, ...]] = defaultdict(tuple)
    kinds: tuple[Kind, ...] = ("defaults", "assigned", "writeOnly", "sets", "ordered")
    for provider, groups in json.loads(_FILE.read_text(encoding="utf-8")).items():
        for group in groups:
            for kind in kinds:
                given = group.get(kind, ())
                for key in given:
                    fact = Fact(
                        value=given[key] if kind == "defaults" else None,
                        where=group.get("where", {}),
                        since=group.get("since", ""),
                        source=group["source"],
                    )
                    found[provider, kind, key] += (fact,)
    return dict(found)
