"""What Azure alone knows stays an expression, with all else folded in."""

import pytest
from unit.arm.evaluating import value_of

from generator.arm.evaluation import EvaluationError

PARAMETERS = {"name": "web", "zoned": True, "list": [1, 2]}


@pytest.mark.parametrize(
    ("code", "stays"),
    [
        ("reference(parameters('name'))", "reference('web')"),
        ("reference(resourceId('A.B/c', 'd')).x[add(0, 1)]", None),
        ("concat(parameters('name'), '-', reference('r').id)", "concat('web', '-', reference('r').id)"),
        ("listKeys(parameters('name'), '2020-01-01').keys[0].value", "listKeys('web', '2020-01-01').keys[0].value"),
        ("listSecrets('a', 'b', createObject('c', 1))", "listSecrets('a', 'b', createObject('c', 1))"),
        ("references(toLower('LOOP'), 'full')", "references('loop', 'full')"),
        ("toLogicalZone(subscription().subscriptionId, 'westeurope', 'x')", None),
        ("pickZones('Microsoft.Compute', 'virtualMachines', parameters('name'), add(1, 1))", None),
        ("roleDefinitions('Reader').id", "roleDefinitions('Reader').id"),
        ("deployer().objectId", "deployer().objectId"),
        ("resourceGroup().tags.team", "resourceGroup().tags.team"),
        ("deployment().properties.templateLink.uri", "deployment().properties.templateLink.uri"),
        ("if(reference('r').on, add(1, 2), fail('x'))", "if(reference('r').on, 3, fail('x'))"),
        ("and(parameters('zoned'), reference('r').on)", "and(true(), reference('r').on)"),
        ("coalesce(null(), reference('r').x, add(1, 2))", "coalesce(reference('r').x, 3)"),
        ("coalesce(null(), reference('r').x)", "reference('r').x"),
        ("parameters('list')[reference('r').at]", "createArray(1, 2)[reference('r').at]"),
        (
            "map(reference('r').list, lambda('Each', concat(lambdaVariables('each').id, parameters('name'))))",
            "map(reference('r').list, lambda('each', concat(lambdaVariables('each').id, 'web')))",
        ),
        (
            "filter(parameters('list'), lambda('i', equals(reference('r').n, lambdaVariables('i'))))",
            "filter(createArray(1, 2), lambda('i', equals(reference('r').n, lambdaVariables('i'))))",
        ),
    ],
)
def test_all_that_is_known_is_folded_in(code: str, stays: str | None) -> None:
    text = value_of(code, parameters=PARAMETERS)

    assert (
        text == f"[{stays}]"
        if stays
        else "parameters(" not in text and "add(" not in text and "subscription(" not in text
    )


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("or(true(), reference('r').on)", True),
        ("createObject('a', reference('r'), 'b', 1).b", 1),
        ("length(createArray(reference('r'), 2))", 2),
        ("createArray(reference('r').x, 2)", ["[reference('r').x]", 2]),
        (
            "map(createArray('a', 'b'), lambda('n', reference(lambdaVariables('n'))))",
            ["[reference('a')]", "[reference('b')]"],
        ),
        ("concat(createArray(reference('r')), createArray(1))", ["[reference('r')]", 1]),
        ("resourceGroup().location", "westeurope"),
    ],
)
def test_what_does_not_depend_on_it_is_known(code: str, value: object) -> None:
    assert value_of(code) == value


@pytest.mark.parametrize(
    "code",
    [
        "reference('r')",
        "references('r')",
        "listKeys('r', '2020-01-01')",
        "toPhysicalZones('a', 'b', createArray('1'))",
        "concat('a', reference('r').x)",
        "if(true(), reference('r').x, 1)",
    ],
)
def test_where_values_must_be_known_early_they_are_refused(code: str) -> None:
    with pytest.raises(EvaluationError, match="its value is known only after resources are deployed"):
        value_of(code, allow_runtime=False)


def test_a_branch_that_is_not_taken_may_hold_them_even_there() -> None:
    assert value_of("if(false(), reference('r').x, 1)", allow_runtime=False) == 1


@pytest.mark.parametrize("code", ["toLower(reference('r').x, 1)", "substring(reference('r').x, 'a')"])
def test_wrong_arguments_beside_them_are_refused_all_the_same(code: str) -> None:
    with pytest.raises(EvaluationError, match="takes"):
        value_of(code)
