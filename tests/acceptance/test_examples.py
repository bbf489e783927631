"""The examples in `blueprints/`: what they render, and that they do what the article says that they follow."""

import base64
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.location import PyTestLocation

import generator
from generator.testing import TemplateSnapshotExtension, render_blueprint

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(path for path in (ROOT / "blueprints").glob("*.yaml") if not path.name.startswith("_"))
CASES = [
    pytest.param(path, environment, id=".".join(filter(None, (path.stem, environment))))
    for path in EXAMPLES
    for environment in (None, *generator.load(path).environments)
]


class ExampleSnapshotExtension(TemplateSnapshotExtension):
    """Keeps the templates in `tests/snapshots/test_examples`."""

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        return str(ROOT / "tests" / "snapshots" / test_location.basename)


@pytest.mark.parametrize(("example", "environment"), CASES)
def test_template(example: Path, environment: str | None, snapshot: SnapshotAssertion) -> None:
    assert render_blueprint(example, environment=environment) == snapshot(extension_class=ExampleSnapshotExtension)


def test_the_committed_output_is_what_would_be_rendered_now() -> None:
    checked = vmssgen("render", "blueprints", "-o", "output", "--check")

    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_committed_output_holds_nothing_else() -> None:
    rendered = {f"{example.stem}{suffix}" for example in EXAMPLES for suffix in (".json", ".parameters.json")}

    assert {path.name for path in (ROOT / "output").iterdir()} == rendered


def test_rendering_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    folders = [tmp_path / "first", tmp_path / "second"]
    for seed, folder in enumerate(folders):
        made = vmssgen("render", "blueprints", "-o", str(folder), PYTHONHASHSEED=str(seed))
        assert made.returncode == 0, made.stderr

    first, second = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)
    assert len(first) == 2 * len(EXAMPLES)
    assert first == second


WINDOWS_SETTINGS = {
    "fileUris": ["https://raw.githubusercontent.com/MicrosoftDocs/azure-cloud-services-files/temp/install-iis.ps1"],
    "commandToExecute": (
        'PowerShell -ExecutionPolicy Unrestricted .\\install-iis.ps1 >> "%TEMP%\\StartupLog.txt" 2>&1'
    ),
}
DSC_SETTINGS = {
    "wmfVersion": "latest",
    "configuration": {
        "url": "https://github.com/MicrosoftDocs/azure-cloud-services-files/raw/temp/dsc.zip",
        "script": "configure-http.ps1",
        "function": "WebsiteTest",
    },
}
BOTTLE = "https://raw.githubusercontent.com/Azure/azure-quickstart-templates/master/201-vmss-bottle-autoscale"
LINUX_SETTINGS = {
    "fileUris": [f"{BOTTLE}/installserver.sh", f"{BOTTLE}/workserver.py"],
    "commandToExecute": "bash installserver.sh",
}


@pytest.mark.parametrize(
    ("example", "settings"),
    [
        ("windows-custom-script", WINDOWS_SETTINGS),
        ("windows-dsc", DSC_SETTINGS),
        ("linux-custom-script", LINUX_SETTINGS),
    ],
)
def test_the_settings_file_says_what_the_article_says(example: str, settings: dict[str, Any]) -> None:
    assert json.loads(printed("settings", f"blueprints/{example}.yaml")) == settings


@pytest.mark.parametrize(
    ("example", "publisher", "version", "extension", "scale_set"),
    [
        ("windows-custom-script", "Microsoft.Compute", "1.8", "CustomScriptExtension", "myScaleSet"),
        ("windows-dsc", "Microsoft.Powershell", "2.24", "DSC", "myscaleset1"),
        ("linux-custom-script", "Microsoft.Azure.Extensions", "2.0", "CustomScript", "myScaleSet"),
    ],
)
def test_the_az_command_is_that_of_the_article(
    example: str, publisher: str, version: str, extension: str, scale_set: str
) -> None:
    written = printed("settings", f"blueprints/{example}.yaml", "--as", "az", "-g", "myResourceGroup")
    words = shlex.split(written.replace("\\\n", ""))
    options = dict(zip(words[4::2], words[5::2], strict=True))

    assert words[:4] == ["az", "vmss", "extension", "set"]
    assert options["--publisher"] == publisher
    assert options["--version"] == version
    assert options["--name"] == extension
    assert options["--resource-group"] == "myResourceGroup"
    assert options["--vmss-name"] == scale_set


@pytest.mark.parametrize(
    ("example", "publisher", "extension", "version", "name"),
    [
        ("windows-custom-script", "Microsoft.Compute", "CustomScriptExtension", "1.8", "customscript1"),
        ("windows-dsc", "Microsoft.Powershell", "DSC", "2.24", "dsc1"),
    ],
)
def test_the_powershell_is_that_of_the_article(
    example: str, publisher: str, extension: str, version: str, name: str
) -> None:
    written = printed("settings", f"blueprints/{example}.yaml", "--as", "powershell")

    assert "Add-AzVmssExtension -VirtualMachineScaleSet $vmss" in written
    assert f"-Publisher '{publisher}'" in written
    assert f"-Type '{extension}'" in written
    assert f"-TypeHandlerVersion '{version}'" in written
    assert f"-Name '{name}'" in written
    assert "-Setting $settings" in written
    assert "Update-AzVmss -ResourceGroupName $resourceGroup" in written


def test_the_cloud_init_example_is_the_scale_set_of_the_az_command() -> None:
    """`az vmss create … --image Canonical:UbuntuServer:14.04.4-LTS:latest --upgrade-policy-mode automatic …`"""
    scale_set = scale_set_of("linux-cloud-init")
    profile = scale_set["properties"]["virtualMachineProfile"]

    assert scale_set["name"] == "myScaleSet"
    assert scale_set["properties"]["orchestrationMode"] == "Uniform"
    assert scale_set["properties"]["upgradePolicy"] == {"mode": "Automatic"}
    assert ":".join(profile["storageProfile"]["imageReference"].values()) == "Canonical:UbuntuServer:14.04.4-LTS:latest"
    assert profile["osProfile"]["adminUsername"] == "azureuser"
    cloud_init = (ROOT / "blueprints/files/cloud-init.txt").read_bytes()
    assert base64.b64decode(profile["osProfile"]["customData"]) == cloud_init


def test_a_changed_script_runs_again(tmp_path: Path) -> None:
    example = tmp_path / "application-update.yaml"
    example.write_text((ROOT / "blueprints" / example.name).read_text(encoding="utf-8"), encoding="utf-8")
    script = tmp_path / "files" / "deploy-web.sh"
    script.parent.mkdir()

    tags = []
    for text in ("echo one", "echo two", "echo one"):
        script.write_text(text, encoding="utf-8")
        template = generator.render(generator.load(example))
        tags.append(extension_in(template.content, "install-web")["forceUpdateTag"])

    assert tags[0] == tags[2]
    assert tags[0] != tags[1]


def test_dsc_takes_plain_and_secret_arguments_side_by_side() -> None:
    example = ROOT / "blueprints" / "windows-dsc.yaml"
    secret = "{Credential: {userName: sql, password: {parameter: sqlPassword}}}"
    arguments = [
        "extensions[dsc1].configurationArguments={NodeName: localhost}",
        f"extensions[dsc1].protectedSettings.configurationArguments={secret}",
    ]

    extension = extension_in(generator.render(generator.load(example, settings=arguments)).content, "dsc1")

    assert extension["settings"]["configurationArguments"] == {"NodeName": "localhost"}
    assert extension["protectedSettings"]["configurationArguments"] == {
        "Credential": {"userName": "sql", "password": "[parameters('sqlPassword')]"}
    }


def test_no_example_puts_a_secret_into_its_parameter_file() -> None:
    for example in EXAMPLES:
        blueprint = generator.load(example)
        secure = {parameter.name for parameter in generator.render(blueprint).parameters if parameter.secure}
        values = generator.parameters(blueprint).content["parameters"]

        assert [name for name in secure & values.keys() if "value" in values[name]] == []


def scale_set_of(example: str) -> dict[str, Any]:
    template = generator.render(generator.load(ROOT / "blueprints" / f"{example}.yaml"))
    return scale_set_in(template.content)


def scale_set_in(content: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(
        resource for resource in content["resources"] if resource["type"] == "Microsoft.Compute/virtualMachineScaleSets"
    )
    return found


def extension_in(content: dict[str, Any], name: str) -> dict[str, Any]:
    extensions = scale_set_in(content)["properties"]["virtualMachineProfile"]["extensionProfile"]["extensions"]
    found: dict[str, Any] = next(each["properties"] for each in extensions if each["name"] == name)
    return found


def printed(*arguments: str) -> str:
    made = vmssgen(*arguments)
    assert made.returncode == 0, made.stderr
    return made.stdout


def vmssgen(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "generator", *arguments],
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
