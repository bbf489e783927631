"""Blueprints for tests to start from, and the way from a document to what becomes of it."""

import copy
import json
from pathlib import Path
from typing import Any

import generator

LINUX: dict[str, Any] = {
    "name": "web",
    "image": {"urn": "Canonical:ubuntu-24_04-lts:server:latest"},
    "scaleSet": {
        "sku": {"name": "Standard_D2s_v5", "capacity": 2},
        "osProfile": {"adminUsername": "azureuser", "ssh": {"publicKey": {"parameter": "sshPublicKey"}}},
    },
}
WINDOWS: dict[str, Any] = {
    "name": "web",
    "image": {"urn": "MicrosoftWindowsServer:WindowsServer:2022-datacenter:latest"},
    "scaleSet": {
        "sku": {"name": "Standard_D2s_v5", "capacity": 2},
        "osProfile": {"adminUsername": "azureuser", "adminPassword": {"parameter": "adminPassword"}},
    },
}


def laid_over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """A copy of the document with the members of another one; objects merge."""
    merged = copy.deepcopy(below)
    for key, value in above.items():
        old = merged.get(key)
        merged[key] = laid_over(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


def loaded(folder: Path, document: dict[str, Any]) -> generator.Blueprint:
    """The document as a blueprint in a file of the folder."""
    file = folder / "blueprint.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return generator.load(file)


def rendered(folder: Path, document: dict[str, Any]) -> generator.Template:
    """The template of the document."""
    return generator.render(loaded(folder, document))


def resource(template: generator.Template, kind: str) -> dict[str, Any]:
    """The only resource of that type, which may be given by its last word."""
    (found,) = (each for each in template.content["resources"] if each["type"].endswith(kind))
    return dict(found)


def profile(template: generator.Template) -> dict[str, Any]:
    """The virtual machine profile of the scale set."""
    return dict(resource(template, "virtualMachineScaleSets")["properties"]["virtualMachineProfile"])


def problems(error: generator.DiagnosticError) -> list[str]:
    """The codes of what is wrong."""
    return [diagnostic.code for diagnostic in error.diagnostics]
