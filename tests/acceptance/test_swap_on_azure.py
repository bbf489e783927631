"""`vmssgen swap --deploy`: staged, healthy, repointed, retired, with production served at every moment."""

import json

import pytest
from acceptance.production import BALANCERS, NETWORKS, SCALE_SETS, Slots, watching
from armserver import troubles
from armserver.new_instances import let_begin
from loopback import Azure

AUTOSCALE = 'autoscale: {minimum: 1, maximum: 8, rules: ["cpu > 70: +1", "cpu < 30: -1"]}\n'


@pytest.mark.parametrize("kind", BALANCERS)
def test_production_is_served_all_the_time_to_green_and_back(azure: Azure, kind: str) -> None:
    slots = Slots(azure, kind).deployed()
    let_begin(azure.server.state, "web-green", troubles.unhealthy("Initializing"), looks=3)

    with watching(slots) as watch:
        there = slots.swap("green", "--keep", "0")
        back = slots.swap("blue", "--keep", "0")

    assert (there.exit_code, back.exit_code) == (0, 0), there.stderr + back.stderr
    assert watch.outages == []
    assert watch.looks > 100
    assert [{pool.rpartition("/")[2] for pool in pools} for pools in watch.seen] == [{"blue"}, {"green"}, {"blue"}]
    assert slots.file.read_text(encoding="utf-8") == slots.text


def test_the_steps_come_one_after_the_other(azure: Azure) -> None:
    slots = Slots(azure).deployed()

    answer = slots.swap("green", "--keep", "0")

    told = [line for line in answer.stderr.splitlines() if line.startswith(("Step ", "Waiting ", "wrote"))]
    assert told == [
        "Step stage",
        "Waiting until web-green is healthy",
        "Step swap",
        f"wrote  {slots.file}: green is active",
        "Waiting until web-green is healthy",
        "Step retire",
    ]


def test_the_old_slot_runs_on_unless_a_time_is_given(azure: Azure) -> None:
    slots = Slots(azure).deployed()

    answer = slots.swap("green")

    assert (slots.production, len(slots.instances("blue")), len(slots.instances("green"))) == ({"green"}, 2, 2)
    assert f"for the way back: vmssgen swap {slots.file} --to blue --deploy -g rg" in answer.stderr
    assert f"retire it: vmssgen swap {slots.file} --to green --deploy --keep 0 -g rg" in answer.stderr


def test_it_retires_after_the_time_given(azure: Azure) -> None:
    slots = Slots(azure).deployed()

    answer = slots.swap("green", "--keep", "1s")

    assert answer.exit_code == 0
    assert "web-blue runs on for 1 s before it retires" in answer.stderr
    assert (len(slots.instances("blue")), len(slots.instances("green"))) == (0, 2)


def test_the_way_back_of_a_slot_that_runs_on_makes_no_instances(azure: Azure) -> None:
    slots = Slots(azure).deployed()
    slots.swap("green")
    before = [each.id for each in slots.instances("blue")]

    slots.swap("blue")

    assert [each.id for each in slots.instances("blue")] == before
    assert slots.production == {"blue"}


def test_a_slot_that_is_to_be_removed_is_deleted(azure: Azure) -> None:
    slots = Slots(azure, more=AUTOSCALE)
    slots.file.write_text(slots.text.replace("swap:\n", "swap:\n  retire: remove\n"), encoding="utf-8")
    slots.deployed()

    answer = slots.swap("green", "--keep", "0", "--format", "json")

    there = {each.rpartition("/")[2] for each in azure.server.state.resources}
    assert json.loads(answer.stdout) == {"to": "green", "from": "blue", "old": "removed"}
    assert {"web-green", "web-green-autoscale"} <= there
    assert there.isdisjoint({"web-blue", "web-blue-autoscale"})


def test_a_set_that_never_was_there_is_made_and_removed_again(azure: Azure) -> None:
    slots = Slots(azure)
    slots.file.write_text(slots.text.replace("swap:\n", "swap:\n  retire: remove\n"), encoding="utf-8")
    slots.deployed()

    answers = [slots.swap(slot, "--keep", "0") for slot in ("green", "blue", "green")]

    assert [each.exit_code for each in answers] == [0, 0, 0]
    assert (slots.production, slots.instances("blue")) == ({"green"}, [])


def test_in_a_stack_the_slot_leaves_it(azure: Azure) -> None:
    slots = Slots(azure)
    slots.file.write_text(slots.text.replace("swap:\n", "swap:\n  retire: remove\n"), encoding="utf-8")
    stack = ("--stack", "web", "--unmanaged", "delete")
    azure.deploy("--skip-what-if", *stack, file=slots.file)

    answer = slots.swap("green", "--keep", "0", *stack)

    assert answer.exit_code == 0, answer.stderr
    assert (slots.production, slots.instances("blue")) == ({"green"}, [])


def test_flexible_sets_take_turns_as_well(azure: Azure) -> None:
    slots = Slots(azure)
    slots.file.write_text(slots.text.replace("Uniform", "Flexible"), encoding="utf-8")
    slots.deployed()
    let_begin(azure.server.state, "web-green", troubles.unhealthy("Initializing"), looks=3)

    with watching(slots) as watch:
        answer = slots.swap("green", "--keep", "0")

    assert answer.exit_code == 0, answer.stderr
    assert (watch.outages, slots.production, slots.instances("blue")) == ([], {"green"}, [])


def test_into_a_group_that_is_not_there_yet(azure: Azure) -> None:
    slots = Slots(azure)
    arguments = ("--deploy", "-g", "new", "--create-group", "-l", "westeurope", "--yes", "--skip-what-if")

    answer = azure.vmssgen("swap", slots.file, "--to", "green", *arguments)

    assert answer.exit_code == 0, answer.stderr
    assert slots.active == "green"


# Numbers of instances


def test_the_new_slot_begins_with_as_many_instances_as_the_old_one_has(azure: Azure) -> None:
    slots = Slots(azure, more=AUTOSCALE).deployed()
    azure.deploy("--skip-what-if", "--parameter", "instanceCountBlue=6", file=slots.file)

    slots.swap("green")

    assert (len(slots.instances("blue")), len(slots.instances("green"))) == (6, 6)


def test_a_number_that_is_given_counts(azure: Azure) -> None:
    slots = Slots(azure, more=AUTOSCALE).deployed()

    slots.swap("green", "--parameter", "instanceCountGreen=3")

    assert len(slots.instances("green")) == 3


def test_instances_of_an_earlier_use_get_the_latest_model(azure: Azure) -> None:
    slots = Slots(azure).deployed()
    slots.swap("green")
    slots.file.write_text(slots.file.read_text(encoding="utf-8") + "  enableAcceleratedNetworking: true\n")

    answer = slots.swap("blue")

    scale_set = azure.server.state.scale_sets.get(f"{SCALE_SETS}/web-blue")
    assert answer.exit_code == 0, answer.stderr
    assert scale_set is not None
    assert all(map(scale_set.is_latest, scale_set.instances))


# Not healthy


def test_a_slot_that_is_not_healthy_leaves_everything_as_it_is(azure: Azure) -> None:
    slots = Slots(azure).deployed()
    let_begin(azure.server.state, "web-green", troubles.unhealthy())

    with watching(slots) as watch:
        answer = slots.swap("green", "--keep", "0")

    assert (answer.exit_code, answer.codes) == (3, ["azure/slot-unhealthy"])
    assert (slots.production, slots.active, watch.outages) == ({"blue"}, "blue", [])
    assert slots.deployments("swap") == []
    assert "web-green is not healthy after 5 checks: 0 of 2 instances are ready; 0 and 1: unhealthy" in answer.stderr
    assert "nothing was repointed: web-blue is in production as before" in answer.stderr


def test_the_command_that_does_without_it_does(azure: Azure) -> None:
    slots = Slots(azure).deployed()
    let_begin(azure.server.state, "web-green", troubles.unhealthy())
    answer = slots.swap("green")

    assert f"do without it: vmssgen swap {slots.file} --to blue --deploy --keep 0 -g rg" in answer.stderr
    slots.swap("blue", "--keep", "0")

    assert (slots.production, len(slots.instances("blue")), slots.instances("green")) == ({"blue"}, 2, [])


def test_why_an_extension_failed_is_told(azure: Azure) -> None:
    slots = Slots(azure).deployed()
    let_begin(azure.server.state, "web-green", troubles.failing("customScript", "no disk space"))

    answer = slots.swap("green")

    assert answer.exit_code == 3
    assert "no disk space" in answer.stderr


def test_without_a_source_of_health_provisioned_and_running_is_enough(azure: Azure) -> None:
    slots = Slots(azure)
    slots.file.write_text("".join(line for line in slots.text.splitlines(keepends=True) if "health:" not in line))
    slots.deployed()

    assert slots.swap("green").exit_code == 0
    assert slots.production == {"green"}


def test_without_a_source_of_health_a_stopped_instance_is_not_enough(azure: Azure) -> None:
    slots = Slots(azure)
    slots.file.write_text("".join(line for line in slots.text.splitlines(keepends=True) if "health:" not in line))
    slots.deployed()
    let_begin(azure.server.state, "web-green", lambda instance: setattr(instance, "power", "stopped"))

    answer = slots.swap("green")

    assert answer.exit_code == 3
    assert "0 and 1: stopped" in answer.stderr


def test_a_failing_deployment_leaves_everything_as_it_is(azure: Azure) -> None:
    slots = Slots(azure).deployed()
    error = {"code": "AllocationFailed", "message": "No room."}
    azure.server.fail("/virtualMachineScaleSets/web-green", "Conflict", error)

    answer = slots.swap("green")

    assert (answer.exit_code, slots.production, slots.active) == (3, {"blue"}, "blue")
    assert "nothing was repointed" in answer.stderr


def test_a_swap_that_azure_refuses_says_that_nothing_was_repointed(azure: Azure) -> None:
    slots = Slots(azure).deployed()
    slots.swap("green", "--until", "stage")
    azure.server.fail("/loadBalancers/web-lb", "BadRequest", {"code": "InvalidRule", "message": "No."})

    answer = slots.swap("green")

    assert (answer.exit_code, slots.production, slots.active) == (3, {"blue"}, "blue")
    assert "nothing was repointed" in answer.stderr


def test_of_two_balancers_the_one_that_failed_is_repointed_by_the_same_command(azure: Azure) -> None:
    slots = Slots(azure, more="  internalLoadBalancer: {rules: [8080]}\n").deployed()
    slots.swap("green", "--until", "stage")
    azure.server.fail("/loadBalancers/web-internal-lb", "Conflict", {"code": "RetryableError", "message": "Busy."})
    azure.deploy("--skip-what-if", "--set", "swap.active=green", "--set", "swap.step=swap", file=slots.file)

    first = slots.swap("green")
    half = (first.exit_code, slots.production, slots.active)
    azure.server.recover()
    again = slots.swap("green")

    assert half == (3, {"green"}, "blue")
    assert "some rules lead to web-green, others to web-blue" in first.stderr
    assert again.exit_code == 0, again.stderr
    assert "an earlier run has repointed some rules: going on from there" in again.stderr
    assert (slots.active, len(slots.deployments("stage"))) == ("green", 1)


# What is asked for


def test_until_stage_leaves_it_for_a_look(azure: Azure) -> None:
    slots = Slots(azure).deployed()

    answer = slots.swap("green", "--until", "stage")

    assert (answer.exit_code, slots.production, slots.active) == (0, {"blue"}, "blue")
    assert len(slots.instances("green")) == 2
    assert "web-green is staged; bring it into production: vmssgen swap" in answer.stderr


def test_a_slot_in_production_is_left_there(azure: Azure) -> None:
    slots = Slots(azure).deployed()

    answer = slots.swap("blue")

    assert answer.exit_code == 0
    assert "web-blue is in production already" in answer.stderr
    assert slots.deployments("stage") == slots.deployments("swap") == []


def test_a_file_that_says_so_already_is_deployed_all_the_same(azure: Azure) -> None:
    slots = Slots(azure).deployed()
    azure.vmssgen("swap", slots.file, "--to", "green")

    answer = slots.swap("green")

    assert (answer.exit_code, slots.production) == (0, {"green"})


def test_an_error_in_any_step_is_found_before_the_first(azure: Azure) -> None:
    slots = Slots(azure).deployed()
    before = len(azure.requests("PUT"))
    slots.file.write_text(slots.text.replace("echo 2}", "echo 2, timestamp: no}"))

    answer = slots.swap("green")

    assert answer.exit_code == 1
    assert len(azure.requests("PUT")) == before


def test_without_rules_the_sets_take_turns(azure: Azure) -> None:
    slots = Slots(azure)
    slots.file.write_text(slots.text.replace(NETWORKS["load balancer"], "  natGateway: {}\n"), encoding="utf-8")
    slots.deployed()

    answers = [slots.swap("green", "--keep", "0"), slots.swap("green", "--keep", "0")]

    assert [each.exit_code for each in answers] == [0, 0]
    assert (slots.active, len(slots.instances("green")), slots.instances("blue")) == ("green", 2, [])


def test_the_record_holds_each_step(azure: Azure) -> None:
    slots = Slots(azure).deployed()

    slots.swap("green", "--keep", "0", "-o", "record")

    folders = sorted(each.name.rpartition("-")[0] for each in (azure.folder / "record").iterdir())
    assert folders == ["web-retire", "web-stage", "web-swap"]
