"""An extension of a rendered scale set as a settings file, an `az` command or PowerShell."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from typing import Any

from generator.diagnostics import Diagnostic, DiagnosticError, Location, Path, did_you_mean
from generator.rendering.setting_values import Secret, SecretText, resolved, secrets, unescaped, with_secrets
from generator.rendering.template import Template

_POWERSHELL_QUOTES = re.compile("(['\u2018\u2019\u201a\u201b])")
_NO_OPTION = ("protectedSettingsFromKeyVault", "suppressFailures")
"""What neither `az vmss extension set` nor `Add-AzVmssExtension` can say."""


@dataclass(frozen=True, slots=True)
class ScaleSetExtension:
    """An extension at its place in a template."""

    name: str
    scale_set: str
    template: Template
    path: Path

    def member(self, key: str) -> Any:
        """A member of its properties as its handler gets it, secrets in their places; None where it is absent.

        Raises DiagnosticError where only Azure can evaluate what stands in it.
        """
        value: Any = self.template.content
        for step in self.path:
            value = value[step]
        return resolved(value.get(key), self.template, (*self.path, key))


def scale_set_extension(template: Template, name: str | None) -> ScaleSetExtension:
    """The extension of that name; without one the only extension, that for health not counted where there are others.

    Raises DiagnosticError where there is none, or the choice is open.
    """
    resources = enumerate(template.content["resources"])
    index, scale_set = next(each for each in resources if each[1]["type"].endswith("/virtualMachineScaleSets"))
    profile = scale_set["properties"]["virtualMachineProfile"].get("extensionProfile", {})
    extensions = profile.get("extensions", [])
    place = _place([(each["name"], each["properties"]["type"]) for each in extensions], name, template)
    path: Path = ("resources", index, "properties", "virtualMachineProfile", "extensionProfile", "extensions", place)
    return ScaleSetExtension(
        name=unescaped(extensions[place]["name"]),
        scale_set=str(resolved(scale_set["name"], template, ("resources", index, "name"))),
        template=template,
        path=(*path, "properties"),
    )


def _place(extensions: list[tuple[str, str]], name: str | None, template: Template) -> int:
    """The index of the extension that is meant."""
    names = [each for each, _ in extensions]
    others = [each for each, kind in extensions if not kind.startswith("ApplicationHealth")] or names
    if name is None and len(others) == 1:
        return names.index(others[0])
    if name in names:
        return names.index(name)
    message = f"there is no extension {name}" if name else "which extension?" if names else "there are no extensions"
    choice = f"add --extension {' or '.join(names)}" if names else None
    hint = did_you_mean(name, names) if name else choice
    place = Location(file=str(template.blueprint.file))
    raise DiagnosticError(Diagnostic(code="settings/no-such-extension", message=message, location=place, hint=hint))


def as_settings_file(values: dict[str, Any]) -> str:
    """The JSON file for `--settings` or `--protected-settings`; `<NAME>` where a secret goes."""
    return json.dumps(with_secrets(values, lambda name: f"<{name}>"), indent=2, ensure_ascii=False) + "\n"


def as_az(extension: ScaleSetExtension, resource_group: str) -> str:
    """The complete `az vmss extension set`; secrets are read from shell variables named after their parameters.

    Its --name is the extension's type, and --extension-instance-name the extension's name.
    """
    settings, protected = extension.member("settings"), extension.member("protectedSettings")
    options = [
        f"--publisher {shlex.quote(extension.member('publisher'))}",
        f"--version {shlex.quote(extension.member('typeHandlerVersion'))}",
        f"--name {shlex.quote(extension.member('type'))}",
        f"--extension-instance-name {shlex.quote(extension.name)}",
        f"--resource-group {resource_group}",
        f"--vmss-name {shlex.quote(extension.scale_set)}",
    ]
    options += [f"--settings {_shell_json(settings)}"] if settings else []
    options += [f"--protected-settings {_shell_json(protected)}"] if protected else []
    options += ["--no-auto-upgrade-minor-version"] if extension.member("autoUpgradeMinorVersion") is False else []
    options += ["--enable-auto-upgrade true"] if extension.member("enableAutomaticUpgrade") else []
    if after := extension.member("provisionAfterExtensions"):
        options.append(f"--provision-after-extensions {shlex.join(after)}")
    notes = [f"# set secret_{name} first, escaped as within a JSON string" for name in secret_names(protected)]
    return "\n".join([*notes, *_left_out(extension), " \\\n  ".join(["az vmss extension set", *options])]) + "\n"


def as_powershell(extension: ScaleSetExtension, resource_group: str) -> str:
    """The settings as a hashtable with the commands that put them into the scale set."""
    settings, protected = extension.member("settings"), extension.member("protectedSettings")
    lines = [f"# set $secret_{name} first" for name in secret_names(protected)] + _left_out(extension)
    arguments = ["Add-AzVmssExtension -VirtualMachineScaleSet $vmss", f"-Name {_powershell(extension.name)}"]
    for option, key in _POWERSHELL_OPTIONS.items():
        if (value := extension.member(key)) is not None:
            arguments.append(f"-{option} {_powershell(value)}")
    if after := extension.member("provisionAfterExtensions"):
        arguments.append(f"-ProvisionAfterExtension {', '.join(map(_powershell, after))}")
    for variable, option, values in (
        ("settings", "Setting", settings),
        ("protectedSettings", "ProtectedSetting", protected),
    ):
        if values:
            lines.append(f"${variable} = {_powershell(values)}")
            arguments.append(f"-{option} ${variable}")
    name = _powershell(extension.scale_set)
    lines += [
        f"$vmss = Get-AzVmss -ResourceGroupName {resource_group} -VMScaleSetName {name}",
        " `\n  ".join(arguments),
        f"Update-AzVmss -ResourceGroupName {resource_group} -Name {name} -VirtualMachineScaleSet $vmss",
    ]
    return "\n".join(lines) + "\n"


def secret_names(values: Any) -> list[str]:
    """Names of the parameters whose values are not in the blueprint."""
    return list(dict.fromkeys(secret.name for secret in secrets(values)))


_POWERSHELL_OPTIONS = {
    "Publisher": "publisher",
    "Type": "type",
    "TypeHandlerVersion": "typeHandlerVersion",
    "AutoUpgradeMinorVersion": "autoUpgradeMinorVersion",
    "EnableAutomaticUpgrade": "enableAutomaticUpgrade",
    "ForceUpdateTag": "forceUpdateTag",
}


def _left_out(extension: ScaleSetExtension) -> list[str]:
    """A comment where the command says less than the template."""
    names = [name for name in _NO_OPTION if extension.member(name)]
    return [f"# only a template can say this: {', '.join(names)}"] if names else []


def _shell_json(values: dict[str, Any]) -> str:
    """The values as one shell word: in single quotes, which are left only where a variable stands."""
    written = json.dumps(with_secrets(values, lambda name: f"\ue000{name}\ue001"), ensure_ascii=False)
    return re.sub("\ue000(\\w+)\ue001", r"""'"${secret_\1}"'""", shlex.quote(written))


def _powershell(value: Any, indent: int = 0) -> str:
    """The value as PowerShell; its single-quoted strings know no escapes but a doubled quote, typographic ones too."""
    pad = "  " * (indent + 1)
    match value:
        case Secret(name):
            return f"$secret_{name}"
        case SecretText(parts):
            text_first = parts if isinstance(parts[0], str) else ("", *parts)
            return f"({' + '.join(map(_powershell, text_first))})"
        case dict() if not value:
            return "@{}"
        case dict():
            rows = (f"{pad}{_powershell(key)} = {_powershell(inner, indent + 1)}\n" for key, inner in value.items())
            return f"@{{\n{''.join(rows)}{'  ' * indent}}}"
        case [list() as only]:  # without the comma PowerShell would take it for its items
            return f"@(, {_powershell(only, indent)})"
        case list():
            return f"@({', '.join(_powershell(inner, indent) for inner in value)})"
        case bool():
            return "$true" if value else "$false"
        case None:
            return "$null"
        case str():
            return "'" + _POWERSHELL_QUOTES.sub(r"\1\1", value) + "'"
    return str(value)
