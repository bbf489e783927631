"""How strictly a team wants each rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.diagnostics import Severity
from generator.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class Configuration:
    """Levels (None for off) and options of rules by code, and the files that are not checked (glob patterns)."""

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
