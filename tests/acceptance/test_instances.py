"""`vmssgen instances`: a table of the instances of a scale set."""

import json

from acceptance.rollout_sets import current_set, outdated_set
from armserver import troubles
from loopback import Azure

SCRIPT = "Enable failed: command terminated with exit status=3\n[stdout]\nunpacking\n[stderr]\nno space left"


def row(text: str, start: str) -> list[str]:
    return next(line.split() for line in text.splitlines() if line.startswith(f"{start} "))


def test_each_instance_has_a_row(azure: Azure) -> None:
    current_set(azure, 2, zones=["1", "2"])

    answer = azure.vmssgen("instances", "web", "-g", "rg")

    assert answer.exit_code == 0, answer.stderr
    words = "1 web_1 yes Healthy running Succeeded 2 1/1 health succeeded, app succeeded"
    assert row(answer.stdout, "1") == words.split()


def test_the_headline_counts_who_is_behind_and_who_is_not_well(azure: Azure) -> None:
    outdated_set(azure, 3).instances[1].health = "Unhealthy"

    answer = azure.vmssgen("instances", "web", "-g", "rg")

    assert answer.stdout.startswith("web: Uniform, upgrade mode Manual, 3 instances, 3 on an older model, 1 not well\n")


def test_a_failed_extension_tells_what_its_script_printed(azure: Azure) -> None:
    troubles.failing("app", SCRIPT)(current_set(azure, 2).instances[1])

    answer = azure.vmssgen("instances", "web", "-g", "rg")

    assert "extension 'app'" in answer.stdout
    assert "exit code 3" in answer.stdout
    assert "note: stdout: unpacking" in answer.stdout
    assert "note: stderr: no space left" in answer.stdout


def test_instances_are_in_the_order_of_their_numbers(azure: Azure) -> None:
    current_set(azure, 12)

    answer = azure.vmssgen("instances", "web", "-g", "rg", "--format", "json")

    assert [each["id"] for each in json.loads(answer.stdout)["instances"]] == [str(number) for number in range(12)]


def test_machines_get_them_as_json(azure: Azure) -> None:
    troubles.failing("app", SCRIPT)(outdated_set(azure, 2).instances[1])

    document = json.loads(azure.vmssgen("instances", "web", "-g", "rg", "--format", "json").stdout)

    assert (document["orchestrationMode"], document["upgradeMode"]) == ("Uniform", "Manual")
    ill = document["instances"][1]
    assert (ill["id"], ill["latestModelApplied"], ill["provisioningState"]) == ("1", False, "Failed")
    assert ill["extensions"][1] == {
        "name": "app",
        "type": "Microsoft.Azure.Extensions.CustomScript",
        "state": "failed",
        "message": SCRIPT,
    }
    assert [each["code"] for each in ill["errors"]] == ["azure/extension-failed"]


def test_a_flexible_set_has_the_states_of_its_machines(azure: Azure) -> None:
    found = outdated_set(azure, 2, properties={"orchestrationMode": "Flexible", "platformFaultDomainCount": 1})
    found.instances[0].power = "deallocated"

    answer = azure.vmssgen("instances", "web", "-g", "rg")

    assert answer.stdout.startswith("web: Flexible, upgrade mode Manual, 2 instances, 2 on an older model\n")
    name = found.instances[0].id
    assert row(answer.stdout, name)[:6] == [name, name, "no", "Healthy", "deallocated", "Succeeded"]


def test_all_pages_are_read(azure: Azure) -> None:
    azure.server.state.outcomes.page_size = 2
    current_set(azure, 5)

    assert "5 instances" in azure.vmssgen("instances", "web", "-g", "rg").stdout


def test_there_must_be_such_a_set(azure: Azure) -> None:
    current_set(azure, 1)

    answer = azure.vmssgen("instances", "wep", "-g", "rg")

    assert (answer.exit_code, answer.codes) == (3, ["azure/no-scale-set"])
    assert "did you mean web?" in answer.stderr


def test_there_must_be_such_a_group(azure: Azure) -> None:
    answer = azure.vmssgen("instances", "web", "-g", "other")

    assert (answer.exit_code, answer.codes) == (3, ["azure/no-group"])


def test_a_name_that_azure_does_not_allow_is_not_asked_for(azure: Azure) -> None:
    answer = azure.vmssgen("instances", "web/../other", "-g", "rg")

    assert answer.exit_code == 2
    assert not azure.requests("GET")
