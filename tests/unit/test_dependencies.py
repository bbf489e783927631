"""`dependsOn`, which nobody writes by hand."""

from pathlib import Path
from typing import Any

import pytest
from properties.examples import LINUX, laid_over, rendered, resource

from generator.rendering.dependencies import with_dependencies

Resource = dict[str, Any]
BALANCED: dict[str, Any] = {"network": {"loadBalancer": {"rules": [{"frontendPort": 80}]}}}


def made(kind: str, name: str, **properties: Any) -> Resource:
    return {"type": kind, "apiVersion": "2025-01-01", "name": name, "properties": properties}


def depends(*resources: Resource) -> dict[str, list[str]]:
    """The dependencies of each resource that has any, by its name."""
    return {each["name"]: each["dependsOn"] for each in with_dependencies(list(resources)) if "dependsOn" in each}


def test_a_reference_is_a_dependency() -> None:
    address = made("Contoso/addresses", "a")
    balancer = made("Contoso/balancers", "b", address={"id": "[resourceId('Contoso/addresses', 'a')]"})

    assert depends(balancer, address) == {"b": ["[resourceId('Contoso/addresses', 'a')]"]}


def test_a_reference_to_a_child_leads_to_its_parent() -> None:
    network = made("Contoso/networks", "n")
    user = made("Contoso/users", "u", id="[resourceId('Contoso/networks/subnets', 'n', 'default')]")

    assert depends(network, user) == {"u": ["[resourceId('Contoso/networks', 'n')]"]}


def test_a_child_that_is_a_resource_of_its_own_is_the_dependency() -> None:
    network, subnet = made("Contoso/networks", "n"), made("Contoso/networks/subnets", "n/default")
    user = made("Contoso/users", "u", id="[resourceId('Contoso/networks/subnets', 'n', 'default')]")

    assert depends(network, subnet, user)["u"] == ["[resourceId('Contoso/networks/subnets', 'n', 'default')]"]


def test_a_reference_to_a_part_of_itself_is_none() -> None:
    assert depends(made("Contoso/balancers", "b", id="[resourceId('Contoso/balancers/pools', 'b', 'instances')]")) == {}


def test_what_is_not_in_the_template_is_no_dependency() -> None:
    user = made("Contoso/users", "u", id="[resourceId('Contoso/addresses', 'elsewhere')]")

    assert depends(made("Contoso/addresses", "a"), user) == {}


def test_what_is_in_another_resource_group_is_no_dependency() -> None:
    user = made("Contoso/users", "u", id="[resourceId('other-group', 'Contoso/addresses', 'a')]")

    assert depends(made("Contoso/addresses", "a"), user) == {}


@pytest.mark.parametrize(
    "reference",
    [
        "[RESOURCEID('contoso/ADDRESSES','a')]",
        "[concat(resourceId( 'Contoso/addresses' , 'a' ), '/part')]",
        "[reference(resourceId('Contoso/addresses', 'a'), '2025-01-01').fqdn]",
    ],
)
def test_references_are_found_however_they_are_written(reference: str) -> None:
    user = made("Contoso/users", "u", id=reference)

    assert depends(made("Contoso/addresses", "a"), user) == {"u": ["[resourceId('Contoso/addresses', 'a')]"]}


def test_references_are_found_in_keys_and_lists() -> None:
    user = made("Contoso/users", "u", identities=[{"[resourceId('Contoso/addresses', 'a')]": {}}])

    assert "u" in depends(made("Contoso/addresses", "a"), user)


def test_text_that_looks_like_a_reference_is_none() -> None:
    texts = ["resourceId('Contoso/addresses', 'a')", "[[resourceId('Contoso/addresses', 'a')]", "[resourceId('a']"]

    assert depends(made("Contoso/addresses", "a"), made("Contoso/users", "u", texts=texts)) == {}


def test_names_by_expression_are_matched() -> None:
    address = made("Contoso/addresses", "[format('{0}-ip', parameters('base'))]")
    user = made("Contoso/users", "u", id="[resourceId('Contoso/addresses',format('{0}-ip',parameters('base')))]")

    assert depends(address, user) == {"u": ["[resourceId('Contoso/addresses', format('{0}-ip', parameters('base')))]"]}


@pytest.mark.parametrize("name", ["it's", "[[a]"])
def test_names_that_need_quoting_are_matched(name: str) -> None:
    quoted = name.replace("'", "''").replace("[[", "[")
    user = made("Contoso/users", "u", id=f"[resourceId('Contoso/addresses', '{quoted}')]")

    assert depends(made("Contoso/addresses", name), user) == {"u": [f"[resourceId('Contoso/addresses', '{quoted}')]"]}


def test_a_dependency_written_by_hand_stays_and_is_not_doubled() -> None:
    address = made("Contoso/addresses", "a")
    by_hand = ["[resourceId('Contoso/addresses', 'a')]", "elsewhere"]
    user = {**made("Contoso/users", "u", id="[resourceId('Contoso/addresses', 'a')]"), "dependsOn": by_hand}

    assert depends(address, user) == {"u": by_hand}


def test_keys_come_in_the_customary_order() -> None:
    user = {"properties": {"id": "[resourceId('A/b', 'c')]"}, "zones": ["1"], "sku": {}, "name": "u", "apiVersion": "1"}

    first, _ = with_dependencies([{**user, "type": "A/u"}, made("A/b", "c")])

    assert list(first) == ["type", "apiVersion", "name", "sku", "zones", "dependsOn", "properties"]


def test_the_scale_set_waits_for_its_network(tmp_path: Path) -> None:
    template = rendered(tmp_path, laid_over(LINUX, BALANCED))

    assert resource(template, "virtualMachineScaleSets")["dependsOn"] == [
        "[resourceId('Microsoft.Network/networkSecurityGroups', 'web-nsg')]",
        "[resourceId('Microsoft.Network/virtualNetworks', 'web-vnet')]",
        "[resourceId('Microsoft.Network/loadBalancers', 'web-lb')]",
    ]


def test_a_raw_resource_waits_for_what_it_refers_to(tmp_path: Path) -> None:
    lock = made("Contoso/locks", "lock", of="[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web')]")
    template = rendered(tmp_path, laid_over(LINUX, {"resources": [lock]}))

    assert resource(template, "locks")["dependsOn"] == [
        "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web')]"
    ]


def test_a_scale_set_waits_for_a_raw_resource_that_it_refers_to(tmp_path: Path) -> None:
    group = made("Microsoft.Network/networkSecurityGroups", "own")
    reference = "[resourceId('Microsoft.Network/networkSecurityGroups', 'own')]"
    network = {"networkSecurityGroup": {"id": reference}, "subnet": {"id": "/subnet"}}
    template = rendered(tmp_path, laid_over(LINUX, {"resources": [group], "network": network}))

    assert resource(template, "virtualMachineScaleSets")["dependsOn"] == [reference]
