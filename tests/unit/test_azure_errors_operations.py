"""Of a deployment that failed each resource that failed is told, once, in the order of time."""

from typing import Any

from unit.azure_error_parts import DEPLOYMENT, GROUP, NETWORK, WEB, as_text, deployment_failed, error, operation

from generator.azure.errors import failed_operations
from generator.diagnostics import Location, Path

FULL = error("SubnetIsFull", "Subnet default is full.")
TAKEN = error("DnsRecordInUse", "The name web is taken.")
NESTED = f"{GROUP}/providers/Microsoft.Resources/deployments/network"
FULL_SAID = "virtualNetworks/net: SubnetIsFull: Subnet default is full"


def said(operations: list[dict[str, Any]], own: dict[str, Any] | None = None) -> list[str]:
    return [found.message for found in failed_operations(operations, own)]


def test_each_resource_that_failed_is_told_in_the_order_of_time() -> None:
    operations = [
        operation(WEB, {"status": "Failed", "error": TAKEN}, second=9),
        operation(NETWORK, {"error": FULL}, second=5),
    ]

    assert said(operations) == [FULL_SAID, "virtualMachineScaleSets/web: DnsRecordInUse: The name web is taken"]


def test_what_succeeded_or_runs_is_not_told() -> None:
    operations = [operation(WEB, {"error": TAKEN}, state=state) for state in ("Succeeded", "Running", "Canceled")]

    assert said(operations) == []


def test_several_failures_of_a_resource_are_one_diagnostic() -> None:
    (found,) = failed_operations(
        [operation(WEB, {"error": TAKEN}, second=1), operation(WEB, {"error": FULL}, second=2)], None
    )

    assert found.message.endswith("DnsRecordInUse: The name web is taken")
    assert [cause.message for cause in found.causes] == ["SubnetIsFull: Subnet default is full"]


def test_the_error_of_the_deployment_is_left_out_where_it_says_nothing_more() -> None:
    assert said([operation(NETWORK, {"error": FULL})], deployment_failed(as_text(FULL))["error"]) == [FULL_SAID]


def test_the_error_of_the_deployment_is_left_out_where_it_says_nothing_at_all() -> None:
    assert said([operation(NETWORK, {"error": FULL})], deployment_failed()["error"]) == [FULL_SAID]


def test_the_error_of_the_deployment_is_told_where_it_says_something_else() -> None:
    own = deployment_failed(error("InvalidTemplate", "The output x cannot be evaluated."))["error"]

    assert said([operation(NETWORK, {"error": FULL})], own) == [
        FULL_SAID,
        "InvalidTemplate: The output x cannot be evaluated",
    ]


def test_the_error_of_the_deployment_is_told_where_no_operation_failed() -> None:
    assert said([], deployment_failed(as_text(FULL))["error"]) == ["SubnetIsFull: Subnet default is full"]


def test_a_deployment_without_operations_and_error_has_no_failures() -> None:
    assert said([]) == []


def test_what_was_given_up_because_of_another_failure_is_left_out() -> None:
    skipped = error("DeploymentOperationCanceled", "The operation was given up.")

    assert said([operation(WEB, {"error": skipped}), operation(NETWORK, {"error": FULL}, second=1)]) == [FULL_SAID]


def test_what_was_given_up_is_told_where_there_is_nothing_else() -> None:
    (found,) = failed_operations([operation(WEB, {"error": error("DeploymentOperationCanceled", "Given up.")})], None)

    assert found.code == "azure/canceled"


def test_an_operation_that_says_nothing_is_told_by_its_status() -> None:
    assert said([operation(WEB, None)]) == ["virtualMachineScaleSets/web: Conflict: Azure gives no message"]


# Nested deployments


def test_of_a_nested_deployment_its_own_operations_are_told() -> None:
    operations = [
        operation(NESTED, deployment_failed(as_text(FULL)), second=2),
        operation(NETWORK, {"error": FULL}, second=1, deployment=NESTED),
    ]

    assert said(operations) == [FULL_SAID]


def test_a_nested_deployment_is_told_where_its_operations_are_not_at_hand() -> None:
    assert said([operation(NESTED, deployment_failed(as_text(FULL)))]) == [
        "deployments/network: SubnetIsFull: Subnet default is full"
    ]


def test_the_resources_that_a_nested_deployment_names_are_told_one_by_one() -> None:
    inner = [{**FULL, "target": NETWORK}, {**TAKEN, "target": WEB}]

    assert said([operation(NESTED, deployment_failed(*inner))]) == [
        FULL_SAID,
        "virtualMachineScaleSets/web: DnsRecordInUse: The name web is taken",
    ]


# Places


def test_each_resource_is_located() -> None:
    places = {WEB: Location(file="web.yaml", line=7, column=1), NETWORK: Location(file="web.yaml", line=30, column=1)}

    def locate(resource_id: str, _path: Path) -> Location | None:
        return places.get(resource_id)

    operations = [operation(WEB, {"error": TAKEN}, second=1), operation(NETWORK, {"error": FULL}, second=2)]

    assert [found.location for found in failed_operations(operations, None, locate=locate)] == list(places.values())


def test_what_is_no_operation_of_azure_is_passed_over() -> None:
    odd: list[dict[str, Any]] = [{}, {"properties": None}, {"properties": {"provisioningState": "Failed"}}]

    assert said(odd) == ["Failed: Azure gives no message"]
    assert DEPLOYMENT not in "".join(said(odd))
