"""Scripts and files as commands for the machine that builds an image.

Image Builder and Packer take commands, and neither a script nor a file that lies beside a blueprint. So their text
becomes part of the commands, readable where that is safe. Base64 stands in its place where a shell, HCL or Packer could
change it: Packer reads `{{` as its own ("Template Engine", https://developer.hashicorp.com/packer/docs/templates/
legacy_json_templates/engine), once or twice; HCL composes accents; PowerShell 5.1 takes what is not ASCII for ANSI.
"""

from __future__ import annotations

import base64
import itertools
import re
import shlex
import textwrap
import unicodedata

_QUOTES = re.compile("(['\u2018\u2019\u201a\u201b])")
_LINE = 100
"""Characters of Base64 on a line."""


def shell_script(content: bytes) -> list[str]:
    """Commands of the shell that run the script as a file of its own, by the interpreter that it names."""
    return _run(_written(content, '"$script"', exact=False))


def shell_file(content: bytes, destination: str) -> list[str]:
    """Commands of the shell that write the file, byte for byte."""
    return shell_commands(_written(content, shlex.quote(destination), exact=True))


def shell_commands(commands: list[str]) -> list[str]:
    """The commands, or where Packer would take part of them for its own, a script of them."""
    text = "\n".join(commands) + "\n"
    return commands if _is_plain(text) else shell_script(f"#!/bin/sh -e\n{text}".encode())


def powershell_script(content: bytes) -> list[str]:
    """PowerShell that does what the script does; its line ends become line feeds."""
    text = content.decode("utf-8-sig", errors="surrogateescape").replace("\r\n", "\n")
    if text.isascii() and _is_plain(text):
        return text.removesuffix("\n").split("\n")
    encoded = text.encode(errors="surrogateescape")
    return [
        f"$script = {_base64_bytes(encoded)}",
        "& ([scriptblock]::Create([Text.Encoding]::UTF8.GetString($script)))",
    ]


def powershell_commands(commands: list[str]) -> list[str]:
    """The commands, or where Packer or PowerShell would change part of them, a script of them."""
    text = "\n".join(commands)
    return commands if text.isascii() and _is_plain(text) else powershell_script(text.encode())


def powershell_file(content: bytes, destination: str) -> list[str]:
    """PowerShell that writes the file, byte for byte."""
    return powershell_commands([f"[IO.File]::WriteAllBytes({_quoted(destination)}, {_base64_bytes(content)})"])


def shell_downloaded_script(uri: str, checksum: str | None) -> list[str]:
    """Commands of the shell that download a script and run it."""
    return shell_commands(_run(_shell_download(uri, checksum, '"$script"')))


def shell_downloaded_file(uri: str, checksum: str | None, destination: str) -> list[str]:
    """Commands of the shell that download a file."""
    return shell_commands(_shell_download(uri, checksum, shlex.quote(destination)))


def powershell_downloaded_script(uri: str, checksum: str | None) -> list[str]:
    """PowerShell that downloads a script and runs it."""
    script = '$script = "$env:TEMP\\$([guid]::NewGuid()).ps1"'
    return powershell_commands([script, *_powershell_download(uri, checksum, "$script"), "& $script"])


def powershell_downloaded_file(uri: str, checksum: str | None, destination: str) -> list[str]:
    """PowerShell that downloads a file."""
    return powershell_commands(_powershell_download(uri, checksum, _quoted(destination)))


def _run(made: list[str]) -> list[str]:
    """Commands that make a script of the shell's variable, and run it."""
    return ["script=$(mktemp)", *made, 'chmod +x "$script"', '"$script"', 'rm -f "$script"']


def _shell_download(uri: str, checksum: str | None, destination: str) -> list[str]:
    commands = [f"curl --fail --silent --show-error --location --output {destination} {shlex.quote(uri)}"]
    if checksum is not None:
        commands.append(f'printf "%s  %s\\n" {checksum} {destination} | sha256sum --check --quiet')
    return commands


def _powershell_download(uri: str, checksum: str | None, path: str) -> list[str]:
    commands = [
        "$ErrorActionPreference = 'Stop'",
        "$ProgressPreference = 'SilentlyContinue'",  # Invoke-WebRequest is many times slower with a progress bar
        f"Invoke-WebRequest -UseBasicParsing -Uri {_quoted(uri)} -OutFile {path}",
    ]
    if checksum is not None:
        commands.append(
            f"if ((Get-FileHash -Algorithm SHA256 -Path {path}).Hash -ne '{checksum}') {{ throw 'wrong checksum' }}"
        )
    return commands


def _written(content: bytes, destination: str, *, exact: bool) -> list[str]:
    """A here-document that makes the file of what stands in it; one more line feed at its end unless `exact`."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        text = None
    if text is not None and not exact and not text.endswith("\n"):
        text += "\n"
    if text is not None and text.endswith("\n") and _is_plain(text):
        return _here_document(f"cat > {destination}", text.removesuffix("\n").split("\n"))
    return _here_document(f"base64 --decode > {destination}", _base64_lines(content))


def _here_document(command: str, lines: list[str]) -> list[str]:
    names = (f"END_OF_FILE{number or ''}" for number in itertools.count())
    end = next(name for name in names if name not in lines)
    return ["\n".join([f"{command} <<'{end}'", *lines, end])]


def _is_plain(text: str) -> bool:
    """Whether the text comes through HCL, Packer and the upload unchanged, and a person can read it."""
    readable = all(letter.isprintable() or letter in "\n\t" for letter in text)
    return readable and "{{" not in text and unicodedata.is_normalized("NFC", text)


def _base64_lines(content: bytes) -> list[str]:
    return textwrap.wrap(base64.b64encode(content).decode(), _LINE)


def _base64_bytes(content: bytes) -> str:
    """PowerShell for the bytes, which are in a here-string: decoding ignores its line ends."""
    return "[Convert]::FromBase64String(@'\n" + "\n".join(_base64_lines(content)) + "\n'@)"


def _quoted(text: str) -> str:
    """The text as PowerShell's literal; it takes typographic quotes for quotes too."""
    return "'" + _QUOTES.sub(r"\1\1", text) + "'"
