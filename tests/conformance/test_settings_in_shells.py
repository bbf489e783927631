"""What `vmssgen settings` prints for a shell reaches the command there as it was in the blueprint."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conformance.powershell_literals import Variable, arguments, assigned
from typer.testing import CliRunner

from generator.cli.app import app

BASH = shutil.which("bash")
TEXTS = {
    "quotes": """echo "it's" 'a "test"'""",
    "dollars": "echo $HOME ${HOME} $(id) $0 $$",
    "backslashes": r"C:\tools\new.exe \\server\share \n \' \"",
    "percents": 'install.ps1 >> "%TEMP%\\StartupLog.txt" 2>&1 %%',
    "newlines": "first\n\n  second\r\nthird\ttab\n",
    "backticks": "echo `id` ``",
    "exclamation": "echo hello!world !! !$",
    "typographic": "echo \u2018a\u2019 \u201ab\u201b \u201cc\u201d \u2013 it\u2019s",
    "languages": "echo größe 日本語 🚀",
    "globs": "ls * ? [a] {b,c} ~ # not a comment; & | < >",
    "brackets": "[ -f /x ] && echo yes; [[ -n y ]]",
    "leading": "@file -x",
}

each_text = pytest.mark.parametrize("command", TEXTS.values(), ids=TEXTS)
needs_bash = pytest.mark.skipif(BASH is None, reason="bash is not installed")


class Blueprint:
    """A blueprint with one extension, as a file."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "web.json"

    def settings(self, form: str, *, system: str = "Linux", **extension: Any) -> str:
        document = {
            "name": "web",
            "image": {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/images/i", "osType": system},
            "scaleSet": {
                "sku": {"name": "Standard_D2s_v5"},
                "osProfile": {"adminUsername": "azureuser", "adminPassword": {"parameter": "adminPassword"}},
            },
            "extensions": [extension],
        }
        self._file.write_text(json.dumps(document), encoding="utf-8")
        result = CliRunner().invoke(app, ["settings", str(self._file), "--as", form, "--resource-group", "rg"])
        assert result.exit_code == 0, result.output
        return result.stdout_bytes.decode()  # its text has other line ends


class Shell:
    """A bash whose `az` prints its arguments as JSON."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        program = "import json, sys; print(json.dumps(sys.argv[1:]))"
        az = folder / "az"
        az.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c \'{program}\' "$@"\n', encoding="utf-8")
        az.chmod(0o755)

    def options(self, script: str, **variables: str) -> dict[str, str]:
        """Run the script and give the options that az got, each with its value."""
        path = os.pathsep.join([str(self._folder), os.environ["PATH"]])
        result = subprocess.run(
            [BASH or "bash", "-c", script],
            env={"PATH": path, "LC_ALL": "C.UTF-8", **variables},
            capture_output=True,
            encoding="utf-8",
            timeout=20,
            check=True,
        )
        words = json.loads(result.stdout)
        assert words[:3] == ["vmss", "extension", "set"]
        return dict(zip(words[3::2], words[4::2], strict=True))


@pytest.fixture
def blueprint(tmp_path: Path) -> Blueprint:
    return Blueprint(tmp_path)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@needs_bash
@each_text
def test_bash_hands_az_the_command_unchanged(command: str, blueprint: Blueprint, shell: Shell) -> None:
    script = blueprint.settings("az", kind="customScript", commandToExecute=command)

    assert json.loads(shell.options(script)["--settings"]) == {"commandToExecute": command}


@needs_bash
@each_text
def test_bash_hands_az_the_command_beside_a_secret_unchanged(command: str, blueprint: Blueprint, shell: Shell) -> None:
    script = blueprint.settings(
        "az",
        kind="customScript",
        protectedSettings={"commandToExecute": command},
        storageAccountName="files",
        storageAccountKey={"parameter": "accountKey"},
    )

    protected = json.loads(shell.options(script, secret_accountKey="k+/=")["--protected-settings"])

    assert protected == {"commandToExecute": command, "storageAccountName": "files", "storageAccountKey": "k+/="}


@needs_bash
def test_an_interactive_bash_expands_no_history_beside_a_secret(blueprint: Blueprint, shell: Shell) -> None:
    command = "echo hello!world"
    script = blueprint.settings(
        "az",
        kind="customScript",
        protectedSettings={"commandToExecute": command},
        storageAccountName="files",
        storageAccountKey={"parameter": "accountKey"},
    )

    options = shell.options(f"set -o history -o histexpand\n{script}", secret_accountKey="k")

    assert json.loads(options["--protected-settings"])["commandToExecute"] == command


@needs_bash
@pytest.mark.parametrize("name", ["web $(id)", "web's", "web`id`"])
def test_bash_hands_az_names_unchanged(name: str, blueprint: Blueprint, shell: Shell) -> None:
    script = blueprint.settings("az", kind="customScript", name=name, commandToExecute="true")

    assert shell.options(script)["--extension-instance-name"] == name


@each_text
def test_powershell_reads_the_command_unchanged(command: str, blueprint: Blueprint) -> None:
    script = blueprint.settings("powershell", system="Windows", kind="customScript", commandToExecute=command)

    assert assigned(script, "$settings") == {"commandToExecute": command}


def test_powershell_gets_the_handler_and_both_settings(blueprint: Blueprint) -> None:
    script = blueprint.settings(
        "powershell",
        system="Windows",
        kind="customScript",
        name="it's",
        typeHandlerVersion="1.10",
        fileUris=["https://example.com/a.ps1", "https://example.com/b.ps1"],
        commandToExecute={"parameter": "setup"},
        forceUpdateTag="2",
    )

    assert assigned(script, "$settings") == {"fileUris": ["https://example.com/a.ps1", "https://example.com/b.ps1"]}
    assert assigned(script, "$protectedSettings") == {"commandToExecute": Variable("$secret_setup")}
    assert arguments(script, "Add-AzVmssExtension") == {
        "VirtualMachineScaleSet": Variable("$vmss"),
        "Publisher": "Microsoft.Compute",
        "Type": "CustomScriptExtension",
        "TypeHandlerVersion": "1.10",
        "Name": "it's",
        "AutoUpgradeMinorVersion": True,
        "EnableAutomaticUpgrade": False,
        "ForceUpdateTag": "2",
        "Setting": Variable("$settings"),
        "ProtectedSetting": Variable("$protectedSettings"),
    }


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param({"text": "", "yes": True, "no": False, "number": -3, "part": 0.25, "large": 1e100}, id="scalars"),
        pytest.param({"none": [], "one": ["a"], "many": ["a", 1, True], "empty": {}, "d": {"e": ["x"]}}, id="lists"),
        pytest.param({"tables": [{"a": 1}, {"b": {"c": 2}}]}, id="tables"),
        pytest.param({"a 'b' \u2019c": 1, "$d": 2}, id="keys"),
        pytest.param({"rows": [["a", "b"], ["c"]]}, id="lists in a list"),
        pytest.param({"rows": [["a", "b"]]}, id="one list in a list"),
        pytest.param({"rows": [[]]}, id="an empty list in a list"),
    ],
)
def test_powershell_reads_settings_of_any_shape(settings: dict[str, Any], blueprint: Blueprint) -> None:
    script = blueprint.settings(
        "powershell", publisher="Contoso", type="Agent", typeHandlerVersion="1.0", settings=settings
    )

    assert assigned(script, "$settings") == settings


@pytest.mark.parametrize("wanted", [True, False])
def test_powershell_sets_automatic_upgrades(wanted: bool, blueprint: Blueprint) -> None:
    script = blueprint.settings("powershell", kind="networkWatcher", enableAutomaticUpgrade=wanted)

    assert arguments(script, "Add-AzVmssExtension")["EnableAutomaticUpgrade"] is wanted
