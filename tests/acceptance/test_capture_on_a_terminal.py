"""What a person at a terminal is shown and asked before and while a machine becomes an image."""

import re
import sys
import time
from collections.abc import Callable
from typing import TypeAlias

import pytest
from acceptance.captured_machines import definition, generalised, machine, steps
from loopback import Azure

if sys.platform == "win32":
    pytest.skip("pexpect has terminals of Unix alone", allow_module_level=True)

import pexpect

Terminal: TypeAlias = "pexpect.spawn[str]"
Open = Callable[..., Terminal]
PATIENCE = 60
"""Seconds; a command needs one or two."""


@pytest.fixture
def capture(azure: Azure) -> Open:
    def opened(*options: str) -> Terminal:
        words = ["-m", "generator", "capture", "golden", "-g", "rg", "--run", *options, "--cloud", azure.server.url]
        return pexpect.spawn(sys.executable, words, encoding="utf-8", timeout=PATIENCE, dimensions=(50, 160))

    return opened


def end(terminal: Terminal) -> int:
    terminal.expect(pexpect.EOF)
    terminal.close()
    return int(terminal.exitstatus if terminal.exitstatus is not None else -(terminal.signalstatus or 0))


def test_the_typed_name_ends_the_machine(azure: Azure, capture: Open) -> None:
    machine(azure)
    shown = capture()
    shown.expect(re.escape("Has sudo waagent -deprovision+user -force been run on it? Azure cannot tell."))
    shown.expect("golden is marked as generalised: it can never be started again. Type golden to go on")
    shown.sendline("golden")
    shown.expect("images/golden-image")

    assert end(shown) == 0


def test_anything_else_changes_nothing(azure: Azure, capture: Open) -> None:
    machine(azure)
    shown = capture()
    shown.expect("Type golden to go on")
    shown.sendline("y")
    shown.expect("nothing was changed")

    assert end(shown) == 1
    assert steps(azure) == []


def test_of_windows_that_runs_it_is_told_that_sysprep_would_have_shut_it_down(azure: Azure, capture: Open) -> None:
    machine(azure, osDisk={"osType": "Windows"})
    shown = capture()
    shown.expect("sysprep.exe /generalize /oobe /shutdown been run on it")
    shown.expect("It runs, and sysprep shuts a machine down at its end")
    shown.expect("Type golden")
    shown.sendline("")

    assert end(shown) == 1


def test_an_instance_of_a_scale_set_is_told_to_be_one(azure: Azure, capture: Open) -> None:
    machine(azure, virtualMachineScaleSet={"id": "/subscriptions/x/virtualMachineScaleSets/web"})
    shown = capture()
    shown.expect("golden is an instance of the scale set web")
    shown.sendline("")

    assert end(shown) == 1


def test_of_a_specialised_image_it_is_asked_whether_the_machine_may_stop(azure: Azure, capture: Open) -> None:
    machine(azure)
    definition(azure, osState="Specialized")
    shown = capture("--gallery", "shop/web", "--version", "1.0.0", "--specialized")
    shown.expect(r"golden is stopped for it. Make it\? \[y/N\]")
    shown.sendline("y")
    shown.expect("start it again")

    assert end(shown) == 0


def test_a_marked_machine_has_nothing_to_lose(azure: Azure, capture: Open) -> None:
    generalised(azure)
    shown = capture()
    shown.expect(r"deallocated, marked as generalised")
    shown.expect(r"Make it\? \[y/N\]")
    shown.sendline("y")

    assert end(shown) == 0


def test_ctrl_c_tells_how_to_go_on(azure: Azure, capture: Open) -> None:
    machine(azure)
    azure.server.hold("/golden/deallocate")
    shown = capture("--yes")
    shown.expect("Deallocating golden")
    while not azure.requests("POST", "/deallocate"):
        time.sleep(0.05)
    shown.sendintr()
    shown.expect("not done: golden is deallocated")
    shown.expect("Azure goes on with what it has begun")
    shown.expect("go on: vmssgen capture golden -g rg --image golden-image --yes --run")

    assert end(shown) == 130
