"""A comparison for a comment on a pull request, in GitHub's Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from generator.review.changes import Fate, ResourceChange
from generator.review.comparison import Comparison
from generator.review.effects import TITLES, Consequence, gravest
from generator.review.rows import Row, rows
from generator.review.words import FATES, consequence_text, place_of, resource_title, set_lines, set_title, summary
from generator.showing import markdown


def to_markdown(comparison: Comparison) -> str:
    """A heading, the summary, what becomes of each set, a table of the resources, and a diff of each to fold out.

    Every value is text: none can end a cell, a code block or a tag, or mention anybody. Where the comment would get too
    long for GitHub, diffs at its end are left out, and it says so.
    """
    title = f"{comparison.old.name} → {comparison.new.name}"
    parts = [markdown.heading(title), markdown.text(summary(comparison))]
    parts += [f"**error**: {markdown.code(each.message)}" for each in comparison.problems]
    for each in comparison.roll_outs:
        told = [f"- {markdown.text(line)}" for line in set_lines(comparison, each)]
        if told:
            parts.append("\n".join([f"**{markdown.text(set_title(comparison, each))}**", "", *told]))
    if comparison.resources:
        cells = [(FATES[each.fate], markdown.code(resource_title(each)), _worst(each)) for each in comparison.resources]
        parts.append(markdown.table(("Change", "Resource", "What it does"), cells))
    details = [_details(comparison, each) for each in comparison.resources]
    return markdown.comment(parts, list(filter(None, details)))


def _worst(change: ResourceChange) -> str:
    effect = gravest(each.effect for each in change.consequences)
    found: Consequence | None = next((each for each in change.consequences if each.effect is effect), None)
    if found is None:
        return ""
    text = markdown.text(TITLES[found.effect])
    return f"[{text}]({found.source})" if found.source else text


def _details(comparison: Comparison, change: ResourceChange) -> str:
    found = [line for row in rows(change) for line in _lines(comparison, change, row)]
    if change.consequence is not None:
        found.insert(0, f"# {consequence_text(change.consequence)}")
    title = f"{FATES[change.fate]} {markdown.code(resource_title(change))}"
    return markdown.folded_diff(title, found) if found else ""


def _lines(comparison: Comparison, change: ResourceChange, row: Row) -> Iterator[str]:
    prefix = markdown.PREFIXES.get(row.sign, " ")
    place = place_of(comparison, change, row.change) if row.change else ""
    yield f"{prefix} {'  ' * row.depth}{row.text}{f'  ({place})' if place else ''}".rstrip()
    if row.change is not None and change.fate is not Fate.REPLACED:
        yield f"#   {'  ' * row.depth}{consequence_text(row.change.consequence)}"
