"""`vmssgen rollout` of a scale set in Manual mode, from the plan to the last batch."""

import pytest
from acceptance.rollout_sets import batches, current_set, latest, outdated_model, outdated_set, rollout
from armserver import troubles
from loopback import SUBSCRIPTION, Azure


def test_all_instances_get_the_model_batch_by_batch(azure: Azure) -> None:
    found = outdated_set(azure, 5)

    answer = rollout(azure, "--batch", "2")

    assert answer.exit_code == 0, answer.stderr
    assert batches(azure) == [["0", "1"], ["2", "3"], ["4"]]
    assert latest(found) == ["0", "1", "2", "3", "4"]
    assert "5 instances have the latest model" in answer.stderr


def test_each_batch_and_each_change_is_told(azure: Azure) -> None:
    outdated_set(azure, 2)

    answer = rollout(azure, "--batch", "1", "--max-unhealthy", "0")

    lines = answer.stderr.splitlines()
    assert lines.index("batch 1 of 2: 0") < lines.index("batch 2 of 2: 1")
    assert any(line.endswith("1  healthy") for line in lines)


def test_batches_stay_within_a_zone(azure: Azure) -> None:
    outdated_set(azure, 5, zones=["1", "2"])

    rollout(azure, "--batch", "100%")

    assert batches(azure) == [["0", "2", "4"], ["1", "3"]]


@pytest.mark.parametrize("by", ["update-domain", "fault-domain"])
def test_batches_stay_within_the_domain_that_is_wanted(azure: Azure, by: str) -> None:
    outdated_set(azure, 7)

    rollout(azure, "--batch", "100%", "--by", by)

    assert batches(azure) == [["0", "5"], ["1", "6"], ["2"], ["3"], ["4"]]


def test_instances_with_the_latest_model_are_not_touched(azure: Azure) -> None:
    found = current_set(azure, 3)
    found.instances[1].model = outdated_model(found.instances[1])

    rollout(azure)

    assert batches(azure) == [["1"]]


def test_named_instances_alone(azure: Azure) -> None:
    found = outdated_set(azure, 4)

    answer = rollout(azure, "--instances", "0,3", "--batch", "100%")

    assert answer.exit_code == 0, answer.stderr
    assert latest(found) == ["0", "3"]


def test_a_name_that_no_instance_has_is_an_error(azure: Azure) -> None:
    outdated_set(azure, 2)

    answer = rollout(azure, "--instances", "0,7")

    assert (answer.exit_code, answer.codes) == (3, ["azure/no-instance"])
    assert not azure.requests("POST")


def test_protected_instances_are_left_alone_and_named(azure: Azure) -> None:
    found = outdated_set(azure, 2)
    found.instances[0].is_protected = True

    answer = rollout(azure)

    assert answer.exit_code == 0, answer.stderr
    assert batches(azure) == [["1"]]
    assert "protected from actions of the scale set: 0" in answer.stderr


def test_nothing_is_done_where_all_have_the_model(azure: Azure) -> None:
    current_set(azure, 2)

    answer = rollout(azure)

    assert (answer.exit_code, "all instances have the latest model" in answer.stderr) == (0, True)
    assert not azure.requests("POST")


def test_a_dry_run_prints_the_plan_and_changes_nothing(azure: Azure) -> None:
    outdated_set(azure, 3)

    answer = azure.vmssgen("rollout", "web", "-g", "rg", "--batch", "2", "--dry-run")

    assert answer.exit_code == 0
    assert answer.stdout.splitlines()[-2:] == ["batch 1 of 2: 0 and 1", "batch 2 of 2: 2"]
    assert f"subscription  {SUBSCRIPTION}" in answer.stdout
    assert not azure.requests("POST")


def test_without_terminal_and_yes_it_refuses(azure: Azure) -> None:
    answer = azure.vmssgen("rollout", "web", "-g", "rg")

    assert answer.exit_code == 2
    assert "--yes" in answer.stderr
    assert not azure.requests("GET")


def test_disks_are_made_anew_after_the_model_of_each_batch(azure: Azure) -> None:
    found = outdated_set(azure, 2)

    answer = rollout(azure, "--reimage", "--batch", "1", "--max-unhealthy", "1")

    assert answer.exit_code == 0, answer.stderr
    actions = [each.path.rpartition("/")[2] for each in azure.requests("POST")]
    assert actions == ["manualupgrade", "reimage", "manualupgrade", "reimage"]
    assert [each.reimaged for each in found.instances] == [1, 1]


def test_disks_of_all_are_made_anew_where_all_are_named(azure: Azure) -> None:
    found = current_set(azure, 3)

    rollout(azure, "--reimage", "--instances", "all")

    assert [each.reimaged for each in found.instances] == [1, 1, 1]


def test_the_next_batch_waits_until_the_last_is_healthy(azure: Azure) -> None:
    found = outdated_set(azure, 2)
    health_when_next_began = []
    found.instances[0].once_changed = troubles.slow(0.5)
    found.instances[1].once_changed = lambda _: health_when_next_began.append(found.instances[0].health)

    answer = rollout(azure, "--batch", "1", "--timeout", "10s")

    assert answer.exit_code == 0, answer.stderr
    assert health_when_next_began == ["Healthy"]
    assert "0  initializing" in answer.stderr


def test_stopped_instances_get_the_model_and_stay_as_they_are(azure: Azure) -> None:
    found = outdated_set(azure, 2)
    found.instances[0].power, found.instances[0].health = "deallocated", None

    answer = rollout(azure)

    assert answer.exit_code == 0, answer.stderr
    assert latest(found) == ["0", "1"]


def test_without_a_source_of_health_it_is_enough_that_they_run(azure: Azure) -> None:
    outdated_set(azure, 2, healthy=False)

    answer = rollout(azure)

    assert answer.exit_code == 0, answer.stderr
    assert "0  running" in answer.stderr


def test_a_flexible_set_is_rolled_out_to_by_the_names_of_its_machines(azure: Azure) -> None:
    found = outdated_set(azure, 2, properties={"orchestrationMode": "Flexible", "platformFaultDomainCount": 1})

    answer = rollout(azure, "--batch", "1", "--max-unhealthy", "1")

    assert answer.exit_code == 0, answer.stderr
    assert sorted(batches(azure)) == sorted([[each.id] for each in found.instances])


@pytest.mark.parametrize(
    "options",
    [
        ("--batch", "0"),
        ("--batch", "150%"),
        ("--max-unhealthy", "few"),
        ("--pause", "soon"),
        ("--timeout", "0s"),
        ("--instances", ","),
        ("--os", "--extensions"),
        ("--os", "--cancel"),
    ],
)
def test_options_that_mean_nothing_are_refused(azure: Azure, options: tuple[str, ...]) -> None:
    answer = azure.vmssgen("rollout", "web", "-g", "rg", "--yes", *options)

    assert answer.exit_code == 2
    assert not azure.requests("GET")
