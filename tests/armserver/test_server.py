"""What the loopback server promises to the tests that trust it: above all that it does not say yes to everything."""

import copy
import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from armserver import ArmServer, ResourceGroup, relaxed_json
from armserver.state import SUBSCRIPTION

TEMPLATE: dict[str, Any] = {
    "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    "contentVersion": "1.0.0.0",
    "parameters": {"prefix": {"type": "string", "defaultValue": "web"}, "password": {"type": "securestring"}},
    "resources": [{"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net"}],
}
PASSWORD = {"password": {"value": "hunter2"}}


class Client:
    """The least that can talk to the server."""

    def __init__(self, server: ArmServer) -> None:
        self._server = server
        tls = ssl.create_default_context(cafile=server.authority_file)
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=tls),
            urllib.request.ProxyHandler({}),  # a proxy of this machine cannot reach its loopback
        )

    def send(self, method: str, path: str, body: Any = None, *, text: str = "", token: str = "") -> tuple[int, Any]:
        data = text or (json.dumps(body) if body is not None else "")
        request = urllib.request.Request(
            f"{self._server.url}/subscriptions/{SUBSCRIPTION}/{path}?api-version=2025-04-01",
            data=data.encode() or None,
            method=method,
            headers={"Authorization": f"Bearer {token or self._server.tokens.token}"},
        )
        try:
            with self._opener.open(request) as response:
                return response.status, json.loads(response.read() or "null")
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read() or "null")

    def validate(self, template: Any, parameters: Any) -> tuple[int, Any]:
        body = {"properties": {"mode": "Incremental", "template": template, "parameters": parameters}}
        return self.send("POST", "resourcegroups/RG/providers/Microsoft.Resources/deployments/d/validate", body)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ArmServer]:
    with ArmServer.running(tmp_path, ResourceGroup(name="rg")) as running:
        yield running


@pytest.fixture
def client(server: ArmServer) -> Client:
    return Client(server)


def without(template: dict[str, Any], *path: str | int) -> dict[str, Any]:
    changed: Any = copy.deepcopy(template)
    parent = changed
    for step in path[:-1]:
        parent = parent[step]
    del parent[path[-1]]
    return dict(changed)


def test_a_valid_deployment_is_echoed_without_its_secrets(client: Client) -> None:
    status, answer = client.validate(TEMPLATE, PASSWORD)

    assert status == 200
    properties = answer["properties"]
    assert properties["provisioningState"] == "Succeeded"
    assert properties["parameters"] == {
        "prefix": {"type": "String", "value": "web"},
        "password": {"type": "SecureString"},
    }
    group = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg"
    assert properties["validatedResources"] == [{"id": f"{group}/providers/Microsoft.Network/virtualNetworks/net"}]


@pytest.mark.parametrize(
    "path",
    [("$schema",), ("contentVersion",), ("resources",), ("resources", 0, "apiVersion")],
    ids=lambda path: str(path[-1]),
)
def test_a_template_without_a_required_member_is_refused(client: Client, path: tuple[str | int, ...]) -> None:
    status, answer = client.validate(without(TEMPLATE, *path), PASSWORD)

    assert (status, answer["error"]["code"]) == (400, "InvalidTemplate")
    assert f"Required property '{path[-1]}' not found" in answer["error"]["message"]


def test_a_parameter_without_value_and_default_is_refused(client: Client) -> None:
    status, answer = client.validate(TEMPLATE, {})

    assert (status, answer["error"]["code"]) == (400, "InvalidTemplate")
    assert "'password'" in answer["error"]["message"]


def test_a_parameter_that_the_template_does_not_have_is_refused(client: Client) -> None:
    status, answer = client.validate(TEMPLATE, {**PASSWORD, "colour": {"value": "red"}})

    assert (status, answer["error"]["code"]) == (400, "InvalidTemplate")
    assert "'colour'" in answer["error"]["message"]


def test_a_body_that_is_not_json_is_refused_and_kept_for_the_test_to_see(server: ArmServer, client: Client) -> None:
    path = "resourcegroups/rg/providers/Microsoft.Resources/deployments/d"

    status, answer = client.send("PUT", path, text="{nope")

    assert (status, answer["error"]["code"]) == (400, "InvalidRequestContent")
    assert server.exchanges.only("PUT", "/deployments/d").text == "{nope"


def test_strangers_and_unknown_places_are_refused(client: Client) -> None:
    assert client.send("GET", "resourcegroups/rg", token="stolen")[0] == 401
    assert client.send("GET", "resourcegroups/none")[1]["error"]["code"] == "ResourceGroupNotFound"
    assert client.send("HEAD", "resourcegroups/none")[0] == 404
    assert client.send("GET", "resourcegroups/rg/nonsense")[0] == 404


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ('{"a": {}, template:{"b": 1}}', {"a": {}, "template": {"b": 1}}),
        ('{"a": "x // y", /* z */ "b": "k: {m: 1}" // end\n}', {"a": "x // y", "b": "k: {m: 1}"}),
        ('{"a": "\\"key: 1", "b": true}', {"a": '"key: 1', "b": True}),
        ('{"a": "two\nlines"}', {"a": "two\nlines"}),
    ],
    ids=["bare key", "comments", "escaped quote", "string over two lines"],
)
def test_json_is_read_as_resource_manager_reads_it(text: str, meaning: Any) -> None:
    assert relaxed_json.decode(text) == meaning
