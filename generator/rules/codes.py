"""The names that people know rules by: codes, slugs, and the ids of the same rules in other tools."""

from __future__ import annotations

from functools import cache

from generator.arm.schemas import FindingKind
from generator.diagnostics import nearest
from generator.rules.catalogue import all_rules
from generator.rules.rule import Rule

SCHEMA_CODES = tuple(f"schema/{kind}" for kind in FindingKind)
"""The findings of schemas, which can be configured and suppressed as those of rules."""


def rule_named(name: str) -> Rule | None:
    """The rule of that code, slug or alias, without regard to case; None for a slug that several rules have."""
    return _rules_by_name().get(name.strip().lower())


def code_named(name: str) -> str | None:
    """The code of a rule, or of a finding of schemas, by any name; None where no finding has it."""
    if (rule := rule_named(name)) is not None:
        return rule.code
    lowered = name.strip().lower()
    return next((code for code in SCHEMA_CODES if lowered in (code, code.partition("/")[2])), None)


def nearest_code(name: str) -> str | None:
    """The code that was probably meant by a misspelt code, slug or alias; None where none is near."""
    name = name.strip()
    names = [each for rule in all_rules() for each in (rule.code, rule.slug, *rule.aliases)]
    close = nearest(name, [*names, *SCHEMA_CODES])
    if close is None:
        return None
    return code_named(close) or next(rule.code for rule in all_rules() if rule.slug == close)


def rules_with_slug(name: str) -> list[Rule]:
    """The rules of that slug: several where stages have the same word for it."""
    return [rule for rule in all_rules() if rule.slug == name.strip().lower()]


@cache
def _rules_by_name() -> dict[str, Rule]:
    rules = all_rules()
    slugs = [rule.slug for rule in rules]
    found = {rule.slug: rule for rule in rules if slugs.count(rule.slug) == 1}
    found |= {alias.lower(): rule for rule in rules for alias in rule.aliases}
    return found | {rule.code: rule for rule in rules}
