"""Rules of the settings of the Custom Script extensions: which there are, of what type, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.diagnostics import nearest
from generator.rules.base64_text import decoded, encoded
from generator.rules.extension import CUSTOM_SCRIPT_LINUX, CUSTOM_SCRIPTS, Extension, extensions
from generator.rules.extension_example import custom_script
from generator.rules.rule import ERROR, WARNING, rule
from generator.rules.subject import Subject
from generator.rules.value import Finding, Value

LARGEST_SCRIPT = 256 * 1024
_LINUX = "https://learn.microsoft.com/azure/virtual-machines/extensions/custom-script-linux"
_WINDOWS = "https://learn.microsoft.com/azure/virtual-machines/extensions/custom-script-windows"
_CREDENTIALS = ("storageAccountName", "storageAccountKey", "managedIdentity")
_PUBLIC = {
    True: ("commandToExecute", "fileUris", "timestamp", "script", "skipDos2Unix"),
    False: ("commandToExecute", "fileUris", "timestamp"),
}
"""The public settings by whether the handler is that of Linux; in the protected ones the credentials come on top."""
_TYPES: Mapping[str, tuple[type, str]] = {
    "commandToExecute": (str, "a string"),
    "script": (str, "a string"),
    "fileUris": (list, "a list of addresses"),
    "timestamp": (int, "an integer"),
    "skipDos2Unix": (bool, "true or false"),
    "storageAccountName": (str, "a string"),
    "storageAccountKey": (str, "a string"),
    "managedIdentity": (dict, "an object"),
}


def scripts(subject: Subject) -> list[Extension]:
    """Each Custom Script extension."""
    return [each for each in extensions(subject) if each.handler in CUSTOM_SCRIPTS]


@rule(
    "extension/script-command",
    ERROR,
    each=scripts,
    what="A Custom Script extension has a command to execute or, on Linux, a script instead; never both.",
    why="The extension fails on every instance, and with it the deployment.",
    source=_LINUX,
    bad=custom_script(settings={"fileUris": ["https://shop.example.com/install.sh"]}),
    good=custom_script(
        settings={"fileUris": ["https://shop.example.com/install.sh"], "commandToExecute": "bash install.sh"}
    ),
)
def _script_command(extension: Extension) -> Iterator[Finding]:
    command, script = list(extension.setting("commandToExecute")), list(extension.setting("script"))
    if extension.readable and not command and not (script and is_linux(extension)):
        choice = "commandToExecute or script" if is_linux(extension) else "commandToExecute"
        place = extension.settings if extension.settings.exists else extension.properties
        yield place.finding(
            f"{extension.name or 'the extension'} has nothing to run: no {choice}",
            hint="add it to protectedSettings, or to settings where it holds no secret",
        )
    elif is_linux(extension) and _is_sure(command) and _is_sure(script):
        yield script[0].finding("script stands beside commandToExecute, and the handler runs one of them")


@rule(
    "extension/script-given-twice",
    ERROR,
    each=scripts,
    what="commandToExecute, script and fileUris stand in the public or in the protected settings, not in both.",
    why="The handler rejects settings that are given twice, on every instance.",
    source=_LINUX,
    bad=custom_script(
        settings={"commandToExecute": "bash install.sh"}, protectedSettings={"commandToExecute": "bash install.sh"}
    ),
    good=custom_script(protectedSettings={"commandToExecute": "bash install.sh"}),
)
def _script_given_twice(extension: Extension) -> Iterator[Finding]:
    for name in ("commandToExecute", "script", "fileUris"):
        places = list(extension.setting(name))
        if len(places) == 2 and _is_sure(places[:1]) and _is_sure(places[1:]):
            yield places[0].finding(
                f"{name} stands in settings and in protectedSettings, and the handler takes it once",
                hint="keep the one in protectedSettings",
            )


@rule(
    "extension/script-settings",
    WARNING,
    each=scripts,
    what="A Custom Script extension has only settings that its handler knows, in their exact case.",
    why="The handler of Linux rejects all settings then; that of Windows does as if the setting were not there.",
    source=_WINDOWS,
    bad=custom_script(settings={"commandToExecute": "bash install.sh", "fileURIs": []}),
    good=custom_script(settings={"commandToExecute": "bash install.sh", "fileUris": []}),
)
def _script_settings(extension: Extension) -> Iterator[Finding]:
    public = _PUBLIC[is_linux(extension)]
    severity = ERROR if is_linux(extension) else None
    for part in (extension.settings, extension.protected):
        known = public if part.path == extension.settings.path else (*public, *_CREDENTIALS)
        for name, value in part.members:
            if name not in known and name not in _CREDENTIALS:
                meant = nearest(name, known)
                hint = f"did you mean {meant}?" if meant else f"it knows {', '.join(known)}"
                yield value.finding(f"{extension.title} has no setting {name}", hint, severity)


@rule(
    "extension/script-credentials",
    ERROR,
    each=scripts,
    what="A script's files are downloaded with a managed identity, or with a storage account's name and key.",
    why="The handler rejects the two together, half of the second, and any of them in the public settings.",
    source=_LINUX,
    bad=custom_script(protectedSettings={"commandToExecute": "bash install.sh", "storageAccountName": "shopfiles"}),
    good=custom_script(protectedSettings={"commandToExecute": "bash install.sh", "managedIdentity": {}}),
)
def _script_credentials(extension: Extension) -> Iterator[Finding]:
    for name, value in extension.settings.members:
        if name in _CREDENTIALS and value.exists:
            severity = None if is_linux(extension) else WARNING
            yield value.finding(f"{name} stands in the public settings", "move it to protectedSettings", severity)
    if extension.protected.unknown:
        return
    account, key, identity = (extension.protected.member(each) for each in _CREDENTIALS)
    if identity.exists and (account.exists or key.exists):
        yield identity.finding(
            "managedIdentity stands beside the storage account's name or key",
            hint="keep managedIdentity, and let the identity read the container",
        )
    elif account.exists != key.exists:
        given, other = (account, "storageAccountKey") if account.exists else (key, "storageAccountName")
        yield given.finding(f"{given.path[-1]} stands without {other}", hint=f"add {other}, or use managedIdentity")


@rule(
    "extension/script-identity",
    WARNING,
    each=scripts,
    what="The managed identity that downloads a script's files is one of the scale set.",
    why="The handler gets no token, and cannot download the files.",
    source=_LINUX,
    bad=custom_script(protectedSettings={"commandToExecute": "bash install.sh", "managedIdentity": {}}),
    good={
        **custom_script(protectedSettings={"commandToExecute": "bash install.sh", "managedIdentity": {}}),
        "identity.type": "SystemAssigned",
    },
)
def _script_identity(extension: Extension) -> Iterator[Finding]:
    wanted = extension.protected.member("managedIdentity")
    if extension.scale_set is None or not isinstance(wanted.raw, dict):
        return
    kind = extension.scale_set.at("identity.type")
    if kind.missing or kind.lower == "none":
        yield wanted.finding(
            "the files are downloaded with a managed identity, and the scale set has none",
            hint="add an identity to the scale set",
        )
    elif not wanted.raw and kind.text and "systemassigned" not in kind.lower:
        yield wanted.finding(
            f"managedIdentity without an id is the system-assigned identity, and the scale set has {kind.text}",
            hint="write the clientId or the objectId of the user-assigned identity",
        )


@rule(
    "extension/script-types",
    ERROR,
    each=scripts,
    what="Each setting of a Custom Script extension has the type that its handler takes.",
    why="The handler checks the types before it does anything, and fails on every instance.",
    source=_LINUX,
    bad=custom_script(settings={"commandToExecute": "bash a.sh", "fileUris": "https://shop.example.com/a.sh"}),
    good=custom_script(settings={"commandToExecute": "bash a.sh", "fileUris": ["https://shop.example.com/a.sh"]}),
)
def _script_types(extension: Extension) -> Iterator[Finding]:
    severity = None if is_linux(extension) else WARNING
    for name, (kind, article) in _TYPES.items():
        for value in extension.setting(name):
            if not value.unknown and (not isinstance(value.raw, kind) or (kind is int and isinstance(value.raw, bool))):
                yield value.finding(f"{name} is not {article}", hint=f"write it as {article}", severity=severity)


@rule(
    "extension/script-encoding",
    ERROR,
    each=scripts,
    what="The script of a Custom Script extension is base64, of 256 KB at most; it may be compressed with gzip.",
    why="The handler decodes it before it runs it, and fails on what is too long or no base64.",
    source=_LINUX,
    bad=custom_script(settings={"script": "#!/bin/sh\napt-get update\n"}),
    good=custom_script(settings={"script": encoded("#!/bin/sh\napt-get update\n")}),
)
def _script_encoding(extension: Extension) -> Iterator[Finding]:
    for script in extension.setting("script") if is_linux(extension) else ():
        if script.text is None:
            continue
        if len(script.text) > LARGEST_SCRIPT:
            message = f"the script has {len(script.text):,} characters, and the handler takes {LARGEST_SCRIPT:,}"
            yield script.finding(message, hint="compress it with gzip before base64, or put it where fileUris load it")
        elif decoded(script.text) is None:
            yield script.finding("the script is no base64", hint="write [base64('…')], or encode it before")


def is_linux(extension: Extension) -> bool:
    """Whether the handler is that of Linux, which knows `script` and is strict about types."""
    return extension.handler == CUSTOM_SCRIPT_LINUX


def _is_sure(places: list[Value]) -> bool:
    """Whether the setting is given at all: an `if` could leave out what is not known yet."""
    return bool(places) and not any(each.unknown and "if(" in each.raw.text for each in places)
