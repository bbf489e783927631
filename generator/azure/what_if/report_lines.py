"""A what-if for a terminal: lines, each with the name of a style."""

from __future__ import annotations

from collections.abc import Iterator

from generator.azure.what_if.changes import Effect, ResourceChange, WhatIf
from generator.azure.what_if.rows import rows
from generator.azure.what_if.words import NOTES, SIGNS, TITLES, groups, main_scope, short_name, summary
from generator.showing.lines import Line
from generator.showing.texts import printable

_STYLES = {"-": "delete", "+": "create", "~": "modify", "?": "unknown", "=": "noise", " ": "plain"}


def to_lines(what_if: WhatIf, *, show_all: bool) -> list[Line]:
    """The resources by what becomes of them, deletions and replacements first, each with what changes in it.

    `show_all` adds the resources that stay as they are, the properties known as noise, and all of what is created or
    deleted. Azure's own remarks are not among the lines: `WhatIf.diagnostics` has them.
    """
    lines: list[Line] = []
    scope = main_scope(what_if)
    for effect, resources in groups(what_if, show_all=show_all):
        lines += [
            _heading(effect, len(resources)),
            *(line for each in resources for line in _resource(each, scope, show_all=show_all)),
        ]
        lines.append(Line(""))
    return [*lines, Line(summary(what_if, show_all=show_all), "summary")]


def _heading(effect: Effect, count: int) -> Line:
    note = f": {NOTES[effect]}" if effect in NOTES else ""
    return Line(f"{TITLES[effect]} {count} resource{'' if count == 1 else 's'}{note}", effect.value, is_heading=True)


def _resource(resource: ResourceChange, scope: str, *, show_all: bool) -> Iterator[Line]:
    perhaps = ", if the deployment comes to it" if resource.is_potential else ""
    yield Line(f"  {SIGNS[resource.effect]} {short_name(resource, scope)}{perhaps}", resource.effect.value)
    if resource.unsupported_reason:
        yield Line(f"      {printable(resource.unsupported_reason)}")
    for row in rows(resource, show_all=show_all):
        yield Line(f"      {'  ' * row.depth}{row.sign} {row.text}", _STYLES[row.sign])
