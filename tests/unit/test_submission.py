"""What is sent to Azure: its name, its hash, its secrets; and the values of its parameters."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.azure.operations import seconds_of, show_seconds
from generator.azure.parameter_values import parameter_values, secret_arguments, variable
from generator.azure.submission import Submission, name_problem
from generator.diagnostics import DiagnosticError

TEMPLATE: dict[str, Any] = {
    "parameters": {
        "password": {"type": "secureString"},
        "size": {"type": "int", "defaultValue": 3},
        "zones": {"type": "array", "defaultValue": []},
        "fast": {"type": "bool", "defaultValue": False},
        "site": {"$ref": "#/definitions/site", "defaultValue": {}},
    },
    "definitions": {"site": {"type": "object", "properties": {"key": {"type": "secureString"}}}},
    "resources": [],
}
PASSWORD = {"VMSSGEN_PARAM_PASSWORD": "hunter22"}


def submission(stem: str = "web", **parameters: Any) -> Submission:
    return Submission(
        template=TEMPLATE, parameters={name: {"value": each} for name, each in parameters.items()}, stem=stem
    )


def values(
    *files: Mapping[str, Any],
    environ: Mapping[str, str] = PASSWORD,
    answers: Mapping[str, str] = MappingProxyType({}),
    arguments: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, Any]:
    def ask(name: str, _declared: Mapping[str, Any], _secret: bool) -> str | None:
        return answers.get(name)

    return parameter_values(TEMPLATE, files, environ=environ, arguments=arguments, ask=ask)


def codes(*, environ: Mapping[str, str] = PASSWORD, arguments: Mapping[str, str] = MappingProxyType({})) -> list[str]:
    with pytest.raises(DiagnosticError) as caught:
        values(environ=environ, arguments=arguments)
    return [each.code for each in caught.value.diagnostics]


# The name


def test_the_name_changes_with_the_content() -> None:
    assert submission(size=3).name != submission(size=4).name


def test_the_name_does_not_tell_of_secrets() -> None:
    assert submission(password="one").name == submission(password="two").name


@given(st.text(max_size=100))
def test_any_stem_makes_a_name_that_azure_takes(stem: str) -> None:
    assert name_problem(submission(stem).name) is None


@pytest.mark.parametrize("name", ["", "a b", "x" * 65, "ä", "a/b"])
def test_a_name_that_azure_refuses_is_known(name: str) -> None:
    assert name_problem(name)


# Secrets


def test_secrets_are_the_values_of_secure_parameters_and_of_secure_members() -> None:
    assert submission(password="one", size=3, site={"key": "two", "port": 80}).secrets == {"one", "two", "80"}


def test_a_record_masks_them() -> None:
    assert submission(password="one", size=3).masked_body()["properties"]["parameters"] == {
        "password": {"value": "***"},
        "size": {"value": 3},
    }


# Values


def test_the_environment_wins_over_a_file_and_an_argument_over_both() -> None:
    file = {"size": {"value": 4}}
    environ = {**PASSWORD, "VMSSGEN_PARAM_SIZE": "5"}

    assert values(file)["size"] == {"value": 4}
    assert values(file, environ=environ)["size"] == {"value": 5}
    assert values(file, environ=environ, arguments={"size": "6"})["size"] == {"value": 6}


def test_a_later_file_wins_and_names_have_no_case() -> None:
    assert values({"size": {"value": 4}}, {"SIZE": {"value": 5}})["size"] == {"value": 5}


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [("zones", '["1"]', ["1"]), ("fast", "TRUE", True), ("site", '{"port": 80}', {"port": 80}), ("size", "-1", -1)],
)
def test_a_text_becomes_a_value_of_the_declared_type(name: str, text: str, value: Any) -> None:
    assert values(arguments={name: text})[name] == {"value": value}


@pytest.mark.parametrize(("name", "text"), [("size", "many"), ("fast", "yes"), ("zones", "{}"), ("site", "[")])
def test_a_text_of_another_type_is_told(name: str, text: str) -> None:
    assert codes(arguments={name: text}) == ["parameter/wrong-type"]


def test_an_argument_that_the_template_does_not_have_is_told() -> None:
    assert codes(arguments={"sizes": "3"}) == ["parameter/unknown"]


def test_what_nobody_has_a_value_for_is_told() -> None:
    assert codes(environ={}) == ["parameter/missing"]


def test_what_has_no_value_is_asked_for() -> None:
    assert values(environ={}, answers={"password": "typed"})["password"] == {"value": "typed"}


def test_a_variable_has_a_name_that_shells_take() -> None:
    assert variable("admin-Password") == "VMSSGEN_PARAM_ADMIN_PASSWORD"


def test_secrets_among_arguments_are_found() -> None:
    assert secret_arguments(TEMPLATE, {"Password": "x", "size": "3", "site": "{}"}) == ["Password", "site"]


# Durations


@pytest.mark.parametrize(
    ("text", "seconds"), [("PT1M2.5S", 62.5), ("P1DT1H", 90_000), ("PT0S", 0), ("soon", 0), ("", 0)]
)
def test_durations_of_azure_are_read(text: str, seconds: float) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize(("seconds", "text"), [(7.6, "8 s"), (72, "1 min 12 s"), (7_500, "2 h 5 min")])
def test_durations_are_shown_as_people_say_them(seconds: float, text: str) -> None:
    assert show_seconds(seconds) == text
