"""Results that cannot be written, readers that go away, and interruptions."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from commands import GOOD, vmssgen

VMSSGEN = [sys.executable, "-B", "-m", "generator"]
posix_only = pytest.mark.skipif(os.name != "posix", reason="needs the resource limits and devices of POSIX")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "web.yaml").write_text(GOOD, encoding="utf-8")
    return tmp_path


def test_a_file_in_place_of_the_output_folder(folder: Path) -> None:
    (folder / "out").write_text("precious", encoding="utf-8")
    answer = vmssgen("render", "web.yaml", "-o", "out")
    assert answer.codes == ["output/not-writable"]
    assert (folder / "out").read_text(encoding="utf-8") == "precious"


def test_a_folder_in_place_of_an_output_file(folder: Path) -> None:
    (folder / "out/web.json").mkdir(parents=True)
    assert vmssgen("render", "web.yaml", "-o", "out").codes == ["output/not-writable"]
    assert [file.name for file in (folder / "out").iterdir()] == ["web.json"]


def test_a_name_too_long_for_a_file() -> None:
    assert vmssgen("render", "web.yaml", "-o", "a" * 300).codes == ["output/not-writable"]


@posix_only
def test_a_full_disk_leaves_the_old_files_as_they_were(folder: Path) -> None:
    assert vmssgen("render", "web.yaml", "-o", "out").exit_code == 0
    old = {file.name: file.read_bytes() for file in (folder / "out").iterdir()}
    (folder / "web.yaml").write_text(GOOD.replace("D2s_v5", "D4s_v5"), encoding="utf-8")

    result = subprocess.run(
        [*VMSSGEN, "render", "web.yaml", "-o", "out"],
        capture_output=True,
        encoding="utf-8",
        check=False,
        preexec_fn=files_of_1000_bytes_at_most,
    )

    assert result.returncode == 1
    assert result.stderr.startswith("error[output/not-writable]: ")
    assert {file.name: file.read_bytes() for file in (folder / "out").iterdir()} == old


def files_of_1000_bytes_at_most() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("command", ["render", "parameters", "show"])
def test_a_full_disk_behind_standard_output(command: str) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        result = subprocess.run(
            [*VMSSGEN, command, "web.yaml"], stdout=full, stderr=subprocess.PIPE, encoding="utf-8", check=False
        )
    assert result.returncode == 1
    assert result.stderr.startswith("error[output/not-writable]: ")


@posix_only
@pytest.mark.parametrize(
    "arguments", [["render", "web.yaml"], ["show", "web.yaml"], ["schema"], ["init", "-"]], ids=str
)
def test_a_reader_that_goes_away_is_no_error_to_talk_about(arguments: list[str]) -> None:
    with subprocess.Popen(
        [*VMSSGEN, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""


@posix_only
def test_an_interruption_ends_the_command_without_a_word_of_python(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    with subprocess.Popen([*VMSSGEN, "render", "pipe"], stderr=subprocess.PIPE, encoding="utf-8") as process:
        writer = open_when_read(folder / "pipe")
        time.sleep(0.2)  # from the opening of the pipe to the reading of it
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=30)
    os.close(writer)
    assert "Traceback" not in stderr
    assert process.returncode == 130


def open_when_read(pipe: Path) -> int:
    for _ in range(600):
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the command never opened its blueprint")


@pytest.fixture
def outside(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which nothing shall appear, around the one that the command runs in."""
    inner = folder / "outside/of/the/folder"
    inner.mkdir(parents=True)
    (folder / "web.yaml").rename(inner / "web.yaml")
    monkeypatch.chdir(inner)
    return folder


def results_outside(outside: Path) -> list[Path]:
    return [file for file in outside.rglob("*.json") if (outside / "outside/of/the/folder/out") not in file.parents]


@pytest.mark.parametrize("name", ["../escaped", "a/b", "..", "con:x"])
def test_a_name_on_standard_input_never_leads_out_of_the_output_folder(outside: Path, name: str) -> None:
    vmssgen("render", "-", "-o", "out", stdin=GOOD.replace("name: web", f"name: {json.dumps(name)}", 1))
    assert results_outside(outside) == []


@pytest.mark.parametrize("environment", ["x/../../../escaped", "a/b"])
def test_an_environment_never_leads_out_of_the_output_folder(outside: Path, environment: str) -> None:
    Path("web.yaml").write_text(GOOD + f"environments: {{{environment}: {{}}}}\n", encoding="utf-8")
    Path("out/web.x").mkdir(parents=True)
    vmssgen("render", "web.yaml", "-o", "out", "--env", environment)
    assert results_outside(outside) == []


@posix_only
@pytest.mark.parametrize(
    "arguments",
    [
        ["render", b"\xff.yaml"],
        ["render", "web.yaml", "--env", b"\xff"],
    ],
    ids=str,
)
def test_arguments_that_are_no_text(arguments: list[str | bytes]) -> None:
    result = subprocess.run([*VMSSGEN, *arguments], capture_output=True, encoding="utf-8", check=False)
    assert result.returncode == 1
    assert result.stderr.startswith(("error[file/not-found]: ", "error[blueprint/unknown-environment]: "))
