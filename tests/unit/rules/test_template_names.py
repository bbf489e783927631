"""Names in expressions: undefined, unused, and of the wrong one of two nested templates."""

from typing import Any

from unit.rules.template_findings import diagnostics, findings, nested, output, places

from generator.diagnostics import Severity
from generator.rules.check import check

TEXT = {"type": "string"}


def function(value: str, *parameters: str) -> list[dict[str, Any]]:
    declared = [{"name": name, "type": "string"} for name in parameters]
    member = {"parameters": declared, "output": {"type": "string", "value": value}}
    return [{"namespace": "my", "members": {"text": member}}]


def test_a_branch_that_is_not_taken_is_looked_at() -> None:
    template = output("[if(true(), 'web', parameters('nmae'))]", parameters={"name": TEXT})

    assert findings(template, "template/undefined-parameter") == [
        ("outputs.it.value", "there is no parameter nmae; did you mean name?")
    ]


def test_names_are_compared_without_regard_to_case() -> None:
    template = output(
        "[concat(PARAMETERS('NAME'), Variables('Base'))]", parameters={"name": TEXT}, variables={"BASE": ""}
    )

    for code in (
        "undefined-parameter",
        "undefined-variable",
        "undefined-function",
        "no-unused-params",
        "no-unused-vars",
    ):
        assert findings(template, f"template/{code}") == []


def test_an_undefined_name_is_told_once() -> None:
    template = output("[variables('bsae')]", variables={"base": "web"})

    found = [each.code for each in check({**template, "resources": []}) if each.path == ("outputs", "it", "value")]

    assert found == ["template/undefined-variable"]


def test_a_variable_that_a_loop_makes_is_defined() -> None:
    variables = {"copy": [{"name": "names", "count": 2, "input": "[copyIndex('names')]"}]}

    assert findings(output("[variables('names')]", variables=variables), "template/undefined-variable") == []


def test_a_function_sees_its_own_parameters_alone() -> None:
    template = output(
        "[my.text(parameters('name'))]", parameters={"name": TEXT}, functions=function("[parameters('name')]", "base")
    )

    assert places(template, "template/undefined-parameter") == ["functions[0].members.text.output.value"]
    assert places(template, "template/no-unused-function-params") == ["functions[0].members.text.parameters[0]"]


def test_a_function_of_the_template_gets_as_many_arguments_as_it_has_parameters() -> None:
    template = output("[my.text('a', 'b')]", functions=function("[parameters('base')]", "base"))

    assert findings(template, "template/argument-count") == [("outputs.it.value", "my.text takes 1 argument, not 2")]


def test_a_name_that_is_computed_may_be_any() -> None:
    template = output("[parameters(concat('na', 'me'))]", parameters={"name": TEXT, "size": TEXT})

    assert findings(template, "template/no-unused-params") == []


def test_a_parameter_that_tools_fill_in_need_not_be_used() -> None:
    assert findings({"parameters": {"__bundle": TEXT}}, "template/no-unused-params") == []


def test_a_member_is_looked_for_through_other_variables() -> None:
    variables = {"sizes": {"small": "[variables('all')]"}, "all": {"linux": "Standard_D2s_v5"}}

    assert findings(
        output("[variables('sizes').small.windows]", variables=variables), "template/undefined-property"
    ) == [("outputs.it.value", "the variable sizes.small has no member windows")]


def test_a_member_that_may_not_be_asked_for_is_a_warning() -> None:
    template = output("[if(true(), 'web', variables('sizes').large)]", variables={"sizes": {"small": "x"}})

    assert [each.severity for each in diagnostics(template, "template/undefined-property")] == [Severity.WARNING]


def test_a_member_that_an_expression_may_name_is_not_missed() -> None:
    variables = {"sizes": {"[concat('la', 'rge')]": "x"}}

    assert findings(output("[variables('sizes').large]", variables=variables), "template/undefined-property") == []


def test_variables_that_need_each_other_end_the_search() -> None:
    variables = {"a": {"x": "[variables('b').x]"}, "b": {"x": "[variables('a').x]"}}

    assert findings(output("[variables('a').x.y]", variables=variables), "template/undefined-property") == []


def test_a_nested_template_with_outer_scope_uses_outer_parameters() -> None:
    inner = nested({"outputs": {"it": {"type": "string", "value": "[parameters('name')]"}}})

    template = {"parameters": {"name": TEXT}, "resources": [inner]}

    assert findings(template, "template/undefined-parameter") == []
    assert findings(template, "template/no-unused-params") == []


def test_a_nested_template_with_inner_scope_uses_its_own_parameters() -> None:
    inner = nested({"outputs": {"it": {"type": "string", "value": "[parameters('name')]"}}}, "inner")

    template = {"parameters": {"name": TEXT}, "resources": [inner]}

    assert places(template, "template/nested-deployment-template-scoping") == [
        "resources[0].properties.template.outputs.it.value"
    ]
    assert findings(template, "template/undefined-parameter") == []
    assert places(template, "template/no-unused-params") == ["parameters.name"]


def test_what_a_nested_template_with_outer_scope_declares_hides_from_it() -> None:
    inner = nested({"variables": {"a": 1}, "outputs": {"it": {"type": "int", "value": "[variables('a')]"}}})

    assert findings({"resources": [inner]}, "template/nested-deployment-template-scoping") == [
        (
            "resources[0].properties.template.outputs.it.value",
            "the variable a is of the nested template, and outer scope hides it",
        )
    ]


def test_a_list_function_of_any_name_is_known() -> None:
    template = output("[listClusterAdminCredential(resourceId('A.B/c', 'x'), '2025-01-01')]")

    assert findings(template, "template/undefined-function") == []
