"""Values of properties as one line of text each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from generator.showing import texts
from generator.showing.texts import cut, cut_pair, printable

_DEEPEST = 60
"""Levels of a value that are looked into; Azure's own resources have about twenty."""


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


def value_text(value: Any) -> str:
    """A value as JSON, shortened."""
    return cut(_json(value))


def pair_texts(before: Any, after: Any) -> tuple[str, str]:
    """Two values that differ as JSON; where they are long, what is shortened to is where they differ."""
    return cut_pair(_json(before), _json(after))


def is_text_of_lines(value: Any) -> bool:
    """Whether a value is a text of several lines, such as a script."""
    return isinstance(value, str) and "\n" in value.strip("\n")


def line_diff(before: Any, after: Any) -> Iterator[tuple[str, str]]:
    """The lines of two texts, or the items of two lists, each with `-`, `+` or a space; null is an empty text."""
    return texts.line_diff(_lines(before), _lines(after))


def _lines(value: Any) -> list[str]:
    if value is None:
        return []
    if isinstance(value, str):
        return [printable(line) for line in value.splitlines()]
    return [_json(item) for item in value]


def _json(value: Any) -> str:
    return printable(json.dumps(value, ensure_ascii=False))
