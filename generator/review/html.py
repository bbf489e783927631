"""Comparisons as one page that needs nothing else, neither scripts nor other files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from generator.review.changes import Fate, ResourceChange
from generator.review.comparison import Comparison
from generator.review.effects import Consequence
from generator.review.rows import rows
from generator.review.words import (
    FATES,
    NOTHING,
    consequence_text,
    place_of,
    resource_title,
    set_lines,
    set_title,
    summary,
)

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
h1 { font-size: 1.3rem; } h2 { font-size: 1.15rem; } h3 { font-size: 1rem; margin-bottom: .3rem; }
table { border-collapse: collapse; width: 100%; } td { padding: .15rem .5rem; vertical-align: top; }
code { font: 13px/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
.added { background: #e6ffec; } .removed { background: #ffebe9; } .changed, .moved { background: #fff8c5; }
.effect { font-size: 13px; } .place { color: #57606a; font-size: 12px; text-align: right; white-space: nowrap; }
.error { color: #a40e26; } .immutable, .replace, .remove { color: #a40e26; font-weight: 600; }
.reimage, .restart { color: #953800; font-weight: 600; } .rerun, .update { color: #7d4e00; }
.unknown { color: #0550ae; } .nothing { color: #57606a; }
@media (prefers-color-scheme: dark) {
  body { background: #0d1117; color: #e6edf3; } a { color: #79c0ff; }
  .added { background: #12261e; } .removed { background: #2c1518; } .changed, .moved { background: #272115; }
  .error, .immutable, .replace, .remove { color: #ff7b72; } .reimage, .restart { color: #ffa657; }
  .rerun, .update { color: #d29922; } .unknown { color: #79c0ff; } .place, .nothing { color: #8b949e; }
}
"""
_ROWS = {"+": "added", "-": "removed", "~": "changed"}


def to_page(comparisons: Sequence[Comparison], only: Sequence[str] = ()) -> str:
    """The page; `only` are remarks on files that one side alone has."""
    body = [f"<p>{escape(each)}</p>" for each in only]
    for each in comparisons:
        body += _comparison(each)
    if not any(each.resources or each.problems for each in comparisons) and not only:
        body.append(f"<p>{NOTHING}</p>")
    return "\n".join(
        (
            "<!doctype html>",
            '<html lang="en">',
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width">',
            """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">""",
            "<title>What the edit does</title>",
            f"<style>{_STYLE}</style>",
            "<h1>What the edit does</h1>",
            *body,
            "</html>\n",
        )
    )


def _comparison(comparison: Comparison) -> Iterator[str]:
    yield f"<h2>{escape(comparison.old.name)} → {escape(comparison.new.name)}</h2>"
    yield f"<p>{escape(summary(comparison))}</p>"
    for problem in comparison.problems:
        yield f'<p class="error">{escape(problem.message)}</p>'
    for each in comparison.roll_outs:
        told = list(set_lines(comparison, each))
        if told:
            items = "".join(f"<li>{escape(line)}</li>" for line in told)
            yield f"<h3>{escape(set_title(comparison, each))}</h3>\n<ul>{items}</ul>"
    for change in comparison.resources:
        yield from _resource(comparison, change)


def _resource(comparison: Comparison, change: ResourceChange) -> Iterator[str]:
    yield f"<details open><summary>{FATES[change.fate]} <code>{escape(resource_title(change))}</code></summary>"
    if change.consequence is not None:
        yield f"<p>{_consequence(change.consequence)}</p>"
    yield "<table>"
    for row in rows(change):
        place = place_of(comparison, change, row.change) if row.change else ""
        text = f"{'  ' * row.depth}{row.sign} {row.text}".rstrip()
        kind = f' class="{_ROWS[row.sign]}"' if row.sign in _ROWS else ""
        yield f'<tr{kind}><td><code>{escape(text)}</code></td><td class="place">{escape(place)}</td></tr>'
        if row.change is not None and change.fate is not Fate.REPLACED:
            yield f'<tr><td class="effect" colspan="2">{_consequence(row.change.consequence)}</td></tr>'
    yield "</table></details>"


def _consequence(consequence: Consequence) -> str:
    text = f'<span class="{consequence.effect.value}">{escape(consequence_text(consequence))}</span>'
    return f'{text} <a href="{escape(consequence.source)}">source</a>' if consequence.source else text
