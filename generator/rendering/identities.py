"""Identities that a template makes, and what the identity of the scale set may do."""

from __future__ import annotations

from typing import Any

from generator.arm.expression import quote
from generator.rendering.interfaces import is_id
from generator.rendering.names import code_of, resource_id
from generator.rendering.roles import BUILT_IN_ROLES
from generator.rendering.values import Expression, View, joined, plain

_IDENTITY = "Microsoft.ManagedIdentity/userAssignedIdentities"
_ROLE_ASSIGNMENT, _ROLE_DEFINITION = (
    "Microsoft.Authorization/roleAssignments",
    "Microsoft.Authorization/roleDefinitions",
)
_IDENTITY_VERSION, _SCALE_SET_VERSION = "2024-11-30", "2026-03-01"
"""The apiVersions with which the template makes these resources, to read them with."""
_CONDITION_VERSION = "2.0"
_LONGEST_BASE = 50
"""Of the name of a deployment, which has at most 64 characters, before what tells it from the others."""


def identity_facts(view: View, names: dict[str, Any], ids: dict[str, Any]) -> dict[str, Any]:
    """The names that the templates of identities and roles, and the identity of the scale set, can use."""
    identity = view.at("scaleSet", "identity")
    given = list(identity.at("userAssignedIdentities"))
    gateway = view.at("network", "applicationGateway", "userAssignedIdentity")
    named = [*given, gateway] if gateway else given
    assignments = [
        _assignment(view, assignment, f"role-{number}", names, ids)
        for number, assignment in enumerate(identity.at("roleAssignments"), 1)
    ]
    return {
        "identityIds": [identity_id(each) for each in given],
        "newIdentities": list(dict.fromkeys(str(each.value) for each in named if not is_id(each.value))),
        "roleAssignments": [each for each in assignments if each["deployment"] is None],
        "roleDeployments": [each for each in assignments if each["deployment"] is not None],
        "rolesFirst": [each["id"] for each in assignments if each["before"]],
    }


def identity_id(given: View) -> Any:
    """The id of an identity that is given by id, or by name as a new one."""
    return given if is_id(plain(given)) else resource_id(_IDENTITY, given)


def _assignment(
    view: View, assignment: View, suffix: str, names: dict[str, Any], ids: dict[str, Any]
) -> dict[str, Any]:
    """A role of the identity.

    Its name is a guid of scope, identity and role: a second deployment finds it again. A scope in another resource
    group is reached through a deployment there, as a template makes extensions of its own group's resources alone.
    """
    owner, system = _owner(view, assignment, ids)
    scope, elsewhere = _scope(assignment.at("scope"))
    role = _role(assignment.at("role"))
    target = code_of(scope) if scope is not None else "resourceGroup().id"
    name = Expression(f"guid({target}, {code_of(owner)}, {code_of(role)})")
    held = ", 'Full').identity" if system else ", 'Full').properties"
    version = _SCALE_SET_VERSION if system else _IDENTITY_VERSION
    made = {
        "name": name,
        "scope": scope,
        "roleDefinitionId": role if is_id(plain(role)) else _definition_id(role),
        "principalId": Expression(f"reference({code_of(owner)}, '{version}'{held}.principalId"),
        "description": assignment.at("description"),
        "condition": assignment.at("condition"),
        "conditionVersion": _CONDITION_VERSION if assignment.at("condition") else None,
        "deployment": None,
    }
    on_scale_set = scope is not None and code_of(scope) == code_of(ids["scaleSet"])
    if elsewhere is not None:
        made = _deployment(made, _deployment_name(names, suffix), elsewhere, view.at("location"))
    elif scope is None:
        made["id"] = resource_id(_ROLE_ASSIGNMENT, name)
    else:
        made["id"] = Expression(f"extensionResourceId({target}, '{_ROLE_ASSIGNMENT}', {name.code})")
    return {**made, "before": not system and not on_scale_set}


def _owner(view: View, assignment: View, ids: dict[str, Any]) -> tuple[Any, bool]:
    """The resource whose identity gets the role, and whether that is the scale set itself."""
    identity, wanted = view.at("scaleSet", "identity"), assignment.at("identity")
    if wanted:
        return identity_id(wanted), False
    if "SystemAssigned" in str(plain(identity.at("type"))):
        return ids["scaleSet"], True
    return identity_id(next(iter(identity.at("userAssignedIdentities")))), False


def _role(given: View) -> Any:
    """The role's guid, or its whole id."""
    return BUILT_IN_ROLES.get(str(plain(given)), plain(given))


def _definition_id(guid: str) -> Expression:
    return Expression(f"subscriptionResourceId('{_ROLE_DEFINITION}', '{guid}')")


def _scope(given: View) -> tuple[Any, dict[str, Any] | None]:
    """The scope within the deployment's own group, None for that group; and where a scope elsewhere is."""
    text = plain(given)
    if text is None or isinstance(text, Expression):
        return text, None
    if not text.startswith("/"):
        kind, *segments = text.split("/")
        return resource_id("/".join([kind, *segments[::2]]), *segments[1::2]), None
    parts = text.split("/")
    return text, {"subscriptionId": parts[2], "resourceGroup": parts[4] if len(parts) > 4 else None}


def _deployment_name(names: dict[str, Any], suffix: str) -> Any:
    base = plain(names["scaleSet"])
    short = Expression(f"take({base.code}, {_LONGEST_BASE})") if isinstance(base, Expression) else base[:_LONGEST_BASE]
    return joined(short, f"-{suffix}")


def _deployment(made: dict[str, Any], name: Any, elsewhere: dict[str, Any], location: View) -> dict[str, Any]:
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
