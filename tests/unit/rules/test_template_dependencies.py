"""dependsOn and reference(): what is there, what may be, and what surely is not."""

from unit.rules.template_findings import NSG, VNET, diagnostics, findings, nested, output, places

from generator.diagnostics import Severity

CYCLE, MISSING = "template/dependency-cycle", "template/missing-dependency"
NSG_ID = "[resourceId('Microsoft.Network/networkSecurityGroups', 'nsg')]"
LOOP = {**VNET, "name": "[concat('vnet', copyIndex())]", "copy": {"name": "nets", "count": 3}}


def test_a_circle_goes_through_a_loop() -> None:
    template = {"resources": [{**LOOP, "dependsOn": ["nsg"]}, {**NSG, "dependsOn": ["nets"]}]}

    assert [message for _, message in findings(template, CYCLE)] == [
        "a resource waits for itself: virtualNetworks/vnet0 -> networkSecurityGroups/nsg -> virtualNetworks/vnet0"
    ]


def test_a_resource_that_waits_for_itself_is_a_circle() -> None:
    assert findings({"resources": [{**VNET, "dependsOn": ["vnet"]}]}, CYCLE) == [
        ("resources[0].dependsOn", "a resource waits for itself: virtualNetworks/vnet -> virtualNetworks/vnet")
    ]


def test_a_reference_by_name_is_a_dependency() -> None:
    asks = {**VNET, "properties": {"addressSpace": "[reference('nsg').space]"}}

    assert len(findings({"resources": [asks, {**NSG, "dependsOn": ["vnet"]}]}, CYCLE)) == 1


def test_a_chain_within_a_loop_is_no_circle() -> None:
    before = "[concat('vnet', max(0, sub(copyIndex(), 1)))]"
    chain = {**LOOP, "dependsOn": ["[if(equals(copyIndex(), 0), 'nsg', " + before[1:-1] + ")]"]}

    assert findings({"resources": [chain, NSG]}, CYCLE) == []


def test_a_target_that_a_condition_leaves_out_is_there() -> None:
    template = {"resources": [{**VNET, "dependsOn": ["nsg"]}, {**NSG, "condition": False}]}

    assert findings(template, MISSING) == []


def test_a_loop_without_rounds_is_there() -> None:
    empty = {**LOOP, "copy": {"name": "nets", "count": 0}}

    assert findings({"resources": [empty, {**NSG, "dependsOn": ["nets"]}]}, MISSING) == []


def test_a_target_may_be_a_resource_whose_name_is_not_known() -> None:
    unknown = {**NSG, "name": "[parameters('name')]"}
    template = {"parameters": {"name": {"type": "string"}}, "resources": [unknown, {**VNET, "dependsOn": [NSG_ID]}]}

    assert findings(template, MISSING) == []


def test_a_target_whose_name_is_not_known_may_be_there() -> None:
    target = "[resourceId('Microsoft.Network/networkSecurityGroups', parameters('name'))]"
    template = {"parameters": {"name": {"type": "string"}}, "resources": [{**VNET, "dependsOn": [target]}]}

    assert findings(template, MISSING) == []


def test_a_target_in_another_group_is_a_warning() -> None:
    target = "[resourceId('other', 'Microsoft.Network/networkSecurityGroups', 'nsg')]"

    found = diagnostics({"resources": [{**VNET, "dependsOn": [target]}]}, MISSING)

    assert [each.severity for each in found] == [Severity.WARNING]


def test_a_target_in_the_template_around_is_a_warning() -> None:
    template = {"resources": [NSG, nested({"resources": [{**VNET, "dependsOn": [NSG_ID]}]})]}

    found = diagnostics(template, MISSING)

    assert [(each.severity, each.message) for each in found] == [
        (
            Severity.WARNING,
            "dependsOn names a resource of another template: Microsoft.Network/networkSecurityGroups/nsg",
        )
    ]


def test_a_child_is_named_by_the_end_of_its_name() -> None:
    child = {"type": "subnets", "apiVersion": "2025-07-01", "name": "front"}

    assert findings({"resources": [{**VNET, "resources": [child]}, {**NSG, "dependsOn": ["front"]}]}, MISSING) == []


def test_a_symbolic_name_is_a_target() -> None:
    template = {"languageVersion": "2.0", "resources": {"net": VNET, "group": {**NSG, "dependsOn": ["net"]}}}

    assert findings(template, MISSING) == []


def test_one_of_two_resources_with_the_same_id_may_be_left_out() -> None:
    first, second = {**VNET, "condition": "[parameters('new')]"}, {**VNET, "condition": "[not(parameters('new'))]"}

    template = {"parameters": {"new": {"type": "bool"}}, "resources": [first, second]}

    assert findings(template, "template/duplicate-resource") == []


def test_every_round_of_a_loop_needs_a_name_of_its_own() -> None:
    template = {"resources": [{**VNET, "copy": {"name": "nets", "count": 2}}]}

    assert findings(template, "template/duplicate-resource") == [
        ("resources[0].name", "the template has virtualNetworks/vnet already")
    ]


def test_two_nested_deployments_may_have_the_same_resource() -> None:
    deployments = [{**nested({"resources": [VNET]}), "name": name} for name in ("first", "second")]

    assert findings({"resources": deployments}, "template/duplicate-resource") == []


def test_a_reference_by_id_to_what_the_template_has_needs_no_version() -> None:
    assert (
        findings(output(f"[reference({NSG_ID[1:-1]}).id]", resources=[NSG]), "template/reference-needs-api-version")
        == []
    )


def test_a_reference_with_a_name_that_is_not_known_is_not_judged() -> None:
    template = output("[reference(parameters('name')).id]", parameters={"name": {"type": "string"}})

    assert findings(template, "template/unknown-reference") == []


def test_a_loop_is_referred_to_by_its_name() -> None:
    assert places(output("[references('nets')]", resources=[LOOP]), "template/unknown-reference") == []
