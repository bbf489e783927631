"""Layers of a blueprint: bases, the file, an environment, settings, each laid over what is below."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import generator
from generator.blueprint.layers import effective_document
from generator.blueprint.source import Node


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, text: str) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")


def layered(name: str, environment: str | None = None, settings: Sequence[str] = ()) -> Node:
    return effective_document(Path(name), environment, settings)[0]


def over(below: str, above: str) -> Any:
    """One value laid over another."""
    write("base.yaml", f"value: {below}\n")
    write("b.yaml", f"extends: base.yaml\nvalue: {above}\n")
    return layered("b.yaml").value.get("value")


pytestmark = pytest.mark.usefixtures("folder")


def test_objects_merge() -> None:
    assert over("{a: 1, b: {c: 2, d: 3}}", "{b: {c: 4}, e: 5}") == {"a": 1, "b": {"c": 4, "d": 3}, "e": 5}


def test_lists_of_named_items_merge_by_name() -> None:
    below, above = "[{name: x, a: 1, b: 1}, {name: y, a: 2}]", "[{name: z, a: 3}, {name: x, b: 4}]"
    assert over(below, above) == [{"name": "x", "a": 1, "b": 4}, {"name": "y", "a": 2}, {"name": "z", "a": 3}]


def test_extensions_without_a_name_merge_by_their_kind() -> None:
    assert over("[{kind: x, a: 1}]", "[{kind: x, b: 2}]") == [{"kind": "x", "a": 1, "b": 2}]


@pytest.mark.parametrize(
    "above", ["[3]", "[{a: 1}]", "[{name: x}, {a: 1}]", "[{name: x, a: 1}, {name: x, a: 2}]", "[]"]
)
def test_other_lists_are_replaced(above: str) -> None:
    write("same.yaml", f"value: {above}\n")
    assert over("[{name: x, b: 1}]", above) == layered("same.yaml").value["value"]


@pytest.mark.parametrize(
    ("below", "above"), [("{a: 1}", "[1]"), ("[1]", "{a: 1}"), ("{a: 1}", "text"), ("1", "{a: 1}")]
)
def test_another_type_replaces(below: str, above: str) -> None:
    write("same.yaml", f"value: {above}\n")
    assert over(below, above) == layered("same.yaml").value["value"]


def test_null_takes_a_value_back() -> None:
    assert over("{a: 1, b: {c: 2, d: 3}}", "{a: null, b: {c: ~}}") == {"b": {"d": 3}}
    assert over("17", "null") is None


def test_null_stays_in_patches_where_it_has_a_meaning_of_its_own() -> None:
    write("b.yaml", "patches: [{patch: {zones: null}}]\n")
    assert layered("b.yaml").value == {"patches": [{"patch": {"zones": None}}]}


def test_a_base_may_have_a_base() -> None:
    write("far/lowest.yaml", "a: lowest\nb: lowest\nc: lowest\n")
    write("far/base.yaml", "extends: lowest.yaml\nb: base\nc: base\n")
    write("b.yaml", "extends: far/base.yaml\nc: file\n")
    assert layered("b.yaml").value == {"a": "lowest", "b": "base", "c": "file"}


def test_layers_come_in_order_base_file_environment_settings() -> None:
    write("base.yaml", "{a: base, b: base, c: base, d: base, environments: {prod: {b: base of prod}}}")
    write("b.yaml", "{extends: base.yaml, b: file, c: file, d: file, environments: {prod: {c: prod, d: prod}}}")
    found = layered("b.yaml", "prod", ["d=first", "d=setting"]).value
    assert {key: found[key] for key in "abcd"} == {"a": "base", "b": "base of prod", "c": "prod", "d": "setting"}


def test_each_value_keeps_the_place_that_it_was_written_in() -> None:
    write("base.yaml", "a: 1\nb: {c: 1, d: 1}\nlist: [{name: x, e: 1}]\n")
    write("b.yaml", "extends: base.yaml\nenvironments:\n  prod:\n    b: {c: 2}\n    list: [{name: x, f: 2}]\n")
    mark = layered("b.yaml", "prod", ["g.h=3"]).mark
    found = {
        path: f"{mark.nearest(path).source.name}:{mark.nearest(path).line}"
        for path in [("a",), ("b", "c"), ("b", "d"), ("list", 0, "e"), ("list", 0, "f")]
    }
    assert list(found.values()) == ["base.yaml:1", "b.yaml:4", "base.yaml:2", "base.yaml:3", "b.yaml:5"]
    assert mark.nearest(("g", "h")).source.name.startswith("--set g.h")


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("a=5", {"a": 5, "list": [{"name": "x"}]}),
        ("a.b.c=text", {"a": {"b": {"c": "text"}}, "list": [{"name": "x"}]}),
        ("list[0].y=[1, 2]", {"list": [{"name": "x", "y": [1, 2]}]}),
        ("list[x].y=on", {"list": [{"name": "x", "y": "on"}]}),
        ("list.x.y={z: 1}", {"list": [{"name": "x", "y": {"z": 1}}]}),
        ('tags["cost.center"]=4 = 2 + 2', {"tags": {"cost.center": "4 = 2 + 2"}, "list": [{"name": "x"}]}),
        ("list=", {}),
        ("list=null", {}),
        ('a=""', {"a": "", "list": [{"name": "x"}]}),
    ],
)
def test_a_setting_puts_a_value_of_yaml_in_its_place(setting: str, expected: Any) -> None:
    write("b.yaml", "list: [{name: x}]\n")
    assert layered("b.yaml", None, [setting]).value == expected


def test_a_file_is_relative_to_the_layer_that_names_it() -> None:
    write("shared/data.txt", "from the base")
    write(
        "shared/base.yaml",
        "name: web\nimage: {urn: 'Canonical:ubuntu-24_04-lts:server:latest'}\nscaleSet:\n  sku: {name: D2}\n"
        "  osProfile: {adminUsername: a, ssh: {publicKey: key}, customData: {file: data.txt}}\n",
    )
    write("b.yaml", "extends: shared/base.yaml\n")
    assert "ZnJvbSB0aGUgYmFzZQ==" in json.dumps(generator.render(generator.load("b.yaml")).content)


def test_the_environments_of_all_layers_can_be_chosen() -> None:
    write("base.yaml", "environments: {dev: {}}\n")
    write("b.yaml", "extends: base.yaml\nenvironments: {prod: {}}\n")
    assert effective_document(Path("b.yaml"), None, ())[1] == ("dev", "prod")


@pytest.mark.parametrize("base", ["b.yaml", "./b.yaml", "../{folder}/b.yaml", "middle.yaml"])
def test_layers_in_a_circle(folder: Path, base: str) -> None:
    write("middle.yaml", "extends: b.yaml\n")
    write("b.yaml", f"extends: {base.format(folder=folder.name)}\n")
    with pytest.raises(generator.DiagnosticError, match="blueprint/extends-cycle"):
        layered("b.yaml")


def test_a_chain_of_bases_has_an_end() -> None:
    for number in range(20):
        write(f"{number}.yaml", f"extends: {number + 1}.yaml\n")
    with pytest.raises(generator.DiagnosticError, match="more than 16 layers"):
        layered("0.yaml")
