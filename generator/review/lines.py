"""A comparison for a terminal: lines, each with the name of a style."""

from __future__ import annotations

from collections.abc import Iterator

from generator.review.changes import Fate, ResourceChange
from generator.review.comparison import Comparison
from generator.review.effects import Consequence, Effect
from generator.review.rows import Row, rows
from generator.review.words import (
    FATES,
    SIGNS,
    consequence_text,
    place_of,
    place_text,
    resource_title,
    set_lines,
    set_title,
    summary,
)
from generator.showing.lines import Line

_FATES = {Fate.ADDED: "create", Fate.REMOVED: "delete", Fate.CHANGED: "modify", Fate.REPLACED: "replace"}
_SIGNS = {"+": "create", "-": "delete", "~": "modify", " ": "plain"}
_EFFECTS = {
    Effect.NOTHING: "noise",
    Effect.IN_PLACE: "deploy",
    Effect.NEW_INSTANCES: "deploy",
    Effect.UPDATE: "warning",
    Effect.RERUN: "warning",
    Effect.RESTART: "warning",
    Effect.REIMAGE: "replace",
    Effect.REMOVE: "delete",
    Effect.REPLACE: "delete",
    Effect.IMMUTABLE: "error",
    Effect.UNKNOWN: "unknown",
}


def to_lines(comparison: Comparison) -> list[Line]:
    """The resources with what changes in them and what that does, then what becomes of the instances of each set."""
    lines: list[Line] = []
    for change in comparison.resources:
        lines += [*_resource(comparison, change), Line("")]
    for each in comparison.roll_outs:
        told = list(set_lines(comparison, each))
        if told:
            lines.append(Line(set_title(comparison, each), "heading", is_heading=True))
            lines += [*(Line(f"  {text}") for text in told), Line("")]
    return [*lines, Line(summary(comparison), "summary")]


def _resource(comparison: Comparison, change: ResourceChange) -> Iterator[Line]:
    place = place_text(*comparison.locations(change)) if change.fate is not Fate.CHANGED else ""
    title = f"{SIGNS[change.fate]} {FATES[change.fate]} {resource_title(change)}"
    yield Line(_with_place(title, place), _FATES[change.fate], is_heading=True)
    if change.consequence is not None:
        yield _consequence(change.consequence, "    ")
    told: set[Consequence] = set()
    for row in rows(change):
        yield from _row(comparison, change, row, told)


def _row(comparison: Comparison, change: ResourceChange, row: Row, told: set[Consequence]) -> Iterator[Line]:
    """The row, and below it what it does; that in full only once for each resource."""
    indent = f"    {'  ' * row.depth}"
    own = row.change
    if own is None or change.fate is Fate.REPLACED:
        yield Line(f"{indent}{row.sign} {row.text}".rstrip(), _SIGNS[row.sign])
        return
    yield Line(_with_place(f"{indent}{row.sign} {row.text}", place_of(comparison, change, own)), _SIGNS[row.sign])
    consequence = own.consequence
    if consequence in told:
        consequence = Consequence(consequence.effect, "as above")
    told.add(own.consequence)
    yield _consequence(consequence, f"{indent}    ")


def _consequence(consequence: Consequence, indent: str) -> Line:
    return Line(f"{indent}= {consequence_text(consequence)}", _EFFECTS[consequence.effect])


def _with_place(text: str, place: str) -> str:
    return f"{text}  ({place})" if place else text
