"""Our extensions say what the requests say that `az vmss extension set` sends, and our commands would send the same."""

import json
import re
import shlex
from typing import Any

import pytest
from conformance.conformance_data import BLUEPRINTS, DATA, needs_data, read
from typer.testing import CliRunner

import generator
from generator.cli.app import app

pytestmark = needs_data

SECRETS = {"storageAccountKey": "c2VjcmV0"}
CASES = {  # the name of each extension, in our template and in the request
    "ext_customscript_linux": "customScript",
    "ext_customscript_linux_protected": "cs2",
    "ext_customscriptextension_windows": "CustomScriptExtension",
    "ext_dsc_windows": "DSC",
    "ext_noversion": "CustomScriptExtension",
    "ext_settings_plainpath": "CustomScriptExtension",
}
SAME_BLUEPRINT = {"ext_settings_plainpath": "ext_customscriptextension_windows"}  # the file is given in another way

each_case = pytest.mark.parametrize("case", CASES)


def test_every_recorded_extension_has_its_blueprint() -> None:
    recorded = {file.stem for file in (DATA / "az").glob("ext_*.json")}

    assert set(CASES) == recorded - {"ext_list", "ext_delete"}


@each_case
def test_same_handler_and_settings(case: str) -> None:
    az, ours = requested(case), rendered(case)

    assert handler(ours) == handler(az)
    assert ours.get("settings") == az.get("settings")
    assert ours.get("protectedSettings") == az.get("protectedSettings")
    assert ours.get("provisionAfterExtensions") == az.get("provisionAfterExtensions")
    assert ours["autoUpgradeMinorVersion"] == az["autoUpgradeMinorVersion"]


@each_case
def test_settings_as_json_are_those_of_the_request(case: str) -> None:
    public = json.loads(settings(case, "--as", "json"))
    protected = json.loads(with_secrets(settings(case, "--as", "json", "--protected"), r"<(\w+)>"))

    assert public == requested(case)["settings"]
    assert protected == requested(case).get("protectedSettings", {})


@each_case
def test_settings_as_az_are_the_recorded_command(case: str) -> None:
    recorded = options(read(f"az/{case}.json")["command"])
    command = options(
        with_secrets(settings(case, "--as", "az", "--resource-group", "rgss"), r"\'\"\$\{secret_(\w+)\}\"\'")
    )
    az = requested(case)

    assert command["--publisher"] == recorded["--publisher"]
    assert command["--version"] == recorded.get("--version", [az["typeHandlerVersion"]])
    assert lowered(command["--name"]) == lowered(recorded["--name"])
    assert command["--extension-instance-name"] == recorded.get("--extension-instance-name", [CASES[case]])
    assert command["--resource-group"] == recorded["--resource-group"]
    assert command["--vmss-name"] == recorded["--vmss-name"]
    assert json.loads(command["--settings"][0]) == az["settings"]
    assert protected_settings(command) == az.get("protectedSettings")
    assert command.get("--provision-after-extensions") == recorded.get("--provision-after-extensions")
    assert command.get("--no-auto-upgrade-minor-version") == recorded.get("--no-auto-upgrade-minor-version")


def requested(case: str) -> dict[str, Any]:
    """The properties of the extension in the PUT of the scale set."""
    (body,) = (each["body"] for each in read(f"az/{case}.json")["exchanges"] if each["method"] == "PUT")
    return named(body["properties"]["virtualMachineProfile"]["extensionProfile"], CASES[case])


def rendered(case: str) -> dict[str, Any]:
    """The properties of the extension in our template, with the values of its secrets."""
    resources = generator.render(generator.load(blueprint(case))).content["resources"]
    (scale_set,) = (each for each in resources if each["type"] == "Microsoft.Compute/virtualMachineScaleSets")
    text = json.dumps(named(scale_set["properties"]["virtualMachineProfile"]["extensionProfile"], CASES[case]))
    properties: dict[str, Any] = json.loads(with_secrets(text, r"\[parameters\('(\w+)'\)\]"))
    return properties


def named(profile: dict[str, Any], name: str) -> dict[str, Any]:
    (properties,) = (each["properties"] for each in profile["extensions"] if each["name"] == name)
    return dict(properties)


def handler(properties: dict[str, Any]) -> tuple[str, str, str]:
    """Azure ignores the case of publishers and types."""
    return properties["publisher"].lower(), properties["type"].lower(), properties["typeHandlerVersion"]


def settings(case: str, *arguments: str) -> str:
    result = CliRunner().invoke(app, ["settings", str(blueprint(case)), "--extension", CASES[case], *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def blueprint(case: str) -> str:
    return str(BLUEPRINTS / f"{SAME_BLUEPRINT.get(case, case)}.yaml")


def with_secrets(text: str, reference: str) -> str:
    return re.sub(reference, lambda found: SECRETS[found[1]], text)


def options(command: str) -> dict[str, list[str]]:
    """The options of an az command with their values."""
    words = shlex.split(command.replace("\\\n", " "), comments=True)
    assert words[:4] == ["az", "vmss", "extension", "set"]
    found: dict[str, list[str]] = {}
    for word in words[4:]:
        if word.startswith("--"):
            values = found.setdefault(word, [])
        else:
            values.append(word)
    return found


def protected_settings(command: dict[str, list[str]]) -> Any:
    given = command.get("--protected-settings")
    return json.loads(given[0]) if given else None


def lowered(values: list[str]) -> list[str]:
    return [value.lower() for value in values]
