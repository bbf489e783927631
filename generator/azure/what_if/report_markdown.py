"""A what-if for a comment on a pull request, in GitHub's Markdown."""

from __future__ import annotations

from generator.azure.what_if.changes import Effect, ResourceChange, WhatIf
from generator.azure.what_if.rows import Row, rows
from generator.azure.what_if.words import NOTES, TITLES, groups, main_scope, short_name, summary
from generator.showing import markdown
from generator.showing.texts import printable

_MOST_DIAGNOSTICS = 20


def to_markdown(what_if: WhatIf, *, title: str, show_all: bool) -> str:
    """A heading, the counts, a table of the resources, and for each that changes a diff to fold out.

    Every value is text: none can end a cell, a code block or a tag, or mention anybody. Where the comment would get too
    long for GitHub, diffs at its end are left out, and it says so.
    """
    scope = main_scope(what_if)
    shown = [each for _, resources in groups(what_if, show_all=show_all) for each in resources]
    parts = [markdown.heading(title), markdown.text(summary(what_if, show_all=show_all))]
    if shown:
        cells = [(_change(each), markdown.code(short_name(each, scope))) for each in shown]
        parts.append(markdown.table(("Change", "Resource"), cells))
    told = what_if.diagnostics[:_MOST_DIAGNOSTICS]
    parts += [f"- {each.severity.value}: {markdown.code(each.message)}" for each in told]
    return markdown.comment(parts, list(filter(None, (_details(each, scope, show_all=show_all) for each in shown))))


def _change(resource: ResourceChange) -> str:
    word = TITLES[resource.effect].capitalize()
    stands_out = resource.effect in (Effect.DELETE, Effect.REPLACE)
    perhaps = ", perhaps" if resource.is_potential else ""
    return f"**{word.upper()}**{perhaps}" if stands_out else f"{word}{perhaps}"


def _details(resource: ResourceChange, scope: str, *, show_all: bool) -> str:
    found = [_line(row) for row in rows(resource, show_all=show_all)]
    if resource.effect in NOTES:
        found.insert(0, f"# {NOTES[resource.effect]}")
    if resource.unsupported_reason:
        found.insert(0, f"# {printable(resource.unsupported_reason)}")
    title = f"{TITLES[resource.effect].capitalize()} {markdown.code(short_name(resource, scope))}"
    return markdown.folded_diff(title, found) if found else ""


def _line(row: Row) -> str:
    prefix = markdown.PREFIXES.get(row.sign, " ")
    sign = f"{row.sign} " if row.sign in "?=" else ""
    return f"{prefix} {'  ' * row.depth}{sign}{row.text}".rstrip()
