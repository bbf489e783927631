"""What the loopback server promises to the tests that trust it: above all that it does not say yes to everything."""

import copy
from typing import Any

import pytest

from armserver import ArmServer, relaxed_json
from armserver.client import GROUP, Client, network, template

TEMPLATE = template(
    network(),
    parameters={"prefix": {"type": "string", "defaultValue": "web"}, "password": {"type": "securestring"}},
)
PASSWORD = {"password": "hunter2"}


def without(value: dict[str, Any], *path: str | int) -> dict[str, Any]:
    changed: Any = copy.deepcopy(value)
    parent = changed
    for step in path[:-1]:
        parent = parent[step]
    del parent[path[-1]]
    return dict(changed)


def code(answer: Any) -> tuple[int, str]:
    return answer.status, answer.body["error"]["code"]


def test_a_valid_deployment_is_echoed_without_its_secrets(client: Client) -> None:
    answer = client.validate(TEMPLATE, PASSWORD)

    properties = answer.body["properties"]
    assert answer.status == 200
    assert properties["parameters"] == {
        "prefix": {"type": "String", "value": "web"},
        "password": {"type": "SecureString"},
    }
    assert properties["validatedResources"] == [{"id": f"{GROUP}/providers/Microsoft.Network/virtualNetworks/net"}]


@pytest.mark.parametrize(
    "path",
    [("$schema",), ("contentVersion",), ("resources",), ("resources", 0, "apiVersion")],
    ids=lambda path: str(path[-1]),
)
def test_a_template_without_a_required_member_is_refused(client: Client, path: tuple[str | int, ...]) -> None:
    answer = client.validate(without(TEMPLATE, *path), PASSWORD)

    assert code(answer) == (400, "InvalidTemplate")
    assert f"Required property '{path[-1]}' not found" in answer.body["error"]["message"]


def test_a_parameter_without_value_and_default_is_refused(client: Client) -> None:
    answer = client.validate(TEMPLATE, {})

    assert code(answer) == (400, "InvalidTemplate")
    assert "'password'" in answer.body["error"]["message"]


def test_a_parameter_that_the_template_does_not_have_is_refused(client: Client) -> None:
    answer = client.validate(TEMPLATE, {**PASSWORD, "colour": "red"})

    assert code(answer) == (400, "InvalidTemplate")
    assert "'colour'" in answer.body["error"]["message"]


@pytest.mark.parametrize(
    ("dependencies", "message"),
    [(["nowhere"], "is not defined in the template"), (["net"], "Circular dependency")],
    ids=["missing", "circular"],
)
def test_dependencies_that_cannot_be_kept_are_refused(client: Client, dependencies: list[str], message: str) -> None:
    other = network("other", dependsOn=dependencies)

    answer = client.validate(template(network(dependsOn=["other"]), other))

    assert code(answer) == (400, "InvalidTemplate")
    assert message in answer.body["error"]["message"]


def test_a_body_that_is_not_json_is_refused_and_kept_for_the_test_to_see(server: ArmServer, client: Client) -> None:
    path = "resourcegroups/rg/providers/Microsoft.Resources/deployments/d"

    answer = client.send("PUT", path, text="{nope")

    assert code(answer) == (400, "InvalidRequestContent")
    assert server.exchanges.only("PUT", "/deployments/d").text == "{nope"


def test_a_body_larger_than_azure_takes_is_refused(client: Client) -> None:
    path = "resourcegroups/rg/providers/Microsoft.Resources/deployments/d"

    answer = client.send("PUT", path, {"properties": {"template": "x" * 4 * 1024 * 1024}})

    assert code(answer) == (413, "RequestContentTooLarge")


def test_strangers_and_unknown_places_are_refused(client: Client) -> None:
    assert client.send("GET", "resourcegroups/rg", token="stolen").status == 401
    assert code(client.send("GET", "resourcegroups/none")) == (404, "ResourceGroupNotFound")
    assert client.send("HEAD", "resourcegroups/none").status == 404
    assert client.send("GET", "resourcegroups/rg/nonsense").status == 404
    assert client.send("PUT", "resourcegroups/rg/providers/Microsoft.Resources/nonsense/x", {}).status == 404


def test_an_api_version_is_asked_for(client: Client) -> None:
    assert code(client.send("GET", "resourcegroups/rg", **{"api-version": "latest"})) == (
        400,
        "InvalidApiVersionParameter",
    )


def test_every_answer_tells_its_request(client: Client) -> None:
    first, second = client.send("GET", "resourcegroups/rg"), client.send("GET", "resourcegroups/rg")

    assert first.headers["x-ms-request-id"] != second.headers["x-ms-request-id"]
    assert first.headers["x-ms-ratelimit-remaining-subscription-reads"]


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
