"""`vmssgen deploy` from the first check to the result, against a Resource Manager on the loopback."""

import json
from pathlib import Path

import pytest
from loopback import SECRET, SUBSCRIPTION, Azure

GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg"


@pytest.mark.parametrize("azure", ["managed identity", "service principal"], indirect=True)
def test_a_blueprint_is_deployed_by_whoever_is_signed_in(azure: Azure) -> None:
    answer = azure.deploy()

    assert answer.exit_code == 0, answer.stderr
    assert "Succeeded in" in answer.stderr
    assert (
        f"/subscriptions/{SUBSCRIPTION}/resourcegroups/rg/providers/microsoft.compute/virtualmachinescalesets/web"
        in {each.lower() for each in azure.server.state.resources}
    )


def test_each_step_is_told(azure: Azure) -> None:
    answer = azure.deploy()

    titles = [line for line in answer.stderr.splitlines() if line in STEPS]
    assert titles == STEPS


STEPS = ["Checking offline", "Validating on Azure", "Asking what would change", "Deploying"]


def test_the_target_is_shown(azure: Azure) -> None:
    answer = azure.deploy()

    assert f"subscription  {SUBSCRIPTION}" in answer.stderr
    assert "group         rg" in answer.stderr
    assert f"cloud         {azure.server.url}" in answer.stderr


def test_outputs_are_printed(azure: Azure) -> None:
    answer = azure.deploy(file=azure.template)

    assert answer.stdout == "size = 3\n"


def test_outputs_have_the_names_that_the_template_has(azure: Azure) -> None:
    azure.template.write_text(azure.template.read_text().replace('"outputs": {"size"', '"outputs": {"SIZE"'))

    answer = azure.deploy(file=azure.template)

    assert answer.stdout == "SIZE = 3\n"


def test_the_result_is_told_to_machines_as_json(azure: Azure) -> None:
    answer = azure.deploy("--format", "json", file=azure.template)

    result = json.loads(answer.stdout)
    assert (result["state"], result["outputs"], result["errors"]) == ("Succeeded", {"size": 3}, [])


def test_an_error_found_offline_stops_it_before_any_request(azure: Azure) -> None:
    azure.template.write_text(azure.template.read_text().replace("addressSpace", "adressSpace"))

    answer = azure.deploy(file=azure.template)

    assert answer.exit_code == 1
    assert "nothing was sent to Azure" in answer.stderr
    assert not azure.requests("PUT")


def test_a_refusal_of_azure_stops_it_before_the_deployment(azure: Azure) -> None:
    azure.server.refuse({"code": "QuotaExceeded", "message": "Operation could not be completed."})

    answer = azure.deploy()

    assert answer.exit_code == 3
    assert answer.codes == ["azure/quota-exceeded"]
    assert not azure.requests("PUT")


def test_a_failed_resource_is_told_with_its_line(azure: Azure) -> None:
    azure.server.fail("/virtualMachineScaleSets/web", "Conflict", {"code": "AllocationFailed", "message": "No room."})

    answer = azure.deploy()

    assert answer.exit_code == 3
    assert "AllocationFailed" in answer.stderr
    assert "web.yaml:4" in answer.stderr


def test_the_name_says_what_ran(azure: Azure) -> None:
    azure.deploy()
    azure.deploy("--set", "scaleSet.sku.capacity=3")

    names = [each.path.rpartition("/")[2] for each in azure.requests("PUT")]
    assert len(set(names)) == 2
    assert all(name.startswith("web-") for name in names)


def test_no_wait_leaves_when_azure_has_taken_it(azure: Azure) -> None:
    azure.server.hold("/deployments/mine")

    answer = azure.deploy("--no-wait", "--name", "mine")

    assert answer.exit_code == 0
    assert "vmssgen status mine --watch -g rg" in answer.stderr


def test_a_missing_group_is_made_when_asked(azure: Azure) -> None:
    answer = azure.vmssgen("deploy", azure.template, "-g", "new", "--create-group", "-l", "westeurope", "--yes")

    assert answer.exit_code == 0, answer.stderr
    assert azure.server.state.group(SUBSCRIPTION, "new").location == "westeurope"


def test_a_missing_group_is_an_error_otherwise(azure: Azure) -> None:
    answer = azure.vmssgen("deploy", azure.template, "-g", "new", "--yes")

    assert (answer.exit_code, answer.codes) == (3, ["azure/no-group"])
    assert not azure.requests("PUT")


def test_without_terminal_and_yes_it_refuses(azure: Azure) -> None:
    answer = azure.vmssgen("deploy", azure.template, "-g", "rg")

    assert answer.exit_code == 2
    assert "--yes" in answer.stderr
    assert not azure.server.exchanges.matching("GET", "")


def test_the_record_holds_each_step_without_secrets(azure: Azure) -> None:
    azure.deploy("-o", "record", "--name", "mine", file=azure.template)

    kept = azure.written("record/mine/*.json")
    assert set(kept) == {"request.json", "what-if.json", "result.json", "operations.json", "outputs.json"}
    assert kept["request.json"]["properties"]["parameters"]["password"] == {"value": "***"}
    assert SECRET not in json.dumps(kept)


def test_instances_left_on_the_old_model_are_named(azure: Azure) -> None:
    azure.deploy()

    answer = azure.deploy("--set", "scaleSet.sku.name=Standard_D4s_v5")

    assert "2 of 2 instances of web are not on the latest model" in answer.stderr
    assert f"roll it out to them: vmssgen rollout web -g rg --cloud {azure.server.url}" in answer.stderr


def test_after_a_deployment_nothing_would_change(azure: Azure) -> None:
    azure.deploy()

    answer = azure.vmssgen("what-if", azure.blueprint, "-g", "rg")

    assert (answer.exit_code, "no changes: 5 unchanged" in answer.stdout) == (0, True), answer.stdout


SUBSCRIPTION_TEMPLATE = {
    "$schema": "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#",
    "contentVersion": "1.0.0.0",
    "resources": [
        {
            "type": "Microsoft.Resources/resourceGroups",
            "apiVersion": "2025-04-01",
            "name": "made",
            "location": "westeurope",
        }
    ],
    "outputs": {"where": {"type": "string", "value": "[subscription().subscriptionId]"}},
}


@pytest.fixture
def subscription_template(azure: Azure) -> Path:
    file = azure.folder / "groups.json"
    file.write_text(json.dumps(SUBSCRIPTION_TEMPLATE))
    return file


def test_a_template_of_a_subscription_is_deployed_there(azure: Azure, subscription_template: Path) -> None:
    answer = azure.vmssgen("deploy", subscription_template, "-l", "westeurope", "--yes")

    assert (answer.exit_code, answer.stdout) == (0, f"where = {SUBSCRIPTION}\n"), answer.stderr
    assert azure.server.state.group(SUBSCRIPTION, "made").location == "westeurope"


@pytest.mark.parametrize("options", [(), ("-g", "rg"), ("-g", "rg", "-l", "westeurope")])
def test_a_template_of_a_subscription_needs_a_region_and_no_group(
    azure: Azure, subscription_template: Path, options: tuple[str, ...]
) -> None:
    answer = azure.vmssgen("deploy", subscription_template, "--yes", *options)

    assert answer.exit_code == 2
    assert not azure.requests("PUT")


def test_complete_mode_deletes_what_the_template_does_not_hold(azure: Azure) -> None:
    azure.deploy()

    answer = azure.deploy("--mode", "complete", file=azure.template)

    assert answer.exit_code == 0, answer.stderr
    assert "5 to delete" in answer.stderr
    assert not azure.server.state.resources.get(f"{GROUP}/providers/Microsoft.Compute/virtualMachineScaleSets/web")
