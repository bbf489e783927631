import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import generator.arm.schemas
from generator.arm.schemas import known_types

FOLDER = Path(generator.arm.schemas.__file__).parent
FILES = sorted((FOLDER / "data").glob("*.json"))
PRIMITIVES = {"string", "boolean", "integer", "number", "any"}


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def shapes(data: dict[str, Any]) -> list[str]:
    models = data["models"].values()
    found = [shape for model in models for shape in model["properties"].values()]
    return [shape if isinstance(shape, str) else shape["is"] for shape in found]


def test_the_types_of_a_scale_set_deployment_are_known() -> None:
    types = {name for name, _ in known_types()}

    assert {
        "Microsoft.Authorization/locks",
        "Microsoft.Authorization/roleAssignments",
        "Microsoft.Compute/virtualMachineScaleSets",
        "Microsoft.Insights/autoscaleSettings",
        "Microsoft.KeyVault/vaults",
        "Microsoft.ManagedIdentity/userAssignedIdentities",
        "Microsoft.Network/loadBalancers",
        "Microsoft.Resources/deployments",
        "Microsoft.StandbyPool/standbyVirtualMachinePools",
        "Microsoft.Storage/storageAccounts",
        "Microsoft.VirtualMachineImages/imageTemplates",
    } <= types


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_shape_is_described(path: Path) -> None:
    data = read(path)
    names = {re.sub(r"^(\[\]|\{\})*", "", shape) for shape in shapes(data)}

    assert names <= PRIMITIVES | {f"#{name}" for name in data["models"]} | {f"@{name}" for name in data["enums"]}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_model_and_enum_is_used(path: Path) -> None:
    data = read(path)
    named = {shape.lstrip("[]{}") for shape in shapes(data)}
    named |= {f"#{name}" for model in data["models"].values() for name in model.get("variants", {}).values()}
    named |= {f"#{entry['model']}" for entry in data["types"].values()}

    assert named - PRIMITIVES == {f"#{name}" for name in data["models"]} | {f"@{name}" for name in data["enums"]}


def test_the_data_comes_from_the_required_releases() -> None:
    required = dict(line.split("==") for line in (FOLDER / "sdk-requirements.txt").read_text().splitlines())
    recorded = {name: version for path in FILES for name, version in read(path)["packages"].items()}

    assert recorded == required


def test_every_constraint_has_a_source() -> None:
    entries = read(FOLDER / "constraints.json")

    assert [
        entry for entry in entries if not re.match(r"https://learn\.microsoft\.com/|azure-mgmt-", entry["source"])
    ] == []


def test_one_type_loads_the_file_of_its_namespace_alone() -> None:
    program = (
        "from generator.arm.schemas import check_resource, store\n"
        "list(check_resource({}, type='Microsoft.ManagedIdentity/userAssignedIdentities', api_version='2024-11-30'))\n"
        "print(store._schemas.cache_info().currsize)\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert run.stdout == "1\n"
