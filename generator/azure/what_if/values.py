"""Values of properties as one line of text each, short, and without anything that could act on a terminal or a page."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator
from typing import Any

LONGEST = 100
"""Characters of a value that a line shows."""
_MOST_LINES = 24
"""Lines of a text of several lines, and of a diff of two."""
_DEEPEST = 60
"""Levels of a value that are looked into; Azure's own resources have about twenty."""
_CONTEXT = 16
"""Characters before and after what differs."""
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
"""Control characters, and those that reorder or hide text (Unicode TR 9 and TR 36)."""


def shallow(value: Any, depth: int = 0) -> Any:
    """The same value, with its JSON as a text in the place of what lies too deep to be looked into."""
    if depth == _DEEPEST and isinstance(value, dict | list):
        try:
            return json.dumps(value)
        except RecursionError:
            return f"too deep, and like nothing else: {id(value)}"
    if isinstance(value, dict):
        return {key: shallow(inner, depth + 1) for key, inner in value.items()}
    return [shallow(inner, depth + 1) for inner in value] if isinstance(value, list) else value


def printable(text: str) -> str:
    """The text with an escape for each character that does not show, or that changes how others show."""
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def value_text(value: Any) -> str:
    """A value as JSON, shortened."""
    return _cut(_json(value))


def pair_texts(before: Any, after: Any) -> tuple[str, str]:
    """Two values that differ as JSON; where they are long, what is shortened to is where they differ."""
    one, other = _json(before), _json(after)
    if max(len(one), len(other)) <= LONGEST:
        return one, other
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    start = max(0, start - _CONTEXT)
    lead = "…" if start else ""
    return _cut(lead + one[start:]), _cut(lead + other[start:])


def is_text_of_lines(value: Any) -> bool:
    """Whether a value is a text of several lines, such as a script."""
    return isinstance(value, str) and "\n" in value.strip("\n")


def line_diff(before: Any, after: Any) -> Iterator[tuple[str, str]]:
    """The lines of two texts, or the items of two lists, each with `-`, `+` or a space; null is an empty text."""
    found = difflib.unified_diff(_lines(before), _lines(after), lineterm="", n=1)
    lines = [line for line in list(found)[2:] if not line.startswith("@@")]
    for line in lines[:_MOST_LINES]:
        yield line[0], _cut(line[1:])
    if len(lines) > _MOST_LINES:
        yield " ", f"… {len(lines) - _MOST_LINES} more lines"


def _lines(value: Any) -> list[str]:
    if value is None:
        return []
    if isinstance(value, str):
        return [printable(line) for line in value.splitlines()]
    return [_json(item) for item in value]


def _json(value: Any) -> str:
    return printable(json.dumps(value, ensure_ascii=False))


def _cut(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return f"{text[: LONGEST - 1]}… ({len(text):,} characters)"
