"""Whether Azure takes two values for the same."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from generator.arm.deferred import Deferred
from generator.arm.resources import written
from generator.review.places import Place

_RESOURCE_ID = re.compile(r"/(subscriptions|providers)/", re.IGNORECASE)
_COERCED = ("boolean", "integer", "number")


class Renaming:
    """Ids of resources that have another name on the new side: one that stands for the other is no difference.

    `is_replaced` says that the two compared are such resources, whose parts may be named after them.
    """

    def __init__(self, ids: Mapping[str, str] | None = None, *, is_replaced: bool = False) -> None:
        self.is_replaced = is_replaced
        self._ids = {old.lower(): new.lower() for old, new in (ids or {}).items()}

    def within_replaced(self) -> Renaming:
        """The same, for the parts of a resource that has another name."""
        return Renaming(self._ids, is_replaced=True)

    def __call__(self, old: str) -> str:
        """An id of the old side as the new side has it, in lower case; ids of what lies below it too."""
        text = old.lower()
        for end in range(len(text), 0, -1) if self._ids else ():
            if (end == len(text) or text[end] == "/") and text[:end] in self._ids:
                return self._ids[text[:end]] + text[end:]
        return text


def is_nothing(value: Any) -> bool:
    """Whether a value says no more than none at all: null is as if the property was left out."""
    return value is None


def is_unknown(value: Any) -> bool:
    """Whether only Azure knows the value."""
    return isinstance(value, Deferred)


def is_container(value: Any) -> bool:
    """Whether others are in the value."""
    return isinstance(value, dict | list)


def same_scalar(before: Any, after: Any, place: Place, renaming: Renaming) -> bool:
    """Whether both are the same to Azure at this place: case of ids, regions and enums, a number as its text.

    What only Azure knows is the same where the expression is. Coercion is that of Resource Manager: a provider reads
    "80" where its schema has an integer, and 80 where it has a string.
    """
    if is_unknown(before) or is_unknown(after):
        return is_unknown(before) and is_unknown(after) and bool(before.text == after.text)
    if isinstance(before, str) and isinstance(after, str):
        return _same_text(before, after, place, renaming)
    if place.shape in _COERCED or place.shape == "string":
        one, other = _coerced(before, place.shape), _coerced(after, place.shape)
        return one is not None and one == other
    return isinstance(before, bool) is isinstance(after, bool) and bool(before == after)


def canonical(value: Any) -> str:
    """A text that is the same for equal values, whatever the order of members."""
    return json.dumps(written(value), sort_keys=True, ensure_ascii=False, default=str)


def _same_text(before: str, after: str, place: Place, renaming: Renaming) -> bool:
    if before == after:
        return True
    if place.shape in _COERCED:
        one = _coerced(before, place.shape)
        return one is not None and one == _coerced(after, place.shape)
    if place.is_location:
        return _region(before) == _region(after)
    if _RESOURCE_ID.match(before) and _RESOURCE_ID.match(after):
        return renaming(before) == after.lower()
    return place.shape.startswith("@") and before.lower() == after.lower()


def _region(text: str) -> str:
    return text.replace(" ", "").lower()


def _coerced(value: Any, shape: str) -> Any:
    """The value as a provider reads it whose schema has this shape; None where it cannot."""
    match shape, value:
        case "string", bool():
            return str(value)
        case "string", int():
            return str(value)
        case "boolean", str():
            return {"true": True, "false": False}.get(value.lower())
        case (("integer" | "number"), str()):
            try:
                return float(value)
            except ValueError:
                return None
        case (("integer" | "number"), bool()):
            return None
        case (("string" | "boolean"), _):
            return value if isinstance(value, str | bool) else None
    return value
