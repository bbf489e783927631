"""What a person at a terminal is shown and asked."""

import re
import signal
import sys
import threading
from collections.abc import Callable
from typing import TypeAlias

import pytest
from loopback import SECRET, Azure

if sys.platform == "win32":
    pytest.skip("pexpect has terminals of Unix alone", allow_module_level=True)

import pexpect

Terminal: TypeAlias = "pexpect.spawn[str]"
Open = Callable[..., Terminal]
PATIENCE = 60
"""Seconds; a command needs one or two."""


@pytest.fixture
def terminal(azure: Azure) -> Open:
    def opened(*arguments: object) -> Terminal:
        words = ["-m", "generator", *map(str, arguments), "--cloud", azure.server.url]
        return pexpect.spawn(sys.executable, words, encoding="utf-8", timeout=PATIENCE, dimensions=(50, 160))

    return opened


def end(terminal: Terminal) -> int:
    terminal.expect(pexpect.EOF)
    terminal.close()
    return int(terminal.exitstatus if terminal.exitstatus is not None else -(terminal.signalstatus or 0))


def test_yes_deploys(azure: Azure, terminal: Open) -> None:
    shown = terminal("deploy", azure.template, "-g", "rg")
    shown.expect("1 to create")
    shown.expect(r"Deploy\? \[y/N\]")
    shown.sendline("y")
    shown.expect("Succeeded in")

    assert end(shown) == 0
    assert azure.requests("PUT")


def test_no_changes_nothing(azure: Azure, terminal: Open) -> None:
    shown = terminal("deploy", azure.template, "-g", "rg")
    shown.expect(r"Deploy\?")
    shown.sendline("n")
    shown.expect("nothing was changed")

    assert end(shown) == 1
    assert not azure.requests("PUT")


def test_complete_mode_asks_for_the_name_of_the_group(azure: Azure, terminal: Open) -> None:
    shown = terminal("deploy", azure.template, "-g", "rg", "--mode", "complete")
    shown.expect("Type rg to go on")
    shown.sendline("y")
    shown.expect("nothing was changed")

    assert end(shown) == 1
    assert not azure.requests("PUT")


def test_the_typed_name_deploys_in_complete_mode(azure: Azure, terminal: Open) -> None:
    shown = terminal("deploy", azure.template, "-g", "rg", "--mode", "complete")
    shown.expect("Type rg to go on")
    shown.sendline("rg")

    assert end(shown) == 0
    assert azure.requests("PUT")[0].body["properties"]["mode"] == "Complete"


def test_a_secret_without_value_is_asked_for_without_echo(
    azure: Azure, terminal: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VMSSGEN_PARAM_PASSWORD")
    shown = terminal("deploy", azure.template, "-g", "rg", "--yes")
    shown.expect("password:")
    shown.sendline(SECRET)

    shown.expect("Succeeded in")
    assert end(shown) == 0
    assert SECRET not in str(shown.before)
    assert azure.requests("PUT")[0].body["properties"]["parameters"]["password"] == {"value": SECRET}


def test_the_table_shows_what_runs(azure: Azure, terminal: Open) -> None:
    release = azure.server.hold("/virtualNetworks/net")
    shown = terminal("deploy", azure.template, "-g", "rg", "--yes", "--skip-what-if")
    shown.expect("virtualNetworks/net")
    shown.expect("Running")
    release.set()
    shown.expect("Succeeded in")

    assert end(shown) == 0


def test_ctrl_c_leaves_the_deployment_running(azure: Azure, terminal: Open) -> None:
    azure.server.hold("/virtualNetworks/net")
    shown = terminal("deploy", azure.template, "-g", "rg", "--yes", "--name", "mine")
    shown.expect("Running")
    shown.sendintr()
    shown.expect(re.escape("follow it: vmssgen status mine --watch -g rg"))

    assert end(shown) == 130
    assert not azure.requests("POST", "/cancel")


def test_ctrl_c_twice_offers_to_cancel(azure: Azure, terminal: Open) -> None:
    azure.server.hold("/virtualNetworks/net")
    shown = terminal("deploy", azure.template, "-g", "rg", "--yes", "--name", "mine")
    shown.expect("Running")
    shown.sendintr()
    shown.expect("Ctrl-C again cancels it")
    shown.sendintr()
    shown.expect("Cancel the deployment?")
    shown.sendline("y")

    assert end(shown) == 130
    assert azure.requests("POST", "/deployments/mine/cancel")


def test_without_colour_where_it_is_not_wanted(azure: Azure, terminal: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    shown = terminal("what-if", azure.template, "-g", "rg")

    assert end(shown) == 1
    assert "\x1b[3" not in str(shown.before)


def test_in_colour_otherwise(azure: Azure, terminal: Open) -> None:
    shown = terminal("what-if", azure.template, "-g", "rg")

    assert end(shown) == 1
    assert "\x1b[32m" in str(shown.before)


@pytest.mark.parametrize("last", ["GET rg", "POST validate", "POST whatIf", "GET mine", "PUT mine", "GET operations"])
def test_a_killed_run_is_taken_up_by_the_next(azure: Azure, terminal: Open, last: str) -> None:
    method, end_of_path = last.split()
    release = azure.server.hold("/deployments/mine")
    killed = terminal("deploy", azure.template, "-g", "rg", "--yes", "--name", "mine")
    while not azure.requests(method, f"/{end_of_path}"):
        assert killed.isalive()
    killed.kill(signal.SIGKILL)
    killed.wait()
    threading.Timer(0.5, release.set).start()

    answer = azure.deploy("--name", "mine", file=azure.template)

    assert answer.exit_code == 0, answer.stderr
    assert len(azure.requests("PUT", "/deployments/mine")) == 1
