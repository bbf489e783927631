import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from generator.cli.app import app

TEMPLATE = {
    "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    "contentVersion": "1.0.0.0",
    "parameters": {"size": {"type": "string"}},
    "resources": [
        {"type": "A.B/c", "apiVersion": "2024-01-01", "name": "one", "location": "[resourceGroup().location]"},
        {"type": "A.B/c", "apiVersion": "2024-01-01", "name": "off", "condition": "[equals(1, 2)]"},
    ],
    "outputs": {"size": {"type": "string", "value": "[parameters('size')]"}},
}
BLUEPRINT = """
name: web
image: {urn: "Canonical:ubuntu-24_04-lts:server:latest"}
scaleSet:
  sku: {name: Standard_D2s_v5, capacity: "[length('12')]"}
  osProfile: {adminUsername: azureuser, ssh: {publicKey: {parameter: sshPublicKey}}}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "template.json").write_text(json.dumps(TEMPLATE), encoding="utf-8")
    (tmp_path / "web.yaml").write_text(BLUEPRINT, encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["expand", *arguments])


def expanded(*arguments: str) -> Any:
    result = run(*arguments)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_a_template_is_expanded_for_the_group_that_is_named() -> None:
    (resource,) = expanded("template.json", "-g", "shop", "-l", "northeurope")["resources"]

    assert resource["id"].endswith("/resourceGroups/shop/providers/A.B/c/one")
    assert resource["location"] == "northeurope"


def test_a_later_parameter_file_wins(folder: Path) -> None:
    for name in ("first", "second"):
        (folder / f"{name}.json").write_text(json.dumps({"parameters": {"size": {"value": name}}}), encoding="utf-8")

    outputs = expanded("template.json", "--parameters", "first.json", "--parameters", "second.json")["outputs"]

    assert outputs == {"size": "second"}


def test_a_blueprint_is_rendered_and_expanded() -> None:
    resources = expanded("web.yaml")["resources"]

    assert resources[-1]["sku"]["capacity"] == 2
    assert len(resources[-1]["dependsOn"]) == 2


def test_without_a_file_a_parameter_stays_an_expression_with_a_warning() -> None:
    result = run("template.json")

    assert json.loads(result.stdout)["outputs"] == {"size": "[parameters('size')]"}
    assert result.stderr.startswith(
        "warning[parameter/missing]: the parameter size has no value\n  --> template.json:1:"
    )


def test_nothing_is_printed_beside_an_error(folder: Path) -> None:
    (folder / "values.json").write_text(json.dumps({"parameters": {"size": {"value": 3}}}), encoding="utf-8")

    result = run("template.json", "--parameters", "values.json")

    assert (result.exit_code, result.stdout) == (1, "")


@pytest.mark.parametrize(
    "content", ["", "[]", "nothing", '{"resources": 3}', '{"resources": [[]]}', '{"outputs": {"a": 1}}', "{}"]
)
def test_what_is_no_template_ends_without_a_traceback(folder: Path, content: str) -> None:
    (folder / "template.json").write_text(content, encoding="utf-8")

    result = run("template.json")

    assert result.exit_code in (0, 1)
    assert "internal/unexpected" not in result.stderr
    assert result.exception is None or isinstance(result.exception, SystemExit)


def test_half_a_character_stays_an_escape(tmp_path: Path) -> None:
    template = tmp_path / "half.json"
    resource = {"type": "A.B/c", "apiVersion": "2024-01-01", "name": "n", "tags": {"half": "\ud800"}}
    template.write_text(json.dumps({"contentVersion": "1.0.0.0", "resources": [resource]}))

    assert '"half": "\\ud800"' in CliRunner().invoke(app, ["expand", str(template)]).stdout
