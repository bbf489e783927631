"""Files: every value that can be written is read back, and no text whatsoever breaks a reader."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from properties.texts import ANY, TEXTS

from generator import Diagnostic, DiagnosticError
from generator.blueprint.document import read_document
from generator.blueprint.source import Node, Source
from generator.blueprint.toml import read_toml
from generator.blueprint.yaml12 import read_yaml

NUMBERS = st.integers(-(2**63), 2**63) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS | ANY,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS | ANY, inner, max_size=4),
    max_leaves=12,
)
NUMBER_IN_YAML_12_ALONE = re.compile(r"0o[0-7]+|[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?|0\d+")
NOT_AS_IN_JSON = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""Characters that YAML refuses, or takes for the end of a line."""
PIECES = [
    "a",
    "b:",
    "|",
    "-",
    "[",
    "]",
    "{",
    "}",
    ",",
    "'",
    '"',
    "&x",
    "*x",
    "<<",
    "!!int",
    "!",
    ">",
    "#",
    "---",
    "...",
    "1",
    "0x",
    "=",
    "[[",
    "]]",
    "'''",
    '"""',
    "\\u",
    "\\",
    "null",
    "é",
]
FRAGMENTS = st.lists(st.sampled_from([*PIECES, " ", "  ", "\n", "\t", "\ufeff", "%YAML 1.2"]), max_size=25).map("".join)


def source(text: str) -> Source:
    return Source("blueprint", text)


def texts_in(value: Any) -> list[str]:
    match value:
        case str():
            return [value]
        case dict():
            return [*value, *(text for inner in value.values() for text in texts_in(inner))]
        case list():
            return [text for inner in value for text in texts_in(inner)]
    return []


def is_same_in_both_yamls(value: Any) -> bool:
    return not any(NUMBER_IN_YAML_12_ALONE.fullmatch(text) for text in texts_in(value))


@given(VALUES.filter(is_same_in_both_yamls), st.booleans() | st.none())
def test_what_pyyaml_writes_is_read_back(value: Any, flow: bool | None) -> None:
    text = yaml.safe_dump(value, default_flow_style=flow, allow_unicode=True, sort_keys=False)
    assume(yaml.safe_load(text) == value)  # it writes some line breaks of Unicode so that it loses them itself

    assert read_yaml(source(text)).value == value


@given(VALUES)
def test_quoted_and_tagged_yaml_is_read_back(value: Any) -> None:
    assert read_yaml(source(yaml.safe_dump(value, default_style='"'))).value == value


@given(VALUES.filter(lambda value: not any(map(NOT_AS_IN_JSON.search, texts_in(value)))))
def test_json_is_read_back_by_the_yaml_reader(value: Any) -> None:
    assert read_yaml(source(json.dumps(value, ensure_ascii=False))).value == value


@given(value=st.dictionaries(TEXTS | ANY, VALUES), escaped=st.booleans(), indent=st.none() | st.just(2))
def test_json_files_are_read_back(folder: Path, value: dict[str, Any], escaped: bool, indent: int | None) -> None:
    file = folder / "blueprint.json"
    file.write_bytes(json.dumps(value, ensure_ascii=escaped, indent=indent).encode())

    assert read_document(file).value == value


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("documents")


def read_json(text: str, folder: Path) -> Node:
    file = folder / "any.json"
    file.write_bytes(text.encode())
    return read_document(file)


def reads_or_refuses(read: Callable[[], Node]) -> None:
    """The value is one that JSON knows, or the refusal has a place."""
    problems: tuple[Diagnostic, ...] = ()
    value = None
    try:
        value = read().value
    except DiagnosticError as error:
        problems = error.diagnostics
    json.dumps(value, allow_nan=False).encode()
    assert all(problem.location for problem in problems)


@settings(max_examples=200)
@given(ANY | FRAGMENTS)
def test_any_text_as_yaml_is_read_or_refused(text: str) -> None:
    reads_or_refuses(lambda: read_yaml(source(text)))


@settings(max_examples=200)
@given(ANY | FRAGMENTS)
def test_any_text_as_toml_is_read_or_refused(text: str) -> None:
    reads_or_refuses(lambda: read_toml(source(text)))


@settings(max_examples=200)
@given(text=ANY | FRAGMENTS)
def test_any_text_as_json_is_read_or_refused(folder: Path, text: str) -> None:
    reads_or_refuses(lambda: read_json(text, folder))


HOSTILE_YAML = {
    "deep list": "[" * 10_000,
    "deep object": "{a: " * 10_000,
    "deep sequence": "- " * 10_000,
    "alias of itself": "a: &a [*a]",
    "long integer": "9" * 5_000,
    "long hexadecimal": "0x" + "f" * 5_000,
    "infinity": "1e999",
    "object as key": "? {a: b}\n: c",
}
HOSTILE_TOML = {
    "deep list": "a = " + "[" * 10_000,
    "deep key": "a" + ".a" * 10_000 + " = 1",
    "deep table": "[a" + ".a" * 10_000 + "]",
    "long integer": "a = " + "9" * 5_000,
    "infinity": "a = inf",
    "not a number": "a = [nan]",
    "too large": "a = 1e999",
    "date and time": "a = 2020-01-01T00:00:00Z",
}
HOSTILE_JSON = {
    "deep list": "[" * 10_000,
    "deep object": '{"a":' * 10_000,
    "long integer": '{"a": ' + "9" * 5_000 + "}",
    "constants": '{"a": NaN, "b": -Infinity}',
    "too large": '{"a": 1e999}',
    "half a character": '{"a": "\\ud83d"}',
    "key twice": '{"a": 1, "a": 2}',
    "no text": "\ufeff",
}


@pytest.mark.parametrize("text", HOSTILE_YAML.values(), ids=HOSTILE_YAML)
def test_hostile_yaml_is_read_or_refused(text: str) -> None:
    reads_or_refuses(lambda: read_yaml(source(text)))


@pytest.mark.parametrize("text", HOSTILE_TOML.values(), ids=HOSTILE_TOML)
def test_hostile_toml_is_read_or_refused(text: str) -> None:
    reads_or_refuses(lambda: read_toml(source(text)))


@pytest.mark.parametrize("text", HOSTILE_JSON.values(), ids=HOSTILE_JSON)
def test_hostile_json_is_read_or_refused(folder: Path, text: str) -> None:
    reads_or_refuses(lambda: read_json(text, folder))
