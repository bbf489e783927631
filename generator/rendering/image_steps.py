"""The steps of an image build: what Image Builder knows as customizers and validators, and Packer as provisioners."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from generator.rendering import build_commands as commands
from generator.rendering.checks import Checks
from generator.rendering.files import BlueprintFiles
from generator.rendering.values import Expression, View

_WINDOWS = ("PowerShell", "WindowsRestart", "WindowsUpdate")
_OTHER = {"Shell": "write {type: PowerShell, inline: …}", "PowerShell": "write {type: Shell, inline: …}"}


@dataclass(frozen=True, slots=True)
class Step:
    """A step, its scripts and files as commands.

    `kind` is what it is to Image Builder: a file that lies beside the blueprint is written by commands. `inline` are
    those commands, None for what is downloaded and for what takes none.
    """

    given: View
    kind: str
    inline: Any = None


def check_steps(check: Checks, build: View, system: str) -> None:
    """Each step and validation is one for the operating system of the image."""
    for step in (*build.at("steps"), *build.at("validate", "inVMValidations")):
        kind = str(step.at("type").value)
        if kind != "File" and (kind in _WINDOWS) != (system == "Windows"):
            message = f"{kind} is not for {system}, which the image is"
            check.add("image/step-of-other-os", message, step.at("type").path, _OTHER.get(kind))


def image_steps(given: View, system: str, files: BlueprintFiles, check: Checks) -> list[Step]:
    """The steps in their order.

    Raises DiagnosticError where a file cannot be read; adds to the check what cannot become commands.
    """
    return [_step(each, system, files, check) for each in given]


def literal_text(given: View, check: Checks) -> str | None:
    """The text, which becomes part of a command; None, with a problem, where only Azure will know it."""
    if isinstance(given.value, Expression):
        message = "this becomes part of a command, and only Azure will know what the expression gives"
        check.add("image/expression-in-command", message, given.path, "write the text itself, or vary it with --set")
        return None
    return str(given.value)


def _step(given: View, system: str, files: BlueprintFiles, check: Checks) -> Step:
    kind = str(given.at("type").value)
    if given.at("inline"):
        return Step(given, kind, _commands(given.at("inline"), kind))
    if given.at("script"):
        content = _content(given.at("script"), files, check)
        make = commands.shell_script if kind == "Shell" else commands.powershell_script
        return Step(given, kind, make(content))
    if kind == "File" and given.at("content"):
        content, destination = _content(given.at("content"), files, check), literal_text(given.at("destination"), check)
        if system == "Windows":
            return Step(given, "PowerShell", commands.powershell_file(content, destination or ""))
        return Step(given, "Shell", commands.shell_file(content, destination or ""))
    return Step(given, kind)


def _commands(given: View, kind: str) -> Any:
    if isinstance(given.value, Expression):
        return [given]
    texts = given.value if isinstance(given.value, list) else given.value.rstrip("\n").split("\n")
    if any(isinstance(text, Expression) for text in texts):
        return given
    safe = commands.shell_commands(texts) if kind == "Shell" else commands.powershell_commands(texts)
    return given if safe == given.value else safe


def _content(given: View, files: BlueprintFiles, check: Checks) -> bytes:
    if isinstance(given.value, dict):
        return files.read(given.value["file"], (*given.path, "file"))
    return (literal_text(given, check) or "").encode()
