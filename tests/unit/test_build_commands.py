"""Scripts and files as commands of the shell, tried with the shell of this machine."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from generator.rendering import build_commands as commands

SHELL = shutil.which("sh")
pytestmark = pytest.mark.skipif(SHELL is None, reason="commands of the shell need one")


def run(folder: Path, made: list[str]) -> subprocess.CompletedProcess[str]:
    """What comes of the commands as Packer runs them: each on a line of a script of /bin/sh -e."""
    script = folder / "packer.sh"
    script.write_text("#!/bin/sh -e\n" + "".join(f"{line}\n" for line in made), encoding="utf-8")
    return subprocess.run(
        [str(SHELL), "-e", str(script)],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "TMPDIR": str(folder)},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=30,
    )


@pytest.mark.parametrize(
    "content",
    [
        b"a line\n",
        b"$HOME `date` \\ \"quoted\" 'both'\n",
        b"END_OF_FILE\nEND_OF_FILE1\n",
        b"no line feed at the end",
        b"\r\n",
        b"{{ .Values }} ${x} %{if}\n",
        b"",
        bytes(range(256)),
    ],
)
def test_a_file_is_written_byte_for_byte(tmp_path: Path, content: bytes) -> None:
    target = tmp_path / "it's a file"

    made = run(tmp_path, commands.shell_file(content, str(target)))

    assert (made.returncode, made.stderr) == (0, "")
    assert target.read_bytes() == content


def test_a_script_is_run_by_the_interpreter_that_it_names(tmp_path: Path) -> None:
    made = run(tmp_path, commands.shell_script(b'#!/usr/bin/env bash\necho "${BASH_VERSION:+bash}"'))

    assert (made.stdout, made.returncode) == ("bash\n", 0)
    assert [path.name for path in tmp_path.iterdir()] == ["packer.sh"]


def test_a_script_that_fails_fails_the_step(tmp_path: Path) -> None:
    assert run(tmp_path, commands.shell_script(b"#!/bin/sh\nexit 7\n")).returncode == 7


def test_plain_commands_stay_as_they_are() -> None:
    assert commands.shell_commands(["sudo apt-get update"]) == ["sudo apt-get update"]
    assert commands.powershell_commands(["Get-Date"]) == ["Get-Date"]


@pytest.mark.parametrize("text", ["{{.Names}}", "cafe\u0301"])
def test_what_packer_would_change_is_hidden_from_it(tmp_path: Path, text: str) -> None:
    made = commands.shell_commands([f"echo '{text}'"])

    assert text not in "\n".join(made)
    assert run(tmp_path, made).stdout == f"{text}\n"


def test_commands_stop_at_the_first_that_fails_hidden_or_not(tmp_path: Path) -> None:
    made = run(tmp_path, commands.shell_commands(["echo '{{'", "false", "echo behind"]))

    assert (made.stdout, made.returncode) == ("{{\n", 1)


@pytest.mark.parametrize(("checksum", "code"), [("right", 0), ("0" * 64, 1)])
def test_a_downloaded_file_is_compared_with_its_checksum(tmp_path: Path, checksum: str, code: int) -> None:
    if shutil.which("curl") is None or shutil.which("sha256sum") is None:
        pytest.skip("needs curl and sha256sum")
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(b"content")
    wanted = hashlib.sha256(b"content").hexdigest() if checksum == "right" else checksum

    made = run(tmp_path, commands.shell_downloaded_file(source.as_uri(), wanted, str(target)))

    assert made.returncode == code, made.stderr
    assert target.read_bytes() == b"content"


def test_a_downloaded_script_is_run(tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("needs curl")
    source = tmp_path / "source.sh"
    source.write_bytes(b"#!/bin/sh\necho ran\n")

    assert run(tmp_path, commands.shell_downloaded_script(source.as_uri(), None)).stdout == "ran\n"


def test_a_script_of_powershell_is_what_its_lines_say() -> None:
    assert commands.powershell_script(b"\xef\xbb\xbfGet-Date\r\nGet-Host\r\n") == ["Get-Date", "Get-Host"]


def test_powershell_that_is_not_ascii_is_hidden_from_a_reader_that_takes_it_for_ansi() -> None:
    made = "\n".join(commands.powershell_commands(["Write-Output 'Grüße'"]))

    assert made.isascii()
    assert "FromBase64String" in made


def test_powershell_compares_the_checksum_of_a_download() -> None:
    made = commands.powershell_downloaded_file("https://example.com/it's", "0" * 64, "C:\\x")

    assert "Invoke-WebRequest -UseBasicParsing -Uri 'https://example.com/it''s' -OutFile 'C:\\x'" in made
    assert (
        f"if ((Get-FileHash -Algorithm SHA256 -Path 'C:\\x').Hash -ne '{'0' * 64}') {{ throw 'wrong checksum' }}"
        in made
    )
