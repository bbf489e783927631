"""Rules of what a scale set and its instances may be called."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.rules.documents import SCALE_SET_API
from generator.rules.rule import ERROR, WARNING, rule
from generator.rules.scale_set import ScaleSet
from generator.rules.subject import scale_sets
from generator.rules.value import Finding

_NAME_RULES = "https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftcompute"
_FORBIDDEN = re.compile(r"""[\x00-\x20~!@#$%^&*()=+\[\]{}\\|;:'",<>/?]""")
_FORBIDDEN_IN_COMPUTER = re.compile(r"""[\x00-\x20`~!@#$%^&*()=+_\[\]{}\\|;:.'",<>/?]""")
_LONGEST_NAME = 64
_LONGEST_FLEXIBLE_NAME = 55
_LONGEST_PREFIX = {"windows": 9, "linux": 58}


@rule(
    "scale-set/invalid-name",
    ERROR,
    each=scale_sets,
    what="The name of a scale set has 1 to 64 letters, digits, `-`, `.` or `_`, none of which is `_` at its start or "
    "`-` or `.` at its end.",
    why="Azure refuses a scale set of any other name.",
    source=_NAME_RULES,
    aliases=("Azure.VMSS.Name", "AZR-000261"),
    bad={"name": "web servers"},
    good={"name": "web-servers"},
)
def _invalid_name(scale_set: ScaleSet) -> Iterator[Finding]:
    name = scale_set.name
    if name is not None and (problem := _name_problem(name)):
        yield scale_set.member("name").finding(
            f'"{name}" is no name for a scale set: {problem}',
            hint="use at most 64 letters, digits and hyphens, with a letter or digit at both ends",
        )


def _name_problem(name: str) -> str | None:
    if len(name) > _LONGEST_NAME:
        return f"it has {len(name)} characters, and Azure takes {_LONGEST_NAME}"
    if name.startswith("_"):
        return "it starts with `_`"
    if name.endswith((".", "-")):
        return f"it ends with `{name[-1]}`"
    if found := _FORBIDDEN.search(name):
        return f"it contains {_shown(found[0])}"
    return None


def _shown(character: str) -> str:
    return {" ": "a space", "\t": "a tab", "\n": "a line break"}.get(character, f"`{character}`")


@rule(
    "scale-set/long-flexible-name",
    WARNING,
    each=scale_sets,
    what="The name of a Flexible scale set has at most 55 characters.",
    why="Azure names each instance after the scale set, `_` and eight characters more, within the 64 of a VM name.",
    source="https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-orchestration-modes",
    bad={
        "name": "a-scale-set-whose-name-tells-the-whole-story-of-its-purpose",
        "properties.orchestrationMode": "Flexible",
    },
    good={"name": "shop-web", "properties.orchestrationMode": "Flexible"},
)
def _long_flexible_name(scale_set: ScaleSet) -> Iterator[Finding]:
    name = scale_set.name
    if scale_set.flexible and name is not None and _LONGEST_FLEXIBLE_NAME < len(name) <= _LONGEST_NAME:
        yield scale_set.member("name").finding(
            f"with {len(name)} characters, the name leaves too few of 64 for the names of the instances",
            hint=f"shorten it to {_LONGEST_FLEXIBLE_NAME} characters",
        )


@rule(
    "scale-set/computer-name-prefix",
    ERROR,
    each=scale_sets,
    what="computerNamePrefix has at most 9 characters on Windows and 58 on Linux: letters, digits and hyphens, "
    "on Windows not digits alone.",
    why="Azure appends six characters, and a host name has at most 15 on Windows and 64 on Linux.",
    source=SCALE_SET_API,
    aliases=("Azure.VMSS.ComputerName", "AZR-000262"),
    bad={
        "properties.virtualMachineProfile.osProfile": {
            "computerNamePrefix": "webservers",
            "windowsConfiguration.provisionVMAgent": True,
        }
    },
    good={
        "properties.virtualMachineProfile.osProfile": {
            "computerNamePrefix": "web",
            "windowsConfiguration.provisionVMAgent": True,
        }
    },
)
def _computer_name_prefix(scale_set: ScaleSet) -> Iterator[Finding]:
    prefix = scale_set.os_profile.at("computerNamePrefix")
    text, os = prefix.text, scale_set.os
    if not text:
        return
    longest = _LONGEST_PREFIX[os or "linux"]
    system = {"windows": " on Windows", "linux": " on Linux", None: ""}[os]
    if len(text) > longest:
        yield prefix.finding(
            f'the computer name prefix "{text}" has {len(text)} characters, and Azure takes {longest}{system}',
            hint=f"shorten it to {longest}; Azure appends six characters to tell the instances apart",
        )
    elif os == "windows" and text.isdigit():
        yield prefix.finding(
            f'the computer name prefix "{text}" is digits alone, which Windows does not take as a name',
            hint="begin it with a letter",
        )
    elif found := _FORBIDDEN_IN_COMPUTER.search(text):
        yield prefix.finding(
            f'the computer name prefix "{text}" contains {_shown(found[0])}',
            hint="use letters, digits and hyphens",
            # Azure passes names with `_` and `.` on to Linux, which may or may not take them
            severity=None if os == "windows" or found[0] not in "_." else WARNING,
        )
