"""Rules of the types of resources: Azure knows them, and has them where the template is deployed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from generator.arm.schemas.store import known_types
from generator.diagnostics import nearest
from generator.rules.rule import WARNING, rule
from generator.rules.subject import scopes
from generator.rules.template_scope import TemplateScope
from generator.rules.value import Finding
from generator.rules.written_types import type_asked_for

_OWN = "microsoft."
_PROVIDERS = Path(__file__).with_name("resource_providers.txt")
"""The namespaces of Microsoft, one a line ("Resource providers for Azure services")."""
_MISSPELT = 0.9


@rule(
    "template/use-recognized-resource-type",
    WARNING,
    each=scopes,
    what="Resource types are those that Azure has, in resources and in what reference and list functions ask about.",
    why="Azure refuses a type that it does not know.",
    source="https://learn.microsoft.com/azure/azure-resource-manager/management/azure-services-resource-providers",
    aliases=("use-recognized-resource-type",),
    bad={"outputs": {"key": {"type": "object", "value": "[reference('Microsoft.Foo/bar', '2020-01-01')]"}}},
    good={
        "outputs": {
            "key": {
                "type": "object",
                "value": "[reference(resourceId('Microsoft.KeyVault/vaults', 'web'), '2026-02-01')]",
            }
        }
    },
)
def _recognized(scope: TemplateScope) -> Iterator[Finding]:
    asked = ((use.path, type_asked_for(scope, use)) for use in scope.runtime_calls)
    written = ((each.member("type").path, each.member("type").text) for each in scope.resources if each.parent is None)
    for path, kind in (*asked, *written):
        problem = _unrecognized(kind or "")
        if problem is not None:
            yield Finding(path, problem, "see the list of resource providers for Azure services")


@cache
def _unrecognized(kind: str) -> str | None:
    """What is wrong with a type, as far as can be told without a list of all there are."""
    provider, _, rest = kind.partition("/")
    if not rest or not provider.lower().startswith(_OWN) or kind.lower() in _known():
        return None
    if provider.lower() not in _providers():
        return f"Azure has no resource provider {provider}{_meant(provider, _described_providers())}"
    same = [each for each in _known().values() if each.lower().startswith(f"{provider.lower()}/")]
    close = nearest(kind, same, _MISSPELT)
    if close is not None and _is_misspelt(kind.lower(), close.lower()):
        return f"Azure has no resource type {kind}; did you mean {close}?"
    return None


def _meant(name: str, known: frozenset[str]) -> str:
    close = nearest(name, known, _MISSPELT)
    return f"; did you mean {close}?" if close else ""


def _is_misspelt(one: str, other: str) -> bool:
    """Whether one letter is missing, added, or another, or two are swapped: no two types of Azure are that alike."""
    pairs = zip(one, other, strict=False)
    same = next((place for place, (left, right) in enumerate(pairs) if left != right), min(len(one), len(other)))
    one, other = one[same:], other[same:]
    swapped = one[:2] == other[:2][::-1] and one[2:] == other[2:]
    return swapped or one[1:] == other[1:] or one[1:] == other or one == other[1:]


@cache
def _providers() -> frozenset[str]:
    return frozenset(_PROVIDERS.read_text(encoding="utf-8").lower().split())


@cache
def _described_providers() -> frozenset[str]:
    """The namespaces of the types that there are schemas of, as Azure writes them."""
    return frozenset(kind.partition("/")[0] for kind in _known().values())


@cache
def _known() -> dict[str, str]:
    return {kind.lower(): kind for kind, _ in known_types()}


@rule(
    "template/resource-scope",
    WARNING,
    each=scopes,
    what="The types of resources are those of the scope that the schema of the template names.",
    why="Azure refuses a resource group within a resource group, and a scale set outside of one.",
    source="https://learn.microsoft.com/azure/azure-resource-manager/templates/deploy-to-subscription",
    aliases=("incorrectScopeWarning",),
    bad={
        "$schema": "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#",
        "resources": [{"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2025-07-01", "name": "vnet"}],
    },
    good={
        "$schema": "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#",
        "resources": [{"type": "Microsoft.Resources/resourceGroups", "apiVersion": "2025-04-01", "name": "shop"}],
    },
)
def _scope(scope: TemplateScope) -> Iterator[Finding]:
    if scope.parent is not None or not scope.target:
        return  # the deployment says where a nested template goes, not its schema
    nested = [path for path, _ in scope.templates[1:]]
    for resource in scope.resources:
        inside = any(resource.path[: len(path)] == path for path in nested)
        fits = _fits(resource.type, scope.target)
        if fits is not None and not inside and resource.member("scope").missing:
            message = f"{resource.member('type').text} can only be deployed to a {fits}, not as this $schema says"
            yield resource.member("type").finding(message, "put it into a nested deployment there, or change $schema")


_ABOVE = {
    "microsoft.resources/resourcegroups": ("subscription", "subscription"),
    "microsoft.management/managementgroups": ("managementGroup tenant", "management group or tenant"),
}
_IN_GROUPS = ("microsoft.compute/", "microsoft.network/", "microsoft.storage/", "microsoft.managedidentity/")


def _fits(kind: str, target: str) -> str | None:
    """What a type can be deployed to, if that is surely not the target."""
    if kind in _ABOVE:
        targets, words = _ABOVE[kind]
        return None if target in targets.split() else words
    outside = target != "resourceGroup" and kind.startswith(_IN_GROUPS) and kind in _known()
    return "resource group" if outside else None
