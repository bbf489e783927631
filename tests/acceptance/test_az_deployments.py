"""The loopback Resource Manager is one for the real `az` too, which knows nothing of it.

`az` is large and comes from an environment of its own:

    VMSSGEN_TEST_AZ=$(.ci/az) python -m pytest tests/acceptance/test_az_deployments.py
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from acceptance.az_terminal import Terminal, needs_az
from armserver import SUBSCRIPTION, ArmServer, ResourceGroup

pytestmark = needs_az

SCHEMAS = "https://schema.management.azure.com/schemas"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg"
NETWORK: dict[str, Any] = {
    "type": "Microsoft.Network/virtualNetworks",
    "apiVersion": "2024-05-01",
    "name": "net",
    "location": "westeurope",
    "tags": {"stage": "[parameters('stage')]"},
    "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}},
}
SCALE_SET: dict[str, Any] = {
    "type": "Microsoft.Compute/virtualMachineScaleSets",
    "apiVersion": "2024-07-01",
    "name": "web",
    "location": "westeurope",
    "sku": {"name": "Standard_D2s_v5", "capacity": 2},
    "dependsOn": ["net"],
    "properties": {
        "upgradePolicy": {"mode": "Manual"},
        "virtualMachineProfile": {
            "osProfile": {"computerNamePrefix": "web", "adminUsername": "azureuser"},
            "storageProfile": {"imageReference": {"publisher": "Canonical", "offer": "[parameters('stage')]"}},
        },
    },
}
TEMPLATE: dict[str, Any] = {
    "$schema": f"{SCHEMAS}/2019-04-01/deploymentTemplate.json#",
    "contentVersion": "1.0.0.0",
    "parameters": {"stage": {"type": "string", "defaultValue": "test"}},
    "resources": [NETWORK, SCALE_SET],
    "outputs": {"state": {"type": "string", "value": "[reference('net').provisioningState]"}},
}
NETWORK_ALONE = {**TEMPLATE, "resources": [NETWORK]}
NEW_GROUP = {
    "$schema": f"{SCHEMAS}/2018-05-01/subscriptionDeploymentTemplate.json#",
    "contentVersion": "1.0.0.0",
    "resources": [
        {"type": "Microsoft.Resources/resourceGroups", "apiVersion": "2022-09-01", "name": "new", "location": "westus"}
    ],
}


@pytest.fixture
def azure(tmp_path: Path) -> Iterator[ArmServer]:
    with ArmServer.running(tmp_path, ResourceGroup(name="rg")) as server:
        yield server


@pytest.fixture
def terminal(azure: ArmServer, tmp_path: Path) -> Terminal:
    for name, template in {"all": TEMPLATE, "network": NETWORK_ALONE, "group": NEW_GROUP}.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(template), encoding="utf-8")
    return Terminal(azure, tmp_path)


def create(terminal: Terminal, arguments: str = "") -> Any:
    return json.loads(terminal.run(f"az deployment group create -g rg -n web --template-file all.json {arguments}"))


def test_a_deployment_gives_its_outputs_and_operations(terminal: Terminal) -> None:
    deployed = create(terminal)
    operations = json.loads(terminal.run("az deployment operation group list -g rg -n web"))

    assert deployed["properties"]["outputs"] == {"state": {"type": "String", "value": "Succeeded"}}
    assert [each["properties"]["provisioningOperation"] for each in operations] == [
        "EvaluateDeploymentOutput",
        "Create",
        "Create",
    ]


def test_what_was_deployed_is_listed(terminal: Terminal) -> None:
    create(terminal)

    assert terminal.run("az resource list -g rg --query '[].name' -o tsv").split() == ["web", "net"]


def test_validation_tells_what_preflight_refuses(azure: ArmServer, terminal: Terminal) -> None:
    azure.refuse({"code": "QuotaExceeded", "message": "Too many cores."})

    ended = terminal.end("az deployment group validate -g rg -n web --template-file all.json")

    assert ended.status == 1
    assert "QuotaExceeded" in ended.errors


def test_what_if_shows_a_change(terminal: Terminal) -> None:
    create(terminal)

    shown = terminal.run(
        "az deployment group what-if -g rg -n next --template-file network.json --parameters stage=prod"
    )

    assert "~ tags.stage:" in shown
    assert '"test" => "prod"' in shown
    assert "* Microsoft.Compute/virtualMachineScaleSets/web" in shown


def test_what_if_that_fails_is_told(azure: ArmServer, terminal: Terminal) -> None:
    azure.fail_what_if({"code": "InternalServerError", "message": "Encountered internal server error."})

    ended = terminal.end("az deployment group what-if -g rg -n web --template-file all.json")

    assert ended.status == 1
    assert "InternalServerError" in ended.errors


def test_a_failed_resource_fails_the_deployment(azure: ArmServer, terminal: Terminal) -> None:
    azure.fail("/virtualMachineScaleSets/web", "Conflict", {"code": "AllocationFailed", "message": "No room."})

    ended = terminal.end("az deployment group create -g rg -n web --template-file all.json")
    failed = terminal.run(
        "az deployment operation group list -g rg -n web --query"
        """ "[?properties.provisioningState=='Failed'].properties.targetResource.resourceName" -o tsv"""
    )

    assert ended.status == 1
    assert "AllocationFailed" in ended.errors
    assert failed.split() == ["web"]


def test_a_running_deployment_is_cancelled(azure: ArmServer, terminal: Terminal) -> None:
    azure.hold("/deployments/web")

    terminal.run("az deployment group create -g rg -n web --template-file all.json --no-wait")
    terminal.run("az deployment group cancel -g rg -n web")

    state = "az deployment group show -g rg -n web --query properties.provisioningState -o tsv"
    assert terminal.run(state).strip() == "Canceled"


def test_a_deployment_to_the_subscription_makes_a_group(terminal: Terminal) -> None:
    terminal.run("az deployment sub create -l westus -n group --template-file group.json")

    assert json.loads(terminal.run("az group show -n new"))["location"] == "westus"


def test_a_stack_deletes_what_leaves_its_template(terminal: Terminal) -> None:
    stack = "az stack group create -g rg -n web --deny-settings-mode none --action-on-unmanage deleteResources --yes"
    terminal.run(f"{stack} --template-file all.json")

    changed = json.loads(terminal.run(f"{stack} --template-file network.json"))

    assert [each["id"] for each in changed["resources"]] == [f"{GROUP}/providers/Microsoft.Network/virtualNetworks/net"]
    assert [each["id"].rpartition("/")[2] for each in changed["deletedResources"]] == ["web"]


def test_a_template_spec_is_deployed(terminal: Terminal) -> None:
    version = terminal.run("az ts create -g rg -n spec -v 1.0 --template-file network.json --query id -o tsv").strip()

    deployed = terminal.run(
        f"az deployment group create -g rg -n web --template-spec {version} --query properties.templateLink.id -o tsv"
    )

    assert deployed.strip() == version


def test_instances_are_brought_to_the_latest_model(terminal: Terminal) -> None:
    create(terminal)
    create(terminal, "--parameters stage=prod")
    latest = "az vmss list-instances -g rg -n web --query '[].latestModelApplied' -o tsv"

    before = terminal.run(latest).split()
    terminal.run("az vmss update-instances -g rg -n web --instance-ids 0")

    assert (before, terminal.run(latest).split()) == (["false", "false"], ["true", "false"])


def test_a_deleted_group_is_gone(terminal: Terminal) -> None:
    terminal.run("az group delete -n rg --yes")

    assert terminal.run("az group exists -n rg").strip() == "false"
