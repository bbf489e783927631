"""Expressions have the value that Azure, its documentation, or two other implementations give them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from conformance.conformance_data import DATA, needs_data, read

from generator.arm.deferred import Deferred
from generator.arm.evaluation import EvaluationError, evaluate_text, evaluate_value
from generator.arm.expression import ExpressionError
from generator.arm.functions.context import LISTING
from generator.arm.functions.table import FUNCTIONS
from generator.arm.scope import Deployment, Scope, UserFunction

pytestmark = needs_data

Case = dict[str, Any]
CASES: list[Case] = read("expressions.json") if DATA.is_dir() else []
EXPRESSIONS = [case for case in CASES if "expression" in case and ("expected" in case or "error" in case)]
TEMPLATES = [
    case
    for case in CASES
    if isinstance(case.get("template"), dict)
    and ("expected_outputs" in case or "expected_variables" in case)
    and not case["template"].get("resources")
]
DISAGREEMENTS = {
    "X1408": "Azure counts units of UTF-16, so this substring is half a character; the source counts code points",
}
PLACES = {
    "subscriptionId": "subscription_id",
    "tenantId": "tenant_id",
    "resourceGroup": "resource_group",
    "resourceGroupLocation": "location",
    "managementGroup": "management_group",
}


def deployment_of(case: Case) -> Deployment:
    """Where the case is deployed: only a management group has managementGroup()."""
    told = {PLACES[key]: value for key, value in case.get("context", {}).items()}
    scope = "managementGroup" if "managementGroup()" in case.get("expression", "") else "resourceGroup"
    return Deployment(scope=scope, **told)


def lookup(values: dict[str, Any], evaluated: Callable[[Any], Any]) -> Callable[[str], Any]:
    lowered = {name.lower(): value for name, value in values.items()}

    def value(name: str) -> Any:
        if name.lower() not in lowered:
            raise EvaluationError(f"{name} is not defined")
        return evaluated(lowered[name.lower()])

    return value


def scope_of(case: Case, source: dict[str, Any], parameters: dict[str, Any]) -> Scope:
    functions = {
        f"{group['namespace']}.{name}": UserFunction(
            tuple(parameter["name"] for parameter in member.get("parameters", ())), member["output"]["value"]
        )
        for group in source.get("functions", ())
        for name, member in group["members"].items()
    }
    scope = Scope(
        deployment_of(case),
        parameter=lookup(parameters, lambda value: value),
        variable=lookup(variables_of(source), lambda value: evaluated(value, scope)),
        functions=functions,
    )
    return scope


def variables_of(source: dict[str, Any]) -> dict[str, Any]:
    """The values as they are written; a loop for each that a loop makes."""
    written = source.get("variables", {})
    return {name: {"value": value} for name, value in written.items() if name != "copy"} | {
        loop["name"]: {"copy": loop} for loop in written.get("copy", ())
    }


def evaluated(written: dict[str, Any], scope: Scope) -> Any:
    if "copy" not in written:
        return evaluate_value(written["value"], scope)
    loop = written["copy"]
    count = evaluate_value(loop["count"], scope)
    places = ({"": index, str(loop.get("name", "")).lower(): index} for index in range(count))
    return [evaluate_value(loop["input"], scope.in_loops(copies)) for copies in places]


def verdict(case: Case) -> str | None:
    """What is wrong with our answer, None if nothing is."""
    try:
        got = evaluate_text(case["expression"], scope_of(case, case, case.get("parameters", {})))
    except (EvaluationError, ExpressionError) as error:
        return None if "error" in case else f"refused: {error}"
    shown = got.text if isinstance(got, Deferred) else repr(got)
    if "error" in case:
        return f"{shown} instead of an error"
    return None if same(got, case["expected"]) else f"{shown} instead of {case['expected']!r}"


def same(got: Any, expected: Any) -> bool:
    if isinstance(got, bool) or isinstance(expected, bool):
        return got is expected
    if isinstance(got, list) and isinstance(expected, list):
        return len(got) == len(expected) and all(map(same, got, expected))
    if isinstance(got, dict) and isinstance(expected, dict):
        return got.keys() == expected.keys() and all(same(got[key], expected[key]) for key in got)
    return bool(got == expected)


def disagreements(trust: str) -> tuple[int, dict[str, str]]:
    cases = [case for case in EXPRESSIONS if case["trust"] == trust]
    wrong = {case["id"]: f"{case['expression']}: {found}" for case in cases if (found := verdict(case)) is not None}
    print(f"{trust}: {len(cases) - len(wrong)} of {len(cases)} agree")
    return len(cases), wrong


def test_all_that_azure_and_its_documentation_say_holds() -> None:
    count, wrong = disagreements("high")

    assert count > 300
    assert wrong == {}


def test_functions_take_as_many_arguments_as_azure_says() -> None:
    elsewhere = ("policy-only", "bicep-only")
    known = {
        each["name"]: (each["min"], each["max"]) for each in read("functions.json") if each["class"] not in elsewhere
    }
    ours = {each.name: (each.minimum, each.maximum) for each in (*FUNCTIONS.values(), LISTING)}

    assert len(known) > 110
    assert ours == known


def test_other_implementations_agree_but_for_what_is_explained() -> None:
    count, wrong = disagreements("medium")

    assert count > 900
    assert wrong.keys() == DISAGREEMENTS.keys(), wrong
    assert len(wrong) <= count * 0.02


@pytest.mark.parametrize("case", EXPRESSIONS, ids=[case["id"] for case in EXPRESSIONS])
def test_every_case_has_a_value_or_is_refused(case: Case) -> None:
    assert verdict(case) is None or case["trust"] not in ("high", "medium") or case["id"] in DISAGREEMENTS


def names_and_values(case: Case) -> Iterator[tuple[str, Any, Any]]:
    """Each output and variable that the case expects: its name, what the template says, what is expected."""
    template = case["template"]
    for name, expected in case.get("expected_outputs", {}).items():
        yield name, template["outputs"][name], expected
    for name, expected in case.get("expected_variables", {}).items():
        yield name, variables_of(template)[name], expected


@pytest.mark.parametrize("case", TEMPLATES, ids=[case["id"] for case in TEMPLATES])
def test_outputs_of_a_template_are_those_of_azures_engine(case: Case) -> None:
    template = case["template"]
    parameters = {
        name: declared["defaultValue"]
        for name, declared in template.get("parameters", {}).items()
        if "defaultValue" in declared
    } | case.get("parameters", {})
    scope = scope_of(case, template, parameters)

    found = [(name, evaluated(written, scope), expected) for name, written, expected in names_and_values(case)]

    assert found
    assert [(name, got) for name, got, _ in found] == [(name, expected) for name, _, expected in found]
