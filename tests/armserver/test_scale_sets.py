"""Scale sets have instances, and these the model that the set had when they were made or upgraded."""

from typing import Any

import pytest

from armserver import ArmServer
from armserver.client import GROUP, Client, Json, scale_set, template

SET = f"{GROUP}/providers/Microsoft.Compute/virtualMachineScaleSets/web"
HEALTH = {
    "name": "health",
    "properties": {
        "publisher": "Microsoft.ManagedServices",
        "type": "ApplicationHealthLinux",
        "typeHandlerVersion": "2.0",
    },
}


def instances(client: Client, **query: str) -> list[Json]:
    return list(client.get(f"{SET}/virtualMachines", **query)["value"])


def latest(client: Client) -> dict[str, bool]:
    return {each["instanceId"]: each["properties"]["latestModelApplied"] for each in instances(client)}


def deploy(client: Client, offer: str = "ubuntu", **more: Any) -> None:
    storage = {"imageReference": {"publisher": "Canonical", "offer": offer, "sku": "server", "version": "latest"}}
    profile = {"storageProfile": storage, **more.pop("profile", {})}
    client.deploy(template(scale_set(profile=profile, **more)))


def act(client: Client, action: str, *ids: str) -> Json:
    accepted = client.send("POST", f"{SET}/{action}", {"instanceIds": list(ids)} if ids else {})
    assert accepted.status == 202
    return dict(client.follow(accepted).body)


def test_a_new_set_has_instances_of_its_model(client: Client) -> None:
    deploy(client)

    assert latest(client) == {"0": True, "1": True}


def test_a_changed_model_leaves_the_instances_of_a_manual_set_behind(client: Client) -> None:
    deploy(client)
    deploy(client, offer="debian")

    assert latest(client) == {"0": False, "1": False}


def test_a_change_that_no_instance_sees_leaves_them_up_to_date(client: Client) -> None:
    deploy(client)
    deploy(client, tags={"stage": "prod"}, capacity=3)

    assert latest(client) == {"0": True, "1": True, "2": True}


def test_an_automatic_set_brings_its_instances_along(client: Client) -> None:
    deploy(client)
    deploy(client, offer="debian", properties={"upgradePolicy": {"mode": "Automatic"}})

    assert latest(client) == {"0": True, "1": True}


@pytest.mark.parametrize("action", ["manualupgrade", "reimage"])
def test_instances_are_brought_along_by_hand(client: Client, action: str) -> None:
    deploy(client)
    deploy(client, offer="debian")

    ended = act(client, action, "1")

    assert ended["status"] == "Succeeded"
    assert latest(client) == {"0": False, "1": True}


def test_all_instances_are_meant_where_none_is_named(client: Client) -> None:
    deploy(client)
    deploy(client, offer="debian")
    act(client, "manualupgrade")

    assert latest(client) == {"0": True, "1": True}


def test_an_instance_that_does_not_exist_is_refused(client: Client) -> None:
    deploy(client)

    answer = client.send("POST", f"{SET}/manualupgrade", {"instanceIds": ["7"]})

    assert (answer.status, answer.body["error"]["code"]) == (400, "InvalidParameter")


def test_a_deleted_instance_counts_off_the_capacity(client: Client) -> None:
    deploy(client, capacity=3)
    act(client, "delete", "1")

    assert list(latest(client)) == ["0", "2"]
    assert client.get(SET)["sku"]["capacity"] == 2


def test_new_instances_have_new_ids(client: Client) -> None:
    deploy(client)
    act(client, "delete", "1")
    deploy(client, capacity=2)

    assert list(latest(client)) == ["0", "2"]


def test_instances_are_chosen_by_their_model(client: Client) -> None:
    deploy(client)
    deploy(client, offer="debian")
    act(client, "manualupgrade", "0")

    outdated = instances(client, **{"$filter": "properties/latestModelApplied eq false"})

    assert [each["instanceId"] for each in outdated] == ["1"]


def test_instances_stand_in_zones(client: Client) -> None:
    deploy(client, capacity=3, zones=["1", "2"])

    assert [each["zones"] for each in instances(client)] == [["1"], ["2"], ["1"]]


def test_a_list_has_the_group_in_capitals(client: Client) -> None:
    deploy(client)

    assert "/resourceGroups/RG/" in instances(client)[0]["id"]
    assert "/resourceGroups/rg/" in client.get(f"{SET}/virtualMachines/0")["id"]


def test_a_flexible_set_names_its_instances(client: Client) -> None:
    deploy(client, properties={"orchestrationMode": "Flexible", "platformFaultDomainCount": 1})

    assert all(name.startswith("web_") and len(name) == len("web_12345678") for name in latest(client))


def test_health_and_extensions_are_seen_in_the_instance_view(server: ArmServer, client: Client) -> None:
    deploy(client, profile={"extensionProfile": {"extensions": [HEALTH]}})
    found = server.state.scale_sets.get(SET)
    assert found is not None
    found.instances[1].health = "Unhealthy"
    found.instances[1].extensions["health"] = "failed"

    views = [each["properties"]["instanceView"] for each in instances(client, **{"$expand": "instanceView"})]
    summary = client.get(f"{SET}/instanceView")["extensions"][0]["statusesSummary"]

    assert [each["vmHealth"]["status"]["code"] for each in views] == ["HealthState/healthy", "HealthState/unhealthy"]
    assert views[1]["extensions"][0]["statuses"][0]["code"] == "ProvisioningState/failed"
    assert {each["code"]: each["count"] for each in summary} == {
        "ProvisioningState/failed": 1,
        "ProvisioningState/succeeded": 1,
    }


def test_a_power_state_is_kept(client: Client) -> None:
    deploy(client)
    act(client, "deallocate", "0")

    view = client.get(f"{SET}/virtualMachines/0/instanceView")

    assert view["statuses"][1]["code"] == "PowerState/deallocated"
    assert "vmAgent" not in view


def test_an_extension_of_its_own_changes_the_model(client: Client) -> None:
    deploy(client)
    client.deploy(
        template(
            {
                "type": "Microsoft.Compute/virtualMachineScaleSets/extensions",
                "apiVersion": "2024-07-01",
                "name": "web/health",
                "properties": HEALTH["properties"],
            }
        )
    )

    extensions = client.get(SET)["properties"]["virtualMachineProfile"]["extensionProfile"]["extensions"]
    assert [each["name"] for each in extensions] == ["health"]
    assert latest(client) == {"0": False, "1": False}


def test_a_deleted_set_has_no_instances(client: Client) -> None:
    deploy(client)

    client.follow(client.send("DELETE", SET))

    assert client.send("GET", f"{SET}/virtualMachines").status == 404
    assert client.send("DELETE", SET).status == 204
