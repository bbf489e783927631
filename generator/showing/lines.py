"""Lines for a terminal."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line, without a line break; what it is about decides its colour, `is_heading` whether it stands out."""

    text: str
    style: str = "plain"
    is_heading: bool = False
