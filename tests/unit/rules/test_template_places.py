"""Where functions can stand."""

import pytest
from unit.rules.template_findings import VNET, findings, nested, output, places

RUNTIME = "template/runtime-function-place"
SUBSCRIPTION = "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#"
ASKED = "[reference(resourceId('Microsoft.Network/virtualNetworks', 'hub'), '2025-07-01').name]"


@pytest.mark.parametrize("member", ["name", "condition", "scope"])
def test_what_is_known_before_the_deployment_asks_nothing_at_run_time(member: str) -> None:
    assert places({"resources": [{**VNET, member: ASKED}]}, RUNTIME) == [f"resources[0].{member}"]


def test_the_count_of_a_loop_asks_nothing_at_run_time() -> None:
    resource = {**VNET, "name": "[concat('vnet', copyIndex())]", "copy": {"name": "nets", "count": ASKED}}

    assert places({"resources": [resource]}, RUNTIME) == ["resources[0].copy.count"]


def test_the_name_of_a_child_asks_nothing_at_run_time() -> None:
    child = {"type": "subnets", "apiVersion": "2025-07-01", "name": ASKED}

    assert places({"resources": [{**VNET, "resources": [child]}]}, RUNTIME) == ["resources[0].resources[0].name"]


def test_properties_and_outputs_may_ask_at_run_time() -> None:
    template = output(ASKED, resources=[{**VNET, "properties": {"addressSpace": {"addressPrefixes": [ASKED]}}}])

    assert findings(template, RUNTIME) == []


def test_a_nested_template_with_outer_scope_is_a_property_of_its_deployment() -> None:
    assert findings({"resources": [nested({"resources": [{**VNET, "name": ASKED}]})]}, RUNTIME) == []


def test_the_default_of_a_nested_parameter_may_be_random() -> None:
    inner = {"parameters": {"id": {"type": "string", "defaultValue": "[newGuid()]"}}}

    assert findings({"resources": [nested(inner, "inner")]}, "template/parameter-default-function-place") == []


def test_copy_index_stands_in_loops_of_properties_variables_and_outputs() -> None:
    template = {
        "variables": {"copy": [{"name": "names", "count": 2, "input": "[copyIndex('names')]"}]},
        "resources": [
            {**VNET, "properties": {"copy": [{"name": "subnets", "count": 2, "input": "[copyIndex('subnets')]"}]}}
        ],
        "outputs": {"all": {"type": "array", "copy": {"count": 2, "input": "[copyIndex()]"}}},
    }

    assert findings(template, "template/copy-index-place") == []


def test_copy_index_of_an_outer_loop_does_not_reach_into_inner_scope() -> None:
    inner = nested({"outputs": {"it": {"type": "int", "value": "[copyIndex()]"}}}, "inner")

    template = {"resources": [{**inner, "name": "[concat('inner', copyIndex())]", "copy": {"name": "all", "count": 2}}]}

    assert places(template, "template/copy-index-place") == ["resources[0].properties.template.outputs.it.value"]


def test_a_nested_deployment_may_go_to_a_resource_group() -> None:
    inner = nested({"outputs": {"it": {"type": "string", "value": "[resourceGroup().name]"}}})

    template = {"$schema": SUBSCRIPTION, "resources": [{**inner, "resourceGroup": "shop"}]}

    assert findings(template, "template/scope-function") == []


def test_a_nested_deployment_may_have_resources_of_a_group() -> None:
    template = {"$schema": SUBSCRIPTION, "resources": [{**nested({"resources": [VNET]}), "resourceGroup": "shop"}]}

    assert findings(template, "template/resource-scope") == []


def test_text_with_doubled_bracket_is_no_expression() -> None:
    assert findings(output("[[ -f /etc/hosts ]"), "template/expression-syntax") == []
