"""Laws of laying blueprints over one another."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties.blueprint_strategy import JSON, blueprints, is_valid
from properties.examples import LINUX, laid_over
from properties.texts import TEXTS
from typer.testing import CliRunner

import generator
from generator.blueprint.layers import merge
from generator.blueprint.paths import parse_path
from generator.blueprint.source import Mark, Node, Source
from generator.cli.app import app
from generator.diagnostics import Path as JsonPath
from generator.diagnostics import show_path

OBJECTS = st.dictionaries(TEXTS, JSON, max_size=4)
KEYS = TEXTS.filter(bool)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("layers")


def node(value: Any) -> Node:
    return Node(value, Mark(Source("layer", ""), 1, 1))


def written(folder: Path, name: str, document: Any) -> Path:
    file = folder / name
    file.write_text(json.dumps(document), encoding="utf-8")
    return file


def without_nulls(value: Any) -> Any:
    match value:
        case dict():
            return {key: without_nulls(inner) for key, inner in value.items() if inner is not None}
        case list():
            return [without_nulls(inner) for inner in value]
    return value


@given(OBJECTS)
def test_an_empty_layer_changes_nothing(document: dict[str, Any]) -> None:
    assert merge(node(document), node({})).value == document
    assert merge(node({}), node(document)).value == document


@given(OBJECTS)
def test_the_same_layer_twice_is_the_layer_once(document: dict[str, Any]) -> None:
    assert merge(node(document), node(document)).value == document


@given(OBJECTS, OBJECTS)
def test_every_key_of_either_layer_is_in_the_result_and_no_other(below: dict[str, Any], above: dict[str, Any]) -> None:
    assert merge(node(below), node(above)).value.keys() == below.keys() | above.keys()


@given(OBJECTS, OBJECTS)
def test_layers_are_not_changed_by_merging(below: dict[str, Any], above: dict[str, Any]) -> None:
    before = json.dumps([below, above])

    merge(node(below), node(above))

    assert json.dumps([below, above]) == before


@settings(max_examples=30)
@given(document=blueprints().filter(is_valid))
def test_an_empty_environment_changes_nothing(folder: Path, document: dict[str, Any]) -> None:
    document = without_nulls(document)
    plain = written(folder, "plain.json", {**document, "environments": {}})
    staged = written(folder, "staged.json", {**document, "environments": {"test": {}}})

    assert generator.load(staged, environment="test").document == generator.load(plain).document


@settings(max_examples=30)
@given(document=blueprints().filter(is_valid))
def test_extending_and_adding_nothing_changes_nothing(folder: Path, document: dict[str, Any]) -> None:
    base = written(folder, "base.json", document)
    above = written(folder, "above.json", {"extends": "base.json"})

    assert generator.load(above).document == generator.load(base).document


@settings(max_examples=25)
@given(key=KEYS, text=TEXTS)
def test_what_set_sets_is_what_show_shows(folder: Path, key: str, text: str) -> None:
    file = written(folder, "set.json", LINUX)
    path = show_path(("tags", key))

    result = CliRunner().invoke(app, ["show", str(file), "--set", f"{path}={json.dumps(text)}", "--format", "json"])

    assert result.exit_code == 0, result.stderr
    shown = {entry["path"]: entry["value"] for entry in json.loads(result.stdout)}
    assert shown[path] == text


@given(value=JSON.map(without_nulls).filter(lambda value: value is not None))
def test_set_takes_any_value(folder: Path, value: Any) -> None:
    extension = {"name": "any", "publisher": "Contoso", "type": "Any", "typeHandlerVersion": "1.0"}
    file = written(folder, "set.json", laid_over(LINUX, {"extensions": [extension]}))

    blueprint = generator.load(file, settings=[f"extensions[any].settings.it={json.dumps(value)}"])

    assert blueprint.document["extensions"][0]["settings"] == {"it": value}


@given(
    st.lists(KEYS | st.integers(0, 9), min_size=1, max_size=4).map(tuple).filter(lambda path: isinstance(path[0], str))
)
def test_a_path_is_shown_as_set_takes_it(path: JsonPath) -> None:
    assert parse_path(show_path(path)) == path


def test_set_refuses_what_is_no_unicode_text(folder: Path) -> None:
    file = written(folder, "set.json", LINUX)

    with pytest.raises(generator.DiagnosticError, match="blueprint/"):
        generator.load(file, settings=["tags.team=\udcff"])
