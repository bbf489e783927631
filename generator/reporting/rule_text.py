"""What a rule says of itself: as text, as Markdown, and as plain values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from generator.rules.example import nested
from generator.rules.rule import Rule

_LONGEST_TEXT, _MOST_PARTS = 200, 12


def rule_text(rule: Rule, level: str) -> Iterator[str]:
    """The lines that explain a rule to a person in a terminal; `level` is what it is configured to."""
    yield f"{rule.code} ({level})"
    yield ""
    yield rule.what
    yield rule.why
    yield ""
    if rule.aliases:
        yield f"also known as: {', '.join(rule.aliases)}"
    for name, default in rule.options.items():
        yield f"option: {name}, {json.dumps(default, ensure_ascii=False)} by default"
    yield f"source: {rule.source}"
    for title, example in (("Bad", rule.bad), ("Good", rule.good)):
        yield ""
        yield f"{title}:"
        yield from (f"  {line}" for line in example_text(example).splitlines())


def rule_markdown(rule: Rule) -> Iterator[str]:
    """The same as Markdown, without a heading."""
    yield f"{rule.what} {rule.why}"
    yield ""
    yield f"- Level: {rule.severity}{'' if rule.enabled else ', off unless configured'}"
    if rule.security is not None:
        yield f"- Severity for security: {rule.security:.1f}"
    if rule.aliases:
        yield f"- Also known as: {', '.join(f'`{alias}`' for alias in rule.aliases)}"
    for name, default in rule.options.items():
        yield f"- Option `{name}`: `{json.dumps(default, ensure_ascii=False)}` by default"
    yield f"- Source: <{rule.source}>"
    for title, example in (("Bad", rule.bad), ("Good", rule.good)):
        yield ""
        yield f"{title}:"
        yield ""
        yield "```json"
        yield example_text(example)
        yield "```"


def rule_object(rule: Rule, level: str) -> dict[str, Any]:
    """The same for machines."""
    return {
        "code": rule.code,
        "level": level,
        "defaultLevel": rule.severity.value if rule.enabled else "off",
        "what": rule.what,
        "why": rule.why,
        "source": rule.source,
        "aliases": list(rule.aliases),
        "options": dict(rule.options),
        "securitySeverity": rule.security,
        "bad": nested(rule.bad),
        "good": nested(rule.good),
    }


def example_text(example: Any) -> str:
    """An example as JSON, what fits in a line on one; of what is there to be long or many, the beginning."""
    return _written(_shortened(nested(example)), "")


def _shortened(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= _LONGEST_TEXT else f"{value[:_LONGEST_TEXT]}…"
    if isinstance(value, list):
        return [*map(_shortened, value[:_MOST_PARTS]), *["…"][: len(value) > _MOST_PARTS]]
    if isinstance(value, dict):
        kept = {key: _shortened(inner) for key, inner in list(value.items())[:_MOST_PARTS]}
        return kept | ({"…": "…"} if len(value) > _MOST_PARTS else {})
    return value


def _written(value: Any, indent: str) -> str:
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or not value or (len(indent) + len(flat) <= 80 and _is_flat(value)):
        return flat
    inner = f"{indent}  "
    if isinstance(value, dict):
        parts = [f"{json.dumps(key, ensure_ascii=False)}: {_written(each, inner)}" for key, each in value.items()]
        return f"{{\n{inner}" + f",\n{inner}".join(parts) + f"\n{indent}}}"
    return f"[\n{inner}" + f",\n{inner}".join(_written(each, inner) for each in value) + f"\n{indent}]"


def _is_flat(value: Any) -> bool:
    return not any(isinstance(each, dict | list) for each in (value.values() if isinstance(value, dict) else value))
