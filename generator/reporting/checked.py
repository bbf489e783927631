"""What a check of files gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.diagnostics import Diagnostic
from generator.rules.suppressions import Suppressed


@dataclass(frozen=True, slots=True)
class Checked:
    """A file, or all that stands under a name, with what is wrong there and what of it is accepted."""

    name: str
    found: tuple[Diagnostic, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()


def explanation_lines(diagnostic: Diagnostic) -> Iterator[str]:
    """The message, the hint, and what the causes say, each a line: for formats without a layout of their own."""
    yield diagnostic.message
    if diagnostic.hint:
        yield f"hint: {diagnostic.hint}"
    for cause in diagnostic.causes:
        yield f"note: {cause.message}"


def findings(checked: Iterable[Checked]) -> Iterator[tuple[Checked, Diagnostic, str | None]]:
    """Each finding with its file, and the reason of one that is accepted."""
    for each in checked:
        yield from ((each, finding, None) for finding in each.found)
        yield from ((each, suppressed.finding, suppressed.reason) for suppressed in each.suppressed)
