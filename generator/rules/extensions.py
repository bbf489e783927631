"""Rules of any extension: its name, its handler, its version, and whether it may be there at all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.rules.extension import Extension, extensions, extensions_of
from generator.rules.extension_example import extension_named, with_extensions
from generator.rules.rule import ERROR, WARNING, rule
from generator.rules.scale_set import ScaleSet
from generator.rules.subject import scale_sets
from generator.rules.value import Finding

_VERSION = re.compile(r"\d+\.\d+", re.ASCII)
_SCRIPT = "Microsoft.Azure.Extensions CustomScript"
_INSTALL = extension_named("install", _SCRIPT, "2.1", settings={"commandToExecute": "bash install.sh"})
_REFERENCE = "https://learn.microsoft.com/azure/templates/microsoft.compute/virtualmachinescalesets"


@rule(
    "extension/one-per-handler",
    ERROR,
    each=scale_sets,
    what="A scale set has one extension of each handler, that is of each publisher and type.",
    why='Azure refuses a second one: "Multiple VMExtensions per handler not supported".',
    source="https://learn.microsoft.com/azure/virtual-machines/extensions/custom-script-linux",
    bad=with_extensions(
        _INSTALL, extension_named("configure", _SCRIPT, "2.1", settings={"commandToExecute": "bash configure.sh"})
    ),
    good=with_extensions(
        extension_named(
            "install", _SCRIPT, "2.1", settings={"commandToExecute": "bash install.sh && bash configure.sh"}
        )
    ),
)
def _one_per_handler(scale_set: ScaleSet) -> Iterator[Finding]:
    first: dict[str, Extension] = {}
    for each in extensions_of(scale_set):
        other = first.setdefault(each.handler, each) if each.handler else each
        if other is not each and not _same_name(other, each):
            message = f"{other.name or 'one extension'} and {each.name or 'another'} are both {each.title}"
            yield each.properties.member("type").finding(
                f'{message}, and Azure refuses "multiple VMExtensions per handler"',
                hint="join them into one extension, or run the second command with Run Command",
            )


@rule(
    "extension/unique-names",
    ERROR,
    each=scale_sets,
    what="The extensions in the profile of a scale set have different names.",
    why="Azure keeps extensions by name, and refuses two with the same one.",
    source=_REFERENCE,
    bad=with_extensions(_INSTALL, extension_named("install", "Microsoft.Azure.Monitor AzureMonitorLinuxAgent")),
    good=with_extensions(_INSTALL, extension_named("monitor", "Microsoft.Azure.Monitor AzureMonitorLinuxAgent")),
)
def _unique_names(scale_set: ScaleSet) -> Iterator[Finding]:
    seen: set[str] = set()
    for each in extensions_of(scale_set):
        if each.child is None and each.name:
            if each.name.lower() in seen:
                yield each.member("name").finding(
                    f"two extensions are named {each.name}", hint="give each its own name"
                )
            seen.add(each.name.lower())


@rule(
    "extension/defined-twice",
    WARNING,
    each=scale_sets,
    what="An extension stands either in the profile of the scale set or as a resource of its own.",
    why="Each deployment writes both definitions one after the other, so that instances change back and forth.",
    source="https://learn.microsoft.com/azure/templates/microsoft.compute/virtualmachinescalesets/extensions",
    bad={
        "resources": [
            {"type": "Microsoft.Compute/virtualMachineScaleSets", "name": "web", **with_extensions(_INSTALL)},
            {
                "type": "Microsoft.Compute/virtualMachineScaleSets/extensions",
                "name": "web/install",
                "properties": _INSTALL["properties"],
            },
        ]
    },
    good=with_extensions(_INSTALL),
)
def _defined_twice(scale_set: ScaleSet) -> Iterator[Finding]:
    found = extensions_of(scale_set)
    for child in found:
        if child.child is not None and any(_same_name(each, child) for each in found if each.child is None):
            yield child.finding(
                f"{child.name} is defined here and in the profile of the scale set, one over the other",
                hint="keep the one in extensionProfile.extensions",
            )


@rule(
    "extension/version",
    WARNING,
    each=extensions,
    what="The typeHandlerVersion of an extension is a major and a minor version, such as 2.1.",
    why="Azure picks the newest build of that version itself, and knows most handlers by these two numbers only.",
    source="https://learn.microsoft.com/azure/virtual-machines/extensions/features-linux",
    bad=with_extensions(extension_named("install", _SCRIPT, "2", settings={"commandToExecute": "bash install.sh"})),
    good=with_extensions(_INSTALL),
)
def _version(extension: Extension) -> Iterator[Finding]:
    version = extension.properties.member("typeHandlerVersion")
    if version.text is not None and _VERSION.fullmatch(version.text) is None:
        start = re.match(r"(\d+)\.(\d+)\.", version.text)
        yield version.finding(
            f"the version {version.text!r} is not of the form major.minor",
            hint=f"write {start[1]}.{start[2]}" if start else "write it as in 2.1",
            severity=None if version.text[:1].isdigit() else ERROR,
        )


@rule(
    "extension/protected-settings-twice",
    ERROR,
    each=extensions,
    what="The protected settings of an extension are in the template or in a key vault, not in both.",
    why="protectedSettings and protectedSettingsFromKeyVault exclude each other, and Azure refuses the two together.",
    source="https://learn.microsoft.com/azure/virtual-machines/extensions/features-linux",
    bad=with_extensions(
        extension_named(
            "install",
            _SCRIPT,
            "2.1",
            protectedSettings={"commandToExecute": "bash install.sh"},
            protectedSettingsFromKeyVault={"secretUrl": "https://shop.vault.azure.net/secrets/install/1"},
        )
    ),
    good=with_extensions(
        extension_named(
            "install",
            _SCRIPT,
            "2.1",
            protectedSettingsFromKeyVault={"secretUrl": "https://shop.vault.azure.net/secrets/install/1"},
        )
    ),
)
def _protected_settings_twice(extension: Extension) -> Iterator[Finding]:
    from_vault = extension.properties.member("protectedSettingsFromKeyVault")
    if (
        from_vault.raw
        and isinstance(from_vault.raw, dict)
        and extension.protected.raw
        and not extension.protected.unknown
    ):
        yield from_vault.finding(
            "protectedSettingsFromKeyVault stands beside protectedSettings, and Azure takes one of them",
            hint="remove protectedSettings, and put what it holds into the secret",
        )


@rule(
    "extension/not-allowed",
    ERROR,
    each=scale_sets,
    what="A scale set with extensions has the VM agent, and allows extension operations.",
    why="Only the agent can install extensions, and Azure refuses to forbid them while there are any.",
    source=_REFERENCE,
    bad=with_extensions(_INSTALL, properties__virtualMachineProfile__osProfile__allowExtensionOperations=False),
    good=with_extensions(_INSTALL),
)
def _not_allowed(scale_set: ScaleSet) -> Iterator[Finding]:
    found = extensions_of(scale_set)
    if not found:
        return
    profile = scale_set.profile.member("osProfile")
    flags = ("allowExtensionOperations", "windowsConfiguration.provisionVMAgent", "linuxConfiguration.provisionVMAgent")
    for flag in map(profile.at, flags):
        if flag.flag is False:
            count = "an extension" if len(found) == 1 else f"{len(found)} extensions"
            yield flag.finding(
                f"{flag.path[-1]} is false in a scale set with {count}, and Azure refuses that",
                hint="set it to true, or leave it out",
            )


def _same_name(one: Extension, other: Extension) -> bool:
    return one.name is not None and other.name is not None and one.name.lower() == other.name.lower()
