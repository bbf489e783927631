"""`vmssgen status` and `vmssgen cancel`."""

import json
import threading

from loopback import Azure


def test_a_deployment_on_its_way_is_told_with_its_resources(azure: Azure) -> None:
    azure.server.hold("/deployments/mine")
    azure.deploy("--no-wait", "--name", "mine", file=azure.template)

    answer = azure.vmssgen("status", "mine", "-g", "rg")

    assert answer.exit_code == 0
    assert answer.stdout.startswith(("Accepted: mine", "Running: mine"))


def test_watching_follows_it_to_its_end(azure: Azure) -> None:
    release = azure.server.hold("/deployments/mine")
    azure.deploy("--no-wait", "--name", "mine", file=azure.template)
    threading.Timer(0.5, release.set).start()

    answer = azure.vmssgen("status", "mine", "-g", "rg", "--watch")

    assert answer.exit_code == 0
    assert answer.stdout == "size = 3\n"


def test_a_failed_one_is_told_with_its_reason(azure: Azure) -> None:
    azure.server.fail("/virtualNetworks/net", "Conflict", {"code": "AnotherOperationInProgress", "message": "Busy."})
    azure.deploy("--name", "mine", file=azure.template)

    answer = azure.vmssgen("status", "mine", "-g", "rg")

    assert answer.exit_code == 3
    assert "virtualNetworks/net: AnotherOperationInProgress" in answer.stderr


def test_the_end_is_told_to_machines_as_json(azure: Azure) -> None:
    azure.deploy("--name", "mine", file=azure.template)

    answer = azure.vmssgen("status", "mine", "-g", "rg", "--format", "json")

    assert json.loads(answer.stdout)["state"] == "Succeeded"


def test_there_must_be_such_a_deployment(azure: Azure) -> None:
    answer = azure.vmssgen("status", "other", "-g", "rg")

    assert (answer.exit_code, answer.codes) == (3, ["azure/no-deployment"])


def test_an_active_one_is_cancelled(azure: Azure) -> None:
    azure.server.hold("/deployments/mine")
    azure.deploy("--no-wait", "--name", "mine", file=azure.template)

    answer = azure.vmssgen("cancel", "mine", "-g", "rg")

    assert answer.exit_code == 0
    watched = azure.vmssgen("status", "mine", "-g", "rg", "--watch")
    assert (watched.exit_code, watched.codes) == (3, ["azure/canceled"])


def test_one_at_its_end_is_not_cancelled(azure: Azure) -> None:
    azure.deploy("--name", "mine", file=azure.template)

    answer = azure.vmssgen("cancel", "mine", "-g", "rg")

    assert (answer.exit_code, answer.codes) == (3, ["azure/not-active"])
