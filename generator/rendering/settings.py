"""An extension of a rendered scale set as a settings file, an `az` command or PowerShell."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from generator.diagnostics import Diagnostic, DiagnosticError, Location, did_you_mean
from generator.rendering.template import Template
from generator.rendering.values import as_expression

_PARAMETER = re.compile(r"parameters\(\s*'(\w+)'\s*\)", re.IGNORECASE)
_POWERSHELL_QUOTES = re.compile("(['\u2018\u2019\u201a\u201b])")


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that is given when deploying; `name` is its parameter."""

    name: str


@dataclass(frozen=True, slots=True)
class ScaleSetExtension:
    """An extension with settings as its handler gets them: no ARM escapes, secrets in their places."""

    name: str
    scale_set: str
    properties: dict[str, Any]
    settings: dict[str, Any] = field(default_factory=dict)
    protected: dict[str, Any] = field(default_factory=dict)

    @property
    def secrets(self) -> tuple[str, ...]:
        """Names of the parameters whose values are not in the blueprint."""
        return tuple(dict.fromkeys(secret.name for secret in _secrets([self.settings, self.protected])))


def scale_set_extension(template: Template, name: str | None) -> ScaleSetExtension:
    """The extension of that name; without one the only extension, that for health not counted where there are others.

    Raises DiagnosticError where there is none, the choice is open, or a setting only Azure can evaluate.
    """
    scale_set = next(
        each for each in template.content["resources"] if each["type"].endswith("/virtualMachineScaleSets")
    )
    profile = scale_set["properties"]["virtualMachineProfile"].get("extensionProfile", {})
    by_name = {each["name"]: each["properties"] for each in profile.get("extensions", ())}
    if name is None:
        others = [
            each for each, properties in by_name.items() if not properties["type"].startswith("ApplicationHealth")
        ]
        candidates = others or list(by_name)
        name = candidates[0] if len(candidates) == 1 else None
    if name not in by_name:
        file = str(template.blueprint.file)
        message = (
            f"there is no extension {name}" if name else "which extension?" if by_name else "there are no extensions"
        )
        hint = (
            did_you_mean(name or "", by_name)
            if name
            else f"add --extension {' or '.join(by_name)}"
            if by_name
            else None
        )
        raise DiagnosticError(
            Diagnostic(code="settings/no-such-extension", message=message, location=Location(file=file), hint=hint)
        )
    properties = by_name[name]
    known = {parameter.name.lower(): parameter for parameter in template.parameters}

    def resolved(value: Any) -> Any:
        match value:
            case dict():
                return {_unescaped(key): resolved(inner) for key, inner in value.items()}
            case list():
                return [resolved(inner) for inner in value]
            case str() if (expression := as_expression(value)) is not None:
                whole = _PARAMETER.fullmatch(expression.code)
                if whole is None:
                    message = f"{value} can be evaluated by Azure alone, in a template"
                    raise DiagnosticError(
                        Diagnostic(
                            code="settings/expression",
                            message=message,
                            location=Location(file=str(template.blueprint.file)),
                        )
                    )
                parameter = known[whole[1].lower()]
                return Secret(parameter.name) if parameter.default is None else parameter.default
            case str():
                return _unescaped(value)
        return value

    return ScaleSetExtension(
        name=resolved(name),
        scale_set=_plain_name(scale_set["name"], known),
        properties={
            key: resolved(inner) for key, inner in properties.items() if key not in ("settings", "protectedSettings")
        },
        settings=resolved(properties.get("settings", {})),
        protected=resolved(properties.get("protectedSettings", {})),
    )


def as_settings_file(extension: ScaleSetExtension, *, protected: bool) -> str:
    """The JSON file for `--settings`, or for `--protected-settings`; `<NAME>` where a secret goes."""
    values = extension.protected if protected else extension.settings
    return json.dumps(_replaced(values, lambda name: f"<{name}>"), indent=2, ensure_ascii=False) + "\n"


def as_az(extension: ScaleSetExtension, resource_group: str) -> str:
    """The complete `az vmss extension set`; secrets are read from shell variables of their parameters' names.

    Its --name is the extension's type, and --extension-instance-name the extension's name.
    """
    properties = extension.properties
    options = [
        f"--publisher {shlex.quote(properties['publisher'])}",
        f"--version {shlex.quote(properties['typeHandlerVersion'])}",
        f"--name {shlex.quote(properties['type'])}",
        f"--extension-instance-name {shlex.quote(extension.name)}",
        f"--resource-group {resource_group}",
        f"--vmss-name {shlex.quote(extension.scale_set)}",
    ]
    if extension.settings:
        options.append(f"--settings {_shell_json(extension.settings)}")
    if extension.protected:
        options.append(f"--protected-settings {_shell_json(extension.protected)}")
    if properties.get("autoUpgradeMinorVersion") is False:
        options.append("--no-auto-upgrade-minor-version")
    if properties.get("enableAutomaticUpgrade"):
        options.append("--enable-auto-upgrade true")
    if "provisionAfterExtensions" in properties:
        options.append(f"--provision-after-extensions {shlex.join(properties['provisionAfterExtensions'])}")
    notes = "".join(f"# set secret_{name} first, escaped as within a JSON string\n" for name in extension.secrets)
    return notes + _left_out(properties) + " \\\n  ".join(["az vmss extension set", *options]) + "\n"


def as_powershell(extension: ScaleSetExtension, resource_group: str) -> str:
    """The settings as a hashtable with the commands that put them into the scale set."""
    properties = extension.properties
    lines = [f"# set $secret_{name} first" for name in extension.secrets]
    lines += _left_out(properties).splitlines()
    arguments = [
        f"-Publisher {_powershell(properties['publisher'])}",
        f"-Type {_powershell(properties['type'])}",
        f"-TypeHandlerVersion {_powershell(properties['typeHandlerVersion'])}",
        f"-Name {_powershell(extension.name)}",
        f"-AutoUpgradeMinorVersion {_powershell(properties.get('autoUpgradeMinorVersion', True))}",
    ]
    if "enableAutomaticUpgrade" in properties:
        arguments.append(f"-EnableAutomaticUpgrade {_powershell(properties['enableAutomaticUpgrade'])}")
    if "forceUpdateTag" in properties:
        arguments.append(f"-ForceUpdateTag {_powershell(properties['forceUpdateTag'])}")
    if "provisionAfterExtensions" in properties:
        arguments.append(
            f"-ProvisionAfterExtension {', '.join(map(_powershell, properties['provisionAfterExtensions']))}"
        )
    for variable, option, values in (
        ("settings", "Setting", extension.settings),
        ("protectedSettings", "ProtectedSetting", extension.protected),
    ):
        if values:
            lines.append(f"${variable} = {_powershell(values)}")
            arguments.append(f"-{option} ${variable}")
    name = _powershell(extension.scale_set)
    lines += [
        f"$vmss = Get-AzVmss -ResourceGroupName {resource_group} -VMScaleSetName {name}",
        " `\n  ".join(["Add-AzVmssExtension -VirtualMachineScaleSet $vmss", *arguments]),
        f"Update-AzVmss -ResourceGroupName {resource_group} -Name {name} -VirtualMachineScaleSet $vmss",
    ]
    return "\n".join(lines) + "\n"


def _plain_name(name: str, known: dict[str, Any]) -> str:
    expression = as_expression(name)
    if expression is None:
        return _unescaped(name)
    whole = _PARAMETER.fullmatch(expression.code)
    default = known[whole[1].lower()].default if whole else None
    return str(default) if default is not None else name


def _unescaped(text: str) -> str:
    return text[1:] if text.startswith("[[") and text.endswith("]") else text


def _secrets(value: Any) -> Iterator[Secret]:
    match value:
        case Secret():
            yield value
        case dict():
            for inner in value.values():
                yield from _secrets(inner)
        case list():
            for inner in value:
                yield from _secrets(inner)


def _replaced(value: Any, text: Any) -> Any:
    match value:
        case Secret(name):
            return text(name)
        case dict():
            return {key: _replaced(inner, text) for key, inner in value.items()}
        case list():
            return [_replaced(inner, text) for inner in value]
    return value


def _shell_json(values: dict[str, Any]) -> str:
    """The values as one shell word: in single quotes, which are left only where a variable stands."""
    written = json.dumps(_replaced(values, lambda name: f"\ue000{name}\ue001"), ensure_ascii=False)
    return re.sub("\ue000(\\w+)\ue001", r"""'"${secret_\1}"'""", shlex.quote(written))


def _left_out(properties: dict[str, Any]) -> str:
    """A comment for what the commands have no option for."""
    names = [name for name in ("protectedSettingsFromKeyVault", "suppressFailures") if properties.get(name)]
    return f"# only a template can say this: {', '.join(names)}\n" if names else ""


def _powershell(value: Any, indent: int = 0) -> str:
    """The value as PowerShell; its single-quoted strings know no escapes but a doubled quote, typographic ones too."""
    pad = "  " * (indent + 1)
    match value:
        case Secret(name):
            return f"$secret_{name}"
        case dict() if not value:
            return "@{}"
        case dict():
            rows = "".join(
                f"{pad}{_powershell(key)} = {_powershell(inner, indent + 1)}\n" for key, inner in value.items()
            )
            return f"@{{\n{rows}{'  ' * indent}}}"
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
