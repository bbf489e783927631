"""Expansion of any JSON as a template: resources and problems, never an exception."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from properties.texts import ANY, MEANINGFUL

from generator.arm.expansion import expand
from generator.arm.resources import written
from generator.diagnostics import Path

EXPRESSIONS = st.sampled_from(
    [
        "[parameters('a')]",
        "[variables('a')]",
        "[variables('b').a]",
        "[copyIndex()]",
        "[add(copyIndex('a'), 1)]",
        "[reference()]",
        "[reference('one').a]",
        "[a.b('x')]",
        "[if(variables('a'), parameters('a'), reference('one'))]",
        "[toLower()]",
        "[",
        "[]",
        "[[a]",
        "[resourceId('A.B/c', 'one')]",
    ]
)
NAMES = st.sampled_from(["a", "b", "copy", "name", "count", "input", "type", "condition", "value", "defaultValue"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 900) | ANY | MEANINGFUL | EXPRESSIONS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | EXPRESSIONS, inner, max_size=4),
    max_leaves=8,
)
LOOPS = st.fixed_dictionaries(
    {"name": st.just("a") | VALUES, "count": st.integers(0, 3) | VALUES}, optional={"input": VALUES, "mode": VALUES}
)
NAMED = st.dictionaries(st.sampled_from(["a", "b", "A", "copy"]), VALUES | LOOPS, max_size=3)
FUNCTIONS = st.fixed_dictionaries(
    {
        "namespace": st.just("a") | VALUES,
        "members": st.fixed_dictionaries({"b": st.fixed_dictionaries({"output": VALUES | NAMED})}) | VALUES,
    }
)


def resources_with(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    nested: st.SearchStrategy[Any] = st.fixed_dictionaries(
        {"template": templates_of(st.lists(inner, max_size=2))},
        optional={
            "parameters": NAMED,
            "expressionEvaluationOptions": st.sampled_from([{"scope": "inner"}, {"scope": "outer"}, None, []]),
        },
    )
    resource = st.fixed_dictionaries(
        {
            "type": st.sampled_from(["A.B/c", "Microsoft.Resources/deployments"]) | VALUES,
            "name": st.just("one") | VALUES,
        },
        optional={
            "copy": LOOPS | VALUES,
            "condition": VALUES,
            "scope": VALUES,
            "dependsOn": VALUES,
            "properties": nested | VALUES,
            "resources": st.lists(inner, max_size=2) | VALUES,
            "existing": VALUES,
            "resourceGroup": VALUES,
        },
    )
    return resource | VALUES


def templates_of(resources: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {"resources": resources | VALUES},
        optional={
            "parameters": NAMED | VALUES,
            "variables": NAMED | VALUES,
            "outputs": NAMED | VALUES,
            "functions": st.lists(FUNCTIONS, max_size=2) | VALUES,
            "definitions": NAMED | VALUES,
        },
    )


TEMPLATES = templates_of(st.lists(st.recursive(VALUES, resources_with, max_leaves=4), max_size=3))


@settings(max_examples=300)
@given(TEMPLATES, NAMED, st.booleans(), st.booleans())
def test_any_template_is_expanded_or_refused(
    template: dict[str, Any], given: dict[str, Any], complete: bool, other_branches: bool
) -> None:
    found = expand(template, given, complete=complete, other_branches=other_branches)

    told = [(problem.path, problem.message) for problem in found.problems]
    assert len(told) == len(set(told))
    assert isinstance(written({"resources": [each.body for each in found.resources], "outputs": found.outputs}), dict)
    assert all(leads_somewhere(each.path, template) for each in found.resources)


def leads_somewhere(path: Path, value: Any) -> bool:
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return False
    return True
