"""How strictly a team wants each rule."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Any

from generator.diagnostics import Diagnostic, Severity
from generator.rules.catalogue import all_rules
from generator.rules.codes import SCHEMA_CODES
from generator.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class Configuration:
    """Levels (None for off) and options of rules by code, and the files that are not checked (glob patterns).

    Findings of schemas have levels as well, by their codes.
    """

    levels: Mapping[str, Severity | None] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    excludes: tuple[str, ...] = ()

    def level(self, rule: Rule) -> Severity | None:
        """The severity of the rule's findings; None where it does not run."""
        if rule.code in self.levels:
            return self.levels[rule.code]
        return rule.severity if rule.enabled else None

    def options_of(self, rule: Rule) -> Mapping[str, Any]:
        """The rule's settings."""
        return {**rule.options, **self.options.get(rule.code, {})}

    def excluded(self, parts: Sequence[str]) -> bool:
        """Whether a pattern covers a file, or a folder that it lies in; `parts` lead from the configuration to it."""
        return any(
            _matches(parts[:length], pattern.strip("/").split("/"))
            for pattern in self.excludes
            for length in range(1, len(parts) + 1)
        )

    def with_rules(self, codes: Collection[str]) -> Configuration:
        """The same with those rules switched on that are off, at their own level."""
        off = {rule.code: rule.severity for rule in all_rules() if rule.code in codes and self.level(rule) is None}
        kept = {code: level for code, level in self.levels.items() if level is not None or code not in codes}
        return replace(self, levels={**kept, **off}) if off or kept != self.levels else self

    def levelled(self, findings: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        """The findings with those of schemas at their levels; those of rules have theirs already."""
        for each in findings:
            if each.code not in SCHEMA_CODES or each.code not in self.levels:
                yield each
            elif (level := self.levels[each.code]) is not None:
                yield replace(each, severity=level)


def _matches(parts: Sequence[str], pattern: Sequence[str]) -> bool:
    """Whether the pattern is the whole path: `**` any number of folders, `*` and `?` within a name."""
    if not pattern:
        return not parts
    if pattern[0] == "**":
        return any(_matches(parts[start:], pattern[1:]) for start in range(len(parts) + 1))
    return bool(parts) and fnmatchcase(parts[0], pattern[0]) and _matches(parts[1:], pattern[1:])
