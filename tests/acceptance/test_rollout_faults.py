"""A roll-out through a bad network, beside other operations, and after its own sudden end."""

import signal
import subprocess
import sys
import threading
import time

import pytest
from acceptance.rollout_sets import batches, current_set, latest, outdated_set, rollout
from armserver import faults, troubles
from armserver.errors import ArmError
from armserver.faults import Fault
from armserver.messages import Response
from commands import Answer
from loopback import Azure

BUSY = ArmError(409, "AnotherOperationInProgress", "Another operation on this or a dependent resource is in progress.")


def patient(azure: Azure, *options: object) -> Answer:
    return rollout(azure, "--batch", "1", "--timeout", "60s", *options)


@pytest.mark.parametrize(
    "fault",
    [
        faults.throttled(1),
        faults.throttled(None),
        faults.internal_error(),
        faults.unavailable(1),
        faults.dropped(),
        faults.dropped(processed=True),
        faults.slow(0.5),
    ],
    ids=lambda fault: fault.name,
)
@pytest.mark.parametrize("request_", ["POST /manualupgrade$", "GET /operations/", "GET /virtualMachines$"])
def test_what_may_pass_is_tried_again(azure: Azure, fault: Fault, request_: str) -> None:
    found = outdated_set(azure, 3)
    method, path = request_.split()
    azure.server.faults.add(method, path, fault, after=1)

    answer = patient(azure)

    assert answer.exit_code == 0, answer.stderr
    assert latest(found) == ["0", "1", "2"]


def test_a_throttled_request_waits_as_long_as_azure_asks(azure: Azure) -> None:
    outdated_set(azure, 2)
    azure.server.faults.add("POST", "/manualupgrade$", faults.throttled(2), after=1)
    began = time.monotonic()

    patient(azure)

    assert time.monotonic() - began >= 2


def test_an_action_that_is_done_at_once_is_no_error(azure: Azure) -> None:
    found = outdated_set(azure, 1)
    done = Fault(name="done", answer=Response(status=200), processed=True)
    azure.server.faults.add("POST", "/manualupgrade$", done)

    answer = patient(azure)

    assert answer.exit_code == 0, answer.stderr
    assert latest(found) == ["0"]
    assert len(azure.requests("POST", "/manualupgrade")) == 1


def test_another_operation_on_the_instances_is_waited_for(azure: Azure) -> None:
    found = outdated_set(azure, 2)
    busy = Fault(name="busy", answer=Response(status=409, body=BUSY.envelope, headers={"Retry-After": "1"}))
    azure.server.faults.add("POST", "/manualupgrade$", busy, times=2)

    answer = patient(azure)

    assert answer.exit_code == 0, answer.stderr
    assert latest(found) == ["0", "1"]


def test_a_refusal_stops_it_with_its_reason(azure: Azure) -> None:
    outdated_set(azure, 2)
    error = ArmError(403, "AuthorizationFailed", "The client 'a' does not have authorization to perform action 'b'.")
    azure.server.faults.add(
        "POST", "/manualupgrade$", Fault(name="forbidden", answer=Response(status=403, body=error.envelope)), after=1
    )

    answer = patient(azure)

    assert (answer.exit_code, answer.codes) == (3, ["azure/not-authorized"])
    assert "not touched: 1" in answer.stderr
    assert "go on: vmssgen rollout web -g rg" in answer.stderr


def test_a_token_that_expires_is_told_with_how_to_go_on(azure: Azure) -> None:
    outdated_set(azure, 3)
    azure.server.faults.add("POST", "/manualupgrade$", faults.expired_token(), times=-1, after=1)

    answer = patient(azure)

    assert (answer.exit_code, answer.codes) == (3, ["azure/not-signed-in"])
    assert "not touched: 1 and 2" in answer.stderr
    assert "go on: vmssgen rollout web -g rg" in answer.stderr


def test_an_azure_that_answers_no_more_is_left_with_its_batch(azure: Azure) -> None:
    outdated_set(azure, 2)
    azure.server.faults.add("GET", "/operations/", faults.expired_token(), times=-1)

    answer = patient(azure)

    assert answer.exit_code == 3
    assert "Azure goes on with 0 without us" in answer.stderr
    assert "not touched: 1" in answer.stderr


def test_an_azure_that_never_takes_a_batch_may_have_begun_it(azure: Azure, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.azure.rollout_actions.ATTEMPTS", 2)
    outdated_set(azure, 2)
    azure.server.faults.add("POST", "/manualupgrade$", faults.internal_error(), times=-1)

    answer = patient(azure)

    assert (answer.exit_code, answer.codes) == (3, ["azure/unavailable"])
    assert "Azure may have begun with 0" in answer.stderr
    assert "not touched: 1" in answer.stderr


def test_a_batch_that_another_has_begun_is_waited_for(azure: Azure) -> None:
    found = outdated_set(azure, 3)
    found.instances[2].state = "Updating"
    found.instances[0].once_changed = lambda _: seen.append(found.instances[2].state)
    seen: list[str] = []
    threading.Timer(1, lambda: setattr(found.instances[2], "state", "Succeeded")).start()

    answer = patient(azure)

    assert (answer.exit_code, seen) == (0, ["Succeeded"]), answer.stderr


def test_a_batch_that_does_not_end_in_its_time_is_left_to_azure(azure: Azure) -> None:
    outdated_set(azure, 2)
    azure.server.hold("/web/manualupgrade")

    answer = patient(azure, "--timeout", "1s")

    assert (answer.exit_code, answer.codes) == (3, ["azure/timeout"])
    assert "Azure goes on with 0 without us" in answer.stderr
    assert "not touched: 1" in answer.stderr


def test_with_disks_made_anew_going_on_names_the_batch_that_was_left(azure: Azure) -> None:
    outdated_set(azure, 3)
    azure.server.hold("/web/reimage")

    answer = patient(azure, "--timeout", "1s", "--reimage")

    assert "--reimage --instances 0,1,2" in answer.stderr


def killed(azure: Azure, *options: str) -> None:
    """A run that is killed while Azure works on its first batch."""
    words = ["rollout", "web", "-g", "rg", "--yes", "--pause", "0s", "--batch", "2", *options]
    process = subprocess.Popen(
        [sys.executable, "-m", "generator", *words, "--cloud", azure.server.url], stderr=subprocess.DEVNULL
    )
    while not azure.requests("POST", "/manualupgrade"):
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_a_killed_run_is_taken_up_by_the_next_when_its_batch_is_done(azure: Azure) -> None:
    found = outdated_set(azure, 5)
    release = azure.server.hold("/web/manualupgrade")
    killed(azure)
    threading.Timer(1, release.set).start()

    answer = patient(azure, "--batch", "2")

    assert answer.exit_code == 0, answer.stderr
    assert batches(azure) == [["0", "1"], ["2", "3"], ["4"]]
    assert latest(found) == ["0", "1", "2", "3", "4"]
    assert "0  updating" in answer.stderr


def test_what_the_killed_run_made_ill_stops_the_next(azure: Azure) -> None:
    found = outdated_set(azure, 5)
    for each in found.instances[:2]:
        each.once_changed = troubles.failing("app", "Enable failed")
    release = azure.server.hold("/web/manualupgrade")
    killed(azure)
    threading.Timer(1, release.set).start()

    answer = patient(azure, "--batch", "2")

    assert (answer.exit_code, answer.codes) == (3, ["azure/rollout-stopped"])
    assert batches(azure) == [["0", "1"]]


def test_it_does_not_begin_beside_azure_s_own_roll_out(azure: Azure) -> None:
    found = current_set(azure, 5)
    azure.server.hold("/rollingUpgrades/latest")
    azure.server.hold("/osRollingUpgrade")
    azure.vmssgen("rollout", "web", "-g", "rg", "--yes", "--os", "--timeout", "1s")

    answer = patient(azure, "--instances", "0", "--reimage")

    assert (answer.exit_code, answer.codes) == (3, ["azure/rollout-active"])
    assert "vmssgen rollout web -g rg --cancel" in answer.stderr
    assert not batches(azure)
    assert found.instances[0].reimaged == 0
