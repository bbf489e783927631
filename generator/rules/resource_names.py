"""Rules of the names and tags of resources of any type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.rules.resource import Resource
from generator.rules.rule import ERROR, rule
from generator.rules.subject import Subject, every_resource
from generator.rules.value import Finding, Value

_NAME_RULES = "https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules"
_TAG_RULES = "https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources#limitations"


@dataclass(frozen=True, slots=True)
class _Names:
    """The names of a type: from `shortest` to `longest` characters that match the pattern, which `form` describes."""

    shortest: int
    longest: int
    pattern: re.Pattern[str]
    form: str

    def problem(self, name: str) -> str | None:
        if not self.shortest <= len(name) <= self.longest:
            return f"it has {len(name)} characters, and Azure takes {self.shortest} to {self.longest}"
        return None if self.pattern.fullmatch(name) else f"Azure takes {self.form}"


_WORDS = re.compile(r"\w(?:[\w.-]*\w)?")
_WORDS_FORM = "letters, digits, `_`, `.` and `-`, with no `.` or `-` at either end"
_NETWORK = _Names(1, 80, _WORDS, _WORDS_FORM)
_VERSION_PART = r"(?:0|[1-9]\d{0,9})"

_NAMES = {
    "microsoft.compute/availabilitysets": _NETWORK,
    "microsoft.compute/disks": _NETWORK,
    "microsoft.compute/diskencryptionsets": _NETWORK,
    "microsoft.compute/galleries": _Names(1, 80, re.compile(r"\w(?:[\w.]*\w)?"), "letters, digits, `_` and `.`"),
    "microsoft.compute/galleries/images": _NETWORK,
    "microsoft.compute/galleries/images/versions": _Names(
        5, 32, re.compile(rf"{_VERSION_PART}\.{_VERSION_PART}\.{_VERSION_PART}"), "three numbers such as `1.0.12`"
    ),
    "microsoft.compute/images": _NETWORK,
    "microsoft.compute/proximityplacementgroups": _NETWORK,
    "microsoft.compute/snapshots": _NETWORK,
    "microsoft.insights/autoscalesettings": _Names(
        1, 260, re.compile(r"[^\x00-\x1f<>%&#.,?/]*[^\x00-\x20<>%&#.,?/]"), "no `<>%&#.,?/` and no space at the end"
    ),
    "microsoft.keyvault/vaults": _Names(
        3,
        24,
        re.compile(r"[A-Za-z](?:[A-Za-z0-9]|-(?!-))*[A-Za-z0-9]"),
        "letters, digits and single `-`, with a letter first and no `-` last",
    ),
    "microsoft.managedidentity/userassignedidentities": _Names(
        3, 128, re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*"), "letters, digits, `-` and `_`, with a letter or digit first"
    ),
    "microsoft.network/applicationgateways": _NETWORK,
    "microsoft.network/applicationsecuritygroups": _NETWORK,
    "microsoft.network/loadbalancers": _NETWORK,
    "microsoft.network/natgateways": _NETWORK,
    "microsoft.network/networkinterfaces": _NETWORK,
    "microsoft.network/networksecuritygroups": _NETWORK,
    "microsoft.network/networksecuritygroups/securityrules": _NETWORK,
    "microsoft.network/publicipaddresses": _NETWORK,
    "microsoft.network/publicipprefixes": _NETWORK,
    "microsoft.network/routetables": _NETWORK,
    "microsoft.network/virtualnetworks": _Names(2, 64, _WORDS, _WORDS_FORM),
    "microsoft.network/virtualnetworks/subnets": _NETWORK,
    "microsoft.operationalinsights/workspaces": _Names(
        4, 63, re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9]"), "letters, digits and `-`, with no `-` at either end"
    ),
    "microsoft.resources/resourcegroups": _Names(
        1, 90, re.compile(r"[\w.()-]*[\w()-]"), "letters, digits, `_`, `.`, `-` and parentheses, with no `.` at the end"
    ),
    "microsoft.storage/storageaccounts": _Names(3, 24, re.compile(r"[a-z0-9]+"), "digits and letters in lower case"),
}
_INNER = {
    "microsoft.network/virtualnetworks": "subnets",
    "microsoft.network/networksecuritygroups": "securityRules",
}


def _named(subject: Subject) -> Iterator[tuple[str, str, Value]]:
    """The type, the name and its place of all that has one: resources, and parts of those that may be resources too."""
    for resource in subject.resources:
        if resource.name is not None:
            yield resource.type, resource.name, resource.member("name")
        inner = _INNER.get(resource.type.lower())
        for part in resource.properties.member(inner).items if inner else ():
            name = part.member("name")
            if name.text is not None:
                yield f"{resource.type}/{inner}", name.text, name


@rule(
    "resource/invalid-name",
    ERROR,
    each=_named,
    what="The name of a resource has the length and the characters that Azure takes for its type.",
    why="Azure refuses the resource.",
    source=_NAME_RULES,
    aliases=(
        "Azure.AppGw.Name",
        "AZR-000348",
        "Azure.ASG.Name",
        "AZR-000085",
        "Azure.KeyVault.Name",
        "AZR-000120",
        "Azure.LB.Name",
        "AZR-000129",
        "Azure.NIC.Name",
        "AZR-000259",
        "Azure.NSG.Name",
        "AZR-000141",
        "Azure.PublicIP.Name",
        "AZR-000155",
        "Azure.VNET.Name",
        "AZR-000268",
        "Azure.VNET.SubnetName",
        "AZR-000267",
    ),
    bad={"resources": [{"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2024-01-01", "name": "Web-Logs"}]},
    good={"resources": [{"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2024-01-01", "name": "weblogs"}]},
)
def _invalid_name(named: tuple[str, str, Value]) -> Iterator[Finding]:
    kind, name, place = named
    names = _NAMES.get(kind.lower())
    if names and (problem := names.problem(name)):
        yield place.finding(f'"{name}" is no name for a resource of the type {kind}: {problem}')


@rule(
    "resource/name-segments",
    ERROR,
    each=every_resource,
    what="The name of a resource has one part for each part of its type behind the provider, all parts with slashes.",
    why="Azure refuses the template: the resource has incorrect segment lengths.",
    source="https://learn.microsoft.com/azure/azure-resource-manager/templates/child-resource-name-type",
    bad={"resources": [{"type": "Microsoft.Network/virtualNetworks/subnets", "name": "default"}]},
    good={"resources": [{"type": "Microsoft.Network/virtualNetworks/subnets", "name": "web-vnet/default"}]},
)
def _name_segments(resource: Resource) -> Iterator[Finding]:
    name, kind = resource.expanded.name, resource.type.rstrip("/")
    if "[" in name or not name:
        return
    have, need = name.count("/") + 1, kind.count("/")
    if have != need:
        parts = "part" if need == 1 else "parts"
        yield resource.member("name").finding(
            f"the name {name} has {have} and needs {need} {parts} for the type {kind}",
            hint=None if have > need else f"such as {'/'.join(['PARENT'] * (need - have))}/{name}",
        )


@rule(
    "resource/incomplete",
    ERROR,
    each=every_resource,
    what="A resource has a type, a name and an apiVersion.",
    why="Azure refuses the template as not valid.",
    source="https://learn.microsoft.com/azure/azure-resource-manager/templates/resource-declaration",
    bad={"resources": [{"type": "Microsoft.Network/networkSecurityGroups", "apiVersion": None, "name": "web"}]},
    good={
        "resources": [{"type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2025-07-01", "name": "web"}]
    },
)
def _incomplete(resource: Resource) -> Iterator[Finding]:
    if resource.member("import").exists or resource.member("extension").exists:
        return  # of another provider than Azure, which has versions of its own
    needed = ["type", "name"]
    if resource.subject.template.member("apiProfile").missing:
        needed.append("apiVersion")
    for key in needed:
        if resource.member(key).raw in (None, ""):
            yield resource.finding(f"the resource has no {key}")


_MOST_TAGS = 50
_LONGEST_TAG_NAME = 512
_LONGEST_TAG_NAME_OF_STORAGE = 128
_LONGEST_TAG_VALUE = 256
_NOT_IN_TAG_NAME = re.compile(r"[<>%&\\?/]")
_HIDDEN = "hidden-"
"""Tags of Azure's own, such as `hidden-link:ID`, which the portal does not show."""


@rule(
    "resource/invalid-tags",
    ERROR,
    each=every_resource,
    what="A resource has at most 50 tags; a name has at most 512 characters, 128 on a storage account, and none of "
    "`<>%&\\?/`, and a value has at most 256 characters.",
    why="Azure refuses the resource.",
    source=_TAG_RULES,
    bad={"tags": {"cost/center": "1234"}},
    good={"tags": {"cost-center": "1234"}},
)
def _invalid_tags(resource: Resource) -> Iterator[Finding]:
    tags = resource.member("tags")
    members = tags.members
    if len(members) > _MOST_TAGS:
        yield tags.finding(f"{len(members)} tags, and Azure takes {_MOST_TAGS}")
    longest = _LONGEST_TAG_NAME_OF_STORAGE if "storageaccounts" in resource.type.lower() else _LONGEST_TAG_NAME
    for name, value in members:
        if len(name) > longest:
            yield value.finding(f"the name of the tag has {len(name)} characters, and Azure takes {longest}")
        if not name.startswith(_HIDDEN) and (found := _NOT_IN_TAG_NAME.search(name)):
            yield value.finding(f'the name of the tag "{name}" contains `{found[0]}`, which Azure does not take')
        if value.text is not None and len(value.text) > _LONGEST_TAG_VALUE:
            yield value.finding(
                f'the tag "{name}" has a value of {len(value.text)} characters, and Azure takes {_LONGEST_TAG_VALUE}'
            )
