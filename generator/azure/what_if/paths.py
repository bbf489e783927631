"""The paths that what-if writes properties with, such as `properties.subnets[0]` and `tags['a.b']`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from generator.diagnostics import Path

_QUOTED = re.compile(r"\['((?:[^'\\]|\\.)*)'\]", re.DOTALL)
_INDEX = re.compile(r"\[(\d{1,9})\]", re.ASCII)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
ABSENT: Any = type("Absent", (), {"__repr__": lambda _: "ABSENT"})()
"""What stands for a value where there is none, since null is a value."""


def parse_path(text: str, around: Iterable[Any] = ()) -> Path:
    """The steps of a path, which begins within each of the values of `around`, as far as they are known.

    A name may hold a dot, and Azure does not always quote it: where a value has a member of that name, it is meant.
    Any text is a path; one that makes no sense is taken to be a name.
    """
    return tuple(_steps(text, list(around)))


def _steps(text: str, values: list[Any]) -> Iterator[str | int]:
    while text:
        step, text = _next(text, values)
        yield step
        values = [value_at(value, (step,)) for value in values]


def _next(text: str, values: list[Any]) -> tuple[str | int, str]:
    if found := _QUOTED.match(text):
        return _ESCAPED.sub(r"\1", found[1]), _rest(text, found.end())
    if found := _INDEX.match(text):
        return int(found[1]), _rest(text, found.end())
    if any(isinstance(value, list) for value in values) and (found := _NUMBER.match(text)):
        return int(found[0]), _rest(text, found.end())
    names = [name for value in values if isinstance(value, dict) for name in value if _begins(text, name)]
    name = max(names, key=len, default="") or _plain_name(text)
    return name, _rest(text, len(name))


def _begins(text: str, name: str) -> bool:
    return bool(name) and text.startswith(name) and text[len(name) : len(name) + 1] in ("", ".", "[")


def _plain_name(text: str) -> str:
    """Up to the next dot or bracket; at least one character, so that every text has an end."""
    found = re.match(r".[^.\[]*", text, re.DOTALL)
    return found[0] if found else text


def _rest(text: str, start: int) -> str:
    return text[start + 1 :] if text[start : start + 1] == "." else text[start:]


def value_at(value: Any, path: Path) -> Any:
    """What stands at a path in a value, or ABSENT."""
    for step in path:
        match value, step:
            case dict(), str() if step in value:
                value = value[step]
            case list(), int() if -1 < step < len(value):
                value = value[step]
            case _:
                return ABSENT
    return value
