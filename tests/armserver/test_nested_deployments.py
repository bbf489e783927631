"""Deployments within deployments: their own resources, operations, outputs and errors."""

from typing import Any

import pytest

from armserver import ArmServer, ResourceGroup
from armserver.client import Client, Json, network, template

DEPLOYMENTS = "resourcegroups/{}/providers/Microsoft.Resources/deployments"


def nested(inner: Json, *, scope: str = "inner", **more: Any) -> Json:
    properties = {
        "mode": "Incremental",
        "expressionEvaluationOptions": {"scope": scope},
        "template": inner,
        **more.pop("properties", {}),
    }
    return {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2025-04-01",
        "name": "inner",
        "properties": properties,
        **more,
    }


def test_a_nested_deployment_is_one_of_its_own(client: Client) -> None:
    client.deploy(template(nested(template(network()))))

    inner = client.get(f"{DEPLOYMENTS.format('rg')}/inner")
    operations = client.get(f"{DEPLOYMENTS.format('rg')}/inner/operations")["value"]
    assert inner["properties"]["provisioningState"] == "Succeeded"
    assert [each["properties"].get("targetResource", {}).get("resourceName") for each in operations] == [None, "net"]


def test_outputs_pass_from_one_to_the_other(client: Client) -> None:
    inner = template(
        parameters={"prefix": {"type": "string"}},
        outputs={"prefix": {"type": "string", "value": "[parameters('prefix')]"}},
    )
    given = {"prefix": {"value": "[reference('net').addressSpace.addressPrefixes[0]]"}}
    outputs = {"prefix": {"type": "string", "value": "[reference('inner').outputs.prefix.value]"}}

    deployed = client.deploy(template(network(), nested(inner, properties={"parameters": given}), outputs=outputs))

    assert deployed["outputs"]["prefix"]["value"] == "10.0.0.0/16"


def test_expressions_of_the_outer_scope_mean_the_template_around(client: Client) -> None:
    inner = template(network("[variables('name')]"), outputs={"n": {"type": "string", "value": "[variables('name')]"}})
    outputs = {"n": {"type": "string", "value": "[reference('inner').outputs.n.value]"}}

    deployed = client.deploy(template(nested(inner, scope="outer"), variables={"name": "outer"}, outputs=outputs))

    assert deployed["outputs"]["n"]["value"] == "outer"


def test_a_nested_deployment_goes_to_another_group(server: ArmServer, client: Client) -> None:
    server.state.add(ResourceGroup(name="other"))

    client.deploy(template(nested(template(network()), resourceGroup="other")))

    assert [each["name"] for each in client.get("resourcegroups/other/resources")["value"]] == ["net"]


def test_a_group_that_does_not_exist_is_refused(client: Client) -> None:
    answer = client.validate(template(nested(template(network()), resourceGroup="none")))

    assert (answer.status, answer.body["error"]["code"]) == (404, "ResourceGroupNotFound")


def test_the_error_of_a_nested_deployment_is_within_that_of_the_outer(server: ArmServer, client: Client) -> None:
    server.fail("/virtualNetworks/net", "Conflict", {"code": "Innermost", "message": "No."})

    error = client.deploy(template(nested(template(network()))))["error"]

    codes = []
    while error:
        codes.append(error["code"])
        error = next(iter(error.get("details", ())), None)
    assert codes == ["DeploymentFailed", "ResourceDeploymentFailure", "DeploymentFailed", "Innermost"]


@pytest.mark.parametrize("held", ["/deployments/inner", "/virtualNetworks/net"])
def test_the_outer_deployment_waits_for_the_nested_one(server: ArmServer, client: Client, held: str) -> None:
    event = server.hold(held)
    accepted = client.put_deployment(template(nested(template(network()))))
    statuses = {client.poll(accepted).body["status"] for _ in range(8)}
    event.set()

    assert statuses == {"Running"}
    assert client.follow(accepted).body["status"] == "Succeeded"
