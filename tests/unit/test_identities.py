"""Identities, what they may do, and locks."""

from pathlib import Path
from typing import Any

import pytest
from properties.examples import LINUX, laid_over, problems, rendered, resource

import generator
from generator.arm.checking import schema_problems
from generator.arm.expansion import expand
from generator.blueprint.schema import blueprint_schema
from generator.rendering.roles import BUILT_IN_ROLES

EXISTING = "/subscriptions/0/resourceGroups/hub/providers/Microsoft.ManagedIdentity/userAssignedIdentities/hub"
NEW = "[resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'web-identity')]"
STORAGE = "Microsoft.Storage/storageAccounts/shopfiles"
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"


def made(folder: Path, identity: dict[str, Any], **scale_set: Any) -> generator.Template:
    return rendered(folder, laid_over(LINUX, {"scaleSet": {"identity": identity, **scale_set}}))


def with_role(folder: Path, role: dict[str, Any], **identity: Any) -> generator.Template:
    return made(folder, {"userAssignedIdentities": ["web-identity"], "roleAssignments": [role], **identity})


def assignment(template: generator.Template) -> dict[str, Any]:
    return resource(template, "roleAssignments")


def scale_set(template: generator.Template) -> dict[str, Any]:
    return resource(template, "virtualMachineScaleSets")


# Identities


def test_an_identity_by_name_is_made(tmp_path: Path) -> None:
    template = made(tmp_path, {"userAssignedIdentities": ["web-identity"]})

    assert resource(template, "userAssignedIdentities")["name"] == "web-identity"
    assert scale_set(template)["identity"] == {"type": "UserAssigned", "userAssignedIdentities": {NEW: {}}}
    assert NEW in scale_set(template)["dependsOn"]


def test_an_identity_by_id_is_used_as_it_is(tmp_path: Path) -> None:
    template = made(tmp_path, {"userAssignedIdentities": [EXISTING]})

    assert "userAssignedIdentities" not in [each["type"].rpartition("/")[2] for each in template.content["resources"]]
    assert scale_set(template)["identity"]["userAssignedIdentities"] == {EXISTING: {}}


# Roles


def test_a_role_by_name_on_the_resource_group(tmp_path: Path) -> None:
    found = assignment(with_role(tmp_path, {"role": "Reader"}))

    assert "scope" not in found
    assert found["properties"] == {
        "roleDefinitionId": f"[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '{READER}')]",
        "principalId": f"[reference({NEW[1:-1]}, '2024-11-30', 'Full').properties.principalId]",
        "principalType": "ServicePrincipal",
    }


def test_the_name_of_a_role_assignment_follows_from_scope_identity_and_role(tmp_path: Path) -> None:
    found = assignment(with_role(tmp_path, {"role": "Reader"}))

    assert found["name"] == f"[guid(resourceGroup().id, {NEW[1:-1]}, '{READER}')]"


def test_a_role_on_a_resource_of_the_same_group(tmp_path: Path) -> None:
    found = assignment(with_role(tmp_path, {"role": "Storage Blob Data Reader", "scope": STORAGE}))

    assert found["scope"] == "[resourceId('Microsoft.Storage/storageAccounts', 'shopfiles')]"


def test_a_role_on_a_part_of_a_resource(tmp_path: Path) -> None:
    queue = "Microsoft.ServiceBus/namespaces/shop/queues/orders"

    found = assignment(with_role(tmp_path, {"role": "Azure Service Bus Data Receiver", "scope": queue}))

    assert found["scope"] == "[resourceId('Microsoft.ServiceBus/namespaces/queues', 'shop', 'orders')]"


def test_a_role_in_another_resource_group_is_assigned_by_a_deployment_there(tmp_path: Path) -> None:
    vault = "/subscriptions/1/resourceGroups/hub/providers/Microsoft.KeyVault/vaults/shop-kv"

    template = with_role(tmp_path, {"role": "Key Vault Secrets User", "scope": vault})

    deployment = resource(template, "deployments")
    (inner,) = deployment["properties"]["template"]["resources"]
    assert (deployment["subscriptionId"], deployment["resourceGroup"]) == ("1", "hub")
    assert deployment["dependsOn"] == [NEW]
    assert inner["scope"] == vault
    assert inner["properties"]["principalId"] == "[parameters('principalId')]"


def test_a_role_on_a_subscription(tmp_path: Path) -> None:
    deployment = resource(with_role(tmp_path, {"role": "Reader", "scope": "/subscriptions/1"}), "deployments")

    assert (deployment["subscriptionId"], deployment["location"]) == ("1", "[resourceGroup().location]")
    assert "resourceGroup" not in deployment
    assert "subscriptionDeploymentTemplate" in deployment["properties"]["template"]["$schema"]


def test_a_role_elsewhere_that_a_parameter_decides(tmp_path: Path) -> None:
    role = {"role": "[parameters('role')]", "scope": "/subscriptions/1/resourceGroups/hub"}
    identity = {"userAssignedIdentities": ["web-identity"], "roleAssignments": [role]}
    document = {"scaleSet": {"identity": identity}, "parameters": {"role": {"type": "string"}}}

    deployment = resource(rendered(tmp_path, laid_over(LINUX, document)), "deployments")

    (inner,) = deployment["properties"]["template"]["resources"]
    assert inner["properties"]["roleDefinitionId"] == "[parameters('roleDefinitionId')]"
    assert deployment["properties"]["parameters"]["roleDefinitionId"] == {"value": "[parameters('role')]"}


def test_a_role_elsewhere_is_valid(tmp_path: Path) -> None:
    template = with_role(tmp_path, {"role": "Reader", "scope": "/subscriptions/1/resourceGroups/hub"})

    found = schema_problems(expand(template.content).resources)
    assert [each for each in found if each.severity is not generator.Severity.INFO] == []


@pytest.mark.parametrize("role", [READER, READER.upper()])
def test_a_role_can_be_given_by_its_id(tmp_path: Path, role: str) -> None:
    assert f"'{role}'" in assignment(with_role(tmp_path, {"role": role}))["properties"]["roleDefinitionId"]


def test_a_role_of_ones_own_is_given_by_its_whole_id(tmp_path: Path) -> None:
    own = f"/subscriptions/1/providers/Microsoft.Authorization/roleDefinitions/{READER}"

    assert assignment(with_role(tmp_path, {"role": own}))["properties"]["roleDefinitionId"] == own


def test_an_unknown_role_is_refused(tmp_path: Path) -> None:
    with pytest.raises(generator.DiagnosticError) as error:
        with_role(tmp_path, {"role": "Storage Blob Reader"})

    assert problems(error.value) == ["blueprint/bad-value"]


def test_roles_need_an_identity(tmp_path: Path) -> None:
    with pytest.raises(generator.DiagnosticError, match="roles need an identity"):
        made(tmp_path, {"roleAssignments": [{"role": "Reader"}]})


def test_the_system_assigned_identity_of_a_uniform_set_gets_the_role(tmp_path: Path) -> None:
    identity = {"type": "SystemAssigned", "roleAssignments": [{"role": "Reader"}]}

    template = made(tmp_path, identity, orchestrationMode="Uniform")

    principal = assignment(template)["properties"]["principalId"]
    own = "resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web')"
    assert principal == f"[reference({own}, '2026-03-01', 'Full').identity.principalId]"
    assert assignment(template)["dependsOn"] == [f"[{own}]"]


def test_a_role_names_its_identity_where_there_are_several(tmp_path: Path) -> None:
    identities = ["web-identity", EXISTING]

    found = assignment(with_role(tmp_path, {"role": "Reader", "identity": EXISTING}, userAssignedIdentities=identities))

    assert found["properties"]["principalId"].startswith(f"[reference('{EXISTING}'")


def test_instances_start_once_their_identity_has_its_roles(tmp_path: Path) -> None:
    template = with_role(tmp_path, {"role": "Storage Blob Data Reader", "scope": STORAGE})

    (expanded,) = (each for each in expand(template.content).resources if each.type.endswith("ScaleSets"))
    assert [each for each in expanded.depends_on if "/roleAssignments/" in each]


def test_a_role_on_the_scale_set_itself_comes_after_it(tmp_path: Path) -> None:
    itself = "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web')]"

    template = with_role(tmp_path, {"role": "Virtual Machine Contributor", "scope": itself})

    assert itself in assignment(template)["dependsOn"]
    assert "roleAssignments" not in str(scale_set(template)["dependsOn"])


def test_the_schema_knows_the_names_of_the_same_roles() -> None:
    identity = blueprint_schema().root["properties"]["scaleSet"]["properties"]["identity"]
    names, _ = identity["properties"]["roleAssignments"]["items"]["properties"]["role"]["anyOf"]

    assert sorted(names["enum"]) == sorted(BUILT_IN_ROLES)


# Locks


def test_a_lock_by_its_level(tmp_path: Path) -> None:
    template = rendered(tmp_path, laid_over(LINUX, {"scaleSet": {"lock": "CanNotDelete"}}))

    found = resource(template, "locks")
    assert (found["name"], found["properties"]) == ("web-lock", {"level": "CanNotDelete"})
    assert found["scope"] == "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web')]"
    assert found["dependsOn"] == [found["scope"]]


def test_a_lock_with_its_reason(tmp_path: Path) -> None:
    lock = {"level": "ReadOnly", "notes": "frozen for the sale"}

    found = resource(rendered(tmp_path, laid_over(LINUX, {"scaleSet": {"lock": lock}})), "locks")

    assert found["properties"] == {"level": "ReadOnly", "notes": "frozen for the sale"}


def test_there_is_no_other_kind_of_lock(tmp_path: Path) -> None:
    with pytest.raises(generator.DiagnosticError) as error:
        rendered(tmp_path, laid_over(LINUX, {"scaleSet": {"lock": "Delete"}}))

    assert problems(error.value) == ["blueprint/wrong-type"]
