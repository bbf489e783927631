"""GitHub's Markdown for a comment on a pull request, in which every text of others stays text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generator.showing.texts import printable

LONGEST = 60_000
"""Characters: GitHub takes 65,536 in a comment."""
PREFIXES = {"-": "-", "+": "+", "~": "!"}
"""What `diff` colours a line by, for each sign of a change."""
_SPECIAL = re.compile(r"[^\w ./,;'-]|_")
_MENTION = "&#64;&#8203;"
"""An @ that calls nobody: what follows it is no longer joined to it."""


def text(given: str) -> str:
    """Text that is nothing but text: as entities whatever Markdown or HTML could take for more."""
    return _SPECIAL.sub(lambda found: f"&#{ord(found[0])};", printable(" ".join(given.split())))


def code(given: str) -> str:
    """The text in a fixed width."""
    return f"<code>{text(given)}</code>"


def heading(given: str) -> str:
    """A heading, which mentions nobody."""
    return f"### {text(given).replace('&#64;', _MENTION)}"


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of cells that are Markdown already; rows that a comment does not take are counted."""
    return "\n".join(_table(headings, rows))


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(headings)} |"
    yield "|" + "---|" * len(headings)
    left = LONGEST // 2
    for number, cells in enumerate(rows):
        line = f"| {' | '.join(cells)} |"
        left -= len(line) + 1
        if left < 0:
            yield f"| | and {len(rows) - number} more |" + " |" * (len(headings) - 2)
            return
        yield line


def folded_diff(title: str, lines: Sequence[str]) -> str:
    """A diff to fold out, whose lines cannot end it; the title is Markdown already."""
    body = "\n".join(lines)
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", body)), default=0))
    return f"<details><summary>{title}</summary>\n\n{fence}diff\n{body}\n{fence}\n\n</details>"


def comment(parts: Sequence[str], details: Sequence[str]) -> str:
    """The parts, and as many of the details after them as a comment takes."""
    taken, left = list(parts), LONGEST - sum(len(part) + 2 for part in parts)
    for number, detail in enumerate(details):
        left -= len(detail) + 2
        if left < 0:
            taken.append(f"{len(details) - number} more are left out: a comment takes no more.")
            break
        taken.append(detail)
    return "\n\n".join(taken) + "\n"
