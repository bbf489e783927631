"""What-if compares what a template would make with what exists, and has the noise that Azure's has."""

from typing import Any

import pytest

from armserver import ArmServer
from armserver.client import GROUP, Client, Json, network, scale_set, template
from armserver.what_if_delta import delta

NETWORK_ID = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/net"
TAGGED = template(network(tags={"stage": "[parameters('stage')]"}), parameters={"stage": {"type": "string"}})


def changes(result: Json) -> list[Json]:
    assert result["status"] == "Succeeded", result
    return list(result["properties"]["changes"])


def kinds(result: Json) -> list[tuple[str, str]]:
    return [(each["changeType"], each["resourceId"].rpartition("/")[2]) for each in changes(result)]


def of(result: Json, path: str) -> Json:
    """The change of one property of the only resource."""
    (change,) = changes(result)
    return next(each for each in change["delta"] if each["path"] == path)


def test_what_does_not_exist_is_created(client: Client) -> None:
    (change,) = changes(client.what_if(template(network())))

    assert (change["changeType"], change["resourceId"]) == ("Create", NETWORK_ID)
    assert list(change["after"]) == ["apiVersion", "id", "location", "name", "properties", "type"]


def test_a_changed_property_is_modified(client: Client) -> None:
    client.deploy(TAGGED, {"stage": "test"})

    result = client.what_if(TAGGED, {"stage": "prod"})

    assert of(result, "tags.stage") == {
        "path": "tags.stage",
        "propertyChangeType": "Modify",
        "before": "test",
        "after": "prod",
    }


def test_what_the_provider_added_is_noise(client: Client) -> None:
    client.deploy(template(network()))

    noise = of(client.what_if(template(network())), "properties.virtualNetworkPeerings")

    assert noise == {"path": "properties.virtualNetworkPeerings", "propertyChangeType": "Delete", "before": []}


def test_what_the_provider_alone_decides_is_not_shown(client: Client) -> None:
    client.deploy(template(network()))

    (change,) = changes(client.what_if(template(network())))

    assert "etag" in client.get(NETWORK_ID)
    assert "etag" not in change["before"]
    assert "provisioningState" not in change["before"]["properties"]


def test_a_policy_that_stays_as_it_is_has_no_change(client: Client) -> None:
    policy: dict[str, Any] = {
        "type": "Microsoft.Authorization/policyDefinitions",
        "apiVersion": "2021-06-01",
        "name": "p",
        "properties": {"policyType": "Custom", "policyRule": {"if": {"field": "location"}}},
    }
    client.deploy(template(policy))

    (change,) = changes(client.what_if(template(policy)))

    assert (change["changeType"], change["delta"]) == ("NoChange", [])


def test_what_the_template_does_not_have_is_ignored(client: Client) -> None:
    client.deploy(template(network(), network("other")))

    assert kinds(client.what_if(template(network()))) == [("Modify", "net"), ("Ignore", "other")]


def test_in_complete_mode_it_is_deleted(client: Client) -> None:
    client.deploy(template(network(), network("other")))

    assert kinds(client.what_if(template(network()), mode="Complete")) == [("Modify", "net"), ("Delete", "other")]


def test_ids_alone_do_not_tell_what_changes(client: Client) -> None:
    client.deploy(template(network()))

    result = client.what_if(template(network(), network("other")), ids_only=True)

    assert changes(result) == [
        {"resourceId": NETWORK_ID, "changeType": "Deploy"},
        {"resourceId": NETWORK_ID.replace("/net", "/other"), "changeType": "Create"},
    ]


def test_a_reference_is_shown_as_its_expression(client: Client) -> None:
    other = network("other", tags={"of": "[reference('net').provisioningState]"})

    result = client.what_if(template(network(), other))

    assert changes(result)[1]["after"]["tags"]["of"].startswith("[reference(")


def test_known_secrets_are_masked_and_others_are_not(client: Client) -> None:
    profile = {"osProfile": {"adminPassword": "[parameters('p')]", "customData": "[parameters('p')]"}}
    secret = template(scale_set(profile=profile), parameters={"p": {"type": "secureString"}})

    (change,) = changes(client.what_if(secret, {"p": "hunter2"}))

    assert change["after"]["properties"]["virtualMachineProfile"]["osProfile"] == {
        "adminPassword": "*******",
        "customData": "hunter2",
    }


def test_a_spelling_that_is_not_the_providers_is_noise(client: Client) -> None:
    client.deploy(template(scale_set(properties={"overProvision": "false"})))

    result = client.what_if(template(scale_set(properties={"overProvision": "false"})))

    assert of(result, "properties.overProvision")["after"] == "false"
    assert of(result, "properties.overprovision")["before"] is False


def test_it_takes_its_polls(server: ArmServer, client: Client) -> None:
    server.state.outcomes.polls = 2
    path = "resourcegroups/rg/providers/Microsoft.Resources/deployments/d/whatIf"
    accepted = client.send("POST", path, {"properties": {"mode": "Incremental", "template": template()}})

    assert [accepted.status, client.poll(accepted).status, client.poll(accepted).status] == [202, 202, 200]


def test_a_failure_has_the_status_200(server: ArmServer, client: Client) -> None:
    server.fail_what_if({"code": "InternalServerError", "message": "No."})

    assert client.what_if(template(network())) == {
        "status": "Failed",
        "error": {"code": "InternalServerError", "message": "No."},
    }


def test_a_refusal_of_preflight_comes_as_a_failure(server: ArmServer, client: Client) -> None:
    server.refuse({"code": "QuotaExceeded", "message": "Too many."})

    result = client.what_if(template(network()))

    assert result["error"]["details"] == [{"code": "QuotaExceeded", "message": "Too many."}]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": {"b": 1}}, {"a": {"b": 2}}, [("a.b", "Modify")]),
        ({"a": 1}, {}, [("a", "Delete")]),
        ({}, {"a": 1}, [("a", "Create")]),
        ({"a": [1]}, {"a": [1, 2]}, [("a", "Array", ("1", "Create"))]),
        ({"a": [1, 2]}, {"a": [2]}, [("a", "Array", ("0", "Modify"), ("1", "Delete"))]),
        (
            {"a": [{"name": "x", "v": 1}, {"name": "y"}]},
            {"a": [{"name": "y"}, {"name": "X", "v": 2}]},
            [("a", "Array", ("1", "Modify", ("name", "Modify"), ("v", "Modify")))],
        ),
    ],
)
def test_a_delta_is_a_tree_of_changes(before: Any, after: Any, expected: list[Any]) -> None:
    assert list(map(outline, delta(before, after))) == expected


def outline(change: Json) -> tuple[Any, ...]:
    return (change["path"], change["propertyChangeType"], *map(outline, change.get("children", ())))
