"""What can be wrong with a resource that does not keep to its schema."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from generator.diagnostics import Path, Severity

LIKELY = 0.7
"""Likeness from which a name is taken for a misspelt one: the many names of a provider are like one another."""


class FindingKind(StrEnum):
    """In which way a value differs from its schema."""

    UNKNOWN_TYPE = "unknown-type"
    OTHER_API_VERSION = "other-api-version"
    UNKNOWN_PROPERTY = "unknown-property"
    READ_ONLY_PROPERTY = "read-only-property"
    MISSING_PROPERTY = "missing-property"
    WRONG_TYPE = "wrong-type"
    WRONG_VALUE = "wrong-value"
    OUT_OF_RANGE = "out-of-range"
    WRONG_CASE = "wrong-case"
    CONVERTED = "converted"


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaFinding:
    """One difference between a resource and the schema of its type; `path` leads to the value in the resource."""

    kind: FindingKind
    path: Path
    message: str
    hint: str | None = None
    severity: Severity = Severity.ERROR


def same_but_case(name: str, known: Iterable[str]) -> str | None:
    """The known name that differs in case alone."""
    folded = name.lower()
    return next((candidate for candidate in known if candidate.lower() == folded), None)
