"""Which items of two lists belong together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from generator.review.changes import Item
from generator.review.equality import Renaming, canonical, is_unknown
from generator.review.places import Place

KEYS = ("name", "lun", "priority", "id", "certificateUrl", "packageReferenceId", "settingName", "protocol", "path")
"""What identifies the items of a list: the first of these that they all have, each with a value of its own."""
_ORDERED = ("dnsServers",)
"""Lists of plain values whose order Azure minds; that of others which the schema knows means nothing."""
_SETS = ("dependsOn",)
"""Members of the template language that no schema has."""
_LONGEST = 2_000
"""Items above which lists without a key are compared index by index."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """The items of two lists, each with its like on the other side if it has one."""

    items: tuple[Item, ...]
    is_moved: bool = False
    """Whether those on both sides stand in another order."""


def pairs(before: Sequence[Any], after: Sequence[Any], place: Place, renaming: Renaming) -> Pairs:
    """Pair the items by what identifies them, plain values as a set, others by likeness and then by index."""
    for key in _keys_of(before, after):
        identities = _identities(before, key, renaming), _identities(after, key, _same_case)
        if all(len(set(each)) == len(each) for each in identities):
            found = _by_identity(before, after, key, *identities)
            return Pairs(_with_other_names(found.items)) if renaming.is_replaced else found
    if _is_set(before, after, place):
        identities = [_text(each, renaming) for each in before], [_text(each, _same_case) for each in after]
        return _by_identity(before, after, "", *identities)
    return Pairs(tuple(_aligned(before, after)))


def _keys_of(before: Sequence[Any], after: Sequence[Any]) -> Iterator[str]:
    """The keys that all items of both lists have."""
    everything = [*before, *after]
    for key in KEYS:
        if everything and all(isinstance(each, dict) and _identifies(each.get(key)) for each in everything):
            yield key


def _identifies(value: Any) -> bool:
    return is_unknown(value) or (isinstance(value, str | int) and not isinstance(value, bool))


def _same_case(text: str) -> str:
    return text.lower()


def _identities(items: Sequence[Any], key: str, normal: Callable[[str], str]) -> list[str]:
    return [_text(each[key], normal) for each in items]


def _text(value: Any, normal: Callable[[str], str]) -> str:
    return normal(value) if isinstance(value, str) else canonical(value)


def _by_identity(before: Sequence[Any], after: Sequence[Any], key: str, old: list[str], new: list[str]) -> Pairs:
    """Those of the old list in its order, then those that only the new one has."""
    left: dict[str, list[int]] = {}
    for index in reversed(range(len(new))):
        left.setdefault(new[index], []).append(index)
    found: list[Item] = []
    order: list[int] = []
    for index, identity in enumerate(old):
        partner = left[identity].pop() if left.get(identity) else None
        found.append(_item(before[index], key, index, partner))
        order += [] if partner is None else [partner]
    alone = sorted(each for indexes in left.values() for each in indexes)
    found += [_item(after[index], key, None, index) for index in alone]
    return Pairs(tuple(found), is_moved=bool(key) and order != sorted(order))


def _with_other_names(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The items, where the only one that is left on each side is the same under another name."""
    gone = [each for each in items if each.new is None]
    come = [each for each in items if each.old is None]
    if len(gone) != 1 or len(come) != 1:
        return items
    both = Item(come[0].key, come[0].value, gone[0].old, come[0].new)
    return (*(each for each in items if each not in (*gone, *come)), both)


def _item(body: Any, key: str, old: int | None, new: int | None) -> Item:
    value = body[key] if key else body
    return Item(key, value.text if is_unknown(value) else value, old, new)


def _is_set(before: Sequence[Any], after: Sequence[Any], place: Place) -> bool:
    """Whether both are lists of plain values that the schema knows, and whose order means nothing."""
    known = place.shape.startswith("[]") and place.shape[2:3] not in ("#", "[", "{") and place.shape != "[]any"
    plain = not any(isinstance(each, dict | list) for each in (*before, *after))
    return plain and (place.name in _SETS or (known and place.name not in _ORDERED))


def _aligned(before: Sequence[Any], after: Sequence[Any]) -> Iterator[Item]:
    """Equal items in their order; of what lies between, the first with the first, and so on."""
    if max(len(before), len(after)) > _LONGEST:
        yield from _by_index(range(len(before)), range(len(after)))
        return
    texts = [canonical(each) for each in before], [canonical(each) for each in after]
    for _, start, end, new_start, new_end in SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
        yield from _by_index(range(start, end), range(new_start, new_end))


def _by_index(old: range, new: range) -> Iterator[Item]:
    for offset in range(max(len(old), len(new))):
        one = old[offset] if offset < len(old) else None
        other = new[offset] if offset < len(new) else None
        yield Item(None, None, one, other)
