"""The evaluator: names, access, short circuits, functions of the template, errors and their places."""

from typing import Any

import pytest
from unit.arm.evaluating import scope_with, shown, value_of

from generator.arm.evaluation import EvaluationError, evaluate_text, evaluate_value
from generator.arm.scope import Budget, Deployment, Scope, UserFunction

SETTINGS = {"Size": {"name": "small", "counts": [1, 2, 3]}}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("plain", "plain"),
        ("", ""),
        ("[[x]", "[x]"),
        ("[[[x]", "[[x]"),
        ("[[x", "[[x"),
        (" [x]", " [x]"),
        ("['x']", "x"),
        ("[-7]", -7),
        ("[concat('a', 'b')]", "ab"),
    ],
)
def test_what_a_string_of_a_template_stands_for(text: str, value: Any) -> None:
    assert evaluate_text(text, scope_with()) == value


def test_a_value_is_evaluated_in_all_its_parts() -> None:
    written = {"[concat('a', 'b')]": [1, None, True, "[add(1, 2)]", {"x": "[reference('r').y]"}]}

    assert shown(evaluate_value(written, scope_with())) == {"ab": [1, None, True, 3, {"x": "[reference('r').y]"}]}


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("parameters('settings').Size.name", "small"),
        ("PARAMETERS('SETTINGS').size.NAME", "small"),
        ("parameters('settings')['size']['counts'][2]", 3),
        ("variables('doubled')", 6),
        ("variables('Whole').size.counts", [1, 2, 3]),
    ],
)
def test_names_are_looked_up_in_any_case(code: str, value: Any) -> None:
    variables = {"doubled": "[mul(parameters('settings').size.counts[2], 2)]", "whole": "[parameters('settings')]"}

    assert value_of(code, parameters={"settings": SETTINGS}, variables=variables) == value


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("if(true(), 'a', fail('no'))", "a"),
        ("if(false(), fail('no'), 'b')", "b"),
        ("if(true(), 'a', reference('r'))", "a"),
        ("and(false(), fail('no'))", False),
        ("or(true(), fail('no'))", True),
        ("coalesce(null(), 1, fail('no'))", 1),
    ],
)
def test_what_does_not_decide_is_not_evaluated(code: str, value: Any) -> None:
    assert value_of(code) == value


@pytest.mark.parametrize(
    ("code", "message", "position"),
    [
        ("subtring('a', 1)", "there is no function subtring; did you mean substring?", 1),
        ("concat('a', toLower())", "toLower takes 1 argument, not 0", 13),
        ("toLower(1)", "toLower takes a string as argument 1, not an integer", 1),
        ("if('yes', 1, 2)", "if takes a boolean as its condition, not a string", 1),
        ("parameters('x')", "'x' is not defined", 1),
        ("concat('a', variables('x'))", "'x' is not defined", 13),
        ("createObject('name', 1).nam", "the object has no property 'nam'; did you mean name?", 24),
        ("createArray(1)[1]", "there is no item 1 in an array of 1", 15),
        ("createArray(1).length", "an item of an array has an integer as its index, not a string", 15),
        ("null().a", "null has no properties or items", 7),
        ("loadTextContent('a')", "loadTextContent is a function of Bicep, not of templates", 1),
        ("field('a')", "field is a function of Azure Policy, not of templates", 1),
        ("lambda('a', 1)", "lambda stands only as an argument of", 1),
        ("lambdaVariables('a')", "no lambda around here has a variable 'a'", 1),
        ("div(1, 0)", "div can not divide by zero", 1),
        ("add(9223372036854775807, 1)", "add gives a number that 64 bits can not hold", 1),
        ("9223372036854775808", "the expression gives a number that 64 bits can not hold", 1),
        ("copyIndex('disks')", "no copy loop 'disks' is around here", 1),
        ("foo.bar()", "the template defines no function foo.bar", 1),
    ],
)
def test_an_error_says_what_and_where(code: str, message: str, position: int) -> None:
    with pytest.raises(EvaluationError) as caught:
        value_of(code)

    assert str(caught.value).startswith(message)
    assert caught.value.position == position


def test_an_error_within_a_variable_is_shown_where_the_variable_is_used() -> None:
    with pytest.raises(EvaluationError, match="toLower takes 1 argument") as caught:
        value_of("concat('a', variables('x'))", variables={"x": "[concat('some', 'thing', 'before', toLower())]"})

    assert caught.value.position == 13


@pytest.mark.parametrize(
    ("code", "index"),
    [
        ("copyIndex()", 4),
        ("copyIndex(10)", 14),
        ("copyIndex('DISKS')", 4),
        ("copyIndex('machines')", 2),
        ("copyIndex('machines', 1)", 3),
    ],
)
def test_the_index_of_a_loop(code: str, index: int) -> None:
    assert value_of(code, copies={"": 4, "disks": 4, "machines": 2}) == index


def test_a_scope_within_loops_knows_their_indexes() -> None:
    assert evaluate_text("[copyIndex()]", scope_with().in_loops({"": 7})) == 7


FUNCTIONS = {
    "Text.Twice": UserFunction(("what",), "[concat(parameters('what'), parameters('WHAT'))]"),
    "Text.FourTimes": UserFunction(("what",), "[text.twice(text.twice(parameters('what')))]"),
    "Text.Outer": UserFunction((), "[parameters('outer')]"),
    "Text.Runtime": UserFunction((), "[reference('x')]"),
    "Text.Endless": UserFunction((), "[text.endless()]"),
}


def test_functions_of_the_template_call_each_other() -> None:
    assert value_of("text.fourTimes('ab')", functions=FUNCTIONS) == "abababab"


def test_functions_of_the_template_take_what_azure_alone_knows() -> None:
    assert (
        value_of("text.twice(reference('x').a)", functions=FUNCTIONS) == "[concat(reference('x').a, reference('x').a)]"
    )


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("text.outer()", "the function has no parameter 'outer'"),
        ("text.runtime()", "reference can not stand here"),
        ("text.endless()", "too deeply"),
        ("text.twice()", "text.twice takes 1 argument, not 0"),
        ("text.twise('a')", "did you mean text.twice"),
    ],
)
def test_functions_of_the_template_see_only_their_parameters(code: str, message: str) -> None:
    with pytest.raises(EvaluationError, match=message):
        value_of(code, functions=FUNCTIONS, parameters={"outer": 1})


def test_names_that_are_not_available_are_refused() -> None:
    scope = Scope(Deployment(), parameter=None, variable=None)

    with pytest.raises(EvaluationError, match="variables are not available here"):
        evaluate_text("[variables('x')]", scope)


def test_a_budget_bounds_the_work_of_all_scopes_that_share_it() -> None:
    budget = Budget(40)
    for _ in range(5):
        evaluate_text("[add(1, 2)]", scope_with(budget=budget))

    with pytest.raises(EvaluationError, match="more work"):
        evaluate_text("[add(add(1, 2), add(add(1, 2), add(add(1, 2), add(1, 2))))]", scope_with(budget=budget))


def test_a_budget_that_is_stopped_refuses_all_further_work_with_its_reason() -> None:
    budget = Budget()
    with pytest.raises(EvaluationError, match="enough"):
        budget.stop("enough")

    with pytest.raises(EvaluationError, match="enough"):
        evaluate_text("[add(1, 2)]", scope_with(budget=budget))
