"""An error of Azure becomes one diagnostic, which starts with what went wrong and not with where it was reported."""

from typing import Any

import pytest
from unit.azure_error_parts import GROUP, NETWORK, WEB, as_text, deployment_failed, error, preflight, quota

from generator.azure.errors import azure_error
from generator.diagnostics import Diagnostic


def notes(diagnostic: Diagnostic) -> list[str]:
    return [cause.message for cause in diagnostic.causes]


# What is said first


def test_the_innermost_code_and_message_come_first() -> None:
    found = azure_error(deployment_failed(as_text(error("SubnetIsFull", "Subnet default is full."))))

    assert found.message == "SubnetIsFull: Subnet default is full"


def test_the_resource_comes_before_that_where_it_is_known() -> None:
    found = azure_error(deployment_failed(error("SubnetIsFull", "Subnet default is full.")), resource_id=WEB)

    assert found.message == "virtualMachineScaleSets/web: SubnetIsFull: Subnet default is full"


def test_the_resource_is_read_out_of_the_target() -> None:
    found = azure_error({"error": error("SubnetIsFull", "Subnet default is full.", target=f"{WEB}?api-version=1")})

    assert found.message.startswith("virtualMachineScaleSets/web: SubnetIsFull")


def test_the_resource_is_read_out_of_a_refusal_beforehand() -> None:
    said = f"The resource with id: '{WEB}' failed validation with message: 'The password is too short.'."
    found = azure_error(
        {"error": error("InvalidTemplateDeployment", f"The template deployment failed with error: '{said}'.")}
    )

    assert found.message == "virtualMachineScaleSets/web: InvalidTemplateDeployment: The password is too short"


def test_a_property_that_azure_names_is_told() -> None:
    found = azure_error({"error": error("InvalidParameter", "It is too short.", target="osProfile.adminPassword")})

    assert found.path == ("osProfile", "adminPassword")


# What surrounds it


def test_levels_that_say_nothing_are_left_out() -> None:
    assert azure_error(deployment_failed(as_text(error("SubnetIsFull", "Full.")))).causes == ()


def test_levels_that_say_more_follow_from_the_inside_out() -> None:
    inner = error("NotFound", "Key k1 was not found.")
    middle = error("EncryptionFailed", "The disk cannot be encrypted.", inner)

    found = azure_error({"error": error("SetFailed", "The scale set cannot be made.", middle)})

    assert found.message == "NotFound: Key k1 was not found"
    assert notes(found) == ["EncryptionFailed: The disk cannot be encrypted", "SetFailed: The scale set cannot be made"]


def test_a_level_that_repeats_what_is_in_it_is_left_out() -> None:
    inner = error("Deallocate", "The price cannot change while the machine runs. Deallocate it.")

    found = azure_error(
        {"error": error("OperationNotAllowed", "The price cannot change while the machine runs.", inner)}
    )

    assert notes(found) == ["OperationNotAllowed"]


def test_a_detail_that_repeats_the_error_is_no_other_error() -> None:
    repeated = {
        "Code": "NotFound",
        "Message": "No plan p.",
        "Details": [{"Message": "No plan p."}, {"Code": "NotFound"}],
    }

    found = azure_error(repeated)

    assert (found.message, found.causes) == ("NotFound: No plan p", ())


# Several failures


def test_several_failures_are_one_diagnostic_with_causes() -> None:
    found = azure_error(preflight(quota("standardDSv5Family Cores"), error("SubnetIsFull", "Subnet default is full.")))

    assert found.message.startswith("QuotaExceeded: ")
    assert notes(found) == ["SubnetIsFull: Subnet default is full"]
    assert found.causes[0].hint is not None


def test_the_one_that_explains_most_comes_first() -> None:
    found = azure_error(
        preflight(error("InternalServerError", "Oh."), error("SubnetIsFull", "Subnet default is full."))
    )

    assert found.message == "SubnetIsFull: Subnet default is full"
    assert notes(found) == ["InternalServerError: Oh"]


def test_the_same_advice_is_given_once() -> None:
    full = [error("SubnetIsFull", f"Subnet {each} is full.") for each in ("default", "other")]

    found = azure_error(preflight(*full))

    assert [(cause.message, cause.hint, cause.docs) for cause in found.causes] == [
        ("SubnetIsFull: Subnet other is full", None, None)
    ]


def test_a_level_around_several_failures_is_told_once() -> None:
    around = error(
        "SetFailed", "The set failed.", error("SubnetIsFull", "a is full"), error("SubnetIsFull", "b is full")
    )

    found = azure_error({"error": around})

    assert [(cause.message, notes(cause)) for cause in found.causes] == [
        ("SetFailed: The set failed", []),
        ("SubnetIsFull: b is full", []),
    ]


def test_what_happened_often_is_told_once_and_counted() -> None:
    found = azure_error(preflight(*[error("ServerTimeout", "The request timed out.")] * 4))

    assert found.message == "ServerTimeout (4 times): The request timed out"


def test_what_happened_to_several_instances_is_told_once_with_their_numbers() -> None:
    failed = [error("OSProvisioningTimedOut", f"VM 'web_{number}' did not finish.") for number in (7, 0, 12)]

    found = azure_error(deployment_failed(as_text(*failed)))

    assert found.message == "OSProvisioningTimedOut (instances 0, 7 and 12): VM 'web_7' did not finish"


def test_what_failed_as_a_consequence_is_left_out() -> None:
    skipped = error("Conflict", "Template output evaluation skipped: at least one operation failed.")

    found = azure_error(preflight(skipped, error("SubnetIsFull", "Subnet default is full.")))

    assert (found.message, found.causes) == ("SubnetIsFull: Subnet default is full", ())


def test_more_failures_than_can_be_read_are_counted() -> None:
    found = azure_error(preflight(*(error("SubnetIsFull", f"Subnet number-{number} is full.") for number in range(30))))

    assert len(found.causes) == 21
    assert notes(found)[-1] == "and 9 more failures"


# Words


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("No plan. Please see https://aka.ms/arm-plan for usage details.", "No plan"),
        ("No plan. For more details about plans, please refer to https://aka.ms/plan", "No plan"),
        ("No plan.\r\n\r\nMore information is available at https://aka.ms/plan.", "No plan"),
        ("No plan. The tracking id is '0123-4567'. See inner errors for details.", "No plan"),
        ("No plan.\nRequestId:0a1b2c3d-4e5f\nTime:2026-01-01T00:00:00.0Z", "No plan"),
        ("Missing are:\n  - a plan\n  - a price\n", "Missing are: a plan; a price"),
        ("Deployment template validation failed: 'No plan. Please see https://aka.ms/x for details.'.", "No plan"),
        ("Boom\r\n   at Web.Api.Plan.Get(String id) in C:\\src\\Plan.cs:line 7\r\n--- End of stack trace ---", "Boom"),
        ("In zones '' for subscription '11111111-2222-3333-4444-555555555555'.", "In"),
        (f"{WEB} needs {NETWORK}.", "virtualMachineScaleSets/web (resource group shop) needs virtualNetworks/net"),
    ],
)
def test_words_that_say_nothing_are_left_out(message: str, said: str) -> None:
    assert azure_error({"error": error("NoPlan", message)}).message == f"NoPlan: {said}"


def test_the_resource_group_is_named_only_of_resources_in_another_one() -> None:
    other = NETWORK.replace("/shop/", "/hub/")

    found = azure_error({"error": error("NoPlan", f"Neither {NETWORK} nor {other}.")}, resource_id=WEB)

    assert found.message.endswith("NoPlan: Neither virtualNetworks/net nor virtualNetworks/net (resource group hub)")


def test_a_long_message_keeps_its_beginning_and_its_end() -> None:
    found = azure_error({"error": error("NoPlan", f"First, {'or so ' * 1000}last.")})

    assert found.message.startswith("NoPlan: First, or so")
    assert found.message.endswith("last")
    assert len(found.message) < 750


@pytest.mark.parametrize("code", ["InternalServerError", "NeverSeen"])
def test_ids_for_support_are_kept_where_support_may_be_asked(code: str) -> None:
    found = azure_error(
        {"error": error(code, "Oh. Trace ID: 1 Correlation ID: 0123-4567 Timestamp: 2026-01-01 00:00:00Z")}
    )

    assert notes(found) == ["for Azure's support: 0123-4567, 2026-01-01 00:00:00Z"]


def test_ids_are_left_out_where_people_can_act_themselves() -> None:
    assert azure_error({"error": error("SubnetIsFull", "Full. The tracking id is '0123-4567'.")}).causes == ()


# Kinds


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "failed"),
        (401, "not-signed-in"),
        (403, "not-authorized"),
        (404, "resource-not-found"),
        (409, "conflict"),
        (412, "conflict"),
        (413, "too-large"),
        (429, "throttled"),
        (500, "unavailable"),
        (503, "unavailable"),
    ],
)
def test_the_status_decides_where_the_code_is_unknown(status: int, code: str) -> None:
    assert azure_error({"error": error("NeverSeen", "Oh.")}, status=status).code == f"azure/{code}"


def test_a_code_decides_before_the_status() -> None:
    assert azure_error({"error": error("SubnetIsFull", "Full.")}, status=404).code == "azure/subnet-full"


def test_words_decide_where_a_code_means_many_things() -> None:
    message = "Operation results in exceeding quota limits of Core. Maximum allowed: 20, Current in use: 20."

    assert azure_error({"error": error("OperationNotAllowed", message)}, status=409).code == "azure/quota-exceeded"


def test_a_status_by_name_around_an_unknown_code_decides_too() -> None:
    inner: dict[str, Any] = error("NeverSeen", "Oh.")

    assert azure_error(deployment_failed(error("Forbidden", "", inner))).code == "azure/not-authorized"


def test_a_group_in_the_advice_is_that_of_the_deployment() -> None:
    deployment = f"{GROUP}/providers/Microsoft.Resources/deployments/web"

    hint = azure_error({"error": error("DeploymentActive", "It is active.")}, resource_id=deployment).hint

    assert hint is not None
    assert "vmssgen status web -g shop --watch" in hint
