"""The table of what is known of single properties: that it speaks of properties that there are."""

import json
from pathlib import Path
from typing import Any

import pytest

import generator
from generator.arm.schemas import known_types
from generator.arm.schemas.store import ResourceSchema, find

TABLE = json.loads((Path(generator.__file__).parent / "azure/what_if/noise.json").read_text(encoding="utf-8"))
KINDS = ("defaults", "assigned", "writeOnly", "sets", "ordered")
GROUPS = [(provider, group) for provider, groups in TABLE.items() for group in groups]
PROPERTIES = [(provider, kind, key) for provider, group in GROUPS for kind in KINDS for key in group.get(kind, ())]
DEFAULTS = [
    pytest.param(provider, key, value, id=key)
    for provider, group in GROUPS
    for key, value in group.get("defaults", {}).items()
]


def schema_of(provider: str) -> ResourceSchema:
    name = next(name for name, _ in known_types() if name.startswith(f"{provider}/"))
    found = find(name)
    assert found is not None
    return found


def shape_of(provider: str, key: str) -> Any:
    model, _, name = key.rpartition(".")
    return schema_of(provider).models[model]["properties"].get(name)


def test_every_property_is_one_of_the_schemas() -> None:
    assert [key for provider, _, key in PROPERTIES if shape_of(provider, key) is None] == []


@pytest.mark.parametrize(("provider", "key", "value"), DEFAULTS)
def test_a_default_is_a_value_that_its_property_takes(provider: str, key: str, value: Any) -> None:
    model = key.rpartition(".")[0]
    types = [each for each, _ in known_types() if each.startswith(f"{provider}/") and holds(each, model)]
    shape = shape_of(provider, key)
    plain = shape if isinstance(shape, str) else shape["is"]

    assert types, f"no resource type of {provider} has {model}"
    if plain.startswith("@"):
        assert value in schema_of(provider).enums[plain[1:]]
    else:
        expected = {"boolean": bool, "integer": int, "number": int | float, "string": str, "[]": list}
        assert isinstance(value, expected["[]" if plain.startswith("[]") else plain])


def holds(resource_type: str, model: str) -> bool:
    """Whether the model is that of the resource or of anything in it."""
    schema = find(resource_type)
    assert schema is not None
    open_, seen = [schema.model], set()
    while open_:
        name = open_.pop()
        if name not in seen:
            seen.add(name)
            found = schema.models[name]
            shapes = [each if isinstance(each, str) else each["is"] for each in found["properties"].values()]
            names = [each.lstrip("[]{}") for each in shapes]
            open_ += [each[1:] for each in names if each.startswith("#")] + list(found.get("variants", {}).values())
    return model in seen


def test_every_group_has_a_source() -> None:
    assert [group for _, group in GROUPS if not group["source"].startswith("https://")] == []


def test_nothing_is_said_twice() -> None:
    assert len(set(PROPERTIES)) == len(PROPERTIES)


def test_lists_of_the_table_are_lists() -> None:
    lists = [(provider, key) for provider, kind, key in PROPERTIES if kind in ("sets", "ordered")]

    assert [key for provider, key in lists if not str(shape_of(provider, key)).startswith("[]")] == []


def test_groups_have_no_member_that_nothing_reads() -> None:
    assert {name for _, group in GROUPS for name in group} <= {*KINDS, "source", "where", "since"}


def test_conditions_are_of_properties_of_the_same_object() -> None:
    conditional = [
        (provider, f"{key.rpartition('.')[0]}.{path.partition('.')[0]}")
        for provider, group in GROUPS
        for path in group.get("where", {})
        for kind in KINDS
        for key in group.get(kind, ())
    ]

    assert conditional
    assert [key for provider, key in conditional if shape_of(provider, key) is None] == []
