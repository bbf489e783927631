from typing import Any

import pytest

from generator.arm.expansion import expand
from generator.diagnostics import Diagnostic


def problems(declared: dict[str, Any], given: dict[str, Any], **members: Any) -> list[Diagnostic]:
    values = {name: {"value": value} for name, value in given.items()}
    return expand({"resources": [], "parameters": declared, **members}, values).problems


def codes(declared: dict[str, Any], given: dict[str, Any], **members: Any) -> list[str]:
    return [problem.code for problem in problems(declared, given, **members)]


@pytest.mark.parametrize(
    ("kind", "value"),
    [("string", "a"), ("int", 3), ("bool", False), ("array", []), ("object", {}), ("secureString", "a"), ("Int", 3)],
)
def test_a_value_of_its_type(kind: str, value: Any) -> None:
    assert codes({"p": {"type": kind}}, {"p": value}) == []


@pytest.mark.parametrize(
    ("kind", "value"), [("string", 3), ("int", "3"), ("int", True), ("bool", 1), ("array", {}), ("object", [])]
)
def test_a_value_of_another_type(kind: str, value: Any) -> None:
    assert codes({"p": {"type": kind}}, {"p": value}) == ["parameter/wrong-type"]


def test_names_ignore_case() -> None:
    assert codes({"Name": {"type": "string"}}, {"nAME": "x"}) == []


def test_an_unknown_parameter_has_the_nearest_name() -> None:
    (problem,) = problems({"size": {"type": "string", "defaultValue": "s"}}, {"sise": "x"})

    assert (problem.code, problem.hint) == ("parameter/unknown", "did you mean size?")


@pytest.mark.parametrize(
    ("limits", "value"),
    [
        ({"minValue": 2}, 1),
        ({"maxValue": 2}, 3),
        ({"type": "string", "minLength": 2}, "a"),
        ({"type": "array", "maxLength": 1}, [1, 2]),
    ],
)
def test_a_value_out_of_range(limits: dict[str, Any], value: Any) -> None:
    assert codes({"p": {"type": "int", **limits}}, {"p": value}) == ["parameter/out-of-range"]


def test_an_allowed_value_ignores_case() -> None:
    assert codes({"p": {"type": "string", "allowedValues": ["Dev"]}}, {"p": "dev"}) == []


def test_a_value_that_is_not_allowed() -> None:
    assert codes({"p": {"type": "string", "allowedValues": ["dev"]}}, {"p": "prod"}) == ["parameter/not-allowed"]


def test_a_missing_secret_is_no_warning_since_no_file_may_hold_it() -> None:
    (problem,) = problems({"p": {"type": "secureString"}}, {})

    assert (problem.code, problem.severity) == ("parameter/missing", "info")


def test_a_default_that_needs_itself() -> None:
    assert codes({"p": {"type": "string", "defaultValue": "[parameters('p')]"}}, {}) == ["parameter/bad-default"]


def test_a_nullable_parameter_needs_no_value() -> None:
    assert codes({"p": {"type": "string", "nullable": True}}, {}, languageVersion="2.0") == []


POINT = {"type": "object", "properties": {"x": {"type": "int"}}, "additionalProperties": False}


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ({}, "parameter/missing-member"),
        ({"x": "1"}, "parameter/wrong-type"),
        ({"x": 1, "y": 2}, "parameter/unknown-member"),
    ],
)
def test_a_user_defined_type(value: Any, code: str) -> None:
    declared = {"p": {"$ref": "#/definitions/point"}}

    assert codes(declared, {"p": value}, definitions={"point": POINT}, languageVersion="2.0") == [code]


def test_a_type_that_arm_does_not_know() -> None:
    assert codes({"p": {"type": "text"}}, {"p": "x"}) == ["parameter/unknown-type"]
