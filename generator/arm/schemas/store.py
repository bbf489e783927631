"""The derived schemas, loaded one provider namespace at a time.

A shape is a string: the name of a primitive ("string", "boolean", "integer", "number", "any"), `#Model`, `@Enum`,
`[]shape` for a list or `{}shape` for an object with keys of any name. With constraints it is
{"is": shape, "minimum": 1, …}. A model has `properties`, and where they say something `required`, `readonly`,
`additional` (the shape of other properties) and `discriminator` with `variants`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class ResourceSchema:
    """What one resource type takes at the one apiVersion that is known of it."""

    type: str
    api_version: str
    model: str
    models: dict[str, dict[str, Any]]
    enums: dict[str, list[str]]
    since: str
    """The date of the first apiVersion that this schema resembles."""


def find(resource_type: str) -> ResourceSchema | None:
    """The schema of a resource type, written in any case."""
    namespace, _, _ = resource_type.lower().partition("/")
    return _schemas(namespace).get(resource_type.lower()) if namespace in _namespaces() else None


def known_types() -> Iterator[tuple[str, str]]:
    """Every resource type that has a schema, and its apiVersion."""
    for namespace in sorted(_namespaces()):
        for schema in _schemas(namespace).values():
            yield schema.type, schema.api_version


@cache
def _namespaces() -> frozenset[str]:
    return frozenset(path.stem for path in _DATA.glob("*.json"))


@cache
def _schemas(namespace: str) -> dict[str, ResourceSchema]:
    data = json.loads((_DATA / f"{namespace}.json").read_text(encoding="utf-8"))
    return {
        name.lower(): ResourceSchema(
            type=name,
            api_version=entry["apiVersion"],
            model=entry["model"],
            models=data["models"],
            enums=data["enums"],
            since=entry.get("since", ""),
        )
        for name, entry in data["types"].items()
    }
