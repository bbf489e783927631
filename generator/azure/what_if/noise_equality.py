"""Whether Azure takes two scalar values for the same."""

from __future__ import annotations

import re
from typing import Any

from generator.azure.what_if.noise_places import Place

_RESOURCE_ID = re.compile(r"/(subscriptions|providers)/", re.IGNORECASE)
_EXPRESSION = re.compile(r"\[\s*[A-Za-z_][\w.]*\s*\(.*\]", re.DOTALL)
_MASKED = re.compile(r"\*{3,}")


def is_expression(value: Any) -> bool:
    """Whether a text is an expression that Azure could not evaluate, such as `[reference(…).ipAddress]`."""
    return isinstance(value, str) and value.startswith("[") and bool(_EXPRESSION.fullmatch(value))


def is_masked(value: Any) -> bool:
    """Whether Azure wrote asterisks instead of a secret."""
    return isinstance(value, str) and bool(_MASKED.fullmatch(value))


def identical(one: Any, other: Any) -> bool:
    """Whether two JSON values are the same, of the same types: 1 is neither true nor "1"."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(identical(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(identical, one, other))
    return isinstance(one, bool) is isinstance(other, bool) and bool(one == other)


def same_scalar(one: Any, other: Any, place: Place) -> bool:
    """Whether Azure takes both for the same at this place: case of ids, regions and enums, a number as its text.

    Coercion is Resource Manager's: a provider reads `"80"` where its schema has an integer, and `80` where a string.
    """
    if isinstance(one, str) and isinstance(other, str) and not _is_coerced(place):
        return _same_text(one, other, place)
    match place.shape:
        case "boolean":
            return _same(_boolean(one), _boolean(other))
        case "integer" | "number":
            return _same(_number(one), _number(other))
        case "string":
            return _same(_text(one), _text(other))
    return identical(one, other)


def _is_coerced(place: Place) -> bool:
    return place.shape in ("boolean", "integer", "number")


def _same(one: Any, other: Any) -> bool:
    return one is not None and bool(one == other)


def _same_text(one: str, other: str, place: Place) -> bool:
    if place.is_location:
        return _region(one) == _region(other)
    if place.shape.startswith("@") or (_RESOURCE_ID.match(one) and _RESOURCE_ID.match(other)):
        return one.lower() == other.lower()
    return one == other


def _region(text: str) -> str:
    return text.replace(" ", "").lower()


def _boolean(value: Any) -> bool | None:
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.lower())
    return value if isinstance(value, bool) else None


def _number(value: Any) -> float | int | None:
    if isinstance(value, str):
        try:
            return int(value) if re.fullmatch(r"-?\d{1,20}", value, re.ASCII) else float(value)
        except ValueError:
            return None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, str):
        return {"true": "True", "false": "False"}.get(value.lower(), value)
    return str(value) if isinstance(value, int) else None
