"""`vmssgen rollout` where the batches are Azure's: in Rolling mode, of OS images, of versions of extensions."""

import threading

import pytest
from acceptance.rollout_sets import current_set, latest, outdated_set
from armserver import faults, troubles
from armserver.messages import Response
from commands import Answer
from loopback import Azure


def rollout(azure: Azure, *options: object) -> Answer:
    return azure.vmssgen("rollout", "web", "-g", "rg", "--yes", *options)


def started(azure: Azure, path_end: str) -> int:
    return sum(each.status == 202 for each in azure.requests("POST", path_end))


@pytest.mark.parametrize(
    ("option", "action"), [("--os", "osRollingUpgrade"), ("--extensions", "extensionRollingUpgrade")]
)
@pytest.mark.parametrize("mode", ["Manual", "Automatic", "Rolling"])
def test_azure_rolls_out_what_is_asked_for_in_any_mode(azure: Azure, option: str, action: str, mode: str) -> None:
    current_set(azure, 5, mode=mode)

    answer = rollout(azure, option)

    assert answer.exit_code == 0, answer.stderr
    assert started(azure, action) == 1
    assert "Completed: 5 done" in answer.stderr


def test_each_step_of_it_is_told(azure: Azure) -> None:
    current_set(azure, 5, mode="Rolling")
    azure.server.state.outcomes.polls = 10

    answer = rollout(azure, "--extensions")

    assert "RollingForward: 1 done, 4 pending" in answer.stderr
    assert "RollingForward: 4 done, 1 pending" in answer.stderr


def test_os_disks_are_replaced_by_an_os_image_alone(azure: Azure) -> None:
    found = current_set(azure, 2, mode="Rolling")

    rollout(azure, "--extensions")
    assert [each.reimaged for each in found.instances] == [0, 0]
    rollout(azure, "--os")
    assert [each.reimaged for each in found.instances] == [1, 1]


def test_a_refusal_is_told(azure: Azure) -> None:
    current_set(azure, 2, mode="Rolling", version="24.04.202401010")

    answer = rollout(azure, "--os")

    assert (answer.exit_code, answer.codes) == (3, ["azure/conflict"])
    assert "imageReference.version set to latest" in answer.stderr


def test_in_rolling_mode_an_upgrade_that_stopped_begins_again(azure: Azure) -> None:
    found = outdated_set(azure, 5, mode="Rolling")

    answer = rollout(azure)

    assert answer.exit_code == 0, answer.stderr
    assert latest(found) == ["0", "1", "2", "3", "4"]
    sent = azure.requests("PATCH", "/web")[0].body["properties"]["upgradePolicy"]
    assert (sent["mode"], sent["rollingUpgradePolicy"]["maxBatchInstancePercent"]) == ("Rolling", 20)


def test_one_that_runs_is_followed(azure: Azure) -> None:
    found = outdated_set(azure, 5, mode="Rolling")
    release = azure.server.hold("/rollingUpgrades/latest")
    left = rollout(azure, "--timeout", "1s")
    threading.Timer(0.5, release.set).start()

    answer = rollout(azure)

    assert (left.exit_code, left.codes) == (3, ["azure/timeout"])
    assert f"follow it: vmssgen rollout web -g rg --timeout 1s --yes --cloud {azure.server.url}" in left.stderr
    assert answer.exit_code == 0, answer.stderr
    assert len(azure.requests("PATCH")) == 1
    assert latest(found) == ["0", "1", "2", "3", "4"]


def test_where_all_have_the_model_there_is_nothing_to_do(azure: Azure) -> None:
    current_set(azure, 2, mode="Rolling")

    answer = rollout(azure)

    assert (answer.exit_code, "nothing to roll out: all instances have the latest model" in answer.stderr) == (0, True)
    assert not azure.requests("PATCH")


def test_in_automatic_mode_azure_needs_no_help(azure: Azure) -> None:
    current_set(azure, 2, mode="Automatic")

    answer = rollout(azure)

    assert (answer.exit_code, "in Automatic mode a new model reaches all instances by itself" in answer.stderr) == (
        0,
        True,
    )


def test_in_automatic_mode_instances_that_are_behind_are_an_error(azure: Azure) -> None:
    outdated_set(azure, 2, mode="Automatic")

    answer = rollout(azure)

    assert (answer.exit_code, answer.codes) == (3, ["azure/instances-behind"])
    assert "0 and 1 are not on the latest model" in answer.stderr


def test_one_that_fails_is_told_with_azure_s_reason_and_the_instances(azure: Azure) -> None:
    found = outdated_set(azure, 5, mode="Rolling")
    for each in found.instances[:2]:
        each.once_changed = troubles.unhealthy()

    answer = rollout(azure)

    assert (answer.exit_code, answer.codes) == (3, ["azure/unhealthy-upgrade"])
    assert "Faulted: 0 done, 3 pending, 2 failed" in answer.stderr
    assert "instance 0: unhealthy" in answer.stderr
    assert "not on the latest model: 2, 3 and 4" in answer.stderr


def test_one_that_runs_is_cancelled(azure: Azure) -> None:
    found = outdated_set(azure, 5, mode="Rolling")
    azure.server.hold("/rollingUpgrades/latest")
    rollout(azure, "--timeout", "1s")

    answer = rollout(azure, "--cancel")

    assert answer.exit_code == 0, answer.stderr
    assert "Cancelled: 0 done, 5 pending" in answer.stderr
    assert latest(found) == []


def test_none_that_runs_cannot_be_cancelled(azure: Azure) -> None:
    current_set(azure, 2, mode="Rolling")

    answer = rollout(azure, "--cancel")

    assert (answer.exit_code, answer.codes) == (3, ["azure/not-active"])
    assert not azure.requests("POST")


def test_a_cancelled_one_is_seen_by_who_follows_it(azure: Azure) -> None:
    outdated_set(azure, 5, mode="Rolling")
    azure.server.hold("/rollingUpgrades/latest")
    threading.Timer(1, lambda: rollout(azure, "--cancel")).start()

    answer = rollout(azure)

    assert answer.exit_code == 3
    assert "Cancelled: 0 done, 5 pending" in answer.stderr


def test_a_dry_run_says_what_azure_would_do(azure: Azure) -> None:
    outdated_set(azure, 2, mode="Rolling")

    answer = azure.vmssgen("rollout", "web", "-g", "rg", "--dry-run")

    assert answer.exit_code == 0
    assert "Azure would roll out the model" in answer.stdout
    assert not azure.requests("PATCH")


@pytest.mark.parametrize("option", [("--batch", "2"), ("--reimage",), ("--instances", "0"), ("--by", "zone")])
def test_batches_that_are_azure_s_cannot_be_chosen(azure: Azure, option: tuple[str, ...]) -> None:
    outdated_set(azure, 2, mode="Rolling")

    answer = rollout(azure, *option)

    assert (answer.exit_code, answer.codes) == (3, ["azure/not-manual"])
    assert option[0] in answer.stderr


@pytest.mark.parametrize(
    "fault", [faults.throttled(1), faults.unavailable(), faults.dropped(), faults.dropped(processed=True)],
    ids=lambda fault: fault.name,
)  # fmt: skip
@pytest.mark.parametrize("request_", ["POST /osRollingUpgrade$", "GET /rollingUpgrades/latest$", "GET /operations/"])
def test_what_may_pass_is_tried_again(azure: Azure, fault: faults.Fault, request_: str) -> None:
    current_set(azure, 5, mode="Rolling")
    method, path = request_.split()
    azure.server.faults.add(method, path, fault)

    answer = rollout(azure, "--os")

    assert answer.exit_code == 0, answer.stderr
    assert "Completed: 5 done" in answer.stderr


def test_one_whose_answer_was_lost_is_not_begun_twice(azure: Azure) -> None:
    current_set(azure, 5, mode="Rolling")
    azure.server.faults.add("POST", "/osRollingUpgrade$", faults.dropped(processed=True))

    answer = rollout(azure, "--os")

    assert answer.exit_code == 0, answer.stderr
    assert len(azure.requests("POST", "/osRollingUpgrade")) == 1


def test_the_one_before_is_not_taken_for_the_one_that_begins(azure: Azure) -> None:
    current_set(azure, 5, mode="Rolling")
    rollout(azure, "--extensions")
    azure.server.faults.add("POST", "/osRollingUpgrade$", faults.Fault(name="lost", answer=Response(status=202)))

    answer = rollout(azure, "--os")

    assert (answer.exit_code, "Azure found nothing to roll out" in answer.stderr) == (0, True)
    assert "Completed" not in answer.stderr
