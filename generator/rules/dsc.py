"""Rules of the settings of the DSC extension, as its handler checks them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from generator.rules.extension import DSC, Extension, extensions
from generator.rules.extension_example import extension_named, with_extensions
from generator.rules.rule import ERROR, INFO, WARNING, Example, rule
from generator.rules.subject import Subject
from generator.rules.value import Finding, Value

_SOURCE = "https://learn.microsoft.com/azure/virtual-machines/extensions/dsc-template"
_URL = "https://shop.example.com/web.ps1.zip"
_CONFIGURATION = {"url": _URL, "script": "web.ps1", "function": "Web"}
_CURRENT = {
    "modulesurl": "configuration.url",
    "configurationfunction": "configuration.script and configuration.function",
    "modulesource": "configuration.module.name",
    "moduleversion": "configuration.module.version",
    "properties": "configurationArguments",
    "sastoken": "configurationUrlSasToken in protectedSettings",
}
"""Settings of the form before October 2016, with what they are called now."""
_FRAMEWORKS = ("4.0", "5.0", "5.0pp", "5.1", "5.1pp", "latest", "")
_COLLECTION = ("", "enable", "disable")


def configurations(subject: Subject) -> list[Extension]:
    """Each DSC extension."""
    return [each for each in extensions(subject) if each.handler == DSC]


def _dsc(protected: Any = None, **settings: Any) -> Example:
    own = {"protectedSettings": protected} if protected else {}
    return with_extensions(extension_named("configure", "Microsoft.Powershell DSC", "2.77", settings=settings, **own))


@rule(
    "extension/dsc-configuration",
    ERROR,
    each=configurations,
    what="A DSC configuration has url, script and function together, or a function with a module; a token has its url.",
    why="The handler refuses a part without the others, on every instance.",
    source=_SOURCE,
    bad=_dsc(configuration={"url": _URL, "script": "web.ps1"}),
    good=_dsc(configuration=_CONFIGURATION),
)
def _dsc_configuration(extension: Extension) -> Iterator[Finding]:
    configuration = extension.settings.member("configuration")
    url, script, function, module = (configuration.member(name) for name in ("url", "script", "function", "module"))
    pairs = ((url, script, "script"), (url, function, "function"), (script, url, "url"))
    for given, needed, name in pairs:
        if given.exists and needed.missing:
            yield given.finding(f"configuration.{given.path[-1]} needs configuration.{name}", hint=f"add {name}")
    if function.exists and url.missing and module.missing:
        yield function.finding("configuration.function needs configuration.url or configuration.module")
    tokens = {
        "configurationUrlSasToken": url,
        "configurationDataUrlSasToken": extension.settings.at("configurationData.url"),
    }
    for name, needed in tokens.items():
        token = extension.protected.member(name)
        if token.exists and not extension.protected.unknown and needed.missing:
            yield token.finding(
                f"{name} needs the address that it signs", hint=f"add settings.{'.'.join(map(str, needed.path[-2:]))}"
            )


@rule(
    "extension/dsc-arguments",
    ERROR,
    each=configurations,
    what="configurationArguments are an object, and no argument is both public and protected.",
    why="The handler refuses other types and duplicate arguments, on every instance.",
    source=_SOURCE,
    bad=_dsc({"configurationArguments": {"port": "80"}}, configurationArguments={"port": 80}),
    good=_dsc({"configurationArguments": {"key": "[parameters('key')]"}}, configurationArguments={"port": 80}),
)
def _dsc_arguments(extension: Extension) -> Iterator[Finding]:
    both = [part.member("configurationArguments") for part in (extension.settings, extension.protected)]
    for arguments in both:
        if arguments.exists and not arguments.unknown and not isinstance(arguments.raw, dict):
            yield arguments.finding("configurationArguments are no object", hint='write {"name": value, …}')
    protected = {name.lower() for name, _ in both[1].members}
    for name, value in both[0].members:
        if name.lower() in protected:
            yield value.finding(
                f"the argument {name} is public and protected", hint="keep the one in protectedSettings"
            )


@rule(
    "extension/dsc-values",
    WARNING,
    each=configurations,
    what="wmfVersion is 4.0, 5.0, 5.1 or latest, and privacy.dataCollection is Enable or Disable.",
    why="The handler refuses other values, on every instance.",
    source=_SOURCE,
    bad=_dsc(configuration=_CONFIGURATION, wmfVersion="newest"),
    good=_dsc(configuration=_CONFIGURATION, wmfVersion="latest"),
)
def _dsc_values(extension: Extension) -> Iterator[Finding]:
    framework, collection = extension.settings.member("wmfVersion"), extension.settings.at("privacy.dataCollection")
    if framework.text is not None and framework.lower not in _FRAMEWORKS:
        yield framework.finding(
            f"wmfVersion is {framework.text!r}, and the handler knows 4.0, 5.0, 5.1 and latest", hint="use latest"
        )
    if collection.text is not None and collection.lower not in _COLLECTION:
        yield collection.finding(
            f"privacy.dataCollection is {collection.text!r}, and the handler knows Enable and Disable",
            "use Enable or Disable",
            ERROR,
        )


@rule(
    "extension/dsc-archive",
    WARNING,
    each=configurations,
    what="The configuration is a .zip archive, with the script in its root folder.",
    why="The handler unpacks what it downloaded, and looks for the script there and in no folder below.",
    source="https://learn.microsoft.com/azure/virtual-machines/extensions/dsc-overview",
    bad=_dsc(configuration={**_CONFIGURATION, "url": "https://shop.example.com/web.ps1"}),
    good=_dsc(configuration=_CONFIGURATION),
)
def _dsc_archive(extension: Extension) -> Iterator[Finding]:
    url = extension.settings.at("configuration.url")
    if _is_file(url) and not urlsplit(url.lower).path.endswith(".zip"):
        yield url.finding(f"{(url.text or '').partition('?')[0]} is no .zip archive", hint="pack the script into one")
    script = extension.settings.at("configuration.script")
    if script.text and ("/" in script.text or "\\" in script.text):
        yield script.finding(f"the script {script.text} lies in a folder", hint="put it into the root of the archive")


@rule(
    "extension/dsc-old-settings",
    INFO,
    each=configurations,
    what="The DSC extension has the settings of its current form.",
    why="The handler still adapts those of before October 2016, and its documents no longer explain them.",
    source=_SOURCE,
    bad=_dsc(ModulesUrl=_URL, ConfigurationFunction="web.ps1\\Web"),
    good=_dsc(configuration=_CONFIGURATION),
)
def _dsc_old_settings(extension: Extension) -> Iterator[Finding]:
    for name, value in extension.settings.members:
        if name.lower() in _CURRENT:
            yield value.finding(f"{name} is of the old form", hint=f"write {_CURRENT[name.lower()]}")


def _is_file(url: Value) -> bool:
    """Whether the address ends in the name of a file: others may redirect to an archive."""
    return "." in urlsplit(url.lower).path.rpartition("/")[2]
