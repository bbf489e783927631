"""The properties of a resource type that a template can set, and those that a resource does set, as dotted paths.

An item of a list is `[]`, and a value behind a key of any name is `{}`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.arm.schemas.store import ResourceSchema, find


def writable_paths(resource_type: str) -> set[str]:
    """The paths of all values that the schema of the type takes, those alone that Azure does not answer itself."""
    schema = find(resource_type)
    assert schema is not None
    return {".".join(path) for path in _of_model(schema, schema.model, (), frozenset())}


def _of_model(
    schema: ResourceSchema, name: str, path: tuple[str, ...], around: frozenset[str]
) -> Iterator[tuple[str, ...]]:
    model = schema.models[name]
    if not model["properties"]:
        yield path
    for key, shape in model["properties"].items():
        if key not in model.get("readonly", ()) and name not in around:
            yield from _of_shape(schema, shape, (*path, key), around | {name})


def _of_shape(
    schema: ResourceSchema, shape: Any, path: tuple[str, ...], around: frozenset[str]
) -> Iterator[tuple[str, ...]]:
    shape = shape if isinstance(shape, str) else shape["is"]
    if shape.startswith("[]"):
        yield from _of_shape(schema, shape[2:], (*path, "[]"), around)
    elif shape.startswith("{}"):
        yield from _of_shape(schema, shape[2:], (*path, "{}"), around)
    elif shape.startswith("#"):
        yield from _of_model(schema, shape[1:], path, around)
    else:
        yield path


def used_paths(value: Any, known: set[str], path: tuple[str, ...] = ()) -> Iterator[str]:
    """Those of the known paths at which the resource has a value."""
    dotted = ".".join(path)
    if dotted in known:
        yield dotted
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            step = "{}" if any(each.startswith(".".join((*path, "{}"))) for each in known) else key
            yield from used_paths(inner, known, (*path, step))
    elif isinstance(value, list):
        for inner in value:
            yield from used_paths(inner, known, (*path, "[]"))
