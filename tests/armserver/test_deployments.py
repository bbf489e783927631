"""Deployments advance with each poll, create what their template says, and end as the test wants."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from armserver import SUBSCRIPTION, ArmServer
from armserver.client import GROUP, Client, Json, network, scale_set, template

DEPLOYMENTS = "resourcegroups/rg/providers/Microsoft.Resources/deployments"
NETWORK_ID = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/net"
BOTH = template(network(), scale_set(dependsOn=["net"]))
NO_ROOM = {"code": "AllocationFailed", "message": "No room."}


def operations(client: Client, name: str = "d") -> list[tuple[str, str]]:
    """What each operation is for, and how far it is; the first begun first."""
    found = client.get(f"resourcegroups/rg/deployments/{name}/operations")["value"]
    properties = [each["properties"] for each in reversed(found)]
    return [
        (each.get("targetResource", {}).get("resourceName", each["provisioningOperation"]), each["provisioningState"])
        for each in properties
    ]


def test_resources_are_created_in_the_order_of_their_dependencies(client: Client) -> None:
    accepted = client.put_deployment(BOTH)
    seen = []
    for _ in range(4):
        status = client.poll(accepted).body["status"]
        seen.append((status, operations(client)))

    assert accepted.body["properties"]["provisioningState"] == "Accepted"
    assert seen == [
        ("Running", [("net", "Running")]),
        ("Running", [("net", "Succeeded"), ("web", "Running")]),
        ("Succeeded", [("net", "Succeeded"), ("web", "Succeeded"), ("EvaluateDeploymentOutput", "Succeeded")]),
        ("Succeeded", [("net", "Succeeded"), ("web", "Succeeded"), ("EvaluateDeploymentOutput", "Succeeded")]),
    ]


def test_more_polls_take_a_stage_longer(server: ArmServer, client: Client) -> None:
    server.state.outcomes.polls = 3
    accepted = client.put_deployment(template(network()))

    statuses = [client.poll(accepted).body["status"] for _ in range(5)]

    assert statuses == ["Running", "Running", "Running", "Succeeded", "Succeeded"]


def test_outputs_are_evaluated_with_what_exists_then(client: Client) -> None:
    outputs = {
        "State": {"type": "string", "value": "[reference('net').provisioningState]"},
        "secret": {"type": "securestring", "value": "hunter2"},
    }

    deployed = client.deploy(template(network(), outputs=outputs))

    assert deployed["outputs"] == {
        "state": {"type": "String", "value": "Succeeded"},
        "secret": {"type": "SecureString"},
    }
    assert deployed["outputResources"] == [{"id": NETWORK_ID}]


def test_an_output_of_what_is_not_there_fails_the_deployment(client: Client) -> None:
    outputs = {"fqdn": {"type": "string", "value": "[reference('net').dnsSettings.fqdn]"}}

    deployed = client.deploy(template(network(), outputs=outputs))

    assert (deployed["provisioningState"], deployed["error"]["code"]) == ("Failed", "DeploymentOutputEvaluationFailed")


def test_what_was_deployed_can_be_read(client: Client) -> None:
    client.deploy(template(network()))

    assert client.get(NETWORK_ID)["properties"]["addressSpace"] == {"addressPrefixes": ["10.0.0.0/16"]}
    assert [each["name"] for each in client.get("resourcegroups/rg/resources")["value"]] == ["net"]


def test_a_running_deployment_is_not_replaced(client: Client) -> None:
    client.put_deployment(BOTH)

    answer = client.put_deployment(BOTH)

    assert (answer.status, answer.body["error"]["code"]) == (409, "DeploymentActive")


def test_a_finished_deployment_is_replaced(client: Client) -> None:
    client.deploy(BOTH)

    assert client.put_deployment(BOTH).status == 200


def test_a_cancelled_deployment_starts_nothing_more(client: Client) -> None:
    client.poll(client.put_deployment(BOTH))

    assert client.send("POST", f"{DEPLOYMENTS}/d/cancel").status == 204
    assert client.get(f"{DEPLOYMENTS}/d")["properties"]["provisioningState"] == "Canceled"
    assert operations(client) == [("net", "Succeeded")]


def test_only_a_running_deployment_is_cancelled(client: Client) -> None:
    client.deploy(BOTH)

    assert client.send("POST", f"{DEPLOYMENTS}/d/cancel").status == 409


def test_a_held_deployment_runs_until_it_is_released(server: ArmServer, client: Client) -> None:
    event = server.hold("/virtualMachineScaleSets/web")
    accepted = client.put_deployment(BOTH)
    statuses = [client.poll(accepted).body["status"] for _ in range(6)]
    event.set()

    assert set(statuses) == {"Running"}
    assert client.follow(accepted).body["status"] == "Succeeded"


def test_a_failed_resource_stops_those_that_wait_for_it(server: ArmServer, client: Client) -> None:
    server.fail("/virtualNetworks/net", "Conflict", NO_ROOM)

    deployed = client.deploy(template(network(), network("other"), scale_set(dependsOn=["net"])))

    assert deployed["provisioningState"] == "Failed"
    assert operations(client) == [("net", "Failed"), ("other", "Succeeded")]


@pytest.mark.parametrize(
    ("form", "detail"),
    [
        ({}, NO_ROOM),
        (
            {"as_text": True},
            {"code": "Conflict", "message": '{"error": {"code": "AllocationFailed", "message": "No room."}}'},
        ),
        ({"terminal": True}, {"code": "ResourceDeploymentFailure", "target": NETWORK_ID, "details": [NO_ROOM]}),
    ],
    ids=["object", "text", "terminal"],
)
def test_a_provider_error_has_the_form_that_the_test_wants(
    server: ArmServer, client: Client, form: dict[str, bool], detail: Json
) -> None:
    server.fail("/net", "Conflict", NO_ROOM, **form)

    error = client.deploy(template(network()))["error"]

    assert error["code"] == "DeploymentFailed"
    assert detail.items() <= error["details"][0].items()


def test_preflight_refuses_what_the_test_wants(server: ArmServer, client: Client) -> None:
    server.refuse({"code": "QuotaExceeded", "message": "Too many cores."}, times=2)

    answers = [client.validate(BOTH), client.put_deployment(BOTH), client.put_deployment(BOTH)]

    assert [each.status for each in answers] == [400, 400, 201]
    assert answers[1].body["error"]["details"][0]["code"] == "QuotaExceeded"


def test_a_validation_can_take_its_time(server: ArmServer, client: Client) -> None:
    server.state.outcomes.validation_polls = 2

    answer = client.validate(BOTH)

    assert answer.status == 202
    assert client.poll(answer).status == 202
    assert client.poll(answer).body["properties"]["provisioningState"] == "Succeeded"


def test_complete_mode_removes_what_the_template_does_not_have(client: Client) -> None:
    client.deploy(BOTH)

    client.deploy(template(network()), mode="Complete")

    assert [each["name"] for each in client.get("resourcegroups/rg/resources")["value"]] == ["net"]


def test_a_deployment_is_forgotten_and_its_resources_stay(client: Client) -> None:
    client.deploy(BOTH)

    deleted = client.follow(client.send("DELETE", f"{DEPLOYMENTS}/d"))

    assert deleted.status == 204
    assert client.send("HEAD", f"{DEPLOYMENTS}/d").status == 404
    assert client.send("GET", NETWORK_ID).status == 200


def test_deployments_are_listed_by_state_and_on_pages(client: Client) -> None:
    client.put_deployment(BOTH, name="running")
    client.deploy(BOTH, name="first")
    client.deploy(BOTH, name="second")

    succeeded = {"$filter": "provisioningState eq 'Succeeded'", "$top": "1"}
    page = client.get(DEPLOYMENTS, **succeeded)
    rest = client.send("GET", page["nextLink"]).body

    assert [each["name"] for each in (*page["value"], *rest["value"])] == ["second", "first"]


def test_tags_and_template_are_kept(client: Client) -> None:
    client.deploy(BOTH, tags={"by": "test"})

    assert client.get(f"{DEPLOYMENTS}/d")["tags"] == {"by": "test"}
    assert client.send("POST", f"{DEPLOYMENTS}/d/exportTemplate").body == {"template": BOTH}


def test_a_subscription_takes_deployments_with_a_location(client: Client) -> None:
    made = {
        "type": "Microsoft.Resources/resourceGroups",
        "apiVersion": "2022-09-01",
        "name": "new",
        "location": "westus",
    }

    refused = client.put_deployment(template(made), scope="")
    deployed = client.deploy(template(made), scope="", location="westus")
    moved = client.put_deployment(template(made), scope="", location="eastus")

    assert refused.body["error"]["code"] == "InvalidDeployment"
    assert deployed["outputResources"] == [{"id": f"/subscriptions/{SUBSCRIPTION}/resourceGroups/new"}]
    assert client.get("resourcegroups/new")["location"] == "westus"
    assert (moved.status, moved.body["error"]["code"]) == (409, "InvalidDeploymentLocation")


@pytest.mark.parametrize("name", ["with%20space", "n" * 65], ids=["space", "long"])
def test_a_name_that_azure_does_not_take_is_refused(client: Client, name: str) -> None:
    answer = client.put_deployment(BOTH, name=name)

    assert answer.body["error"]["code"] == "InvalidDeploymentName"


def test_a_secret_of_a_key_vault_is_told_by_its_reference(client: Client) -> None:
    reference = {"keyVault": {"id": f"{GROUP}/providers/Microsoft.KeyVault/vaults/v"}, "secretName": "s"}
    declared = {"password": {"type": "secureString"}}

    deployed = client.deploy(template(network(), parameters=declared), {"password": {"reference": reference}})

    assert deployed["parameters"] == {"password": {"type": "SecureString", "reference": reference}}


def test_many_clients_are_served_at_once(server: ArmServer) -> None:
    names = [f"d{number}" for number in range(8)]

    with ThreadPoolExecutor(len(names)) as threads:
        deployed = list(threads.map(lambda name: Client(server).deploy(BOTH, name=name), names))

    assert {each["provisioningState"] for each in deployed} == {"Succeeded"}
    assert len({each["correlationId"] for each in deployed}) == len(names)
