"""The documented ways to hand our output to the Azure CLI, with the real `az` against a server on the loopback.

`az` is large and comes from an environment of its own:

    VMSSGEN_TEST_AZ=$(.ci/az) python -m pytest tests/acceptance/test_az_pipe.py
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from acceptance.az_terminal import Terminal, needs_az
from armserver import ArmServer, Exchange, ResourceGroup

pytestmark = needs_az

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDbYqZ8n8Gq0mYb0T8m2l0nGqz0q0m0m0m0m0m0m0m0m"
BLUEPRINT = f"""\
name: web
image: {{urn: "Canonical:ubuntu-24_04-lts:server:latest"}}
scaleSet:
  sku: {{name: Standard_D2s_v5, capacity: 2}}
  osProfile:
    adminUsername: azureuser
    ssh: {{publicKey: {{parameter: sshPublicKey}}}}
parameters:
  sshPublicKey: {{defaultValue: "{KEY} demo"}}
"""


@pytest.fixture
def azure(tmp_path: Path) -> Iterator[ArmServer]:
    with ArmServer.running(tmp_path, ResourceGroup(name="rg")) as server:
        yield server


@pytest.fixture
def terminal(azure: ArmServer, tmp_path: Path) -> Terminal:
    (tmp_path / "web.yaml").write_text(BLUEPRINT, encoding="utf-8")
    return Terminal(azure, tmp_path)


def sent_parameters(exchange: Exchange) -> Any:
    return exchange.body["properties"]["parameters"]


def test_a_template_piped_to_validate_arrives_as_it_was_rendered(azure: ArmServer, terminal: Terminal) -> None:
    template = terminal.run("vmssgen render web.yaml")

    terminal.run("vmssgen render web.yaml | az deployment group validate -g rg -n web --template-file /dev/stdin")

    received = azure.exchanges.only("POST", "/deployments/web/validate")
    assert received.status == 200
    assert template.strip() in received.text
    assert received.body["properties"]["template"] == json.loads(template)


def test_a_value_on_the_command_line_wins_over_the_default_of_the_template(
    azure: ArmServer, terminal: Terminal
) -> None:
    terminal.run(
        "vmssgen render web.yaml | az deployment group validate -g rg -n web --template-file /dev/stdin"
        f" --parameters sshPublicKey='{KEY} operator'"
    )

    received = azure.exchanges.only("POST", "/deployments/web/validate")
    assert sent_parameters(received) == {"sshPublicKey": {"value": f"{KEY} operator"}}
    assert received.answer["properties"]["parameters"]["sshPublicKey"]["value"] == f"{KEY} operator"


def test_template_and_parameters_can_both_come_from_processes(azure: ArmServer, terminal: Terminal) -> None:
    template = terminal.run("vmssgen render web.yaml")
    parameters = terminal.run("vmssgen parameters web.yaml")

    terminal.run(
        "az deployment group validate -g rg -n web"
        " --template-file <(vmssgen render web.yaml) --parameters @<(vmssgen parameters web.yaml)"
    )

    received = azure.exchanges.only("POST", "/deployments/web/validate")
    assert received.status == 200
    assert received.body["properties"]["template"] == json.loads(template)
    assert sent_parameters(received) == json.loads(parameters)["parameters"]


def test_a_deployment_from_processes_runs_to_its_end(azure: ArmServer, terminal: Terminal) -> None:
    template = terminal.run("vmssgen render web.yaml")

    deployed = terminal.run(
        "az deployment group create -g rg -n web"
        " --template-file <(vmssgen render web.yaml) --parameters @<(vmssgen parameters web.yaml)"
    )

    received = azure.exchanges.only("PUT", "/deployments/web")
    assert received.body["properties"]["template"] == json.loads(template)
    assert json.loads(deployed)["properties"]["provisioningState"] == "Succeeded"
