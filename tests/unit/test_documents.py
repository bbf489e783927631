"""Blueprint files in their three languages, each value with its place."""

from pathlib import Path

import pytest

from generator.blueprint.document import read_document
from generator.blueprint.source import Node
from generator.diagnostics import DiagnosticError
from generator.diagnostics import Path as Steps

SAME = {"name": "web", "tags": {"app": "shop", "on": True}, "zones": [1, 2], "items": [{"id": 1}, {"id": 2}]}
IN_YAML = "name: web\ntags:\n  app: shop\n  on: true\nzones: [1, 2]\nitems:\n  - id: 1\n  - id: 2\n"
IN_JSON = (
    '{\n  "name": "web",\n  "tags": {"app": "shop", "on": true},\n  "zones": [1, 2],\n'
    '  "items": [\n    {"id": 1},\n    {"id": 2}\n  ]\n}\n'
)
IN_TOML = 'name = "web"\nzones = [1, 2]\n\n[tags]\napp = "shop"\non = true\n\n[[items]]\nid = 1\n\n[[items]]\nid = 2\n'


def document(folder: Path, name: str, text: str) -> Node:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return read_document(file, shown_as=name)


def places(node: Node, *paths: Steps) -> list[tuple[int, int]]:
    marks = [node.mark.nearest(path) for path in paths]
    return [(mark.line, mark.column) for mark in marks]


@pytest.mark.parametrize(
    ("name", "text"),
    [("b.yaml", IN_YAML), ("b.YML", IN_YAML), ("b.json", IN_JSON), ("b.toml", IN_TOML), ("b", IN_YAML)],
)
def test_the_languages_say_the_same(tmp_path: Path, name: str, text: str) -> None:
    assert document(tmp_path, name, text).value == SAME


PATHS: tuple[Steps, ...] = (("name",), ("tags",), ("tags", "app"), ("zones", 1), ("items", 1), ("items", 1, "id"))


def test_places_in_yaml(tmp_path: Path) -> None:
    node = document(tmp_path, "b.yaml", IN_YAML)
    assert places(node, *PATHS) == [(1, 1), (2, 1), (3, 3), (5, 12), (8, 5), (8, 5)]


def test_places_in_json(tmp_path: Path) -> None:
    node = document(tmp_path, "b.json", IN_JSON)
    assert places(node, *PATHS) == [(2, 3), (3, 3), (3, 12), (4, 16), (7, 5), (7, 6)]


def test_places_in_toml(tmp_path: Path) -> None:
    node = document(tmp_path, "b.toml", IN_TOML)
    assert places(node, *PATHS) == [(1, 1), (4, 1), (5, 1), (2, 1), (11, 1), (12, 1)]


def test_places_of_dotted_and_quoted_keys_in_toml(tmp_path: Path) -> None:
    node = document(tmp_path, "b.toml", 'a.b = 1\n"c.d".e = 2\n[f."g.h"]\ni = 3\n')
    assert places(node, ("a", "b"), ("c.d", "e"), ("f", "g.h", "i")) == [(1, 1), (2, 1), (4, 1)]


def test_what_looks_like_a_key_within_a_text_of_toml_is_none(tmp_path: Path) -> None:
    node = document(tmp_path, "b.toml", 'a = """\nb = 1\n[c]\n"""\nb = 2\n')
    assert node.value == {"a": "b = 1\n[c]\n", "b": 2}
    assert places(node, ("b",)) == [(5, 1)]


def test_a_date_of_toml_is_text(tmp_path: Path) -> None:
    assert document(tmp_path, "b.toml", "a = 2026-11-01\nb = 07:30:00\n").value == {"a": "2026-11-01", "b": "07:30:00"}


def test_an_infinite_number_of_toml_is_text(tmp_path: Path) -> None:
    assert document(tmp_path, "b.toml", "a = inf\nb = nan\n").value == {"a": "inf", "b": "nan"}


def test_escapes_of_json_that_yaml_does_not_know(tmp_path: Path) -> None:
    assert document(tmp_path, "b.json", r'{"a": "\ud83e\udda6 \/"}').value == {"a": "🦦 /"}


def test_tabs_indent_json(tmp_path: Path) -> None:
    node = document(tmp_path, "b.json", '{\n\t"a": {\n\t\t"b": 1\n\t}\n}\n')
    assert node.value == {"a": {"b": 1}}
    assert places(node, ("a", "b")) == [(3, 3)]


@pytest.mark.parametrize(
    ("name", "text", "line", "column"),
    [
        ("b.json", '{\n  "a": 1,\n}', 3, 1),
        ("b.json", '{\n  "a": 1\n  "b": 2\n}', 3, 3),
        ("b.toml", "a = 1\nb = \n", 2, 5),
        ("b.yaml", "a: 1\n b: 2\n", 2, 3),
    ],
)
def test_a_syntax_error_is_shown_in_its_place(tmp_path: Path, name: str, text: str, line: int, column: int) -> None:
    with pytest.raises(DiagnosticError) as refused:
        document(tmp_path, name, text)
    (found,) = refused.value.diagnostics
    assert found.code == "blueprint/syntax"
    assert found.location is not None
    assert (found.location.file, found.location.line, found.location.column) == (name, line, column)


@pytest.mark.parametrize("text", ["- a\n", "text\n", "17\n"])
def test_a_blueprint_is_an_object(tmp_path: Path, text: str) -> None:
    with pytest.raises(DiagnosticError, match="blueprint/not-object"):
        document(tmp_path, "b.yaml", text)
