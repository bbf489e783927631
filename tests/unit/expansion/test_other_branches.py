"""What `if` leaves out is evaluated on request, unless its condition guards it."""

from typing import Any

import pytest

from generator.arm.expansion import expand
from generator.arm.resources import Expansion, written

PARAMETERS = {
    "on": {"type": "bool", "defaultValue": True},
    "unknown": {"type": "bool"},
    "list": {"type": "array", "defaultValue": []},
}
FUNCTIONS = [
    {
        "namespace": "my",
        "members": {
            "first": {
                "parameters": [{"name": "x", "type": "array"}],
                "output": {"type": "string", "value": "[if(empty(parameters('x')), 'none', parameters('x')[0])]"},
            }
        },
    }
]


def expanded(value: str, *, other_branches: bool = True, **members: Any) -> Expansion:
    template = {
        "parameters": PARAMETERS,
        "functions": FUNCTIONS,
        "variables": {"zones": [], "isOn": "[parameters('on')]"},
        "resources": [],
        "outputs": {"o": {"type": "string", "value": value}},
        **members,
    }
    return expand(template, other_branches=other_branches)


@pytest.mark.parametrize(
    ("expression", "other"),
    [
        ("[if(true(), 'a', 'b')]", "b"),
        ("[if(parameters('on'), 'a', 'b')]", "b"),
        ("[if(variables('isOn'), 'a', if(true(), 'b', 'c'))]", "c"),
        ("[concat(if(true(), 'a', 'b'), if(false(), 'c', 'd'))]", "bc"),
        ("[if(parameters('unknown'), 'a', 'b')]", "a"),
        ("[if(equals(resourceGroup().tags.team, 'x'), 'a', 'b')]", "a"),
        ("[if(parameters('on'), 'a', parameters('list'))]", []),
    ],
)
def test_the_branch_that_is_left_out_is_taken(expression: str, other: Any) -> None:
    assert written(expanded(expression).outputs["o"]) == other


@pytest.mark.parametrize(
    ("expression", "guarded"),
    [
        ("[if(empty(parameters('list')), 'none', parameters('LIST')[0])]", "none"),
        ("[if(empty(variables('zones')), 'none', variables('zones')[0])]", "none"),
        ("[if(parameters('on'), 'a', concat('b', parameters('on')))]", "a"),
        ("[my.first(parameters('list'))]", "none"),
        ("[map(range(0, 2), lambda('i', if(less(lambdaVariables('i'), 9), 1, lambdaVariables('i'))))]", [1, 1]),
        ("[if(parameters('unknown'), parameters('unknown'), 'b')]", None),
    ],
)
def test_a_condition_that_names_what_the_branch_names_guards_it(expression: str, guarded: Any) -> None:
    found = expanded(expression)

    assert [problem.message for problem in found.problems if problem.severity == "error"] == []
    assert guarded is None or found.outputs["o"] == guarded


def test_a_condition_on_the_index_of_a_loop_guards_what_uses_the_index() -> None:
    copy = {"count": 2, "input": "[if(equals(copyIndex(), 0), 'first', range(0, 9)[sub(copyIndex(), 1)])]"}
    found = expanded("", outputs={"o": {"type": "array", "copy": copy}})

    assert found.outputs["o"] == ["first", "first"]


def test_what_is_wrong_in_the_other_branch_is_told() -> None:
    (problem,) = (each for each in expanded("[if(parameters('on'), 'a', toLower())]").problems if each.code[0] == "t")

    assert problem.path == ("outputs", "o", "value")
    assert problem.message == "toLower takes 1 argument, not 0"


@pytest.mark.parametrize("part", ["resources", "variables", "parameters"])
def test_it_holds_in_all_parts_of_a_template(part: str) -> None:
    broken = "[if(true(), 'a', toLower())]"
    parts: dict[str, Any] = {
        "resources": [{"type": "A.B/c", "apiVersion": "2024-01-01", "name": broken}],
        "variables": {"v": broken},
        "parameters": {"p": {"type": "string", "defaultValue": broken}},
    }
    template = {"resources": [], part: parts[part]}

    assert expand(template).problems == []
    assert [problem.message for problem in expand(template, other_branches=True).problems] == [
        "toLower takes 1 argument, not 0"
    ]


def test_the_conditions_of_resources_stay_and_nested_templates_that_they_leave_out_are_expanded() -> None:
    inner = {"type": "A.B/c", "apiVersion": "2024-01-01", "name": "[if(true(), 'a', 'b')]"}
    nested = {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2024-01-01",
        "name": "inner",
        "condition": False,
        "properties": {"expressionEvaluationOptions": {"scope": "inner"}, "template": {"resources": [inner]}},
    }

    assert [each.name for each in expand({"resources": [nested]}).resources] == ["inner"]
    assert [(each.name, each.condition) for each in expand({"resources": [nested]}, other_branches=True).resources] == [
        ("inner", False),
        ("b", False),
    ]


@pytest.mark.parametrize(
    ("expression", "branches"),
    [("[if(true(), 1, 2)]", True), ("[my.first(parameters('list'))]", True), ("[and(true(), false())]", False)],
)
def test_an_expansion_knows_whether_there_are_branches(expression: str, branches: bool) -> None:
    assert expanded(expression, other_branches=False).has_branches is branches
