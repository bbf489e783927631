"""A good blueprint with one thing in it made wrong: whatever it is, the answer is a template or diagnostics."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from commands import vmssgen

import generator
from generator.diagnostics import Path as Steps
from generator.diagnostics import show_path

LINUX: dict[str, Any] = {
    "name": "web",
    "location": "westeurope",
    "tags": {"app": "shop"},
    "image": {"urn": "Canonical:ubuntu-24_04-lts:server:latest", "osType": "Linux"},
    "scaleSet": {
        "sku": {"name": "Standard_D2s_v5", "capacity": 3},
        "orchestrationMode": "Uniform",
        "zones": ["1", "2"],
        "osProfile": {
            "adminUsername": "azureuser",
            "ssh": {"publicKeys": [{"keyData": {"parameter": "sshPublicKey"}}]},
            "customData": {"parts": [{"text": "#cloud-config\n"}]},
        },
        "osDisk": {"storageAccountType": "Premium_LRS", "diskSizeGB": 64},
        "dataDisks": [{"lun": 0, "diskSizeGB": 128}],
        "identity": {"type": "SystemAssigned"},
        "upgradePolicy": {"mode": "Rolling", "rollingUpgradePolicy": {"maxBatchInstancePercent": 20}},
        "health": {"probe": {"protocol": "Http", "port": 80, "requestPath": "/health"}},
    },
    "extensions": [
        {
            "kind": "customScript",
            "name": "app",
            "fileUris": ["https://example.com/install.sh"],
            "protectedSettings": {"commandToExecute": {"parameter": "install"}},
            "provisionAfterExtensions": ["agent"],
        },
        {"publisher": "Shop", "type": "Agent", "typeHandlerVersion": "1.0", "name": "agent", "settings": {"level": 2}},
    ],
    "network": {
        "virtualNetwork": {"addressPrefixes": ["10.0.0.0/16"]},
        "subnet": {"addressPrefix": "10.0.0.0/24"},
        "loadBalancer": {"rules": [{"frontendPort": 80, "backendPort": 8080}]},
        "publicIPAddress": {"domainNameLabel": "web"},
        "networkSecurityGroup": {"name": "web-nsg"},
    },
    "autoscale": {
        "minimum": 2,
        "maximum": 10,
        "rules": [{"operator": "GreaterThan", "threshold": 70, "direction": "Increase"}],
    },
    "parameters": {"size": {"path": "scaleSet.sku.capacity", "minValue": 1, "description": "Instances"}},
    "environments": {"prod": {"location": "northeurope"}},
    "patches": [{"target": {"type": "Microsoft.Compute/virtualMachineScaleSets"}, "patch": {"zones": None}}],
    "resources": [{"type": "Shop/things", "apiVersion": "2024-01-01", "name": "thing"}],
}
WINDOWS: dict[str, Any] = {
    "name": "web",
    "image": {
        "capture": {
            "virtualMachine": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/v"
        },
        "osType": "Windows",
    },
    "scaleSet": {
        "sku": {"name": "Standard_D2s_v5"},
        "osProfile": {
            "adminUsername": "azureuser",
            "adminPassword": {"keyVault": {"vault": "/subscriptions/s/vaults/v", "secret": "password"}},
        },
    },
    "extensions": [
        {
            "kind": "dsc",
            "configuration": {"url": "https://example.com/dsc.zip", "script": "web.ps1", "function": "Web"},
            "configurationArguments": {"NodeName": "localhost"},
        }
    ],
}
GOOD = {"linux": LINUX, "windows": WINDOWS}
OTHER_VALUES: list[Any] = [17, "text", "", [], ["text"], {}, {"key": 1}, None, True, 1.5, "[resourceGroup().name]"]


def places(value: Any, path: Steps = ()) -> Iterator[Steps]:
    if path:
        yield path
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(inner, (*path, key))


def changed(blueprint: dict[str, Any], path: Steps, new: Any) -> dict[str, Any]:
    result = copy.deepcopy(blueprint)
    around: Any = result
    for step in path[:-1]:
        around = around[step]
    around[path[-1]] = new
    return result


def renamed(blueprint: dict[str, Any], path: Steps, name: str) -> dict[str, Any]:
    result = copy.deepcopy(blueprint)
    around: Any = result
    for step in path[:-1]:
        around = around[step]
    around[name] = around.pop(path[-1])
    return result


def problems(blueprint: Any, folder: Path) -> tuple[generator.Diagnostic, ...]:
    """What the blueprint is refused for; without that it must make a template of valid JSON."""
    file = folder / "b.json"
    file.write_text(json.dumps(blueprint), encoding="utf-8")
    try:
        loaded = generator.load(file)
        content = generator.render(loaded).content
        generator.parameters(loaded)
    except generator.DiagnosticError as error:
        return error.diagnostics
    json.dumps(content, allow_nan=False)
    return ()


@pytest.mark.parametrize("system", GOOD)
def test_the_blueprint_itself_is_good(system: str, tmp_path: Path) -> None:
    assert problems(GOOD[system], tmp_path) == ()


@pytest.mark.parametrize("new", OTHER_VALUES, ids=repr)
@pytest.mark.parametrize("system", GOOD)
def test_any_value_may_be_wrong(system: str, new: Any, tmp_path: Path) -> None:
    for path in places(GOOD[system]):
        try:
            found = problems(changed(GOOD[system], path, new), tmp_path)
        except Exception as error:
            raise AssertionError(f"{show_path(path)} = {new!r}") from error
        assert all(each.location and each.message for each in found)


FREE = {("tags", "app"), ("parameters", "size"), ("environments", "prod"), ("environments", "prod", "location")}
"""Keys that are names, or whose object takes any key."""


def known_keys(blueprint: dict[str, Any]) -> Iterator[Steps]:
    for path in places(blueprint):
        free = path in FREE or path[0] == "resources" or {"patch", "settings", "configurationArguments"} & {*path[:-1]}
        if isinstance(path[-1], str) and not free:
            yield path


@pytest.mark.parametrize(
    ("system", "path"),
    [
        pytest.param(system, path, id=show_path(path))
        for system, good in GOOD.items()
        for path in known_keys(good)
        if path[-1] != "kind"  # without it an extension is of another kind, whose keys are others
    ],
)
def test_a_misspelt_key_gets_the_right_name_as_a_hint(system: str, path: Steps, tmp_path: Path) -> None:
    key = str(path[-1])
    misspelt = key[0] + key[2:]
    found = problems(renamed(GOOD[system], path, misspelt), tmp_path)
    unknown = {each.path: each.hint for each in found if each.code == "blueprint/unknown-key"}
    assert unknown == {(*path[:-1], misspelt): f"did you mean {key}?"}


def named(name: str) -> str:
    """The name that the scale set gets."""
    blueprint = json.dumps(changed(WINDOWS, ("name",), name), ensure_ascii=False)
    answer = vmssgen("render", "-", stdin=blueprint)
    assert answer.exit_code == 0, answer.stderr
    return str(json.loads(answer.stdout)["resources"][-1]["name"])


@pytest.mark.parametrize(
    "name",
    [
        "🦭",
        "it's",
        'so "called"',
        "two\nlines",
        "a\\b",
        "{{ name }}",
        "{0}",
        "שלום",
        "\u2028",
    ],
)
def test_a_strange_name_is_a_name(name: str) -> None:
    assert named(name) == name


@pytest.mark.parametrize("name", ["[x]", "[prod] web [1]", "[]"])
def test_a_name_in_brackets_is_escaped_as_azure_wants(name: str) -> None:
    assert named(name) == f"[{name}"


def test_json_on_standard_input_may_escape_what_it_likes() -> None:
    answer = vmssgen("render", "-", stdin=json.dumps(changed(WINDOWS, ("name",), "🦭"), ensure_ascii=True))
    assert answer.exit_code == 0


def test_a_name_of_10000_characters(tmp_path: Path) -> None:
    (found,) = problems(changed(LINUX, ("name",), "x" * 10_000), tmp_path)
    assert found.code == "blueprint/bad-value"
    assert len(found.message) < 200


@pytest.mark.parametrize("key", ["🦭", "two\nlines", "x" * 10_000, "[0]", "", "a.b", "\x1b[31m"])
def test_a_strange_key_is_unknown(key: str, tmp_path: Path) -> None:
    (found,) = problems({**LINUX, key: 1}, tmp_path)
    assert found.code == "blueprint/unknown-key"


def test_a_key_cannot_steer_the_terminal() -> None:
    answer = vmssgen("render", "-", stdin=json.dumps({"a\b\b\b\b": 1}))
    assert "\b" not in answer.stderr
