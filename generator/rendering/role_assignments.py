"""A role for an identity: in the deployment's own resource group, or by a deployment in another one."""

from __future__ import annotations

from typing import Any

from generator.arm.expression import quote
from generator.rendering.interfaces import is_id
from generator.rendering.names import code_of, resource_id
from generator.rendering.roles import BUILT_IN_ROLES
from generator.rendering.values import Expression, View, plain

_ROLE_ASSIGNMENT, _ROLE_DEFINITION = (
    "Microsoft.Authorization/roleAssignments",
    "Microsoft.Authorization/roleDefinitions",
)
_CONDITION_VERSION = "2.0"


def role_assignment(
    *,
    owner: Any,
    principal: Expression,
    role: Any,
    scope: Any,
    deployment: Any,
    location: View,
    description: Any = None,
    condition: Any = None,
) -> dict[str, Any]:
    """What the templates of a role assignment need: the role, by name, guid or id, for the identity of `owner`.

    Its name is a guid of scope, identity and role: a second deployment finds it again. A scope in another resource
    group is reached through a deployment there, as a template makes extensions of its own group's resources alone:
    `deployment` is its name, and None stands in the result where there is none. Without scope it is the own group.
    """
    target, elsewhere = _target(scope)
    given = BUILT_IN_ROLES.get(str(plain(role)), plain(role))
    code = code_of(target) if target is not None else "resourceGroup().id"
    name = Expression(f"guid({code}, {code_of(owner)}, {code_of(given)})")
    made = {
        "name": name,
        "scope": target,
        "roleDefinitionId": given if is_id(given) else _definition_id(given),
        "principalId": principal,
        "description": description,
        "condition": condition,
        "conditionVersion": _CONDITION_VERSION if condition else None,
        "deployment": None,
    }
    if elsewhere is not None:
        return _deployed(made, deployment, elsewhere, location)
    if target is None:
        return {**made, "id": resource_id(_ROLE_ASSIGNMENT, name)}
    return {**made, "id": Expression(f"extensionResourceId({code}, '{_ROLE_ASSIGNMENT}', {name.code})")}


def _definition_id(guid: str) -> Expression:
    return Expression(f"subscriptionResourceId('{_ROLE_DEFINITION}', '{guid}')")


def _target(scope: Any) -> tuple[Any, dict[str, Any] | None]:
    """The scope within the deployment's own group, None for that group; and where a scope elsewhere is."""
    text = plain(scope)
    if text is None or isinstance(text, Expression):
        return text, None
    if not text.startswith("/"):
        kind, *segments = text.split("/")
        return resource_id("/".join([kind, *segments[::2]]), *segments[1::2]), None
    parts = text.split("/")
    return text, {"subscriptionId": parts[2], "resourceGroup": parts[4] if len(parts) > 4 else None}


def _deployed(made: dict[str, Any], name: Any, elsewhere: dict[str, Any], location: View) -> dict[str, Any]:
    """The role as a deployment elsewhere: its template is evaluated there, so what is known here is a parameter."""
    group = elsewhere["resourceGroup"]
    passed: dict[str, Any] = {}

    def inside(key: str) -> Any:
        value = plain(made[key])
        if not isinstance(value, Expression) or value.code.startswith("subscriptionResourceId("):
            return made[key]
        passed[key] = {"value": value}
        return Expression(f"parameters('{key}')")

    keys = ("name", "principalId", "roleDefinitionId", "description", "condition")
    on_resource = "/providers/" in made["scope"]
    assignment = {**made, **{key: inside(key) for key in keys}, "scope": made["scope"] if on_resource else None}
    kind = "deploymentTemplate" if group else "subscriptionDeploymentTemplate"
    version = "2019-04-01" if group else "2018-05-01"
    return {
        "deployment": name,
        **elsewhere,
        "location": None if group else location,
        "parameters": passed,
        "schema": f"https://schema.management.azure.com/schemas/{version}/{kind}.json#",
        "declarations": {key: {"type": "string"} for key in passed},
        "assignment": assignment,
        "id": Expression(_deployment_id(elsewhere, name)),
    }


def _deployment_id(elsewhere: dict[str, Any], name: Any) -> str:
    deployments = "'Microsoft.Resources/deployments'"
    subscription, group = quote(elsewhere["subscriptionId"]), elsewhere["resourceGroup"]
    if group:
        return f"resourceId({subscription}, {quote(group)}, {deployments}, {code_of(name)})"
    return f"subscriptionResourceId({subscription}, {deployments}, {code_of(name)})"
