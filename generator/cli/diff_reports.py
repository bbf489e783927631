"""The reports of `vmssgen diff` for terminals and programs, over one pair of files or many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from generator.cli.colours import coloured
from generator.cli.diff_sides import FilePair
from generator.rendering.json_text import dumps
from generator.review.comparison import Comparison
from generator.review.effects import gravest
from generator.review.json_report import to_object
from generator.review.lines import to_lines
from generator.review.words import NOTHING
from generator.showing.lines import Line


def as_text(compared: Sequence[Comparison], pairs: Sequence[FilePair], stream: TextIO) -> str:
    """Each comparison in which anything differs, under the names of the files where there are several."""
    lines: list[Line] = []
    for each in compared:
        if each.resources:
            title = Line(f"{each.old.name} -> {each.new.name}", "heading", is_heading=True)
            lines += [*([title, Line("")] if len(pairs) > 1 else []), *to_lines(each), Line("")]
    lines += [Line(each, "summary") for each in only_on_one_side(pairs)]
    if not lines and not any(each.problems for each in compared):
        lines = [Line(NOTHING, "summary")]
    while lines and not lines[-1].text:
        lines.pop()
    return coloured(lines, stream)


def as_json(compared: Sequence[Comparison], pairs: Sequence[FilePair]) -> str:
    """All comparisons, and the names of files that one side alone has."""
    worst = gravest(effect for each in compared for effect in each.effects)
    return dumps(
        {
            "gravest": worst.value if worst else None,
            "comparisons": [to_object(each) for each in compared],
            "added": [each.name for each in pairs if each.old is None],
            "removed": [each.name for each in pairs if each.new is None],
        }
    )


def only_on_one_side(pairs: Sequence[FilePair]) -> list[str]:
    """A sentence for each file that has no like on the other side."""
    added = [f"added: {each.name}, which the old folder has not" for each in pairs if each.old is None]
    removed = [f"removed: {each.name}, which the new folder has not" for each in pairs if each.new is None]
    return [*added, *removed]
