"""Defaults of template parameters, measured by the parameters' own limits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.rendering.values import as_expression


def default_problems(value: Any, limits: dict[str, Any]) -> Iterator[str]:
    """What is wrong with a default, by the declaration of its parameter; an expression is for Azure to judge."""
    if value is None or (isinstance(value, str) and as_expression(value)):
        return
    size = len(value) if isinstance(value, str | list) else None
    number = value if isinstance(value, int) and not isinstance(value, bool) else None
    for key, measured, fits, wrong in (
        ("minValue", number, int.__ge__, "below"),
        ("maxValue", number, int.__le__, "above"),
        ("minLength", size, int.__ge__, "shorter than"),
        ("maxLength", size, int.__le__, "longer than"),
    ):
        if key in limits and measured is not None and not fits(measured, limits[key]):
            yield f"the default {value!r} is {wrong} {key} {limits[key]}"
    if "allowedValues" in limits and value not in limits["allowedValues"]:
        yield f"the default {value!r} is not among allowedValues"
    kind = str(limits.get("type", "")).lower()
    if kind and kind.removeprefix("secure") != (type_of(value) or "").lower():
        yield f"the default {value!r} is not of type {limits['type']}"


def type_of(value: Any) -> str | None:
    """The ARM type of a value; None where it has none of its own."""
    match value:
        case bool():
            return "bool"
        case int():
            return "int"
        case str():
            return "string"
        case list():
            return "array"
        case dict():
            return "object"
    return None
