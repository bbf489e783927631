"""Single machines refuse what Azure's refuse, and become images only when they are ready for it."""

from typing import Any

import pytest

from armserver import ArmServer
from armserver.client import GROUP, Answer, Client, Json
from armserver.providers import put
from armserver.virtual_machines import machine_with

GOLDEN = f"{GROUP}/providers/Microsoft.Compute/virtualMachines/golden"
IMAGE = f"{GROUP}/providers/Microsoft.Compute/images/web"
DEFINITION = f"{GROUP}/providers/Microsoft.Compute/galleries/shop/images/web"


def machine(server: ArmServer, **properties: Any) -> None:
    put(server.state, GOLDEN, machine_with(**properties))


def statuses(client: Client) -> set[str]:
    view = client.get(GOLDEN, **{"$expand": "instanceView"})["properties"]["instanceView"]
    return {each["code"] for each in view["statuses"]}


def image(client: Client) -> Answer:
    body = {"location": "westeurope", "properties": {"sourceVirtualMachine": {"id": GOLDEN}}}
    return client.send("PUT", IMAGE, body)


def version(client: Client, *regions: str) -> Answer:
    properties: Json = {
        "storageProfile": {"source": {"virtualMachineId": GOLDEN}},
        "publishingProfile": {"targetRegions": [{"name": each} for each in regions]},
    }
    return client.send("PUT", f"{DEFINITION}/versions/1.0.0", {"location": "westeurope", "properties": properties})


def test_the_instance_view_is_for_who_asks(server: ArmServer, client: Client) -> None:
    machine(server)

    assert "instanceView" not in client.get(GOLDEN)["properties"]
    assert statuses(client) == {"ProvisioningState/succeeded", "PowerState/running"}


def test_a_list_has_single_machines(server: ArmServer, client: Client) -> None:
    machine(server)

    found = client.get(GOLDEN.rpartition("/")[0])["value"]
    assert [(each["name"], "instanceView" in each["properties"]) for each in found] == [("golden", False)]


def test_deallocating_takes_its_time(server: ArmServer, client: Client) -> None:
    machine(server)

    accepted = client.send("POST", f"{GOLDEN}/deallocate")

    assert accepted.status == 202
    assert client.follow(accepted).body["status"] == "Succeeded"
    assert "PowerState/deallocated" in statuses(client)


def test_a_running_machine_is_not_generalised(server: ArmServer, client: Client) -> None:
    machine(server)

    refused = client.send("POST", f"{GOLDEN}/generalize")

    assert refused.status == 409
    assert refused.body["error"]["code"] == "OperationNotAllowed"


def test_a_stopped_one_is_at_once(server: ArmServer, client: Client) -> None:
    machine(server, power="deallocated")

    assert client.send("POST", f"{GOLDEN}/generalize").status == 200
    assert "OSState/generalized" in statuses(client)


def test_only_a_generalised_machine_becomes_a_managed_image(server: ArmServer, client: Client) -> None:
    machine(server, power="deallocated")

    refused = image(client)
    client.send("POST", f"{GOLDEN}/generalize")
    accepted = image(client)

    assert refused.body["error"]["message"].endswith("requires the Virtual Machine 'golden' to be Generalized.")
    assert (accepted.status, accepted.body["properties"]["provisioningState"]) == (201, "Creating")
    client.follow(accepted)
    assert client.get(IMAGE)["properties"]["provisioningState"] == "Succeeded"


def test_a_machine_with_trusted_launch_becomes_no_managed_image(server: ArmServer, client: Client) -> None:
    machine(server, power="deallocated", securityProfile={"securityType": "TrustedLaunch"})
    client.send("POST", f"{GOLDEN}/generalize")

    assert "TrustedLaunch security type" in image(client).body["error"]["message"]


@pytest.mark.parametrize(("state", "status"), [("Generalized", 409), ("Specialized", 201)])
def test_a_specialised_version_is_made_of_any_machine(
    server: ArmServer, client: Client, state: str, status: int
) -> None:
    machine(server)
    put(server.state, DEFINITION, {"properties": {"osState": state}})

    assert version(client, "westeurope").status == status


def test_a_version_is_replicated_to_its_own_region_at_least(server: ArmServer, client: Client) -> None:
    machine(server)
    put(server.state, DEFINITION, {"properties": {"osState": "Specialized"}})

    assert version(client, "northeurope").body["error"]["code"] == "InvalidParameter"


def test_a_version_needs_its_definition(server: ArmServer, client: Client) -> None:
    machine(server)

    assert version(client, "westeurope").status == 404
