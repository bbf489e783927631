"""What JSON Schema cannot say of the scale set's keys: for which system they are, and how long durations may be."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.rendering.checks import Checks
from generator.rendering.values import View

_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", re.ASCII)
_UNITS = (86_400, 3_600, 60, 1)


def check_profile(check: Checks, scale_set: View, system: str) -> None:
    """Keys of the system's own, and durations in their range.

    A key that exists on one operating system says so in its schema as `x-os`, values that do in `x-os-values`; the
    shortest and the longest duration that Azure takes are `x-within` ("Virtual Machine Scale Sets - Create Or Update").
    """
    for view in _all(scale_set):
        schema, name = view.schema.resolve(view.node), str(view.path[-1])
        if system not in schema.get("x-os", [system]):
            message = f"{name} is for {schema['x-os'][0]}, and the instances run {system}"
            check.add("scale-set/wrong-os", message, view.path)
        owner = schema.get("x-os-values", {}).get(view.value, system) if isinstance(view.value, str) else system
        if owner != system:
            message = f"{name} {view.value} is for {owner}, and the instances run {system}"
            check.add("scale-set/wrong-os", message, view.path)
        if "x-within" in schema and isinstance(view.value, str):
            _duration(check, view, *schema["x-within"])


def _all(view: View) -> Iterator[View]:
    """The values of the scale set that are given, at any depth."""
    known = view.schema.properties(view.node) if isinstance(view.value, dict) else None
    for name in known or ():
        inner = view.at(name)
        if inner.value is not None:
            yield inner
            yield from _all(inner)
    if isinstance(view.value, list):
        for item in view:
            yield from _all(item)


def _duration(check: Checks, view: View, least: str, most: str) -> None:
    length, low, high = _seconds(str(view.value)), _seconds(least), _seconds(most)
    if length is None or low is None or high is None or low <= length <= high:
        return
    allowed = least if least == most else f"{least} to {most}"
    message = f"{view.path[-1]} is {view.value}, and Azure takes {allowed}"
    check.add("scale-set/duration-range", message, view.path)


def _seconds(text: str) -> int | None:
    """The seconds of an ISO 8601 duration of days and less; None where the text is none."""
    found = _DURATION.fullmatch(text)
    return sum(int(part or 0) * unit for part, unit in zip(found.groups(), _UNITS, strict=True)) if found else None
