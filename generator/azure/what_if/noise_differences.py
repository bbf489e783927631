"""What a difference between two values of a property is made of: noise, what cannot be compared, or a real change."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generator.azure.what_if.changes import Noise, Unknown
from generator.azure.what_if.noise_equality import identical, is_expression, is_masked, same_scalar
from generator.azure.what_if.noise_places import Place
from generator.azure.what_if.noise_table import facts, is_set, key_of_items
from generator.azure.what_if.paths import ABSENT

Difference = Noise | Unknown | None
"""None is a real change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """Finds the differences between values of one resource."""

    resource_id: str
    api_version: str

    def between(self, before: Any, after: Any, place: Place, container: Any = ABSENT) -> Iterator[Difference]:
        """All differences; none where both values are identical.

        A value that is not there is ABSENT. `container` is the object that has the property, as it is before, or as it
        will be where the property is new.
        """
        if identical(before, after) and before is not ABSENT:
            return
        if place.is_read_only:
            yield Noise.READ_ONLY
        elif place.is_ignored:
            yield Noise.NO_EFFECT
        elif before is ABSENT or after is ABSENT or before is None or after is None:
            deleted = after is ABSENT or after is None
            yield from self._alone(before if deleted else after, place, container, deleted=deleted)
        elif found := _hidden(before, after, place):
            yield found
        elif isinstance(before, dict) and isinstance(after, dict):
            yield from self._between_objects(before, after, place)
        elif isinstance(before, list) and isinstance(after, list):
            yield from self._between_lists(before, after, place)
        elif not place.is_tag and same_scalar(before, after, place):
            yield Noise.EQUAL
        else:
            yield None

    def _alone(self, value: Any, place: Place, container: Any, *, deleted: bool) -> Iterator[Difference]:
        """Of a value that is on one side only."""
        if place.is_item:
            yield None
        elif _is_nothing(value, place):
            yield Noise.EQUAL
        elif self._is_default(value, place, container):
            yield Noise.DEFAULT
        elif deleted and self._is_assigned(value, place, container):
            yield Noise.ASSIGNED
        elif not deleted and self._holds("writeOnly", place, container):
            yield Unknown.HIDDEN
        elif isinstance(value, dict) and value and place.shape.startswith("#"):
            for name, member in value.items():
                sides = (member, ABSENT) if deleted else (ABSENT, member)
                yield from self.between(*sides, place.member(name), value)
        else:
            yield None

    def _is_default(self, value: Any, place: Place, container: Any) -> bool:
        return any(
            fact.holds(container, self.api_version) and _is_same(value, fact.value, place)
            for fact in facts("defaults", place)
        )

    def _is_assigned(self, value: Any, place: Place, container: Any) -> bool:
        """Chosen by Azure: a property of the table, or the id of a part of the resource, which ends in its name."""
        if self._holds("assigned", place, container):
            return True
        if place.name != "id" or not isinstance(value, str) or not isinstance(container, dict):
            return False
        name = container.get("name")
        own = isinstance(name, str) and value.lower().endswith(f"/{name.lower()}")
        return own and value.lower().startswith(f"{self.resource_id.lower()}/")

    def _holds(self, kind: Any, place: Place, container: Any) -> bool:
        return any(fact.holds(container, self.api_version) for fact in facts(kind, place))

    def _between_objects(self, before: dict[str, Any], after: dict[str, Any], place: Place) -> Iterator[Difference]:
        in_any_case = str.lower if place.shape.startswith("#") and _tells_apart(before, after) else str
        names = {in_any_case(name): name for name in after}
        for name, value in before.items():
            other = after[names.pop(in_any_case(name))] if in_any_case(name) in names else ABSENT
            yield from self.between(value, other, place.member(name), before)
        for name in names.values():
            yield from self.between(ABSENT, after[name], place.member(name), after)

    def _between_lists(self, before: list[Any], after: list[Any], place: Place) -> Iterator[Difference]:
        if len(before) != len(after):
            yield None
            return
        if is_set(place, before, after):
            yield Noise.EQUAL
            after = [ABSENT if index is None else after[index] for index in partners(before, after, place)]
        for index, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from self.between(one, other, place.item(index))


def _tells_apart(*objects: dict[str, Any]) -> bool:
    """Whether no object has two names that differ in case alone."""
    return all(len({name.lower() for name in each}) == len(each) for each in objects)


def partners(before: list[Any], after: list[Any], place: Place) -> list[int | None]:
    """For each item of a set that `place` is, the index of its like in `after`: of the same key, or the same value."""
    key = key_of_items(before, after)
    left: defaultdict[str, list[int]] = defaultdict(list)
    for index in reversed(range(len(after))):
        left[_identity(after[index], key, place)].append(index)
    found = (left[_identity(item, key, place)] for item in before)
    return [indexes.pop() if indexes else None for indexes in found]


def _identity(item: Any, key: str | None, place: Place) -> str:
    """A text that is the same for all items of a set that Azure takes for the same."""
    value = item[key] if key else item
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True)
    return text.replace(" ", "").lower() if place.is_location or place.name == "locations" else text.lower()


def _is_same(value: Any, default: Any, place: Place) -> bool:
    if isinstance(value, list | dict):
        return identical(value, default)
    return same_scalar(value, default, place)


def _is_nothing(value: Any, place: Place) -> bool:
    """Whether a value says no more than none at all would, of properties that the schema knows."""
    if value == {} and (place.shape.startswith("{}") or place.path[-1:] == ("properties",)):
        return True
    return bool(place.name) and (value is None or value is ABSENT or value == [])


def _hidden(before: Any, after: Any, place: Place) -> Difference:
    """What is to say of a value that Azure does not show, or does not know yet; both are there."""
    if is_masked(before) and is_masked(after) and not place.is_tag:
        return Noise.MASKED
    if is_masked(before) or is_masked(after):
        return Unknown.HIDDEN
    return Unknown.AT_DEPLOYMENT if is_expression(after) else None
