"""A swap that ends in the middle: production is served nevertheless, and the same command goes on from there."""

import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from acceptance.production import SCALE_SETS, Slots, watching
from armserver import faults, troubles
from armserver.faults import Fault
from armserver.new_instances import let_begin
from loopback import SUBSCRIPTION, Azure

PATIENCE = 60
"""Seconds; a step needs one or two."""


def begun(slots: Slots, step: str) -> bool:
    """Whether Azure has taken the deployment of a step."""
    group = slots.azure.server.state.group(SUBSCRIPTION, "rg")
    return any(name.startswith(f"web-{step}-") for name in list(group.deployments))


def slowly(slots: Slots, step: str) -> None:
    """Let Azure take the deployment at once, and say so late."""
    slots.azure.server.faults.add("PUT", f"/deployments/web-{step}-", faults.slow(1))


def stage_is_taken(slots: Slots) -> Callable[[], bool]:
    slowly(slots, "stage")
    return lambda: begun(slots, "stage")


def health_is_awaited(slots: Slots) -> Callable[[], bool]:
    let_begin(slots.azure.server.state, "web-green", troubles.unhealthy("Initializing"), looks=12)
    return lambda: len(slots.azure.requests("GET", "/web-green/virtualMachines")) > 3


def swap_is_taken(slots: Slots) -> Callable[[], bool]:
    slowly(slots, "swap")
    return lambda: begun(slots, "swap")


def rules_are_repointed(slots: Slots) -> Callable[[], bool]:
    return lambda: slots.production == {"green"}


def retirement_is_taken(slots: Slots) -> Callable[[], bool]:
    slowly(slots, "retire")
    return lambda: begun(slots, "retire")


MOMENTS = [stage_is_taken, health_is_awaited, swap_is_taken, rules_are_repointed, retirement_is_taken]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_run_is_taken_up_by_the_same_command(
    azure: Azure, moment: Callable[[Slots], Callable[[], bool]]
) -> None:
    slots = Slots(azure).deployed()
    is_now = moment(slots)
    command = [sys.executable, "-m", "generator", "swap", str(slots.file), "--to", "green", "--deploy", "-g", "rg"]
    options = ["--yes", "--skip-what-if", "--check-interval", "0", "--keep", "0", "--cloud", azure.server.url]
    with watching(slots) as watch:
        killed = subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(is_now)
        killed.send_signal(signal.SIGKILL)
        killed.wait()

        answer = slots.swap("green", "--keep", "0", "--checks", 40)

    assert answer.exit_code == 0, answer.stderr
    assert watch.outages == []
    assert [{pool.rpartition("/")[2] for pool in pools} for pools in watch.seen] == [{"blue"}, {"green"}]
    assert (slots.active, slots.production, slots.instances("blue")) == ("green", {"green"}, [])
    assert len(slots.deployments("swap")) == 1


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.001)


def test_a_deployment_of_an_earlier_run_is_followed_before_anything_is_sent(azure: Azure) -> None:
    slots = Slots(azure).deployed()
    release = azure.server.hold("/virtualMachineScaleSets/web-green")
    first = slots.swap("green", "--timeout", "1s")
    threading.Timer(0.5, release.set).start()

    answer = slots.swap("green")

    (name,) = slots.deployments("stage")[:1]
    assert (first.exit_code, answer.exit_code) == (3, 0)
    assert f"an earlier run's {name} is on its way, and followed first" in answer.stderr


def test_a_time_that_is_over_since_the_swap_is_not_waited_for_again(azure: Azure) -> None:
    slots = Slots(azure).deployed()
    slots.swap("green")

    answer = slots.swap("green", "--keep", "1h")

    assert answer.exit_code == 0
    assert slots.instances("blue") == []


def test_nothing_retires_where_somebody_has_swapped_back_meanwhile(
    azure: Azure, monkeypatch: pytest.MonkeyPatch
) -> None:
    slots = Slots(azure).deployed()

    def meanwhile(_seconds: float) -> None:
        slots.swap("blue")

    monkeypatch.setattr("generator.cli.swap_steps.time", SimpleNamespace(sleep=meanwhile))
    answer = slots.swap("green", "--keep", "1h")

    assert answer.exit_code == 3
    assert "the rules lead to web-green no more" in answer.stderr
    assert (slots.production, len(slots.instances("blue"))) == ({"blue"}, 2)


def test_nothing_retires_where_the_new_slot_has_become_unhealthy(azure: Azure, monkeypatch: pytest.MonkeyPatch) -> None:
    slots = Slots(azure).deployed()

    def meanwhile(_seconds: float) -> None:
        for instance in slots.instances("green"):
            instance.health = "Unhealthy"

    monkeypatch.setattr("generator.cli.swap_steps.time", SimpleNamespace(sleep=meanwhile))
    answer = slots.swap("green", "--keep", "1h")

    assert (answer.exit_code, answer.codes) == (3, ["azure/slot-unhealthy"])
    assert "web-green is in production, and web-blue is not retired" in answer.stderr
    assert len(slots.instances("blue")) == 2


FAULTS = [
    faults.throttled(0),
    faults.dropped(),
    faults.dropped(processed=True),
    faults.expired_token(),
    faults.malformed(),
]
REQUESTS = {
    "look at the rules": ("GET", "/loadBalancers/web-lb$"),
    "look at the set": ("GET", "/virtualMachineScaleSets/web-green$"),
    "look at the instances": ("GET", "/web-green/virtualMachines$"),
    "look for an earlier run": ("GET", "/deployments/web-retire-"),
    "swap": ("PUT", "/deployments/web-swap-"),
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
@pytest.mark.parametrize("request_name", REQUESTS)
def test_a_bad_network_costs_no_answer_to_a_client(azure: Azure, request_name: str, fault: Fault) -> None:
    slots = Slots(azure).deployed()
    azure.server.faults.add(*REQUESTS[request_name], fault)

    with watching(slots) as watch:
        first = slots.swap("green")
        again = slots.swap("green", "--keep", "0")

    assert first.exit_code in (0, 3)
    assert again.exit_code == 0, again.stderr
    assert watch.outages == []
    assert (slots.active, slots.production, slots.instances("blue")) == ("green", {"green"}, [])


if sys.platform != "win32":
    import pexpect

    def terminal(slots: Slots, *arguments: str) -> "pexpect.spawn[str]":
        words = ["-m", "generator", "swap", str(slots.file), "--to", "green", "--deploy", "-g", "rg", "--skip-what-if"]
        words += ["--check-interval", "1s", *arguments, "--cloud", slots.azure.server.url]
        return pexpect.spawn(sys.executable, words, encoding="utf-8", timeout=PATIENCE, dimensions=(50, 200))

    def end(shown: "pexpect.spawn[str]") -> int:
        shown.expect(pexpect.EOF)
        shown.close()
        return int(shown.exitstatus or 0)

    def test_ctrl_c_while_waiting_for_health_repoints_nothing(azure: Azure) -> None:
        slots = Slots(azure).deployed()
        let_begin(azure.server.state, "web-green", troubles.unhealthy("Initializing"))
        shown = terminal(slots, "--yes")
        shown.expect("0 of 2 instances are ready")
        shown.sendintr()
        shown.expect("nothing was repointed")
        shown.expect(re.escape("--to green --deploy -g rg"))

        assert end(shown) == 130
        assert (slots.active, slots.production) == ("blue", {"blue"})

    def test_ctrl_c_while_the_old_slot_is_kept_retires_nothing(azure: Azure) -> None:
        slots = Slots(azure).deployed()
        shown = terminal(slots, "--yes", "--keep", "1h")
        shown.expect("web-blue runs on for 1 h 0 min")
        shown.sendintr()
        shown.expect("web-blue is not retired")

        assert end(shown) == 130
        assert (slots.active, len(slots.instances("blue"))) == ("green", 2)

    def test_each_step_is_asked_for_on_a_terminal(azure: Azure) -> None:
        slots = Slots(azure).deployed()
        shown = terminal(slots)
        shown.expect(r"Deploy\? \[y/N\]")
        shown.sendline("y")
        shown.expect("Waiting until web-green is healthy")
        shown.expect(r"Deploy\? \[y/N\]")
        shown.sendline("n")
        shown.expect("nothing was repointed: web-blue is in production as before")

        assert end(shown) == 1
        scale_set = azure.server.state.scale_sets.get(f"{SCALE_SETS}/web-green")
        assert scale_set is not None
        assert (slots.active, slots.production, len(scale_set.instances)) == ("blue", {"blue"}, 2)
