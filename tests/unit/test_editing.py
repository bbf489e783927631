"""Changing a word in a blueprint's text: that value alone, with every comment, quote and line end as it was."""

from pathlib import Path

import pytest

from generator.blueprint.editing import with_word
from generator.blueprint.source import Source
from generator.diagnostics import DiagnosticError
from generator.diagnostics import Path as ValuePath

ACTIVE = ("swap", "active")


def edited(text: str, suffix: str = ".yaml", path: ValuePath = ACTIVE) -> str:
    file = Path(f"web{suffix}")
    return with_word(Source(file.name, text, file), file, path, "green")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("swap:\n  active: blue   # blue since May\n  blue: {}\n", id="plain"),
        pytest.param("swap: {blue: {}, active: blue}\n", id="flow"),
        pytest.param("name: blue\nswap:\n  active:    'blue'\n", id="single quotes"),
        pytest.param('swap:\n  active: "blue"', id="double quotes, no line end"),
        pytest.param("swap:\r\n  active: blue\r\n# blue\r\n", id="line ends of Windows"),
        pytest.param("swap:\n  active:\n    blue\n", id="on a line of its own"),
        pytest.param("# ä blue ü\n'swap':\n  ? active\n  : !!str blue\n", id="with a tag"),
        pytest.param("swap: &both\n  active: &slot blue\n", id="with an anchor"),
        pytest.param("swap:\n  active: >-\n    blue\n", id="folded"),
    ],
)
def test_yaml_keeps_its_form(text: str) -> None:
    before, active, after = text.partition("active")
    assert edited(text) == before + active + after.replace("blue", "green", 1)


def test_a_key_of_the_same_word_before_it_stays() -> None:
    assert edited("swap:\n  blue: {name: blue}\n  active: blue\n") == "swap:\n  blue: {name: blue}\n  active: green\n"


def test_json() -> None:
    text = '{\n\t"name": "blue \\ud83d\\ude00",\n\t"swap" : {"blue": {}, "active":"blue"}}\n'
    assert edited(text, ".json") == text.replace('"active":"blue"', '"active":"green"')


@pytest.mark.parametrize(
    "text",
    [
        "name = 'blue'\n[swap]\nactive = \"blue\" # blue\n",
        "swap = { blue = {}, active = 'blue' }\n",
        "swap.active = 'blue' # production\n",
    ],
)
def test_toml(text: str) -> None:
    before, active, after = text.partition("active")
    assert edited(text, ".toml") == before + active + after.replace("blue", "green", 1)


def test_the_value_of_an_environment() -> None:
    text = "swap: {active: blue}\nenvironments:\n  prod: {swap: {active: blue}}\n"
    path = ("environments", "prod", *ACTIVE)
    assert edited(text, path=path) == "swap: {active: blue}\nenvironments:\n  prod: {swap: {active: green}}\n"


def test_what_is_there_already_changes_nothing() -> None:
    assert edited("swap: {active: green}\n") == "swap: {active: green}\n"


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        pytest.param("name: &slot blue\nswap: {active: *slot}\n", ".yaml", id="behind an alias"),
        pytest.param('swap: {active: "bl\\x75e"}\n', ".yaml", id="with an escape"),
        pytest.param('{"swap": {"active": "bl\\u0075e"}}\n', ".json", id="with an escape of JSON"),
    ],
)
def test_another_way_of_writing_is_left_to_a_person(text: str, suffix: str) -> None:
    with pytest.raises(DiagnosticError) as error:
        edited(text, suffix)

    assert [each.code for each in error.value.diagnostics] == ["blueprint/not-editable"]
