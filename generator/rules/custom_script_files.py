"""Rules of the command of the Custom Script extensions, and of the files that they download for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from generator.rules.custom_script import is_linux, scripts
from generator.rules.extension import Extension
from generator.rules.extension_example import custom_script, windows_script
from generator.rules.rule import INFO, WARNING, rule
from generator.rules.value import Finding, Value

_LINUX = "https://learn.microsoft.com/azure/virtual-machines/extensions/custom-script-linux"
_WINDOWS = "https://learn.microsoft.com/azure/virtual-machines/extensions/custom-script-windows"
_SEPARATOR = re.compile(r"&&|[;|>\n]")
_WORD = re.compile(r"\"[^\"]*\"|'[^']*'|\S+")
_SCRIPT_FILE = re.compile(r"[^$%`{<>|;&]+\.(?:sh|bash|py|pl|rb|ps1|bat|cmd)", re.IGNORECASE)
_RUNNERS = {"bash", "sh", "dash", "python", "python3", "perl", "ruby", "pwsh", "powershell", "cmd", "sudo", "nohup"}
_INLINE = {"-c", "-command", "-encodedcommand", "-enc", "-e", "-m"}
_TYPOGRAPHIC = re.compile("[\u2018\u2019\u201c\u201d]")
_PAGE = re.compile(r"/(?P<owner>[^/]+)/(?P<repository>[^/]+)/blob/(?P<rest>.+)")


@rule(
    "extension/download-address",
    WARNING,
    each=scripts,
    what="fileUris are whole addresses, beginning with https://.",
    why="The handler downloads them from there; a path or a file name leads nowhere.",
    source=_LINUX,
    bad=custom_script(settings={"fileUris": ["install.sh"], "commandToExecute": "bash install.sh"}),
    good=custom_script(
        settings={"fileUris": ["https://shop.example.com/install.sh"], "commandToExecute": "bash install.sh"}
    ),
)
def _download_address(extension: Extension) -> Iterator[Finding]:
    for address in _addresses(extension):
        if "://" not in (address.text or ""):
            yield address.finding(f"{address.text!r} is no address", hint="write where it is: https://…")


@rule(
    "extension/insecure-download",
    WARNING,
    each=scripts,
    security=7.0,
    what="Scripts are downloaded over https.",
    why="Over http anyone on the way can change what the instances run as root or LocalSystem.",
    source="https://learn.microsoft.com/azure/security/fundamentals/encryption-overview",
    bad=custom_script(
        settings={"fileUris": ["http://shop.example.com/install.sh"], "commandToExecute": "bash install.sh"}
    ),
    good=custom_script(
        settings={"fileUris": ["https://shop.example.com/install.sh"], "commandToExecute": "bash install.sh"}
    ),
)
def _insecure_download(extension: Extension) -> Iterator[Finding]:
    for address in _addresses(extension):
        if address.lower.startswith("http://"):
            yield address.finding(f"{_shown(address)} is downloaded over http", hint="use https")


@rule(
    "extension/github-page",
    WARNING,
    each=scripts,
    what="A file on GitHub is downloaded from its raw address, not from the page that shows it.",
    why="The page is HTML: the download works, and the command then fails on `<!DOCTYPE html>`.",
    source="https://docs.github.com/repositories/working-with-files/using-files/viewing-and-understanding-files",
    bad=custom_script(
        settings={
            "fileUris": ["https://github.com/shop/setup/blob/main/install.sh"],
            "commandToExecute": "bash install.sh",
        }
    ),
    good=custom_script(
        settings={
            "fileUris": ["https://raw.githubusercontent.com/shop/setup/main/install.sh"],
            "commandToExecute": "bash install.sh",
        }
    ),
)
def _github_page(extension: Extension) -> Iterator[Finding]:
    for address in _addresses(extension):
        parts = urlsplit(address.text or "")
        page = _PAGE.fullmatch(parts.path)
        if parts.netloc.lower() in ("github.com", "www.github.com") and page and "raw" not in parts.query:
            raw = f"https://raw.githubusercontent.com/{page['owner']}/{page['repository']}/{page['rest']}"
            yield address.finding(f"{_shown(address)} is a page of GitHub, not the file", hint=f"use {raw}")


@rule(
    "extension/blob-needed",
    WARNING,
    each=scripts,
    what="With a storage account's name and key, all fileUris are blobs.",
    why="The handler signs every download with the key, and other servers refuse it.",
    source=_LINUX,
    bad=custom_script(
        protectedSettings={
            "fileUris": ["https://shop.example.com/install.sh"],
            "commandToExecute": "bash install.sh",
            "storageAccountName": "shopfiles",
            "storageAccountKey": "[parameters('key')]",
        }
    ),
    good=custom_script(
        protectedSettings={
            "fileUris": ["https://shopfiles.blob.core.windows.net/setup/install.sh"],
            "commandToExecute": "bash install.sh",
            "storageAccountName": "shopfiles",
            "storageAccountKey": "[parameters('key')]",
        }
    ),
)
def _blob_needed(extension: Extension) -> Iterator[Finding]:
    if isinstance(extension.protected.raw, dict) and extension.protected.member("storageAccountName").exists:
        for address in _addresses(extension):
            if ".blob." not in urlsplit(address.text or "").netloc.lower() and "://" in (address.text or ""):
                yield address.finding(
                    f"{_shown(address)} is no blob, and the handler would send it the storage account's signature",
                    hint="put it into the storage account, or use managedIdentity",
                )


@rule(
    "extension/file-not-downloaded",
    WARNING,
    each=scripts,
    what="The script that the command runs is one of the fileUris, by the name it is saved as.",
    why="The command fails, since it runs in a new folder that holds the downloaded files and nothing else.",
    source=_WINDOWS,
    bad=custom_script(
        settings={"fileUris": ["https://shop.example.com/setup.sh"], "commandToExecute": "bash install.sh"}
    ),
    good=custom_script(
        settings={"fileUris": ["https://shop.example.com/install.sh"], "commandToExecute": "bash install.sh"}
    ),
)
def _file_not_downloaded(extension: Extension) -> Iterator[Finding]:
    uris = list(extension.setting("fileUris"))
    commands = list(extension.setting("commandToExecute"))
    addresses = _addresses(extension)
    known = len(addresses) == sum(len(each.items) for each in uris) and not any(each.unknown for each in uris)
    if len(commands) != 1 or commands[0].text is None or not known or not extension.readable:
        return
    file = _script_of(commands[0].text)
    names = {unquote(urlsplit(each.text or "").path).rpartition("/")[2] for each in addresses}
    folder, _, name = file.rpartition("/")
    if name and not folder and name not in names:
        brought = f"; they bring {', '.join(sorted(names))}" if names else ""
        yield commands[0].finding(
            f"the command runs {name}, which fileUris do not bring{brought}", hint=f"add the address of {name}"
        )
    elif folder and name in names and is_linux(extension) and not folder.startswith(("/", "~", "..")):
        yield commands[0].finding(
            f"the command runs {file}, and downloads are saved without folders", hint=f"run {name}"
        )


def _script_of(command: str) -> str:
    """The file that the first command runs, by itself or with an interpreter; "" where it runs none."""
    for quoted in _WORD.findall(_SEPARATOR.split(command, maxsplit=1)[0]):
        word = str(quoted).strip("\"'")
        if word.lower() in _INLINE:
            return ""
        if _SCRIPT_FILE.fullmatch(word):
            return word.replace("\\", "/").removeprefix("./")
        runner = re.split(r"[\\/]", word.lower())[-1].removesuffix(".exe")
        if not (runner in _RUNNERS or _is_option(word)):
            return ""
    return ""


def _is_option(word: str) -> bool:
    """Whether it is an option of an interpreter, or the value of `-ExecutionPolicy`."""
    return word.startswith("-") or word.lower() in {"/c", "unrestricted", "bypass", "remotesigned", "allsigned"}


@rule(
    "extension/typographic-quotes",
    WARNING,
    each=scripts,
    what="A command has straight quotes.",
    why="Shells take typographic quotes for letters, and the handler of Windows takes them for damage.",
    source=_WINDOWS,
    bad=windows_script(settings={"commandToExecute": "powershell -File \u201cinstall.ps1\u201d"}),
    good=windows_script(settings={"commandToExecute": 'powershell -File "install.ps1"'}),
)
def _typographic_quotes(extension: Extension) -> Iterator[Finding]:
    for command in extension.setting("commandToExecute"):
        if found := _TYPOGRAPHIC.search(command.text or ""):
            straight = "'" if found[0] in "\u2018\u2019" else '"'
            yield command.finding(f"the command has a typographic quote, {found[0]}", hint=f"write {straight}")


@rule(
    "extension/protected-command",
    INFO,
    each=scripts,
    enabled=False,
    security=4.0,
    what="The command of a Custom Script extension stands in the protected settings.",
    why="Who may read the scale set, or log on to an instance, reads the public settings, and commands hold secrets.",
    source="https://azure.github.io/PSRule.Rules.Azure/en/rules/Azure.VMSS.ScriptExtensions/",
    bad=custom_script(settings={"commandToExecute": "bash install.sh"}),
    good=custom_script(protectedSettings={"commandToExecute": "bash install.sh"}),
    aliases=("Azure.VMSS.ScriptExtensions", "AZR-000333"),
)
def _protected_command(extension: Extension) -> Iterator[Finding]:
    command = extension.settings.member("commandToExecute")
    if extension.settings.raw and not extension.settings.unknown and command.exists:
        yield command.finding("the command is public", hint="move commandToExecute to protectedSettings")


def _addresses(extension: Extension) -> list[Value]:
    """The known fileUris."""
    return [each for uris in extension.setting("fileUris") for each in uris.items if each.text is not None]


def _shown(address: Value) -> str:
    """The address without its query, which may be a signature."""
    return (address.text or "").partition("?")[0]
