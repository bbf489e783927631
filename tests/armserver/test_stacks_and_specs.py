"""Deployment stacks, which own what they deploy, and template specs, which hold what is deployed."""

import pytest

from armserver import ArmServer
from armserver.client import GROUP, Client, Json, network, scale_set, template

STACK = "resourcegroups/rg/providers/Microsoft.Resources/deploymentStacks/s"
SPEC = "resourcegroups/rg/providers/Microsoft.Resources/templateSpecs/spec"
BOTH = template(network(), scale_set())


def asked(of: Json, resources: str = "detach", mode: str = "none") -> Json:
    return {
        "properties": {
            "template": of,
            "actionOnUnmanage": {"resources": resources},
            "denySettings": {"mode": mode},
        }
    }


def make(client: Client, of: Json, resources: str = "detach", mode: str = "none") -> Json:
    accepted = client.send("PUT", STACK, asked(of, resources, mode))
    assert accepted.status in (200, 201), accepted.body
    client.follow(accepted)
    return dict(client.get(STACK)["properties"])


def names(references: list[Json]) -> list[str]:
    return [each["id"].rpartition("/")[2] for each in references]


def test_a_stack_manages_what_it_deploys(client: Client) -> None:
    made = make(client, BOTH, mode="denyDelete")

    assert made["provisioningState"] == "succeeded"
    assert names(made["resources"]) == ["net", "web"]
    assert {each["denyStatus"] for each in made["resources"]} == {"denyDelete"}


@pytest.mark.parametrize(
    ("action", "member", "status"), [("delete", "deletedResources", 404), ("detach", "detachedResources", 200)]
)
def test_what_leaves_the_template_goes_as_is_asked(client: Client, action: str, member: str, status: int) -> None:
    make(client, BOTH)

    changed = make(client, template(network()), action)

    assert (names(changed["resources"]), names(changed[member])) == (["net"], ["web"])
    assert client.send("GET", f"{GROUP}/providers/Microsoft.Compute/virtualMachineScaleSets/web").status == status


@pytest.mark.parametrize(("action", "status"), [("delete", 404), ("detach", 200)])
def test_a_deleted_stack_takes_along_what_the_query_says(client: Client, action: str, status: int) -> None:
    make(client, template(network()))

    client.follow(client.send("DELETE", STACK, **{"unmanageAction.Resources": action}))

    assert client.send("GET", STACK).status == 404
    assert client.send("GET", f"{GROUP}/providers/Microsoft.Network/virtualNetworks/net").status == status


def test_a_failed_stack_tells_the_error_of_its_deployment(server: ArmServer, client: Client) -> None:
    server.fail("/net", "Conflict", {"code": "NoRoom", "message": "No room."})

    made = make(client, template(network()))

    assert made["provisioningState"] == "failed"
    assert made["error"]["details"][0]["details"][0]["code"] == "NoRoom"
    assert names(made["failedResources"]) == ["net"]


def test_a_stack_is_validated(client: Client) -> None:
    answer = client.follow(client.send("POST", f"{STACK}/validate", asked(BOTH)))

    assert names(answer.body["properties"]["validatedResources"]) == ["net", "web"]


def test_a_stack_that_is_being_made_is_not_replaced(client: Client) -> None:
    client.send("PUT", STACK, asked(BOTH))

    assert client.send("PUT", STACK, asked(BOTH)).status == 409


def test_a_stack_without_its_settings_is_refused(client: Client) -> None:
    answer = client.send("PUT", STACK, {"properties": {"template": BOTH}})

    assert (answer.status, answer.body["error"]["code"]) == (400, "InvalidRequestContent")


def test_a_stack_of_the_subscription_deploys_to_a_group(client: Client) -> None:
    body = asked(template(network()))
    body["location"] = "westeurope"
    body["properties"]["deploymentScope"] = GROUP
    stack = "providers/Microsoft.Resources/deploymentStacks/s"

    client.follow(client.send("PUT", stack, body))

    assert names(client.get(stack)["properties"]["resources"]) == ["net"]
    assert client.send("GET", f"{GROUP}/providers/Microsoft.Network/virtualNetworks/net").status == 200


def version(of: Json) -> Json:
    return {"location": "westeurope", "properties": {"mainTemplate": of}}


def test_a_version_needs_its_template_spec(client: Client) -> None:
    answer = client.send("PUT", f"{SPEC}/versions/1.0", version(BOTH))

    assert (answer.status, answer.body["error"]["code"]) == (404, "ParentResourceNotFound")


def test_a_version_is_overwritten(client: Client) -> None:
    client.send("PUT", SPEC, {"location": "westeurope"})

    statuses = [client.send("PUT", f"{SPEC}/versions/1.0", version(of)).status for of in (BOTH, template(network()))]

    assert statuses == [201, 200]
    assert client.get(f"{SPEC}/versions/1.0")["properties"]["mainTemplate"] == template(network())
    assert list(client.get(SPEC, **{"$expand": "versions"})["properties"]["versions"]) == ["1.0"]


def test_a_version_is_deployed(client: Client) -> None:
    client.send("PUT", SPEC, {"location": "westeurope"})
    made = client.send("PUT", f"{SPEC}/versions/1.0", version(template(network()))).body

    deployed = client.deploy(None, templateLink={"id": made["id"]})

    assert deployed["templateLink"] == {"id": made["id"], "contentVersion": "1.0.0.0"}
    assert names(deployed["outputResources"]) == ["net"]


def test_a_deleted_template_spec_takes_its_versions(client: Client) -> None:
    client.send("PUT", SPEC, {"location": "westeurope"})
    client.send("PUT", f"{SPEC}/versions/1.0", version(BOTH))

    assert client.send("DELETE", SPEC).status == 200
    assert client.send("GET", f"{SPEC}/versions/1.0").status == 404
