"""IDs of resources at every scope."""

from __future__ import annotations

import re

from generator.arm.functions.function import function
from generator.arm.scope import EvaluationError, Scope

_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def _provider_path(name: str, resource_type: str, names: tuple[str, ...]) -> str:
    namespace, *types = resource_type.strip("/").split("/")
    if not types or not all((namespace, *types)):
        raise EvaluationError(f"{name} takes a full resource type such as 'Microsoft.Compute/virtualMachineScaleSets'")
    if len(types) != len(names):
        raise EvaluationError(
            f"{name} takes a name for each part of the type: {resource_type[:100]!r} has {len(types)}, "
            f"but {len(names)} "
            f"{'name is' if len(names) == 1 else 'names are'} given (incorrect segment lengths)"
        )
    if not all(names):
        raise EvaluationError(f"{name} takes names that are not empty")
    pairs = (part for pair in zip(types, names, strict=True) for part in pair)
    return "/providers/" + "/".join((namespace, *pairs))


def _split(name: str, texts: tuple[str, ...], most: int) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    """What stands before the resource type, the type, and the names behind it."""
    for place, text in enumerate(texts[: most + 1]):
        if "/" in text:
            return texts[:place], text, texts[place + 1 :]
    raise EvaluationError(f"{name} takes a full resource type such as 'Microsoft.Compute/virtualMachineScaleSets'")


def _resource_id(scope: Scope, *texts: str) -> str:
    before, resource_type, names = _split("resourceId", texts, 2)
    path = _provider_path("resourceId", resource_type, names)
    deployment = scope.deployment
    subscription, group = deployment.subscription_id, ""
    if deployment.scope == "resourceGroup":
        group = deployment.resource_group
    if len(before) == 2:
        subscription, group = before
    elif before and _GUID.fullmatch(before[0]):
        subscription = before[0]
    elif before:
        group = before[0]
    if not before and deployment.scope not in ("resourceGroup", "subscription"):
        return path
    return f"/subscriptions/{subscription}{f'/resourceGroups/{group}' if group else ''}{path}"


def _subscription_resource_id(scope: Scope, *texts: str) -> str:
    before, resource_type, names = _split("subscriptionResourceId", texts, 1)
    subscription = before[0] if before else scope.deployment.subscription_id
    return f"/subscriptions/{subscription}{_provider_path('subscriptionResourceId', resource_type, names)}"


def _tenant_resource_id(*texts: str) -> str:
    _, resource_type, names = _split("tenantResourceId", texts, 0)
    return _provider_path("tenantResourceId", resource_type, names)


def _management_group_resource_id(scope: Scope, *texts: str) -> str:
    before, resource_type, names = _split("managementGroupResourceId", texts, 1)
    group = before[0] if before else scope.deployment.management_group
    path = _provider_path("managementGroupResourceId", resource_type, names)
    return f"/providers/Microsoft.Management/managementGroups/{group}{path}"


def _extension_resource_id(base: str, resource_type: str, *names: str) -> str:
    return base.rstrip("/") + _provider_path("extensionResourceId", resource_type, names)


FUNCTIONS = (
    function("resourceId string string string*", _resource_id, scoped=True),
    function("subscriptionResourceId string string string*", _subscription_resource_id, scoped=True),
    function("tenantResourceId string string string*", _tenant_resource_id),
    function("managementGroupResourceId string string string*", _management_group_resource_id, scoped=True),
    function("extensionResourceId string string string string*", _extension_resource_id),
)
