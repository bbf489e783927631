"""Rules of the data that instances get at their first start, customData, and of userData, which they can read later."""

from __future__ import annotations

from collections.abc import Iterator

from generator.rules.base64_text import decoded, encoded
from generator.rules.rule import ERROR, INFO, WARNING, rule
from generator.rules.scale_set import ScaleSet
from generator.rules.subject import scale_sets
from generator.rules.value import Finding, Value

_SOURCE = "https://learn.microsoft.com/azure/virtual-machines/custom-data"
_CUSTOM = "properties.virtualMachineProfile.osProfile.customData"
_LINUX = {"properties.virtualMachineProfile.osProfile.linuxConfiguration.disablePasswordAuthentication": True}
_STARTS = (
    b"#cloud-config",
    b"#!",
    b"#include",
    b"#cloud-boothook",
    b"#part-handler",
    b"## template: jinja",
    b"content-type:",
    b"mime-version:",
    b"from ",
    b"\x1f\x8b",
)
"""How data begins that cloud-init knows: the last is gzip."""
_PACKAGES = "#cloud-config\npackages: [nginx]\n"


@rule(
    "custom-data/not-base64",
    ERROR,
    each=scale_sets,
    what="customData and userData are base64.",
    why='Azure refuses other text: "Custom data in OSProfile must be in Base64 encoding".',
    source=_SOURCE,
    bad={_CUSTOM: _PACKAGES},
    good={_CUSTOM: encoded(_PACKAGES)},
)
def _not_base64(scale_set: ScaleSet) -> Iterator[Finding]:
    for data in (_custom_data(scale_set), scale_set.profile.member("userData")):
        if data.text and decoded(data.text) is None:
            yield data.finding(
                f"{data.path[-1]} is plain text, not base64", hint="write [base64('…')], or encode it before"
            )


@rule(
    "custom-data/not-cloud-init",
    WARNING,
    each=scale_sets,
    what="customData of Linux begins with what cloud-init knows, such as #cloud-config or #!.",
    why="cloud-init ignores all else, and the instances start without it.",
    source="https://cloudinit.readthedocs.io/en/latest/explanation/format.html",
    bad={**_LINUX, _CUSTOM: encoded("packages: [nginx]\n")},
    good={**_LINUX, _CUSTOM: encoded(_PACKAGES)},
)
def _not_cloud_init(scale_set: ScaleSet) -> Iterator[Finding]:
    content = _content(scale_set)
    if scale_set.os == "linux" and content and not content.lower().lstrip(b"\xef\xbb\xbf").startswith(_STARTS):
        begin = content.split(b"\n", 1)[0][:40].decode("utf-8", "replace")
        yield _custom_data(scale_set).finding(
            f"customData begins with {begin!r}, which cloud-init does not know",
            hint="begin it with #cloud-config, or with #! for a script",
        )


@rule(
    "custom-data/carriage-returns",
    WARNING,
    each=scale_sets,
    what="A script in customData ends its first line with a line feed alone.",
    why="Linux takes the carriage return for a part of the interpreter's name, and does not find it.",
    source="https://cloudinit.readthedocs.io/en/latest/explanation/format.html",
    bad={**_LINUX, _CUSTOM: encoded("#!/bin/bash\r\napt-get update\r\n")},
    good={**_LINUX, _CUSTOM: encoded("#!/bin/bash\napt-get update\n")},
)
def _carriage_returns(scale_set: ScaleSet) -> Iterator[Finding]:
    content = _content(scale_set) or b""
    if scale_set.os != "windows" and content.startswith(b"#!") and content.split(b"\n", 1)[0].endswith(b"\r"):
        yield _custom_data(scale_set).finding(
            "the script in customData has the line ends of Windows", hint="save it with line feeds alone (LF)"
        )


@rule(
    "custom-data/windows-file",
    INFO,
    each=scale_sets,
    what="On Windows, something reads the file that customData is written to.",
    why="Windows runs nothing of it: it becomes %SYSTEMDRIVE%\\AzureData\\CustomData.bin, and that is all.",
    source=_SOURCE,
    bad={
        "properties.virtualMachineProfile.osProfile.windowsConfiguration.enableAutomaticUpdates": True,
        _CUSTOM: encoded("Install-WindowsFeature Web-Server\n"),
    },
    good={**_LINUX, _CUSTOM: encoded(_PACKAGES)},
)
def _windows_file(scale_set: ScaleSet) -> Iterator[Finding]:
    data = _custom_data(scale_set)
    if scale_set.os == "windows" and data.text and not scale_set.extensions:
        yield data.finding(
            "customData is a file on Windows, and no extension is there to run it", hint="use a Custom Script extension"
        )


def _custom_data(scale_set: ScaleSet) -> Value:
    return scale_set.profile.at("osProfile.customData")


def _content(scale_set: ScaleSet) -> bytes | None:
    """The decoded customData; None where it is not known, or no base64."""
    text = _custom_data(scale_set).text
    return decoded(text) if text else None
