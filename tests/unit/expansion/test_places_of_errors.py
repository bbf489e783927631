"""An expression without value is told at the very member that holds it, once, and all others with it."""

from typing import Any

import pytest

from generator.arm.expansion import expand
from generator.diagnostics import Diagnostic, show_path

BROKEN = "[toLower()]"
MESSAGE = "toLower takes 1 argument, not 0"


def problems(**members: Any) -> list[Diagnostic]:
    return expand({"resources": [], **members}).problems


def places(**members: Any) -> list[str]:
    return [show_path(problem.path) for problem in problems(**members)]


def resource(**members: Any) -> dict[str, Any]:
    return {"type": "A.B/c", "apiVersion": "2024-01-01", "name": "one", **members}


def nested(scope: str, **template: Any) -> dict[str, Any]:
    evaluation = {"expressionEvaluationOptions": {"scope": scope}}
    properties = {"template": {"resources": [], **template}, **evaluation}
    return resource(type="Microsoft.Resources/deployments", properties=properties)


@pytest.mark.parametrize(
    ("broken", "place"),
    [
        ({"name": BROKEN}, "name"),
        ({"type": BROKEN}, "type"),
        ({"condition": BROKEN}, "condition"),
        ({"location": BROKEN}, "location"),
        ({"scope": BROKEN}, "scope"),
        ({"dependsOn": ["x", BROKEN]}, "dependsOn[1]"),
        ({"properties": {"a": {"b": [1, BROKEN]}}}, "properties.a.b[1]"),
        ({"properties": {BROKEN: 1}}, 'properties["[toLower()]"]'),
        ({"copy": {"name": "loop", "count": BROKEN}}, "copy.count"),
        ({"properties": {"copy": [{"name": "d", "count": 2, "input": {"x": BROKEN}}]}}, "properties.copy[0].input.x"),
        ({"properties": {"copy": [{"name": BROKEN, "count": 2, "input": 1}]}}, "properties.copy[0].name"),
        ({"resources": [resource(name=BROKEN)]}, "resources[0].name"),
    ],
)
def test_in_a_resource(broken: dict[str, Any], place: str) -> None:
    assert places(resources=[resource(**broken)]) == [f"resources[0].{place}"]


@pytest.mark.parametrize(
    ("members", "place"),
    [
        ({"variables": {"v": {"a": [BROKEN]}}}, "variables.v.a[0]"),
        ({"variables": {"v": {"copy": [{"name": "a", "count": 2, "input": BROKEN}]}}}, "variables.v.copy[0].input"),
        ({"variables": {"copy": [{"name": "a", "count": 2, "input": BROKEN}]}}, "variables.copy[0].input"),
        ({"variables": {"copy": [{"name": "a", "count": BROKEN, "input": 1}]}}, "variables.copy[0].count"),
        ({"parameters": {"p": {"type": "object", "defaultValue": {"a": BROKEN}}}}, "parameters.p.defaultValue.a"),
        ({"outputs": {"o": {"type": "object", "value": {"a": BROKEN}}}}, "outputs.o.value.a"),
        ({"outputs": {"o": {"type": "array", "copy": {"count": 2, "input": BROKEN}}}}, "outputs.o.copy.input"),
        ({"outputs": {"o": {"type": "string", "condition": BROKEN, "value": 1}}}, "outputs.o.condition"),
    ],
)
def test_elsewhere(members: dict[str, Any], place: str) -> None:
    assert places(**members) == [place]


@pytest.mark.parametrize("scope", ["inner", "outer"])
def test_in_a_nested_template(scope: str) -> None:
    inner = nested(scope, resources=[resource(name=BROKEN)], outputs={"o": {"type": "string", "value": BROKEN}})

    assert places(resources=[inner]) == [
        "resources[0].properties.template.resources[0].name",
        "resources[0].properties.template.outputs.o.value",
    ]


def test_in_a_variable_of_a_nested_template_of_inner_scope() -> None:
    assert places(resources=[nested("inner", variables={"v": BROKEN})]) == [
        "resources[0].properties.template.variables.v"
    ]


def test_what_is_wrong_in_the_outer_template_is_not_told_again_for_a_nested_one_of_its_scope() -> None:
    declared = {"parameters": {"p": {"type": "string"}}, "variables": {"v": BROKEN}}

    assert places(resources=[nested("outer")], **declared) == ["parameters.p", "variables.v"]


def test_in_the_parameters_of_a_nested_deployment() -> None:
    inner = nested("inner", parameters={"p": {"type": "string"}})
    inner["properties"]["parameters"] = {"p": {"value": BROKEN}}

    assert places(resources=[inner]) == ["resources[0].properties.parameters.p.value"]


def test_all_of_a_resource_are_told() -> None:
    found = places(resources=[resource(name=BROKEN, location="[nothing()]", properties={"a": "[", "b": "[x]"})])

    assert found == ["resources[0].name", "resources[0].location", "resources[0].properties.b"]


def test_each_is_told_once_in_all_rounds_of_a_loop() -> None:
    loop = {"name": "loop", "count": 50}

    assert places(resources=[resource(copy=loop, location=BROKEN)]) == ["resources[0].location"]


def test_what_a_broken_variable_is_used_for_is_not_told_too() -> None:
    users = [resource(name="[concat(variables('v'), 'x')]", copy={"name": "loop", "count": "[length(variables('v'))]"})]

    assert places(resources=users, variables={"v": BROKEN, "w": "[toUpper(variables('v'))]"}) == ["variables.v"]


def function_of(output: Any) -> list[dict[str, Any]]:
    member = {"parameters": [{"name": "x", "type": "string"}], "output": {"type": "string", "value": output}}
    return [{"namespace": "my", "members": {"made": member}}]


def test_in_a_function_of_the_template_it_is_told_there_with_each_call() -> None:
    users = {"a": "[my.made('x')]", "b": "[concat('y', my.made('x'))]"}
    (problem,) = problems(functions=function_of({"k": ["[concat('a', toLower())]"]}), variables=users)

    assert show_path(problem.path) == "functions[0].members.made.output.value.k[0]"
    assert problem.message == MESSAGE
    assert problem.hint == "at character 14: [concat('a', ▸toLower())]"
    assert [(show_path(cause.path), cause.message) for cause in problem.causes] == [
        ("variables.a", "called here as my.made"),
        ("variables.b", "called here as my.made"),
    ]


def test_a_function_that_is_no_expression_is_told_where_it_is() -> None:
    assert places(functions=function_of("[concat(]"), variables={"a": "[my.made('x')]"}) == [
        "functions[0].members.made.output.value"
    ]


@pytest.mark.parametrize(
    ("expression", "hint"),
    [
        ("[toLower()]", None),
        ("[concat('a', toLower())]", "at character 14: [concat('a', ▸toLower())]"),
        ("[concat('a' 'b')]", "at character 13: [concat('a' ▸'b')]"),
        (
            "[concat('0123456789', '0123456789', '0123456789', toLower(), '0123456789', '0123456789')]",
            "at character 51: …, '0123456789', '0123456789', ▸toLower(), '0123456789', '0123…",
        ),
        ("[concat('a',\n    toLower())]", "at character 18: [concat('a', ▸toLower())]"),
    ],
)
def test_the_hint_shows_where_in_the_expression(expression: str, hint: str | None) -> None:
    (problem,) = problems(variables={"v": expression})

    assert problem.hint == hint
