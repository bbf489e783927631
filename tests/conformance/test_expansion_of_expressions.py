"""Whole templates with the outputs and resources that Azure's engine gives: conformance data of expressions."""

import re
from typing import Any

import pytest
from conformance.conformance_data import DATA, needs_data, read

from generator.arm.expansion import expand
from generator.arm.resources import ExpandedResource, Expansion, written
from generator.arm.scope import Deployment

pytestmark = needs_data

Case = dict[str, Any]
PLACES = {
    "subscriptionId": "subscription_id",
    "tenantId": "tenant_id",
    "resourceGroup": "resource_group",
    "resourceGroupLocation": "location",
    "managementGroup": "management_group",
}
CASES: list[Case] = [
    case for case in (read("expressions.json") if DATA.is_dir() else ()) if isinstance(case.get("template"), dict)
]
BY_A_RULE = {"X0157": "the segments of a name are counted by a rule, not by expansion"}
UNKNOWN_PLACE = {
    "X0154": "without a location the source keeps resourceGroup().location; we take a placeholder for what is not told"
}


def expanded(case: Case) -> Expansion:
    told = {PLACES[key]: value for key, value in case.get("context", {}).items()}
    group = re.search(r"/resourceGroups/([^/]+)/", str(case.get("expected_resources", "")))
    if group:
        told.setdefault("resource_group", group[1])
    given = {name: {"value": value} for name, value in case.get("parameters", {}).items()}
    return expand(case["template"], given, Deployment(**told))


def having(key: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", [pytest.param(each, id=each["id"]) for each in CASES if key in each])


def test_the_templates_are_there() -> None:
    assert len(CASES) == 27


@having("expected_outputs")
def test_the_outputs_are_the_same(case: Case) -> None:
    outputs = written(expanded(case).outputs)

    assert {name: outputs[name] for name in case["expected_outputs"]} == case["expected_outputs"]


@having("expected_resources")
def test_the_resources_are_the_same(case: Case) -> None:
    found = [as_told(each) for each in expanded(case).resources]
    wrong = [each for each in case["expected_resources"] if not agrees(found, each)]

    assert bool(wrong) is (case["id"] in UNKNOWN_PLACE)
    assert "resource_count" not in case or len(found) == case["resource_count"]


@having("error")
def test_what_azure_refuses_is_refused(case: Case) -> None:
    refused = any(problem.severity == "error" for problem in expanded(case).problems)

    assert refused is (case["id"] not in BY_A_RULE)


def as_told(resource: ExpandedResource) -> dict[str, Any]:
    told: dict[str, Any] = written({"id": resource.id, **resource.body})
    return told


def agrees(found: list[dict[str, Any]], expected: dict[str, Any]) -> bool:
    """Whether there is the resource: all of it, or the members that the paths `a/b/c` lead to."""
    if "exact" in expected:
        return expected["exact"] in found
    resource = found[expected["index"]]
    return all(at(resource, path) == value for path, value in expected["checks"].items())


def at(resource: dict[str, Any], path: str) -> Any:
    value: Any = resource
    for name in path.split("/"):
        value = value.get(name) if isinstance(value, dict) else None
    return value
