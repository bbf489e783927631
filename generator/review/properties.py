"""The differences between two bodies of one resource."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from generator.arm.resources import ExpandedResource
from generator.diagnostics import Path
from generator.review.changes import ABSENT, Item, Kind, PropertyChange, Step
from generator.review.equality import Renaming, is_container, is_nothing, is_unknown, same_scalar
from generator.review.items import pairs
from generator.review.places import Place, place_of_resource
from generator.review.secret_values import is_secret_name

_IDENTITY = ("type", "name")
"""What the resource is found by."""
_MOVES_ARE_TOLD = ("extensions",)
"""Lists of named things of which people believe that the order means something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Where:
    """Where the walk through both bodies is."""

    place: Place
    steps: tuple[Step, ...] = ()
    old_path: Path = ()
    new_path: Path = ()
    items: tuple[Any, Any] = (ABSENT, ABSENT)
    is_secret: bool = False

    def member(self, old: str | None, new: str | None) -> _Where:
        place = self.place.member(str(new or old))
        return replace(
            self,
            place=place,
            steps=(*self.steps, place.name),
            old_path=(*self.old_path, old) if old is not None else self.old_path,
            new_path=(*self.new_path, new) if new is not None else self.new_path,
            is_secret=self.is_secret or is_secret_name(place.name),
        )

    def item(self, item: Item, before: Any, after: Any) -> _Where:
        return replace(
            self,
            place=self.place.item(),
            steps=(*self.steps, item),
            old_path=(*self.old_path, item.old) if item.old is not None else self.old_path,
            new_path=(*self.new_path, item.new) if item.new is not None else self.new_path,
            items=(before, after),
        )

    def change(self, kind: Kind, before: Any = ABSENT, after: Any = ABSENT) -> PropertyChange:
        return PropertyChange(
            kind=kind,
            steps=self.steps,
            old_path=self.old_path,
            new_path=self.new_path,
            before=before,
            after=after,
            items=self.items,
            is_secret=self.is_secret,
            is_unknown=is_unknown(before) or is_unknown(after),
        )


def property_changes(old: ExpandedResource, new: ExpandedResource, renaming: Renaming) -> tuple[PropertyChange, ...]:
    """What differs between them but for their names; empty where Azure would see no difference."""
    where = _Where(place=place_of_resource(new.type))
    return tuple(_Walk(renaming).between(_compared(old), _compared(new), where))


def _compared(resource: ExpandedResource) -> dict[str, Any]:
    """What of a resource is compared: its body but for what it is found by, and the condition where there is one."""
    condition = {} if resource.condition is True else {"condition": resource.condition}
    return {key: value for key, value in resource.body.items() if key not in _IDENTITY} | condition


def value_changes(before: Any, after: Any, renaming: Renaming) -> tuple[PropertyChange, ...]:
    """What differs between two values that are no resources."""
    return tuple(_Walk(renaming).between(before, after, _Where(place=Place())))


class _Walk:
    def __init__(self, renaming: Renaming) -> None:
        self._renaming = renaming

    def between(self, before: Any, after: Any, where: _Where) -> Iterator[PropertyChange]:
        """All differences; a value that is not there is ABSENT."""
        before, after = (ABSENT if is_nothing(each) else each for each in (before, after))
        if before is ABSENT or after is ABSENT:
            yield from self._alone(before, after, where)
        elif isinstance(before, dict) and isinstance(after, dict):
            yield from self._objects(before, after, where)
        elif isinstance(before, list) and isinstance(after, list):
            yield from self._lists(before, after, where)
        elif is_container(before) or is_container(after) or not self._same(before, after, where):
            yield where.change(Kind.CHANGED, before, after)

    def _same(self, before: Any, after: Any, where: _Where) -> bool:
        return same_scalar(before, after, where.place, self._renaming)

    def _alone(self, before: Any, after: Any, where: _Where) -> Iterator[PropertyChange]:
        """A value on one side only: of an object each member, of a list each item."""
        value = after if before is ABSENT else before
        if value is ABSENT:
            return
        if isinstance(value, dict) and value:
            yield from self._objects({} if before is ABSENT else before, {} if after is ABSENT else after, where)
        elif isinstance(value, list) and value:
            yield from self._lists([] if before is ABSENT else before, [] if after is ABSENT else after, where)
        else:
            yield where.change(Kind.ADDED if before is ABSENT else Kind.REMOVED, before, after)

    def _objects(self, before: dict[str, Any], after: dict[str, Any], where: _Where) -> Iterator[PropertyChange]:
        in_any_case = str.lower if where.place.is_object else str
        left = {in_any_case(name): name for name in after}
        for name, value in before.items():
            other = left.pop(in_any_case(name), None)
            yield from self.between(value, ABSENT if other is None else after[other], where.member(name, other))
        for name in left.values():
            yield from self.between(ABSENT, after[name], where.member(None, name))

    def _lists(self, before: list[Any], after: list[Any], where: _Where) -> Iterator[PropertyChange]:
        found = pairs(before, after, where.place, self._renaming)
        if found.is_moved and where.place.name in _MOVES_ARE_TOLD:
            yield where.change(Kind.MOVED, before, after)
        for item in found.items:
            one = ABSENT if item.old is None else before[item.old]
            other = ABSENT if item.new is None else after[item.new]
            inner = where.item(item, one, other)
            if item.old is None or item.new is None:
                yield inner.change(Kind.ADDED if item.old is None else Kind.REMOVED, one, other)
            elif item.key != "":
                yield from self.between(one, other, inner)
