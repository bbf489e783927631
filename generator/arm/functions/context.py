"""Names of the template, and where it is deployed."""

from __future__ import annotations

from typing import Any

from generator.arm.deferred import Deferred
from generator.arm.expression import Call, Literal, Property
from generator.arm.functions.environment import ENVIRONMENTS
from generator.arm.functions.function import function, shown
from generator.arm.scope import EvaluationError, Scope


def _parameters(scope: Scope, name: str) -> Any:
    if scope.parameter is None:
        raise EvaluationError("parameters are not available here")
    return scope.parameter(name)


def _variables(scope: Scope, name: str) -> Any:
    if scope.variable is None:
        raise EvaluationError("variables are not available here")
    return scope.variable(name)


def _copy_index(scope: Scope, *given: Any) -> Any:
    loop, offset = "", 0
    match given:
        case (str(),):
            loop = given[0]
        case (int(),):
            offset = given[0]
        case (str(), int()):
            loop, offset = given
        case (first, *_):
            raise EvaluationError(f"copyIndex takes the name of a loop, then a number to add, not {shown(first)} first")
    if loop.lower() not in scope.copies:
        raise EvaluationError(f"no copy loop {loop[:60]!r} is around here" if loop else "no copy loop is around here")
    if offset < 0:
        raise EvaluationError("copyIndex takes a number to add that is not negative")
    index = scope.copies[loop.lower()]
    if isinstance(index, int):
        return index + offset
    return Deferred(Call("add", (index.node, Literal(offset, 0)), 0)) if offset else index


def _only_azure(name: str, *members: str) -> dict[str, Any]:
    return {member: Deferred(Property(Call(name, (), 0), member, 0)) for member in members}


def _resource_group(scope: Scope) -> dict[str, Any]:
    deployment = scope.deployment
    if deployment.scope != "resourceGroup":
        raise EvaluationError("resourceGroup stands only in a template that is deployed to a resource group")
    return {
        "id": f"/subscriptions/{deployment.subscription_id}/resourceGroups/{deployment.resource_group}",
        "name": deployment.resource_group,
        "type": "Microsoft.Resources/resourceGroups",
        "location": deployment.location,
        **_only_azure("resourceGroup", "tags"),
        "properties": {"provisioningState": "Succeeded"},
    }


def _subscription(scope: Scope) -> dict[str, Any]:
    deployment = scope.deployment
    if deployment.scope not in ("resourceGroup", "subscription"):
        raise EvaluationError("subscription stands only in a template for a subscription or a resource group")
    return {
        "id": f"/subscriptions/{deployment.subscription_id}",
        "subscriptionId": deployment.subscription_id,
        "tenantId": deployment.tenant_id,
        **_only_azure("subscription", "displayName", "tags"),
    }


def _tenant(scope: Scope) -> dict[str, Any]:
    tenant = scope.deployment.tenant_id
    return {"id": f"/tenants/{tenant}", "tenantId": tenant, **_only_azure("tenant", "countryCode", "displayName")}


def _management_group(scope: Scope) -> dict[str, Any]:
    group = scope.deployment.management_group
    if scope.deployment.scope != "managementGroup":
        raise EvaluationError("managementGroup stands only in a template that is deployed to a management group")
    return {
        "id": f"/providers/Microsoft.Management/managementGroups/{group}",
        "name": group,
        "type": "/providers/Microsoft.Management/managementGroups",
        "properties": {"tenantId": scope.deployment.tenant_id, **_of_management_group("details", "displayName")},
    }


def _of_management_group(*members: str) -> dict[str, Any]:
    properties = Property(Call("managementGroup", (), 0), "properties", 0)
    return {member: Deferred(Property(properties, member, 0)) for member in members}


def _deployment(scope: Scope) -> dict[str, Any]:
    known = {"name": scope.deployment.name, **_only_azure("deployment", "properties")}
    return known if scope.deployment.scope == "resourceGroup" else known | {"location": scope.deployment.location}


def _environment(scope: Scope) -> Any:
    """What is known of the cloud; of one that is not known, as Azure Stack, the expression stays."""
    return ENVIRONMENTS.get(scope.deployment.cloud, Deferred(Call("environment", (), 0)))


LISTING = function("list* string string object?", runtime=True)
"""Any function whose name begins with `list`: `listKeys`, `listSecrets` and whatever resource types offer."""

FUNCTIONS = (
    function("parameters string", _parameters, scoped=True),
    function("variables string", _variables, scoped=True),
    function("copyIndex any? any?", _copy_index, scoped=True),
    function("resourceGroup", _resource_group, scoped=True),
    function("subscription", _subscription, scoped=True),
    function("tenant", _tenant, scoped=True),
    function("managementGroup", _management_group, scoped=True),
    function("deployment", _deployment, scoped=True),
    function("environment", _environment, scoped=True),
    function("reference string string? string?", runtime=True),
    function("references string string?", runtime=True),
    function("toLogicalZone string string string", runtime=True),
    function("toLogicalZones string string array", runtime=True),
    function("toPhysicalZone string string string", runtime=True),
    function("toPhysicalZones string string array", runtime=True),
    function("pickZones string string string integer? integer?"),
    function("providers string string?"),
    function("roleDefinitions string"),
    function("deployer"),
    function("externalInputs string"),
    function("extensions string"),
)
