"""The evaluator: a value or an error that names a place, whatever it is given, in little time and memory."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties.texts import ANY, MEANINGFUL

from generator.arm.deferred import Deferred, to_node
from generator.arm.evaluation import EvaluationError, evaluate, evaluate_text, evaluate_value
from generator.arm.expression import ExpressionError, quote, unparse
from generator.arm.functions.function import Function
from generator.arm.functions.table import FUNCTIONS
from generator.arm.scope import Deployment, Scope

LAMBDAS = "lambda('a', lambdaVariables('a'))", "lambda('a', 'b', less(lambdaVariables('a'), lambdaVariables('b')))"
TEXTS = (
    ANY
    | MEANINGFUL
    | st.sampled_from(
        [
            "10.0.0.0/16",
            "P1D",
            "2020-04-07T14:53:14Z",
            "https://a.b/c",
            "YWJj",
            "{0:N2}",
            "data:;base64,YQ==",
            "{'a': [1]}",
        ]
    )
)
OF_KIND = {
    "null": st.just("null()"),
    "boolean": st.sampled_from(["true()", "false()", "equals(reference('x'), 1)"]),
    "integer": st.integers(-3, 40).map(str) | st.integers(-(2**63), 2**63 - 1).map(str) | st.just("copyIndex()"),
    "float": st.sampled_from(["json('1.5')", "json('-1e300')", "json('0.0')"]),
    "string": TEXTS.map(quote) | st.just("reference('x').a[0]"),
    "array": st.sampled_from(["createArray()", "createArray(1, 'b', null(), createArray('c'))", "range(0, 3)"]),
    "object": st.sampled_from(["createObject()", "createObject('a', 1, 'B', reference('x'))", "environment()"]),
}
LEAVES = st.one_of(*OF_KIND.values()) | st.sampled_from([*LAMBDAS, "reference('x')", "resourceGroup()"])


def call_of(function: Function, inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """A call that mostly has arguments of the number and kinds that the function takes."""
    most = function.maximum if function.maximum is not None else function.minimum + 2
    kinds = [function.kinds[min(at, len(function.kinds) - 1)] for at in range(most)]
    arguments = [
        st.one_of(*(OF_KIND[kind] for kind in sorted(each)), inner, st.sampled_from(LAMBDAS)) for each in kinds
    ]
    right = st.integers(function.minimum, most).flatmap(lambda count: st.tuples(*arguments[:count]))
    return (right | st.lists(inner, max_size=4)).map(lambda given: f"{function.name}({', '.join(given)})")


CODES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.sampled_from(sorted(FUNCTIONS)).flatmap(lambda name: call_of(FUNCTIONS[name], inner)),
        st.builds("array({}).{}".format, inner, st.sampled_from(["a", "b", "length"])),
        st.builds("array({})[{}]".format, inner, inner),
    ),
    max_leaves=8,
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | ANY
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY, inner, max_size=4),
    max_leaves=10,
)
JSON_TYPES = (str, int, float, list, dict, Deferred, type(None))


def scope(**variables: str) -> Scope:
    def variable(name: str) -> Any:
        if name not in variables:
            raise EvaluationError(f"{name} is not defined")
        return evaluate_value(variables[name], made)

    made = Scope(
        Deployment(), parameter=lambda name: name, variable=variable, copies={"": 1}, in_parameter_default=True
    )
    return made


@settings(max_examples=500)
@given(CODES)
def test_any_expression_has_a_value_or_is_refused_at_a_place(code: str) -> None:
    text = f"[{code}]"
    try:
        value = evaluate_text(text, scope())
    except ExpressionError:
        return
    except EvaluationError as error:
        value = error.position
        if value is None or not 0 < value <= len(text):
            raise AssertionError("an error without its place") from error
    assert isinstance(value, JSON_TYPES)


@given(ANY | MEANINGFUL)
def test_a_string_literal_is_its_text(text: str) -> None:
    assert evaluate_text(f"[{quote(text)}]", scope()) == text


@given(ANY | MEANINGFUL)
def test_a_text_that_is_no_expression_is_itself_without_the_escape(text: str) -> None:
    escaped = f"[{text}" if text.startswith("[") and text.endswith("]") else text

    assert evaluate_text(escaped, scope()) == text


@given(JSON)
def test_a_value_written_as_an_expression_is_that_value(value: Any) -> None:
    assert evaluate(to_node(value), scope()) == value


@given(CODES)
def test_what_is_folded_has_the_same_value_and_folds_no_further(code: str) -> None:
    try:
        value = evaluate_text(f"[{code}]", scope())
    except (EvaluationError, ExpressionError):
        return
    text = unparse(to_node(value))
    assert unparse(to_node(evaluate_text(f"[{text}]", scope()))) == text


HOSTILE = {
    "nested maps": "[map(range(0, 10000), lambda('i', map(range(0, 10000), lambda('j', 1))))]",
    "map of ranges": "[map(range(0, 10000), lambda('i', range(0, 10000)))]",
    "doubling text": "[reduce(range(0, 99), 'a', lambda('a', 'i', replace('xx', 'x', lambdaVariables('a'))))]",
    "deepening array": "[reduce(range(0, 9999), 1, lambda('a', 'i', createArray(lambdaVariables('a'))))]",
    "padding": "[padLeft('', 2147483647)]",
    "width": f"[format('{'{0,999999}' * 9}', '')]",
    "precision": "[format('{0:N99999}', 1)]",
    "replacement": "[replace(padLeft('', 99999), ' ', padLeft('', 99999))]",
    "deep JSON": "[json(padLeft('', 100000, '['))]",
    "digits": "[int(padLeft('', 1000000, '1'))]",
    "range": "[range(0, 2147483647)]",
    "power of variables": "[variables('v40')]",
    "circle of variables": "[variables('circle')]",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_what_would_take_all_time_or_memory_is_refused(text: str) -> None:
    powers = {f"v{at}": f"[createArray(variables('v{at - 1}'), variables('v{at - 1}'))]" for at in range(1, 41)}
    variables = {"v0": "x", **powers, "circle": "[variables('circle')]"}

    with pytest.raises(EvaluationError):
        evaluate_text(text, scope(**variables))
