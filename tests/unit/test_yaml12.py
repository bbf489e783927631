"""YAML as a blueprint is read: scalars of version 1.2, anchors, merge keys, and the place of every value."""

from typing import Any

import pytest

from generator.blueprint.source import Node, Source
from generator.blueprint.yaml12 import read_yaml
from generator.diagnostics import DiagnosticError, Path


def read(text: str) -> Node:
    return read_yaml(Source("b.yaml", text))


def place(node: Node, *path: str | int) -> tuple[int, int]:
    mark = node.mark.at(path)
    assert mark is not None
    return mark.line, mark.column


@pytest.mark.parametrize(
    "text", ["on", "off", "yes", "no", "y", "N", "12:30", "1:02:03", "2026-11-01", "1_000", "0b11"]
)
def test_what_is_more_than_text_in_older_yaml_is_text(text: str) -> None:
    assert read(f"a: {text}").value == {"a": text}


@pytest.mark.parametrize("text", [".inf", "-.Inf", ".nan", "1e999"])
def test_numbers_that_json_cannot_hold_are_text(text: str) -> None:
    assert read(f"a: {text}").value == {"a": text}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0755", 755),
        ("0o17", 15),
        ("0x1F", 31),
        ("-12", -12),
        ("+12", 12),
        ("1e3", 1000.0),
        ("1.", 1.0),
        (".5", 0.5),
        ("-0.5e-1", -0.05),
        ("true", True),
        ("False", False),
        ("~", None),
        ("null", None),
        ("", None),
    ],
)
def test_scalars_of_the_core_schema(text: str, value: Any) -> None:
    found = read(f"a: {text}").value["a"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("text", ["tRue", "nULL", "0O17", "1e", ".", "1 2", "0x", "--1"])
def test_what_resembles_another_type_is_text(text: str) -> None:
    assert read(f"a: {text}").value == {"a": text}


@pytest.mark.parametrize("text", ['"17"', "'17'", "!!str 17", "|-\n  17", ">-\n  17"])
def test_quoted_and_tagged_scalars_are_text(text: str) -> None:
    assert read(f"a: {text}").value == {"a": "17"}


def test_the_tag_without_a_name_makes_text() -> None:
    assert read("a: ! 17").value == {"a": "17"}


@pytest.mark.parametrize("key", ["17", "true", "~", "12:30"])
def test_keys_are_text(key: str) -> None:
    assert read(f"{key}: a").value == {key: "a"}


def test_an_alias_is_the_value_of_its_anchor() -> None:
    assert read("a: &x {b: [1]}\nc: *x").value == {"a": {"b": [1]}, "c": {"b": [1]}}


def test_an_anchor_may_be_given_again() -> None:
    assert read("a: &x 1\nb: *x\nc: &x 2\nd: *x").value == {"a": 1, "b": 1, "c": 2, "d": 2}


def test_a_merge_key_adds_what_is_not_there() -> None:
    assert read("a: &x {b: 1, c: 2}\nd: {<<: *x, c: 3}").value["d"] == {"c": 3, "b": 1}


def test_of_several_merged_mappings_the_first_wins() -> None:
    assert read("a: &x {k: 1}\nb: &y {k: 2, l: 2}\nc: {<<: [*x, *y]}").value["c"] == {"k": 1, "l": 2}


def test_a_quoted_merge_key_is_a_key() -> None:
    assert read('"<<": 1').value == {"<<": 1}


def test_a_merged_value_stands_where_it_was_written() -> None:
    assert place(read("a: &x\n  b: 1\nc:\n  <<: *x\n  d: 2"), "c", "b") == (2, 3)


def test_a_value_behind_an_alias_stands_at_its_anchor() -> None:
    node = read("a: &x {b: 1}\nc: *x")
    assert place(node, "c") == (2, 1)
    assert place(node, "c", "b") == (1, 8)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ((), (1, 1)),
        (("a",), (1, 1)),
        (("a", "b"), (2, 3)),
        (("a", "list"), (3, 3)),
        (("a", "list", 0), (4, 7)),
        (("a", "list", 1, "c"), (5, 8)),
        (("flow", 1), (6, 11)),
        (("text",), (7, 1)),
        (("é",), (9, 1)),
    ],
)
def test_places_count_from_one(path: Path, expected: tuple[int, int]) -> None:
    text = 'a:\n  b: 1\n  list:\n    - x\n    - {c: 2}\nflow: [1, 2]\ntext: |\n  x\n"é": 1\n'
    assert place(read(text), *path) == expected


def test_the_place_of_what_is_not_there_is_that_of_what_is_around_it() -> None:
    mark = read("a:\n  b: 1\n").mark.nearest(("a", "c", "d"))
    assert (mark.line, mark.column) == (1, 1)


@pytest.mark.parametrize(
    ("text", "message", "line", "column"),
    [
        ("a: ]", "not valid YAML", 1, 4),
        ("a: 1\n---\nb: 2", "one document is expected", 2, 1),
        ("a: 1\nb: 2\na: 3", "'a' is given twice", 3, 1),
        ("a: *x", "no anchor &x", 1, 4),
        ("a: &x [*x]", "no anchor &x", 1, 8),
        ("a: !secret x", "the tag !secret is not supported", 1, 4),
        ("[a]: 1", "a key must be text", 1, 1),
        ("<<: 1", "<< takes an alias of a mapping", 1, 1),
        ("a: \x07", "character #x0007 is not allowed", 1, 4),
        ("a:\n\t- b", "not valid YAML", 2, 1),
    ],
)
def test_a_mistake_is_shown_in_its_place(text: str, message: str, line: int, column: int) -> None:
    with pytest.raises(DiagnosticError) as refused:
        read(text)
    (found,) = refused.value.diagnostics
    assert message in found.message
    assert found.location is not None
    assert (found.location.line, found.location.column) == (line, column)


def test_of_a_key_given_twice_both_places_are_shown() -> None:
    with pytest.raises(DiagnosticError) as refused:
        read("a: 1\nb: 2\na: 3")
    (found,) = refused.value.diagnostics
    (first,) = found.causes
    assert first.location is not None
    assert first.location.line == 1


def test_values_may_be_nested_as_deep_as_any_resource_needs() -> None:
    assert read("[" * 64 + "]" * 64).value == eval("[" * 64 + "]" * 64)
    with pytest.raises(DiagnosticError, match="blueprint/too-deep"):
        read("[" * 65 + "]" * 65)
