"""What is asked for the line of the blueprint or template that an error is about."""

from typing import Any

import pytest
from unit.azure_error_parts import DEPLOYMENT, NETWORK, WEB, deployment_failed, error, preflight, quota

from generator.azure.errors import POSITION, azure_error
from generator.diagnostics import Location, Path

PROFILE = ("virtualMachineProfile",)
AT = Location(file="web.yaml", line=3, column=1)


def asked(body: Any, resource_id: str | None = None) -> list[tuple[str, Path]]:
    """Every question, none of which is answered."""
    questions: list[tuple[str, Path]] = []

    def locate(resource: str, path: Path) -> None:
        questions.append((resource, path))

    azure_error(body, resource_id=resource_id, locate=locate)
    return questions


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("imageReference", ("imageReference",)),
        ("properties.upgradePolicy.mode", ("properties", "upgradePolicy", "mode")),
        ("vmss.properties.virtualMachineProfile", ("properties", "virtualMachineProfile")),
        ("osProfile.linuxConfiguration.ssh", ("osProfile", "linuxConfiguration", "ssh")),
        ("dataDisks[1].lun", ("dataDisks", 1, "lun")),
        ("extensions['app'].type", ("extensions", "app", "type")),
    ],
)
def test_the_target_is_a_path_of_the_resource(target: str, path: Path) -> None:
    assert asked({"error": error("InvalidParameter", "No.", target=target)}, WEB)[0] == (WEB, path)


@pytest.mark.parametrize("target", ["web", "0", "Microsoft.Cdn/profiles", "two words", "", "a" * 400])
def test_other_targets_are_no_paths(target: str) -> None:
    assert asked({"error": error("InvalidParameter", "No.", target=target)}, WEB) == [(WEB, ())]


def test_the_resource_is_asked_for_where_the_property_is_not_found() -> None:
    assert asked({"error": error("InvalidParameter", "No.", target="imageReference")}, WEB) == [
        (WEB, ("imageReference",)),
        (WEB, ()),
    ]


def test_nothing_is_asked_where_nothing_is_named() -> None:
    assert asked({"error": error("InvalidParameter", "No.")}) == []


def test_the_path_in_the_body_of_a_request_is_read_out_of_the_message() -> None:
    said = "Could not find member 'x' on object of type 'Y'. Path 'properties.upgradePolicy.x', line 1, position 5."

    assert asked({"error": error("BadRequest", said)}, WEB)[0] == (WEB, ("properties", "upgradePolicy", "x"))


def test_the_extension_of_a_scale_set_is_named() -> None:
    said = "VM has reported a failure when processing extension 'app'. Error message: \"No\""

    assert asked({"error": error("VMExtensionProvisioningError", said)}, WEB)[0] == (
        WEB,
        (*PROFILE, "extensionProfile", "extensions", "app"),
    )


@pytest.mark.parametrize(
    ("failed", "path"),
    [
        (error("SkuNotAvailable", "No."), ("sku", "name")),
        (error("ZonalAllocationFailed", "No."), ("sku", "name")),
        (quota("standardDSv5Family Cores"), ("sku",)),
        (error("PlatformImageNotFound", "No."), (*PROFILE, "storageProfile", "imageReference")),
        (error("SubnetIsFull", "No."), (*PROFILE, "networkProfile")),
    ],
)
def test_the_property_of_a_scale_set_follows_from_what_failed(failed: dict[str, Any], path: Path) -> None:
    assert asked(preflight(failed), WEB)[0] == (WEB, path)


def test_the_field_that_a_policy_looked_at_is_the_place() -> None:
    looked_at = {"expressionKind": "Field", "path": "properties.upgradePolicy.mode", "expressionValue": "Manual"}
    info = {"policyDefinitionName": "rolling", "evaluationDetails": {"evaluatedExpressions": [looked_at]}}
    denied = error("RequestDisallowedByPolicy", "No.", additionalInfo=[{"type": "PolicyViolation", "info": info}])

    assert (WEB, ("properties", "upgradePolicy", "mode")) in asked({"error": denied}, WEB)


# Which resource


def test_the_resource_that_refers_is_the_place_and_not_the_one_that_is_missing() -> None:
    said = f"Resource {NETWORK} referenced by resource {WEB} was not found."

    assert asked(deployment_failed(error("InvalidResourceReference", said))) == [(WEB, ())]


def test_a_resource_that_is_named_without_its_scope() -> None:
    said = "Authorization failed for template resource 'kv/secret' of type 'Microsoft.KeyVault/vaults/secrets'. Sorry."

    assert asked({"error": error("InvalidTemplateDeployment", said)}) == [
        ("/providers/Microsoft.KeyVault/vaults/kv/secrets/secret", ())
    ]


def test_a_resource_within_a_nested_deployment_is_the_place() -> None:
    inner = error("SubnetIsFull", "Full.", target=NETWORK)

    assert asked(deployment_failed(inner), DEPLOYMENT) == [(NETWORK, ())]


def test_a_given_resource_counts_more_than_one_that_the_message_names() -> None:
    assert asked({"error": error("NoPlan", f"No plan for resource '{NETWORK}'.")}, WEB) == [(WEB, ())]


# In the template


def violation(path: str, line: int, column: int) -> list[dict[str, Any]]:
    info = {"lineNumber": line, "linePosition": column, "path": path}
    return [{"type": "TemplateViolation", "info": info}]


def test_a_violation_of_the_template_has_a_path_in_it() -> None:
    invalid = error("InvalidTemplate", "No.", additionalInfo=violation("properties.template.resources[1].name", 1, 20))

    assert asked({"error": invalid}) == [("", ("resources", 1, "name"))]


def test_a_violation_without_a_path_has_a_position() -> None:
    invalid = error("InvalidTemplate", "No.", additionalInfo=violation("", 18, 20))

    assert asked({"error": invalid}) == [("", (POSITION, 18, 20))]


def test_a_position_that_azure_does_not_know_is_none() -> None:
    assert asked({"error": error("InvalidTemplate", "No.", additionalInfo=violation("", 0, 0))}) == []


def test_a_position_in_the_message_is_asked_for_before_the_resource() -> None:
    said = f"Unable to process template language expressions for resource '{WEB}' at line '1' and column '4825'. 'No.'"

    assert asked({"error": error("InvalidTemplate", said)}) == [("", (POSITION, 1, 4825)), (WEB, ())]


# What is made of the answer


def test_the_place_is_told_with_the_path() -> None:
    found = azure_error(
        {"error": error("InvalidParameter", "No.", target="imageReference")}, resource_id=WEB, locate=lambda *_: AT
    )

    assert (found.location, found.path) == (AT, ("imageReference",))


def test_a_position_is_no_path() -> None:
    invalid = error("InvalidTemplate", "No.", additionalInfo=violation("", 18, 20))

    assert azure_error({"error": invalid}, locate=lambda *_: AT).path == ()


def test_a_path_that_the_message_names_is_not_repeated() -> None:
    assert azure_error({"error": error("InvalidParameter", "No plan.price.", target="plan.price")}).path == ()
