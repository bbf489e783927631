"""The resources of an expanded template."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from generator.arm.deferred import Deferred
from generator.arm.scope import Deployment
from generator.diagnostics import Diagnostic, Path


@dataclass(frozen=True, slots=True)
class ExpandedResource:
    """A resource as Azure would get it.

    `body` has values, and Deferred where only Azure knows one; `path` leads to its declaration in the template;
    `condition` is False for one that is not deployed, and Deferred where that is not known before.
    """

    id: str
    type: str
    name: str
    api_version: str
    body: dict[str, Any]
    path: Path
    deployment: Deployment
    condition: Any = True
    existing: bool = False
    symbol: str | None = None
    loop: str | None = None
    depends_on: tuple[str, ...] = ()


@dataclass(slots=True)
class Expansion:
    """All resources of a template and its nested ones, its outputs, and what Azure would refuse of it.

    `has_branches` says whether any `if` was evaluated: without one, its other branches are no different.
    """

    resources: list[ExpandedResource] = field(default_factory=list)
    outputs: dict[str, Any] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)
    has_branches: bool = False


def written(value: Any) -> Any:
    """The value as JSON can hold it: what only Azure knows as its expression."""
    match value:
        case Deferred():
            return value.text
        case dict():
            return {key: written(inner) for key, inner in value.items()}
        case list():
            return [written(inner) for inner in value]
    return value
