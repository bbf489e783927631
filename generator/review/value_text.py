"""Values of properties as text: short, without secrets, and without anything that could act on a terminal or a page."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from typing import Any

from generator.arm.resources import written
from generator.review.changes import ABSENT, PropertyChange
from generator.review.secret_values import HIDDEN, without_secrets
from generator.showing import texts
from generator.showing.texts import cut, cut_pair, printable

_ENCODED = ("customData", "userData", "script")
"""Properties that hold a text in base64."""
_ID = re.compile('/subscriptions/[^/"]+/resourceGroups/[^/"]+/providers/[^/"]+/', re.IGNORECASE)


def value_text(value: Any) -> str:
    """A value as JSON, shortened; what only Azure knows as its expression."""
    return cut(_json(value))


def pair_texts(before: Any, after: Any) -> tuple[str, str]:
    """Two values that differ; where they are long, what is shortened to is where they differ."""
    one, other = _json(before), _json(after)
    if one == other:
        one, other = (_text_of(each) for each in (before, after))
    return cut_pair(one, other)


def shown_values(change: PropertyChange) -> tuple[Any, Any]:
    """Both values as they may be shown: secrets hidden, texts in base64 decoded, ABSENT where there is none."""
    before, after = change.before, change.after
    if change.is_secret:
        return _hidden(before), _hidden(after)
    if isinstance(change.steps[-1], str) and change.steps[-1] in _ENCODED:
        return _decoded(before), _decoded(after)
    return before, after


def is_text_of_lines(value: Any) -> bool:
    """Whether a value is a text of several lines, such as a script."""
    return isinstance(value, str) and "\n" in value.strip("\n")


def line_diff(before: str, after: str) -> Iterator[tuple[str, str]]:
    """The lines of two texts, each with `-`, `+` or a space."""
    return texts.line_diff(_lines(before), _lines(after))


def _hidden(value: Any) -> Any:
    return value if value is ABSENT else HIDDEN


def _decoded(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        text = base64.b64decode(value, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return value
    return value if "\0" in text else text


def _lines(text: str) -> list[str]:
    return [printable(without_secrets(line)) for line in text.splitlines()]


def _json(value: Any) -> str:
    """A value as JSON, ids of resources without the group that all are in."""
    return _ID.sub("…/", _text_of(value))


def _text_of(value: Any) -> str:
    return printable(without_secrets(json.dumps(written(value), ensure_ascii=False, default=str)))
