"""The rule of addresses that are those of one Azure cloud alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from generator.diagnostics import Path
from generator.rules.rule import WARNING, rule
from generator.rules.subject import Subject, whole
from generator.rules.template_scope import TemplateScope
from generator.rules.value import Finding

_CODE = "template/no-hardcoded-env-urls"
_NAMED = (
    *(f".{kind}.core.windows.net" for kind in ("blob", "dfs", "file", "queue", "table", "web")),
    *(".vault.azure.net", ".database.windows.net"),
)
"""What follows the name of an account, vault or server: that is in one cloud, whatever its address is made of."""
_HOST = re.compile(r"[a-z0-9.-]*[a-z0-9]")


@rule(
    _CODE,
    WARNING,
    each=whole,
    what="Addresses of Azure itself come from environment().",
    why="They differ in the sovereign clouds, where the template then does not work.",
    source="https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-no-hardcoded-environment-urls",
    aliases=("no-hardcoded-env-urls", "DeploymentTemplate-Must-Not-Contain-Hardcoded-Uri"),
    options={
        "disallowedhosts": (
            *("api.loganalytics.io", "azuredatalakeanalytics.net", "azuredatalakestore.net", "batch.core.windows.net"),
            *("core.windows.net", "database.windows.net", "datalake.azure.net", "gallery.azure.com"),
            *("graph.windows.net", "login.microsoftonline.com", "management.azure.com", "management.core.windows.net"),
            *("region.asazure.windows.net", "trafficmanager.net", "vault.azure.net"),
        ),
        "excludedhosts": ("schema.management.azure.com",),
    },
    bad={
        "resources": [
            {
                "properties.virtualMachineProfile.diagnosticsProfile.bootDiagnostics": {
                    "enabled": True,
                    "storageUri": "[concat('https://', variables('logs'), '.blob.core.windows.net')]",
                }
            }
        ],
        "variables": {"logs": "[concat('logs', uniqueString(resourceGroup().id))]"},
    },
    good={
        "resources": [
            {
                "properties.virtualMachineProfile.diagnosticsProfile.bootDiagnostics": {
                    "enabled": True,
                    "storageUri": "[concat('https://', variables('logs'), '.blob.', environment().suffixes.storage)]",
                }
            }
        ],
        "variables": {"logs": "[concat('logs', uniqueString(resourceGroup().id))]"},
    },
)
def _environment_urls(subject: Subject) -> Iterator[Finding]:
    disallowed, excluded = _lowered(subject, "disallowedhosts"), _lowered(subject, "excludedhosts")
    for scope in subject.scopes:
        for path, text in scope.texts:
            lowered = text.lower()
            if any(host in lowered for host in disallowed):
                for host in dict.fromkeys(_hosts(lowered)):
                    told = _among(host, disallowed) and not _among(host, excluded) and not host.endswith(_NAMED)
                    if told and _counts(scope, path):
                        hint = "take it from environment(), such as environment().suffixes.storage"
                        yield Finding(path, f"the address {host} is that of one Azure cloud alone", hint)


def _lowered(subject: Subject, option: str) -> tuple[str, ...]:
    return tuple(str(host).lower() for host in subject.option(_CODE, option))


def _hosts(text: str) -> Iterator[str]:
    for found in _HOST.findall(text):
        if "." in found:
            yield found.strip(".-")


def _among(host: str, known: Iterable[str]) -> bool:
    return any(host == each or host.endswith(f".{each}") for each in known)


def _counts(scope: TemplateScope, path: Path) -> bool:
    """Whether it is no description, and not the schema of a template."""
    return path[-1] != "$schema" and "metadata" not in scope.place(path)
