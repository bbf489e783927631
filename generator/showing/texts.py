"""Texts on one line each, short, and without anything that could act on a terminal or a page."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence

LONGEST = 100
"""Characters of a value that a line shows."""
_MOST_LINES = 24
"""Lines of the difference of two texts."""
_CONTEXT = 16
"""Characters before and after what differs."""
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
"""Control characters, and those that reorder or hide text (Unicode TR 9 and TR 36)."""


def printable(text: str) -> str:
    """The text with an escape for each character that does not show, or that changes how others show."""
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def cut(text: str) -> str:
    """The text, or its beginning and how long it is."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}… ({len(text):,} characters)"


def cut_pair(one: str, other: str) -> tuple[str, str]:
    """Two texts that differ; where they are long, what is left of them is where they differ."""
    if max(len(one), len(other)) <= LONGEST:
        return one, other
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    start = max(0, start - _CONTEXT)
    lead = "…" if start else ""
    return cut(lead + one[start:]), cut(lead + other[start:])


def line_diff(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The difference of two texts in lines, each line with `-`, `+` or a space."""
    found = difflib.unified_diff(before, after, lineterm="", n=1)
    lines = [line for line in list(found)[2:] if not line.startswith("@@")]
    for line in lines[:_MOST_LINES]:
        yield line[0], cut(line[1:])
    if len(lines) > _MOST_LINES:
        yield " ", f"… {len(lines) - _MOST_LINES} more lines"
