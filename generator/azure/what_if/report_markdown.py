"""A what-if for a comment on a pull request, in GitHub's Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.azure.what_if.changes import Effect, ResourceChange, WhatIf
from generator.azure.what_if.rows import Row, rows
from generator.azure.what_if.values import printable
from generator.azure.what_if.words import NOTES, TITLES, groups, main_scope, short_name, summary

LONGEST = 60_000
"""Characters: GitHub takes 65,536 in a comment."""
_MOST_DIAGNOSTICS = 20
_SPECIAL = re.compile(r"[^\w ./,;'-]|_")
_MENTION = "&#64;&#8203;"
"""An @ that calls nobody: what follows it is no longer joined to it."""
_PREFIXES = {"-": "-", "+": "+", "~": "!"}
"""What `diff` colours a line by, for each sign of a row; other rows keep their sign in the text."""


def to_markdown(what_if: WhatIf, *, title: str, show_all: bool) -> str:
    """A heading, the counts, a table of the resources, and for each that changes a diff to fold out.

    Every value is text: none can end a cell, a code block or a tag, or mention anybody. Where the comment would get too
    long for GitHub, diffs at its end are left out, and it says so.
    """
    scope = main_scope(what_if)
    shown = [each for _, resources in groups(what_if, show_all=show_all) for each in resources]
    parts = [f"### {_text(title).replace('&#64;', _MENTION)}", f"{_text(summary(what_if, show_all=show_all))}"]
    if shown:
        parts.append("\n".join(_table(shown, scope)))
    parts += [f"- {each.severity.value}: {_code(each.message)}" for each in what_if.diagnostics[:_MOST_DIAGNOSTICS]]
    details = list(filter(None, (_details(each, scope, show_all=show_all) for each in shown)))
    left = LONGEST - sum(len(part) + 2 for part in parts)
    while details and len(details[0]) + 2 <= left:
        left -= len(details[0]) + 2
        parts.append(details.pop(0))
    if details:
        parts.append(f"{len(details)} more are left out: a comment takes no more.")
    return "\n\n".join(parts) + "\n"


def _table(resources: list[ResourceChange], scope: str) -> Iterator[str]:
    yield "| Change | Resource |"
    yield "|---|---|"
    left = LONGEST // 2
    for number, each in enumerate(resources):
        line = f"| {_change(each)} | {_code(short_name(each, scope))} |"
        left -= len(line) + 1
        if left < 0:
            yield f"| | and {len(resources) - number} more |"
            return
        yield line


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
    if not found:
        return ""
    text = "\n".join(found)
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    head = f"<details><summary>{TITLES[resource.effect].capitalize()} {_code(short_name(resource, scope))}</summary>"
    return f"{head}\n\n{fence}diff\n{text}\n{fence}\n\n</details>"


def _line(row: Row) -> str:
    prefix = _PREFIXES.get(row.sign, " ")
    sign = f"{row.sign} " if row.sign in "?=" else ""
    return f"{prefix} {'  ' * row.depth}{sign}{row.text}".rstrip()


def _code(text: str) -> str:
    return f"<code>{_text(text)}</code>"


def _text(text: str) -> str:
    """Text that is nothing but text: as entities whatever Markdown or HTML could take for more."""
    return _SPECIAL.sub(lambda found: f"&#{ord(found[0])};", printable(" ".join(text.split())))
