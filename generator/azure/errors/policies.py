"""The policies that denied a request, out of `additionalInfo` or, where Azure leaves that out, out of the message.

https://learn.microsoft.com/azure/governance/policy/how-to/determine-non-compliance
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.azure.errors.bodies import Level
from generator.azure.errors.messages import cut, on_one_line
from generator.azure.errors.places import property_path
from generator.diagnostics import Path

_IDENTIFIERS = re.compile(r"\.?\s*Policy identifiers: '?(\[.*\])'?\.?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison that the policy made: `field operator target` was true or false, `value` being what it found."""

    field: str
    value: str
    operator: str
    target: str
    path: Path = ()

    def __str__(self) -> str:
        return f"{self.field} is {self.value}, tested: {self.operator} {self.target}".rstrip()


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy that denied the request, by the names that people gave it, and what it looked at."""

    name: str
    assignment: str = ""
    scope: str = ""
    tests: tuple[Comparison, ...] = ()

    def __str__(self) -> str:
        assigned = f", assigned as “{self.assignment}”" if self.assignment and self.assignment != self.name else ""
        return f"policy “{self.name}”{assigned}" + (f" to {self.scope}" if self.scope else "")


def read_policies(level: Level) -> tuple[Policy, ...]:
    """The policies that a level names, each once."""
    found = [*_of_facts(level)] or [*_of_message(level.message)]
    return tuple(dict.fromkeys(found))


def without_identifiers(message: str) -> str:
    """The message without the JSON that lists ids of policies."""
    return _IDENTIFIERS.sub(".", message)


def _of_facts(level: Level) -> Iterator[Policy]:
    for fact in level.facts:
        info = fact.get("info")
        if str(fact.get("type")).lower() != "policyviolation" or not isinstance(info, Mapping):
            continue
        name = _first(info, "policyDefinitionDisplayName", "policyDefinitionName", "policyDefinitionId")
        assignment = _first(info, "policyAssignmentDisplayName", "policyAssignmentName", "policyAssignmentId")
        if name or assignment:
            yield Policy(name or assignment, assignment, _first(info, "policyAssignmentScope"), (*_tests(info),))


def _tests(info: Mapping[str, Any]) -> Iterator[Comparison]:
    details = info.get("evaluationDetails")
    expressions = details.get("evaluatedExpressions") if isinstance(details, Mapping) else None
    for each in expressions if isinstance(expressions, list) else ():
        if not isinstance(each, Mapping) or str(each.get("expressionKind", "Field")).lower() != "field":
            continue
        field = _first(each, "path", "expression")
        if field and field.lower() not in ("type", "kind"):
            values = (_shown(each.get(key)) for key in ("expressionValue", "operator", "targetValue"))
            value, operator, target = values
            yield Comparison(field, value, operator.strip('"'), target, property_path(field))


def _of_message(message: str) -> Iterator[Policy]:
    if not (found := _IDENTIFIERS.search(message)):
        return
    try:
        identifiers = json.loads(found[1])
    except (ValueError, RecursionError):
        return
    for each in identifiers:
        parts = each if isinstance(each, Mapping) else {}
        definition, assignment = (_named(parts.get(key)) for key in ("policyDefinition", "policyAssignment"))
        if definition[0] or assignment[0]:
            yield Policy(definition[0] or assignment[0], assignment[0], assignment[1])


def _named(part: Any) -> tuple[str, str]:
    """The name, and the scope that the id starts with."""
    if not isinstance(part, Mapping):
        return "", ""
    return _first(part, "name", "id"), _first(part, "id").rpartition("/providers/Microsoft.Authorization/")[0]


def _first(info: Mapping[str, Any], *keys: str) -> str:
    return next((cut(on_one_line(value), 200) for key in keys if isinstance(value := info.get(key), str) and value), "")


def _shown(value: Any) -> str:
    if value is None:
        return "not set"
    try:
        return cut(json.dumps(value, ensure_ascii=False, default=str), 200)
    except RecursionError:
        return "a value of very many levels"
