"""Which resources of two templates belong together, and what became of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from generator.arm.resources import ExpandedResource, Expansion
from generator.review.changes import Fate, ResourceChange
from generator.review.equality import Renaming
from generator.review.properties import property_changes

Pair = tuple[ExpandedResource | None, ExpandedResource | None]


def resource_changes(old: Expansion, new: Expansion) -> tuple[list[ResourceChange], Renaming]:
    """The resources that differ, in the order of the new template, and which ids stand for which.

    Those that only the old one has come last.
    One that is the only one of its type left on each side is the same under another name: a new resource to Azure.
    """
    found = _renamed(list(_by_id(_deployed(old), _deployed(new))))
    renaming = Renaming({one.id: other.id for one, other in found if one and other and one.id != other.id})
    return [change for pair in found if (change := _change(pair, renaming)) is not None], renaming


def _deployed(expansion: Expansion) -> list[ExpandedResource]:
    return [each for each in expansion.resources if not each.existing and each.condition is not False]


def _by_id(old: Sequence[ExpandedResource], new: Sequence[ExpandedResource]) -> Iterator[Pair]:
    left: defaultdict[str, list[ExpandedResource]] = defaultdict(list)
    for each in reversed(old):
        left[each.id.lower()].append(each)
    for each in new:
        found = left[each.id.lower()]
        yield (found.pop() if found else None), each
    for remaining in left.values():
        yield from ((each, None) for each in reversed(remaining))


def _renamed(found: list[Pair]) -> list[Pair]:
    """The pairs, and one more of each type of which one is left on each side."""
    gone: defaultdict[str, list[Pair]] = defaultdict(list)
    come: defaultdict[str, list[Pair]] = defaultdict(list)
    for pair in found:
        one, other = pair
        if other is None and one is not None:
            gone[one.type.lower()].append(pair)
        elif one is None and other is not None:
            come[other.type.lower()].append(pair)
    partners = {
        id(come[kind][0][1]): gone[kind][0][0] for kind in come if len(come[kind]) == 1 and len(gone[kind]) == 1
    }
    taken = {id(each) for each in partners.values()}
    return [(partners.get(id(other), one), other) for one, other in found if other is not None or id(one) not in taken]


def _change(pair: Pair, renaming: Renaming) -> ResourceChange | None:
    one, other = pair
    if one is not None and other is not None:
        fate = Fate.CHANGED if one.id.lower() == other.id.lower() else Fate.REPLACED
        is_same = fate is Fate.CHANGED
        properties = property_changes(one, other, renaming if is_same else renaming.within_replaced())
        if fate is Fate.CHANGED and not properties:
            return None
        return ResourceChange(fate=fate, type=other.type, name=other.name, old=one, new=other, properties=properties)
    alone = other if other is not None else one
    if alone is None:
        return None
    fate = Fate.REMOVED if other is None else Fate.ADDED
    return ResourceChange(fate=fate, type=alone.type, name=alone.name, old=one, new=other)
