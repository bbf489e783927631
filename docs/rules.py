"""Write rules.md, and rules/STAGE.md for each stage, from the rules: `python docs/rules.py`, or `make docs`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from generator.reporting.rule_text import rule_markdown
from generator.rules.catalogue import all_rules
from generator.rules.rule import Rule

DOCS = Path(__file__).parent
_HEAD = """# Rules

What `vmssgen validate` looks for in expanded templates, made from the rules themselves by `make docs`. Resources are
checked against the schemas of their types as well; those findings are among the [diagnostics](diagnostics.md). How to
choose levels, set options and accept findings is told in [Validating](validate.md).
"""
_STAGE_HEAD = """# Rules: {stage}

Made from the [rules](../rules.md) themselves by `make docs`. Examples are parts of a template: members of the template
itself, or of one resource, which is a scale set where it says no type.
"""


def pages() -> dict[str, str]:
    """The texts of the pages by their names: the list of all rules, and a page for each stage."""
    stages: dict[str, list[Rule]] = {}
    for rule in sorted(all_rules(), key=lambda each: each.code):
        stages.setdefault(rule.code.partition("/")[0], []).append(rule)
    texts = {"rules.md": [_HEAD, *(line for stage, rules in stages.items() for line in _list(stage, rules))]}
    for stage, rules in stages.items():
        texts[f"rules/{stage}.md"] = [_STAGE_HEAD.format(stage=stage), *_details(rules)]
    return {name: "\n".join(lines).rstrip("\n") + "\n" for name, lines in texts.items()}


def _list(stage: str, rules: Iterable[Rule]) -> Iterator[str]:
    yield f"## {stage}\n\n| rule | level | what must hold |\n|---|---|---|"
    for rule in rules:
        anchor = rule.code.replace("/", "")
        level = rule.severity.value if rule.enabled else "off"
        what = rule.what.replace("|", chr(92) + "|")
        yield f"| [`{rule.code}`](rules/{stage}.md#{anchor}) | {level} | {what} |"
    yield ""


def _details(rules: Iterable[Rule]) -> Iterator[str]:
    for rule in rules:
        yield from (f"### {rule.code}", "", *rule_markdown(rule), "")


if __name__ == "__main__":
    (DOCS / "rules").mkdir(exist_ok=True)
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf-8")
