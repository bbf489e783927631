from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.arm.expansion import expand

TEXTS = st.sampled_from(
    [
        "",
        "a",
        "a/b",
        "[a]",
        "[parameters('p')]",
        "[variables('v')]",
        "[copyIndex()]",
        "[reference('a')]",
        "outer",
        "inner",
    ]
)
WORDS = """type name apiVersion properties resources copy count input condition dependsOn scope template parameters
variables expressionEvaluationOptions value defaultValue $ref items p v"""
KEYS = st.sampled_from(WORDS.split())
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 900) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=12,
)
RESOURCE = st.fixed_dictionaries(
    {"type": TEXTS | st.just("Microsoft.Resources/deployments"), "name": TEXTS},
    optional={"properties": JSON, "copy": JSON, "resources": JSON, "condition": JSON, "dependsOn": JSON, "scope": JSON},
)
TEMPLATES = st.fixed_dictionaries(
    {},
    optional={
        "parameters": JSON | st.dictionaries(st.just("p"), JSON),
        "variables": JSON | st.dictionaries(st.just("v"), JSON),
        "functions": JSON,
        "definitions": JSON,
        "resources": JSON | st.lists(RESOURCE | JSON, max_size=3),
        "outputs": JSON | st.dictionaries(st.just("o"), JSON),
    },
)


@settings(max_examples=300)
@given(TEMPLATES, st.dictionaries(st.sampled_from(["p", "q"]), st.dictionaries(st.just("value"), JSON)))
def test_any_template_is_expanded_or_its_problems_are_told(template: dict[str, Any], given: dict[str, Any]) -> None:
    found = expand(template, given)

    assert all(problem.message for problem in found.problems)
