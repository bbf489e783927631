"""A secret that is deployed appears nowhere, whatever Azure says and however it ends."""

import base64
import json
from collections.abc import Callable

import pytest
from armserver import faults
from commands import Answer
from loopback import SECRET, Azure

QUOTED = {"code": "InvalidParameter", "message": f"The value '{SECRET}' of parameter adminPassword is not allowed."}
ENCODED = {"code": "BadRequest", "message": f"customData: {base64.b64encode(f'echo {SECRET}'.encode()).decode()}"}
NESTED = {"code": "DeploymentFailed", "message": json.dumps({"error": QUOTED})}


def refused(azure: Azure) -> None:
    azure.server.refuse(QUOTED)


def refused_with_its_encoding(azure: Azure) -> None:
    azure.server.refuse(ENCODED)


def what_if_fails(azure: Azure) -> None:
    azure.server.fail_what_if(QUOTED)


def resource_fails(azure: Azure) -> None:
    azure.server.fail("/virtualNetworks/net", "BadRequest", QUOTED)


def resource_fails_with_nested_text(azure: Azure) -> None:
    azure.server.fail("/virtualNetworks/net", "BadRequest", NESTED, as_text=True)


def connection_is_lost(azure: Azure) -> None:
    azure.server.faults.add("GET", "/operationStatuses/", faults.dropped(), times=-1)


def answer_is_damaged(azure: Azure) -> None:
    azure.server.faults.add("PUT", "/deployments/", faults.malformed())


def template_shows_it(azure: Azure) -> None:
    template = json.loads(azure.template.read_text())
    template["resources"][0]["tags"] = {"note": "[concat('x-', parameters('password'))]"}
    template["outputs"]["leak"] = {"type": "string", "value": "[base64(parameters('password'))]"}
    azure.template.write_text(json.dumps(template))


def nothing_special(azure: Azure) -> None:
    pass


ENDS = [
    nothing_special,
    refused,
    refused_with_its_encoding,
    what_if_fails,
    resource_fails,
    resource_fails_with_nested_text,
    connection_is_lost,
    answer_is_damaged,
    template_shows_it,
]


def everything_written(azure: Azure, answer: Answer) -> str:
    files = [file for file in azure.folder.rglob("*") if file.is_file() and file != azure.template]
    return "".join([answer.stdout, answer.stderr, *(file.read_text(errors="replace") for file in files)])


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_deployed_secret_is_written_nowhere(azure: Azure, end: Callable[[Azure], None], form: str) -> None:
    end(azure)

    answer = azure.deploy("--verbose", "--all", "-o", "record", "--format", form, file=azure.template)

    text = everything_written(azure, answer)
    assert "GET /subscriptions/" in text
    for canary in (SECRET, base64.b64encode(SECRET.encode()).decode(), azure.server.tokens.token):
        assert canary not in text


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_a_preview_shows_no_secret(azure: Azure, form: str) -> None:
    template_shows_it(azure)

    answer = azure.vmssgen("what-if", azure.template, "-g", "rg", "--format", form, "--all", "--verbose")

    assert answer.exit_code == 1
    assert SECRET not in everything_written(azure, answer)


def test_a_secret_on_the_command_line_is_refused_without_repeating_it(azure: Azure) -> None:
    answer = azure.deploy("--parameter", f"password={SECRET}", file=azure.template)

    assert answer.exit_code == 2
    assert SECRET not in answer.stderr


def test_a_secret_on_the_command_line_is_taken_where_that_is_allowed(
    azure: Azure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VMSSGEN_PARAM_PASSWORD")

    answer = azure.deploy("--parameter", f"password={SECRET}", "--allow-secret-arguments", file=azure.template)

    assert answer.exit_code == 0
    assert SECRET not in everything_written(azure, answer)


def test_a_secret_of_a_key_vault_is_left_to_azure(azure: Azure, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VMSSGEN_PARAM_PASSWORD")
    vault = (
        "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/v"
    )
    reference = {"keyVault": {"id": vault}, "secretName": "password"}
    (azure.folder / "p.json").write_text(json.dumps({"parameters": {"password": {"reference": reference}}}))

    answer = azure.deploy("--parameters", "p.json", file=azure.template)

    assert answer.exit_code == 0, answer.stderr
    assert azure.requests("PUT")[0].body["properties"]["parameters"]["password"] == {"reference": reference}
