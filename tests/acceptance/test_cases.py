"""Every diagnostic as a user meets it: each folder of `tests/cases` is a mistake and what the command says to it.

A folder `tests/cases/STAGE/SLUG` is named after the diagnostic's code and holds

- the files of the mistake, as a rule `blueprint.yaml` alone,
- or, for a rule, `fails.json` and `passes.json` (or `.yaml`, blueprints): a template that breaks it, and one that keeps
  it as like the first as can be; the command is `vmssgen validate fails.json --severity info --rule STAGE/SLUG`,
- `arguments.txt`, where the command is not `vmssgen render blueprint.yaml`: its arguments, one a line,
- `made.txt`, where a file is needed that is too large to keep: lines of `NAME BYTES`,
- `expected.txt`: what stands on standard error, with `<folder>` for the folder's own path.

`pytest tests/acceptance/test_cases.py --snapshot-update` writes `expected.txt` anew, to be read before it is committed.
"""

import os
import random
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from generator.cli.app import app

CASES = Path(__file__).parents[1] / "cases"
FOLDERS = sorted(CASES.glob("*/*"))
RULES = [folder for folder in FOLDERS if list(folder.glob("fails.*"))]


def code_of(folder: Path) -> str:
    return folder.relative_to(CASES).as_posix()


@pytest.mark.parametrize("folder", FOLDERS, ids=[code_of(folder) for folder in FOLDERS])
def test_the_mistake_is_explained(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    copy = tmp_path.resolve() / "case"
    shutil.copytree(folder, copy)
    make_large_files(copy)
    monkeypatch.chdir(copy)

    exit_code, stdout, stderr = vmssgen(*arguments(folder))

    said = stderr.replace(str(copy), "<folder>").replace(os.sep, "/")
    if request.config.getoption("update_snapshots"):
        (folder / "expected.txt").write_text(said, encoding="utf-8", newline="\n")
    assert said == (folder / "expected.txt").read_text(encoding="utf-8")
    assert said.startswith(tuple(f"{level}[{code_of(folder)}]: " for level in ("error", "warning", "info")))
    assert stdout == ""
    assert exit_code == int(said.startswith("error"))


@pytest.mark.parametrize("folder", RULES, ids=[code_of(folder) for folder in RULES])
def test_what_keeps_the_rule_is_not_reported(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)

    exit_code, stdout, stderr = vmssgen(*checked(folder, "passes"))

    assert (exit_code, stdout, stderr) == (0, f"valid  {file_of(folder, 'passes')}\n", "")


def checked(folder: Path, stem: str) -> list[str]:
    return ["validate", file_of(folder, stem), "--severity", "info", "--rule", code_of(folder)]


def file_of(folder: Path, stem: str) -> str:
    (file,) = folder.glob(f"{stem}.*")
    return file.name


def arguments(folder: Path) -> list[str]:
    if folder in RULES:
        return checked(folder, "fails")
    file = folder / "arguments.txt"
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else ["render", "blueprint.yaml"]


def make_large_files(folder: Path) -> None:
    """Write what `made.txt` asks for: text that cannot be compressed to less than half, always the same."""
    listed = folder / "made.txt"
    for line in listed.read_text(encoding="utf-8").splitlines() if listed.exists() else ():
        name, size = line.split()
        (folder / name).write_text(random.Random(0).randbytes(int(size)).hex()[: int(size)], encoding="utf-8")


def vmssgen(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.stdout, result.stderr
