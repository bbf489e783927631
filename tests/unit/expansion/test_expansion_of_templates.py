from typing import Any

from generator.arm.expansion import expand
from generator.arm.resources import Expansion, written
from generator.arm.scope import Deployment

SHOP = Deployment(subscription_id="s", resource_group="shop", location="northeurope")
GROUP = "/subscriptions/s/resourceGroups/shop"


def expanded(resources: Any = (), given: dict[str, Any] | None = None, **members: Any) -> Expansion:
    values = {name: {"value": value} for name, value in (given or {}).items()}
    return expand(
        {"resources": list(resources) if isinstance(resources, tuple) else resources, **members}, values, SHOP
    )


def resource(kind: str = "A.B/c", name: str = "one", **members: Any) -> dict[str, Any]:
    return {"type": kind, "apiVersion": "2024-01-01", "name": name, **members}


def names(found: Expansion) -> list[str]:
    return [each.name for each in found.resources]


def messages(found: Expansion) -> list[str]:
    return [problem.message for problem in found.problems]


def test_a_resource_has_its_full_id() -> None:
    assert expanded([resource("A.B/c/d", "one/two")]).resources[0].id == f"{GROUP}/providers/A.B/c/one/d/two"


def test_an_extension_resource_has_the_id_of_its_scope() -> None:
    found = expanded([resource("Microsoft.Authorization/locks", "keep", scope="A.B/c/one")])

    assert found.resources[0].id == f"{GROUP}/providers/A.B/c/one/providers/Microsoft.Authorization/locks/keep"


def test_expressions_are_evaluated() -> None:
    found = expanded(
        [resource(name="[concat(parameters('p'), '-', variables('v'))]", location="[resourceGroup().location]")],
        {"p": "web"},
        parameters={"p": {"type": "string"}},
        variables={"v": "[toUpper('x')]"},
    )

    assert names(found) == ["web-X"]
    assert found.resources[0].body["location"] == "northeurope"


def test_what_only_azure_knows_stays_an_expression_with_all_else_folded_in() -> None:
    found = expanded([], outputs={"o": {"type": "string", "value": "[reference(resourceId('A.B/c', 'one')).x]"}})

    assert written(found.outputs) == {"o": f"[reference('{GROUP}/providers/A.B/c/one').x]"}


def test_a_default_is_used_where_nothing_is_given() -> None:
    found = expanded([resource(name="[parameters('p')]")], parameters={"p": {"type": "string", "defaultValue": "d"}})

    assert names(found) == ["d"]


def test_copies_of_a_resource() -> None:
    found = expanded([resource(name="[concat('vm', copyIndex(1))]", copy={"name": "loop", "count": 3})])

    assert names(found) == ["vm1", "vm2", "vm3"]


def test_copies_of_a_member_within_copies_of_a_resource() -> None:
    inner = {
        "copy": [{"name": "disks", "count": 2, "input": {"lun": "[copyIndex('disks')]", "of": "[copyIndex('vms')]"}}]
    }
    found = expanded([resource(name="[string(copyIndex())]", copy={"name": "vms", "count": 2}, properties=inner)])

    assert found.resources[1].body["properties"] == {"disks": [{"lun": 0, "of": 1}, {"lun": 1, "of": 1}]}


def test_copies_of_a_variable() -> None:
    found = expanded(
        [resource(name="[join(variables('names'), '-')]")],
        variables={"copy": [{"name": "names", "count": 2, "input": "[format('n{0}', copyIndex('names'))]"}]},
    )

    assert names(found) == ["n0-n1"]


def test_copies_of_an_output() -> None:
    found = expanded([], outputs={"o": {"type": "array", "copy": {"count": 2, "input": "[copyIndex()]"}}})

    assert found.outputs == {"o": [0, 1]}


def test_a_copy_of_too_many_is_refused_at_once() -> None:
    found = expanded([resource(copy={"name": "loop", "count": 10**9})])

    assert messages(found) == ["the count of a copy is an integer from 0 to 800, not 1000000000"]


def test_a_child_has_the_type_and_name_of_its_parent_before_its_own() -> None:
    found = expanded([resource(resources=[resource("d", "two")])])

    assert (found.resources[1].type, found.resources[1].name) == ("A.B/c/d", "one/two")


def test_a_child_of_what_is_not_deployed_is_not_deployed() -> None:
    found = expanded([resource(condition="[equals(1, 2)]", resources=[resource("d", "two")])])

    assert [each.condition for each in found.resources] == [False, False]


def test_depends_on_by_id_by_name_by_type_and_name_and_by_loop() -> None:
    for target in ("[resourceId('A.B/c', 'one')]", "one", "A.B/c/one", "loop"):
        found = expanded([resource(copy={"name": "loop", "count": 1}), resource("A.B/e", "two", dependsOn=[target])])

        assert found.resources[1].depends_on == (f"{GROUP}/providers/A.B/c/one",), target


def test_a_reference_is_a_dependency() -> None:
    found = expanded(
        [resource(), resource("A.B/e", "two", properties={"x": "[reference(resourceId('A.B/c', 'one')).y]"})]
    )

    assert found.resources[1].depends_on == (f"{GROUP}/providers/A.B/c/one",)


def test_symbolic_names() -> None:
    found = expanded(
        {"first": resource(existing=True), "second": resource("A.B/e", "two", dependsOn=["first"])},
        languageVersion="2.0",
    )

    assert found.resources[0].existing
    assert found.resources[1].depends_on == (f"{GROUP}/providers/A.B/c/one",)


def nested(scope: str, name: str, **properties: Any) -> dict[str, Any]:
    template = {"resources": [resource(name=name)], **properties.pop("template", {})}
    evaluation = {"expressionEvaluationOptions": {"scope": scope}}
    return resource(
        "Microsoft.Resources/deployments", "inner", properties={"template": template, **evaluation, **properties}
    )


def test_a_nested_template_of_outer_scope_sees_the_outer_variables() -> None:
    assert names(expanded([nested("outer", "[variables('v')]")], variables={"v": "seen"})) == ["inner", "seen"]


def test_a_nested_template_of_outer_scope_sees_the_outer_loop() -> None:
    deployment = {**nested("outer", "[concat('one', copyIndex())]"), "copy": {"name": "loop", "count": 2}}

    assert names(expanded([deployment])) == ["inner", "one0", "inner", "one1"]


def test_a_nested_template_of_outer_scope_is_evaluated_where_the_outer_one_is_deployed() -> None:
    found = expanded([{**nested("outer", "[resourceGroup().name]"), "resourceGroup": "other"}])

    assert found.resources[1].id == "/subscriptions/s/resourceGroups/other/providers/A.B/c/shop"


def test_what_a_nested_template_of_an_undecided_deployment_has_is_undecided() -> None:
    undecided = {**nested("inner", "one"), "condition": "[parameters('on')]"}
    found = expanded([undecided], parameters={"on": {"type": "bool"}})

    assert written(found.resources[1].condition) == "[parameters('on')]"


def test_a_nested_deployment_has_its_properties_without_its_template() -> None:
    found = expanded([nested("inner", "one", mode="[concat('Incre', 'mental')]")])

    assert found.resources[0].body["properties"] == {
        "expressionEvaluationOptions": {"scope": "inner"},
        "mode": "Incremental",
    }


def test_a_nested_template_of_inner_scope_sees_its_own_parameters_alone() -> None:
    declared = {"parameters": {"p": {"type": "string"}}}
    found = expanded([nested("inner", "[parameters('p')]", parameters={"p": {"value": "given"}}, template=declared)])

    assert names(found) == ["inner", "given"]


def test_a_nested_template_goes_to_the_group_that_it_names() -> None:
    found = expanded([{**nested("inner", "one"), "resourceGroup": "other"}])

    assert found.resources[1].id == "/subscriptions/s/resourceGroups/other/providers/A.B/c/one"


def test_functions_of_the_template() -> None:
    double = {
        "parameters": [{"name": "x", "type": "string"}],
        "output": {"type": "string", "value": "[concat(parameters('x'), parameters('x'))]"},
    }
    found = expanded(
        [resource(name="[my.double('ab')]")], functions=[{"namespace": "my", "members": {"double": double}}]
    )

    assert names(found) == ["abab"]


def test_a_variable_that_needs_itself_is_refused() -> None:
    found = expanded([], variables={"a": "[variables('b')]", "b": "[variables('a')]"})

    assert messages(found) == ["the variable b needs itself: b → a → b"]


def test_an_expression_without_value_stays_and_the_rest_is_expanded() -> None:
    found = expanded([resource(name="[variables('nmae')]"), resource(name="two")], variables={"name": "x"})

    assert names(found) == ["[variables('nmae')]", "two"]
    assert messages(found) == ["the variable nmae is not defined; did you mean name?"]


def test_a_copy_of_an_unknown_count_is_one_resource_of_an_unknown_index() -> None:
    loop = {"name": "vms", "count": "[parameters('count')]"}
    found = expanded([resource(name="[concat('vm', copyIndex(1))]", copy=loop)], parameters={"count": {"type": "int"}})

    assert names(found) == ["[concat('vm', add(copyIndex('vms'), 1))]"]


def test_a_copy_of_a_member_of_an_unknown_count_maps_a_range() -> None:
    loop = {"name": "disks", "count": "[parameters('count')]", "input": {"lun": "[copyIndex('disks')]"}}
    found = expanded([resource(properties={"copy": [loop]})], parameters={"count": {"type": "int"}})

    assert written(found.resources[0].body["properties"]) == {
        "disks": "[map(range(0, parameters('count')), lambda('disks', createObject('lun', lambdaVariables('disks'))))]"
    }


def test_a_count_can_not_be_known_only_after_resources_exist() -> None:
    loop = {"name": "disks", "count": "[reference('x').count]", "input": 1}
    found = expanded([resource(properties={"copy": [loop]})])

    assert [problem.path for problem in found.problems] == [("resources", 0, "properties", "copy", 0, "count")]


def test_a_default_can_not_be_known_only_after_resources_exist() -> None:
    found = expanded([], parameters={"p": {"type": "string", "defaultValue": "[reference('x').id]"}})

    assert [problem.code for problem in found.problems] == ["parameter/bad-default"]


def test_a_runtime_function_where_azure_forbids_it_is_refused() -> None:
    assert expanded([resource(name="[reference('x').y]")]).problems
