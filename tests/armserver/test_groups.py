"""The subscription, its resource groups and what is in them."""

from armserver import SUBSCRIPTION, ArmServer, ResourceGroup
from armserver.client import GROUP, Client, network, template


def test_a_group_is_created_once(client: Client) -> None:
    first = client.send("PUT", "resourcegroups/new", {"location": "West US"})
    second = client.send("PUT", "resourcegroups/new", {"location": "westus"})
    moved = client.send("PUT", "resourcegroups/new", {"location": "eastus"})

    assert [first.status, second.status, moved.status] == [201, 200, 409]
    assert first.body["location"] == "westus"


def test_a_deleted_group_is_on_its_way_until_it_is_gone(client: Client) -> None:
    client.deploy(template(network()))
    deleted = client.send("DELETE", "resourcegroups/rg")

    assert client.get("resourcegroups/rg")["properties"]["provisioningState"] == "Deleting"
    assert client.follow(deleted).status == 200
    assert client.send("HEAD", "resourcegroups/rg").status == 404
    assert client.send("GET", f"{GROUP}/providers/Microsoft.Network/virtualNetworks/net").status == 404


def test_a_lock_keeps_a_group(client: Client) -> None:
    lock = {"type": "Microsoft.Authorization/locks", "apiVersion": "2020-05-01", "name": "keep", "properties": {}}
    client.deploy(template(lock))

    answer = client.send("DELETE", "resourcegroups/rg")

    assert (answer.status, answer.body["error"]["code"]) == (409, "ScopeLocked")


def test_a_resource_is_put_read_and_deleted(client: Client) -> None:
    path = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/net"
    body = {"location": "westeurope", "properties": {}}

    statuses = [client.send("PUT", path, body).status, client.send("PUT", path, body).status]
    deleted = client.follow(client.send("DELETE", path))

    assert [*statuses, deleted.status, client.send("DELETE", path).status] == [201, 200, 200, 204]


def test_groups_come_on_pages(server: ArmServer, client: Client) -> None:
    server.state.add(ResourceGroup(name="second"))
    server.state.outcomes.page_size = 1

    page = client.get("resourcegroups")
    rest = client.send("GET", page["nextLink"]).body

    assert [each["name"] for each in (*page["value"], *rest["value"])] == ["rg", "second"]
    assert "nextLink" not in rest


def test_the_subscription_and_its_tenant_are_told(client: Client) -> None:
    assert client.get(f"/subscriptions/{SUBSCRIPTION}")["displayName"] == "Loopback"
    assert client.send("GET", "/subscriptions/00000000-0000-0000-0000-00000000000f").status == 404


def test_providers_tell_their_types(client: Client) -> None:
    compute = client.get("providers/Microsoft.Compute")

    assert "virtualMachineScaleSets" in {each["resourceType"] for each in compute["resourceTypes"]}
    assert client.send("GET", "providers/Microsoft.Nothing").status == 404
