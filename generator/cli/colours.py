"""Colours of reports, for terminals alone."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TextIO

import typer

if TYPE_CHECKING:
    from generator.showing.lines import Line

_STYLES: Mapping[str, Mapping[str, Any]] = {
    "delete": {"fg": "red", "bold": True},
    "replace": {"fg": "magenta", "bold": True},
    "create": {"fg": "green"},
    "modify": {"fg": "yellow"},
    "deploy": {"fg": "blue"},
    "unsupported": {"fg": "yellow"},
    "unknown": {"fg": "cyan"},
    "unchanged": {"dim": True},
    "ignore": {"dim": True},
    "noise": {"dim": True},
    "summary": {"bold": True},
}


def coloured(lines: Iterable[Line], stream: TextIO) -> str:
    """The lines as a text for the stream, in colour where it is a terminal that shows them.

    https://no-color.org
    """
    wanted = stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return "".join((_styled(line) if wanted else line.text) + "\n" for line in lines)


def _styled(line: Line) -> str:
    style = {**_STYLES.get(line.style, {}), **({"bold": True} if line.is_heading else {})}
    return typer.style(line.text, **style)
