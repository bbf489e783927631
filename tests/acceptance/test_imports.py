"""A plain render loads nothing that it does not need: most of its time is the start of Python."""

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"azure", "requests", "pydantic", "rich", "syrupy", "pytest", "fastjsonschema"}
REPORT = """
import atexit, sys
atexit.register(lambda: print(*sorted(sys.modules), file=sys.stderr))
from generator.cli.app import main
sys.argv[:] = ["vmssgen", *sys.argv[1:]]
main()
"""


def modules(folder: Path, *arguments: str) -> set[str]:
    """The modules that a command has loaded when it ends: parts of this program, and top-level ones of others."""
    result = subprocess.run(
        [sys.executable, "-c", REPORT, *arguments], cwd=folder, capture_output=True, encoding="utf-8", check=False
    )
    assert result.returncode == 0, result.stderr
    loaded = result.stderr.splitlines()[-1].split()
    return {".".join(name.split(".")[: 2 if name.startswith("generator.") else 1]) for name in loaded}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    modules(tmp_path, "init")
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [("render", "blueprint.yaml"), ("render", ".", "-o", "out"), ("parameters", "blueprint.yaml"), ("validate", ".")],
    ids=lambda arguments: arguments[0],
)
def test_nothing_heavy_is_loaded(folder: Path, arguments: tuple[str, ...]) -> None:
    assert not modules(folder, *arguments) & HEAVY


@pytest.mark.parametrize("arguments", [("render", "blueprint.yaml"), ("--help",)], ids=" ".join)
def test_only_a_check_loads_rules(folder: Path, arguments: tuple[str, ...]) -> None:
    assert not modules(folder, *arguments) & {"generator.rules", "generator.reporting"}


def test_a_check_of_a_template_loads_no_reader_and_no_format_that_it_does_not_need(folder: Path) -> None:
    modules(folder, "render", "blueprint.yaml", "-o", "out")
    loaded = modules(folder, "validate", str(Path("out/blueprint.json")))

    assert not loaded & {"yaml", "jinja2", "jsonschema", "tomllib", "xml"}


@pytest.mark.parametrize("arguments", [("--help",), ("render", "--help"), ("--version",)], ids=" ".join)
def test_help_loads_neither_templates_nor_readers(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert not modules(tmp_path, *arguments) & (HEAVY | {"jinja2", "yaml", "jsonschema"})
