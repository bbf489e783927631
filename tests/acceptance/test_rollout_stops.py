"""Where a roll-out stops, how it goes on, and what becomes of it when the scale set changes meanwhile."""

import pytest
from acceptance.rollout_sets import SET, batches, latest, outdated_set, rollout
from armserver import troubles
from armserver.providers import put
from loopback import Azure

SCRIPT = "Enable failed: command terminated with exit status=3\n[stdout]\nunpacking\n[stderr]\nno space left"


def deployed_again(azure: Azure, **sku: object) -> None:
    """Somebody else deploys the set meanwhile, with another size or capacity."""
    body = azure.server.state.resources.get(SET)
    assert body is not None
    put(azure.server.state, SET, {**body, "sku": {**body["sku"], **sku}})


@pytest.mark.parametrize(
    ("trouble", "word"),
    [
        (troubles.unhealthy(), "unhealthy"),
        (troubles.unhealthy("Unknown"), "of unknown health"),
        (troubles.unhealthy("Initializing"), "initializing"),
        (troubles.failing("app", SCRIPT), "extension app failed"),
        (troubles.stays_old, "not provisioned"),
    ],
    ids=["unhealthy", "unknown", "never done", "extension", "no room"],
)
def test_too_many_ill_instances_stop_it(azure: Azure, trouble: troubles.Change, word: str) -> None:
    found = outdated_set(azure, 6)
    for each in found.instances[2:4]:
        each.once_changed = trouble

    answer = rollout(azure, "--batch", "2", "--max-unhealthy", "1")

    assert (answer.exit_code, answer.codes) == (3, ["azure/rollout-stopped"])
    assert batches(azure) == [["0", "1"], ["2", "3"]]
    assert "2 of 6 instances are not well, more than the 1 of --max-unhealthy: 2 and 3" in answer.stderr
    assert word in answer.stderr
    assert "not touched: 4 and 5" in answer.stderr
    assert "go on: vmssgen rollout web -g rg --batch 2 --pause 0s --max-unhealthy 1 --timeout 2s" in answer.stderr


def test_the_output_of_a_failed_extension_is_told(azure: Azure) -> None:
    outdated_set(azure, 2).instances[0].once_changed = troubles.failing("app", SCRIPT)

    answer = rollout(azure, "--batch", "1")

    assert "note: stderr: no space left" in answer.stderr
    assert "exit code 3" in answer.stderr


def test_why_azure_could_not_give_the_model_is_told(azure: Azure) -> None:
    outdated_set(azure, 2).instances[0].once_changed = troubles.stays_old

    answer = rollout(azure, "--batch", "1")

    assert "AllocationFailed" in answer.stderr


def test_as_few_as_are_allowed_do_not_stop_it(azure: Azure) -> None:
    found = outdated_set(azure, 4)
    found.instances[0].once_changed = troubles.failing("app", SCRIPT)

    answer = rollout(azure, "--batch", "1", "--max-unhealthy", "25%")

    assert answer.exit_code == 0, answer.stderr
    assert latest(found) == ["0", "1", "2", "3"]
    assert "not well, though as few as --max-unhealthy allows: 0" in answer.stderr


def test_who_has_not_got_the_model_is_an_error_at_the_end(azure: Azure) -> None:
    found = outdated_set(azure, 4)
    found.instances[0].once_changed = troubles.stays_old

    answer = rollout(azure, "--batch", "1", "--max-unhealthy", "1")

    assert (answer.exit_code, answer.codes) == (3, ["azure/instances-behind"])
    assert "AllocationFailed" in answer.stderr
    assert latest(found) == ["1", "2", "3"]


def test_nothing_begins_where_too_many_are_ill_already(azure: Azure) -> None:
    outdated_set(azure, 2).instances[1].health = "Unhealthy"

    answer = rollout(azure)

    assert (answer.exit_code, answer.codes) == (3, ["azure/rollout-stopped"])
    assert "not touched: 0 and 1" in answer.stderr or "not touched: 1 and 0" in answer.stderr
    assert not azure.requests("POST")


def test_an_instance_that_turns_ill_in_the_pause_stops_it(azure: Azure) -> None:
    found = outdated_set(azure, 3)
    found.instances[0].once_changed = troubles.slow(0.5, before="Healthy", after="Unhealthy")

    answer = rollout(azure, "--batch", "1", "--pause", "2s")

    assert (answer.exit_code, batches(azure)) == (3, [["0"]])


def test_the_same_command_goes_on_where_it_stopped(azure: Azure) -> None:
    found = outdated_set(azure, 4)
    found.instances[1].once_changed = troubles.failing("app", SCRIPT)
    rollout(azure, "--batch", "1")
    found.instances[1].state, found.instances[1].extensions = "Succeeded", {}

    answer = rollout(azure, "--batch", "1")

    assert answer.exit_code == 0, answer.stderr
    assert batches(azure) == [["0"], ["1"], ["2"], ["3"]]


def test_an_instance_that_was_scaled_in_meanwhile_is_no_failure(azure: Azure) -> None:
    found = outdated_set(azure, 4)
    found.instances[0].once_changed = lambda _: found.delete(["2"])

    answer = rollout(azure, "--batch", "1")

    assert answer.exit_code == 0, answer.stderr
    assert batches(azure) == [["0"], ["1"], ["3"]]
    assert "gone meanwhile: 2" in answer.stderr


def test_an_instance_that_goes_between_the_look_and_the_request_is_left_out(azure: Azure) -> None:
    found = outdated_set(azure, 3)
    azure.server.faults.add("POST", "/manualupgrade$", troubles.meanwhile(lambda: found.delete(["1"])))

    answer = rollout(azure, "--batch", "3")

    assert answer.exit_code == 0, answer.stderr
    assert batches(azure) == [["0", "2"]]


def test_instances_that_come_new_have_the_model_already(azure: Azure) -> None:
    found = outdated_set(azure, 2)
    found.instances[0].once_changed = lambda _: deployed_again(azure, capacity=4)

    answer = rollout(azure, "--batch", "1")

    assert answer.exit_code == 0, answer.stderr
    assert batches(azure) == [["0"], ["1"]]
    assert latest(found) == ["0", "1", "2", "3"]


def test_a_model_that_changes_meanwhile_is_told_of(azure: Azure) -> None:
    found = outdated_set(azure, 2)
    found.instances[1].once_changed = lambda _: deployed_again(azure, name="Standard_D8s_v5")

    answer = rollout(azure, "--batch", "1")

    assert (answer.exit_code, answer.codes) == (3, ["azure/instances-behind"])
    assert "the model has changed meanwhile: roll out again" in answer.stderr


def test_instances_that_others_are_at_work_on_are_judged_when_that_is_done(azure: Azure) -> None:
    found = outdated_set(azure, 2)
    deployed_again(azure, capacity=3)
    found.instances[2].state, found.instances[2].health = "Creating", "Unhealthy"

    answer = rollout(azure, "--batch", "1")

    assert answer.exit_code == 0, answer.stderr
