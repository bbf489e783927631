"""The wheel: all that is needed is in it, and it does what the checkout does."""

import copy
import json
import os
import random
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from generator.blueprint.blueprint import load
from generator.blueprint.layers import effective_document
from generator.blueprint.schema import BUILTIN_TEMPLATES, blueprint_schema
from generator.diagnostics import DiagnosticError
from generator.rendering.json_text import dumps
from generator.rendering.template import render

ROOT = Path(__file__).parents[2]
BLUEPRINTS = sorted(file for file in (ROOT / "blueprints").glob("*.yaml") if not file.name.startswith("_"))
MUTANTS_OF_EACH = 40


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what a build reads, since it writes there while other tests run."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("generator", "templates", "docs"):
        shutil.copytree(
            ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "_gate.py", "_compiled")
        )
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    return folder


@pytest.fixture(scope="module")
def wheel(checkout: Path) -> Path:
    """The wheel; built without `python -m build`, which would install what is here already."""
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "dist", cwd=checkout)
    (file,) = (checkout / "dist").glob("*.whl")
    return file


@pytest.fixture(scope="module")
def vmssgen(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command in a fresh environment with the wheel; dependencies are those that are here."""
    environment = tmp_path_factory.mktemp("venv")
    venv.create(environment, symlinks=os.name != "nt")
    scripts = environment / ("Scripts" if os.name == "nt" else "bin")
    python = next(file for name in ("python", "python.exe") if (file := scripts / name).exists())
    install = ("install", "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check", str(wheel))
    run(sys.executable, "-m", "pip", "--python", str(python), *install)
    packages = Path(run(str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    # Behind the wheel's own files, so that not even an editable install can take their place.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return next(file for name in ("vmssgen", "vmssgen.exe") if (file := scripts / name).exists())


def run(*command: str | Path, cwd: Path | None = None) -> str:
    result = subprocess.run(command, cwd=cwd, capture_output=True, encoding="utf-8", check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_the_wheel_holds_templates_schemas_and_what_is_made_of_them(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    files = [file.relative_to(BUILTIN_TEMPLATES).as_posix() for file in BUILTIN_TEMPLATES.rglob("*.json*")]

    assert {f"generator/templates/{name}" for name in files} <= names
    assert {"generator/blueprint/_gate.py", "generator/blueprint/blueprint.schema.json", "generator/py.typed"} <= names
    compiled = [name for name in names if name.startswith("generator/rendering/_compiled/") and name.endswith(".py")]
    assert len(compiled) == len([name for name in files if name.endswith(".j2")])


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}

    assert {top for top in tops if not top.endswith(".dist-info")} == {"generator"}


def test_a_build_leaves_nothing_generated_behind(checkout: Path, wheel: Path) -> None:
    assert wheel.exists()
    assert not (checkout / "generator/blueprint/_gate.py").exists()
    assert not (checkout / "generator/rendering/_compiled").exists()


def test_it_works_in_an_empty_folder(vmssgen: Path, tmp_path: Path) -> None:
    run(vmssgen, "init", cwd=tmp_path)
    template = json.loads(run(vmssgen, "render", "blueprint.yaml", cwd=tmp_path))
    schema = json.loads(run(vmssgen, "schema", cwd=tmp_path))

    assert any(each["type"] == "Microsoft.Compute/virtualMachineScaleSets" for each in template["resources"])
    assert schema == blueprint_schema().root
    assert [file.name for file in tmp_path.iterdir()] == ["blueprint.yaml"]


def test_it_explains_codes_that_are_no_rules(vmssgen: Path, tmp_path: Path) -> None:
    assert run(vmssgen, "explain", "template/not-readable", cwd=tmp_path).startswith("template/not-readable\n\nThe ")


def test_a_render_loads_the_generated_validator_and_no_jsonschema(vmssgen: Path, tmp_path: Path) -> None:
    run(vmssgen, "init", cwd=tmp_path)
    code = "import generator, sys; generator.render(generator.load('blueprint.yaml')); print(*sys.modules)"
    loaded = set(run(vmssgen.with_name("python"), "-c", code, cwd=tmp_path).split())

    assert "generator.blueprint._gate" in loaded
    assert not {"jsonschema", "fastjsonschema", "generator.blueprint.explain"} & loaded


def test_it_renders_what_the_checkout_renders(vmssgen: Path, tmp_path: Path) -> None:
    if not BLUEPRINTS:
        pytest.skip("there are no example blueprints here")
    run(vmssgen, "render", *BLUEPRINTS, "-o", "out", cwd=tmp_path)

    for blueprint in BLUEPRINTS:
        expected = dumps(render(load(blueprint)).content).encode()
        assert (tmp_path / f"out/{blueprint.stem}.json").read_bytes() == expected, blueprint.name


# The generated validator


@pytest.fixture(scope="module")
def gate(wheel: Path) -> ModuleType:
    """The generated validator, as it stands in the wheel."""
    module = ModuleType("_gate")
    exec(zipfile.ZipFile(wheel).read("generator/blueprint/_gate.py"), vars(module))
    return module


def test_the_gate_is_of_the_schema_in_force(gate: ModuleType) -> None:
    assert blueprint_schema().digest == gate.DIGEST


@pytest.mark.parametrize("blueprint", BLUEPRINTS, ids=lambda blueprint: blueprint.stem)
def test_the_gate_judges_as_jsonschema_does(gate: ModuleType, blueprint: Path) -> None:
    validator = Draft202012Validator(blueprint_schema().root)
    document = effective_document(blueprint, None, ())[0].value
    assert gate.accepts(document)

    chance = random.Random(blueprint.stem)
    for _ in range(MUTANTS_OF_EACH):
        mutant = mutated(document, chance)
        assert gate.accepts(mutant) == validator.is_valid(mutant), mutant


@pytest.mark.parametrize("document", [None, [], "text", 1, {}, {"name": "web"}])
def test_the_gate_refuses_what_is_no_blueprint(gate: ModuleType, document: Any) -> None:
    assert not gate.accepts(document)


def test_the_gate_and_the_explanation_agree_on_a_text_that_ends_in_a_line_break(
    gate: ModuleType, tmp_path: Path
) -> None:
    document = effective_document(BLUEPRINTS[0], None, ())[0].value
    document = {**document, "parameters": {"name\n": {"type": "string"}}}
    file = tmp_path / "blueprint.json"
    file.write_text(json.dumps(document), encoding="utf-8")

    assert not gate.accepts(document)
    with pytest.raises(DiagnosticError):
        load(file)


VALUES: list[Any] = [None, True, False, 0, -1, 3, 1.5, 10**6, "", "x", "[x]", "[[x]", "/id", [], [1], ["a", "a"], {}]


def mutated(document: Any, chance: random.Random) -> Any:
    """A copy with one member, or two, changed, removed, added, renamed or moved."""
    mutant = copy.deepcopy(document)
    for _ in range(chance.choice([1, 1, 2])):
        holder = chance.choice(list(containers(mutant)))
        if isinstance(holder, list):
            mutate_list(holder, chance)
        else:
            mutate_object(holder, chance)
    return mutant


def mutate_list(holder: list[Any], chance: random.Random) -> None:
    if holder and chance.random() < 0.5:
        holder[chance.randrange(len(holder))] = copy.deepcopy(chance.choice(VALUES))
    else:
        holder.append(copy.deepcopy(chance.choice([*holder, *VALUES])))


def mutate_object(holder: dict[str, Any], chance: random.Random) -> None:
    keys = [
        *holder,
        "name",
        "kind",
        "id",
        "path",
        "file",
        "parameter",
        "keyVault",
        "protocol",
        "health",
        "plan",
        "nmae",
    ]
    key = chance.choice(keys)
    match chance.choice(["change", "change", "remove", "rename"]):
        case "change":
            words = ["Rolling", "Windows", "dsc", "tcp", "http", {"parameter": "p"}]
            holder[key] = copy.deepcopy(chance.choice([*VALUES, *words]))
        case "remove":
            holder.pop(key, None)
        case _ if key in holder:
            holder[chance.choice(keys)] = holder.pop(key)


def containers(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        yield value
        for inner in value.values() if isinstance(value, dict) else value:
            yield from containers(inner)
