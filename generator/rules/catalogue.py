"""All rules there are."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from types import ModuleType

from generator.rules import rollout
from generator.rules.rule import Rule

MODULES: tuple[ModuleType, ...] = (rollout,)
"""The modules that declare rules, in the order in which findings are told."""


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by module and there in the order of its text."""
    return tuple(_rules())


def _rules() -> Iterator[Rule]:
    for module in MODULES:
        yield from (value for value in vars(module).values() if isinstance(value, Rule))
