"""What a person at a terminal is shown and asked before and during a roll-out."""

import re
import sys
from collections.abc import Callable
from typing import TypeAlias

import pytest
from acceptance.rollout_sets import batches, current_set, latest, outdated_set
from armserver import troubles
from loopback import Azure

if sys.platform == "win32":
    pytest.skip("pexpect has terminals of Unix alone", allow_module_level=True)

import pexpect

Terminal: TypeAlias = "pexpect.spawn[str]"
Open = Callable[..., Terminal]
PATIENCE = 60
"""Seconds; a command needs one or two."""


@pytest.fixture
def rollout(azure: Azure) -> Open:
    def opened(*options: str) -> Terminal:
        words = ["-m", "generator", "rollout", "web", "-g", "rg", *options, "--cloud", azure.server.url]
        return pexpect.spawn(sys.executable, words, encoding="utf-8", timeout=PATIENCE, dimensions=(50, 160))

    return opened


def end(terminal: Terminal) -> int:
    terminal.expect(pexpect.EOF)
    terminal.close()
    return int(terminal.exitstatus if terminal.exitstatus is not None else -(terminal.signalstatus or 0))


def test_yes_rolls_out(azure: Azure, rollout: Open) -> None:
    found = outdated_set(azure, 2)
    shown = rollout("--pause", "0s")
    shown.expect("batch 2 of 2: 1")
    shown.expect(r"Roll out to 2 instances\? \[y/N\]")
    shown.sendline("y")
    shown.expect("2 instances have the latest model")

    assert end(shown) == 0
    assert latest(found) == ["0", "1"]


def test_no_changes_nothing(azure: Azure, rollout: Open) -> None:
    outdated_set(azure, 2)
    shown = rollout()
    shown.expect(r"Roll out")
    shown.sendline("n")
    shown.expect("nothing was changed")

    assert end(shown) == 1
    assert not azure.requests("POST")


@pytest.mark.parametrize(("typed", "exit_code", "reimaged"), [("web", 0, 1), ("y", 1, 0)])
def test_disks_are_lost_only_where_the_name_is_typed(
    azure: Azure, rollout: Open, typed: str, exit_code: int, reimaged: int
) -> None:
    found = outdated_set(azure, 1)
    shown = rollout("--reimage")
    shown.expect("The OS disks of 1 instance are made anew, and what is on them is lost. Type web to go on")
    shown.sendline(typed)

    assert end(shown) == exit_code
    assert found.instances[0].reimaged == reimaged


def test_azure_s_own_roll_out_is_asked_for(azure: Azure, rollout: Open) -> None:
    current_set(azure, 2, mode="Rolling")
    shown = rollout("--os")
    shown.expect("Let Azure roll out the latest OS image to web. It replaces OS disks, and what is on them is lost.")
    shown.sendline("n")

    assert end(shown) == 1
    assert not azure.requests("POST")


def test_the_states_of_a_batch_are_shown_as_they_change(azure: Azure, rollout: Open) -> None:
    outdated_set(azure, 1).instances[0].once_changed = troubles.slow(2)
    shown = rollout("--yes")
    shown.expect("batch 1 of 1: 0")
    shown.expect("instance")
    shown.expect("initializing")
    shown.expect("1 instance has the latest model")

    assert end(shown) == 0


def test_ctrl_c_leaves_the_batch_to_azure_and_says_how_to_go_on(azure: Azure, rollout: Open) -> None:
    outdated_set(azure, 3)
    azure.server.hold("/web/manualupgrade")
    shown = rollout("--yes", "--batch", "2")
    shown.expect("upgrading")
    while not azure.requests("GET", "/virtualMachines")[1:]:
        assert shown.isalive()
    shown.sendintr()
    shown.expect("Azure goes on with 0 and 1 without us")
    shown.expect("not touched: 2")
    shown.expect(re.escape(f"go on: vmssgen rollout web -g rg --batch 2 --yes --cloud {azure.server.url}"))

    assert end(shown) == 130
    assert batches(azure) == [["0", "1"]]


def test_ctrl_c_leaves_azure_s_own_roll_out_and_says_how_to_end_it(azure: Azure, rollout: Open) -> None:
    outdated_set(azure, 2, mode="Rolling")
    azure.server.hold("/rollingUpgrades/latest")
    shown = rollout("--yes")
    shown.expect("RollingForward")
    shown.sendintr()
    shown.expect("follow it: vmssgen rollout web -g rg")
    shown.expect("end it: vmssgen rollout web -g rg --cancel")

    assert end(shown) == 130
    assert not azure.requests("POST")
