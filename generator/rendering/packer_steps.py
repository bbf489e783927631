"""The steps of an image build as provisioners of Packer.

Source: "Provisioners" (https://developer.hashicorp.com/packer/docs/provisioners), and for the last one "Deprovision" of
the azure-arm builder (https://developer.hashicorp.com/packer/integrations/hashicorp/azure/latest/components/builder/arm).
"""

from __future__ import annotations

from typing import Any

from generator.rendering import build_commands as commands
from generator.rendering.hcl import Block, Reference, block
from generator.rendering.image_steps import Step, literal_text
from generator.rendering.packer_values import PackerValues
from generator.rendering.values import View, plain

_DEPROVISION = "/usr/sbin/waagent -force -deprovision+user && export HISTSIZE=0 && sync"
_AS_ROOT = "chmod +x {{ .Path }}; {{ .Vars }} sudo -E sh '{{ .Path }}'"
_SYSPREP = [
    "foreach ($service in Get-Service -Name RdAgent, WindowsAzureGuestAgent -ErrorAction SilentlyContinue) {",
    "  while ((Get-Service $service.Name).Status -ne 'Running') { Start-Sleep -Seconds 5 }",
    "}",
    r'& "$env:SystemRoot\System32\Sysprep\Sysprep.exe" /oobe /generalize /quiet /quit /mode:vm',
    r"$setup = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State'",
    "while ((Get-ItemProperty $setup).ImageState -ne 'IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE') {",
    "  Start-Sleep -Seconds 10",
    "}",
]


def provisioner(step: Step, system: str, values: PackerValues) -> Block:
    """The provisioner that does what Image Builder does in this step."""
    given = step.given
    if step.kind == "WindowsRestart":
        return block(
            "provisioner",
            "windows-restart",
            restart_command=values.value(given.at("restartCommand")),
            restart_check_command=values.value(given.at("restartCheckCommand")),
            restart_timeout=values.value(given.at("restartTimeout")),
        )
    if step.kind == "WindowsUpdate":
        return block(
            "provisioner",
            "windows-update",
            search_criteria=values.value(given.at("searchCriteria")),
            filters=values.value(given.at("filters")),
            update_limit=values.value(given.at("updateLimit")),
        )
    inline = [*_comment(given.at("name")), *_lines(_commands(step, system, values), values)]
    if step.kind == "Shell" or (step.kind == "File" and system == "Linux"):
        return block("provisioner", "shell", inline=inline)
    return _powershell(given, inline, values)


def generalisation(system: str) -> Block:
    """The provisioner that makes the machine an image for any machine; the last one."""
    if system == "Windows":
        return block("provisioner", "powershell", inline=_SYSPREP)
    return block("provisioner", "shell", execute_command=_AS_ROOT, inline=[_DEPROVISION], inline_shebang="/bin/sh -x")


def _commands(step: Step, system: str, values: PackerValues) -> Any:
    """The commands of a step: its own, or those that download its script or file."""
    if step.inline is not None:
        return step.inline
    given, windows = step.given, system == "Windows"
    checksum = given.at("sha256Checksum").value
    if step.kind == "File":
        texts = [literal_text(given.at(key), values.check) or "" for key in ("sourceUri", "destination")]
        make = commands.powershell_downloaded_file if windows else commands.shell_downloaded_file
        return make(texts[0], checksum, texts[1])
    uri = literal_text(given.at("scriptUri"), values.check) or ""
    script = commands.powershell_downloaded_script if windows else commands.shell_downloaded_script
    return script(uri, checksum)


def _lines(inline: Any, values: PackerValues) -> list[Any]:
    """The commands line by line: Packer writes each on a line of its own script."""
    given = plain(inline)
    found: list[Any] = []
    for each in [given] if isinstance(given, str) else list(inline if isinstance(inline, View) else given):
        value = values.value(each) if not isinstance(plain(each), str) else plain(each)
        found += value.removesuffix("\n").split("\n") if isinstance(value, str) else [value]
    return found


def _comment(name: View) -> list[str]:
    text = " ".join(str(name.value or "").split())
    return [f"# {text}"] if text and text.isascii() and "{{" not in text else []


def _powershell(given: View, inline: list[Any], values: PackerValues) -> Block:
    elevated: dict[str, Any] = {}
    if given.at("runAsSystem").value is True:
        elevated = {"elevated_user": "SYSTEM", "elevated_password": ""}
    elif given.at("runElevated").value is True:
        elevated = {"elevated_user": Reference("build.User"), "elevated_password": Reference("build.Password")}
    for key in ("runElevated", "runAsSystem"):
        if not isinstance(given.at(key).value, bool | None):
            message = f"Packer must know {key} when it reads the template"
            values.check.add("image/not-for-packer", message, given.at(key).path, "write true or false")
    codes = values.value(given.at("validExitCodes"))
    return block("provisioner", "powershell", inline=inline, valid_exit_codes=codes, **elevated)
