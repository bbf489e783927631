"""Whatever stands in an answer: a diagnostic comes of it, in bounded time and of bounded length."""

import json
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.azure.errors import azure_error, failed_operations
from generator.diagnostics import Diagnostic, to_text

ENVELOPES = [
    "error",
    "code",
    "message",
    "Code",
    "Message",
    "error_description",
    "details",
    "target",
    "innererror",
    "value",
]
OPERATIONS = ["properties", "provisioningState", "statusMessage", "targetResource", "id", "timestamp", "status"]
INFORMATION = ["additionalInfo", "type", "info", "evaluationDetails", "evaluatedExpressions", "path"]
CODES = ["DeploymentFailed", "RequestDisallowedByPolicy", "VMExtensionProvisioningError", "QuotaExceeded", "Failed"]
PIECES = ["PolicyViolation", "TemplateViolation", '{"code":"A"}', 'Code="A"', "<html>", "[stdout]", "'", "at line '1'"]
KEYS = st.sampled_from([*ENVELOPES, *OPERATIONS, *INFORMATION])
WORDS = st.sampled_from([*CODES, *PIECES])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | WORDS
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS | st.text(max_size=3), inner, max_size=6),
    max_leaves=30,
)
ANYTHING = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])


def longest(diagnostic: Diagnostic) -> int:
    return max(len(diagnostic.message), *(longest(cause) for cause in diagnostic.causes), 0, 0)


@ANYTHING
@given(JSON, st.none() | st.integers(), st.none() | st.text())
def test_any_json_is_a_diagnostic(body: Any, status: int | None, resource_id: str | None) -> None:
    found = azure_error(body, status=status, resource_id=resource_id, secrets=["secret"])

    assert found.code.startswith("azure/")
    assert found.message
    assert "\\x0a" not in to_text(found)


@ANYTHING
@given(st.text() | JSON.map(json.dumps))
def test_any_text_is_a_diagnostic(body: str) -> None:
    assert azure_error(body).message


@ANYTHING
@given(st.lists(st.dictionaries(KEYS, JSON, max_size=5), max_size=5), st.none() | st.dictionaries(KEYS, JSON))
def test_any_operations_are_diagnostics(operations: list[dict[str, Any]], error: dict[str, Any] | None) -> None:
    assert all(found.message for found in failed_operations(operations, error))


def inside(levels: int) -> dict[str, Any]:
    error: dict[str, Any] = {"code": "SubnetIsFull", "message": "The subnet is full."}
    for number in range(levels):
        error = {"code": f"Level{number:03}x", "message": f"This is level {number:03}x.", "details": [error]}
    return {"error": error}


def test_the_innermost_of_200_levels_is_told() -> None:
    found = azure_error(inside(200))

    assert found.message == "SubnetIsFull: The subnet is full"
    assert found.causes[0].message == "Level000x: This is level 000x"
    assert found.causes[-1].message == "and 180 more levels around it"


def test_more_levels_than_python_can_read_are_not_understood() -> None:
    assert azure_error('{"error":' * 100_000).code == "azure/not-understood"


def test_a_value_of_very_many_levels_that_a_policy_looked_at_is_not_shown() -> None:
    looked_at = {"path": "tags", "operator": "Exists", "expressionValue": inside(2000)}
    info = {"policyDefinitionName": "tagged", "evaluationDetails": {"evaluatedExpressions": [looked_at]}}
    violation = {"type": "PolicyViolation", "info": info}

    found = azure_error({"code": "RequestDisallowedByPolicy", "message": "No.", "additionalInfo": [violation]})

    assert "tags is a value of very many levels" in found.causes[0].causes[0].message


LINE = "Reading package lists, which takes a while...\n"
HUGE = {
    "a text": "word " * 1_000_000,
    "a message": {"error": {"code": "Odd", "message": "word. " * 800_000}},
    "braces": {"error": {"code": "Odd", "message": "x" + "{" * 5_000_000}},
    "blanks": {"error": {"code": "Odd", "message": "x" + " " * 5_000_000 + "y"}},
    "details": {"error": {"code": "Odd", "details": [{"code": f"C{n}", "message": "m " * 40} for n in range(40_000)]}},
    "output": {
        "error": {"code": "VMExtensionProvisioningError", "message": f"Oh [stdout]\n{LINE * 100_000}[stderr]\nno"}
    },
    "pages": "<html>" + "<style>" * 700_000,
    "pointers": {"error": {"code": "Odd", "message": "See " * 1_200_000}},
}


@pytest.mark.parametrize("body", HUGE.values(), ids=HUGE)
def test_five_megabytes_are_a_short_text_soon(body: Any) -> None:
    started = time.perf_counter()

    text = to_text(azure_error(body))

    assert len(text) < 20_000
    assert time.perf_counter() - started < 5
