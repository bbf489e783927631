"""Identities that a template makes, and what the identity of the scale set may do."""

from __future__ import annotations

from typing import Any

from generator.rendering.interfaces import is_id
from generator.rendering.names import code_of, resource_id, short_name
from generator.rendering.role_assignments import role_assignment
from generator.rendering.values import Expression, View, plain

_IDENTITY = "Microsoft.ManagedIdentity/userAssignedIdentities"
_IDENTITY_VERSION, _SCALE_SET_VERSION = "2024-11-30", "2026-03-01"
"""The apiVersions with which the template makes these resources, to read them with."""


def identity_facts(view: View, names: dict[str, Any], ids: dict[str, Any]) -> dict[str, Any]:
    """The names that the templates of identities and roles, and the identity of the scale set, can use."""
    identity = view.at("scaleSet", "identity")
    given = list(identity.at("userAssignedIdentities"))
    gateway = view.at("network", "applicationGateway", "userAssignedIdentity")
    named = [*given, gateway] if gateway else given
    assignments = [
        _assignment(view, assignment, short_name(names["scaleSet"], f"role-{number}"), ids)
        for number, assignment in enumerate(identity.at("roleAssignments"), 1)
    ]
    return {
        "identityIds": [identity_id(each) for each in given],
        "newIdentities": list(dict.fromkeys(str(each.value) for each in named if not is_id(each.value))),
        "roleAssignments": [each for each in assignments if each["deployment"] is None],
        "roleDeployments": [each for each in assignments if each["deployment"] is not None],
        "rolesFirst": [each["id"] for each in assignments if each["before"]],
    }


def identity_id(given: Any) -> Any:
    """The id of an identity that is given by id, or by name as a new one."""
    return given if is_id(plain(given)) else resource_id(_IDENTITY, given)


def principal_id(owner: Any, version: str = _IDENTITY_VERSION, member: str = "properties") -> Expression:
    """The principal of a user-assigned identity that the template makes, or that a resource of it has as `identity`."""
    return Expression(f"reference({code_of(owner)}, '{version}', 'Full').{member}.principalId")


def _assignment(view: View, assignment: View, deployment: Any, ids: dict[str, Any]) -> dict[str, Any]:
    """A role of the identity, and whether it is there before the scale set."""
    owner, system = _owner(view, assignment, ids)
    made = role_assignment(
        owner=owner,
        principal=principal_id(owner, _SCALE_SET_VERSION, "identity") if system else principal_id(owner),
        role=assignment.at("role"),
        scope=assignment.at("scope"),
        deployment=deployment,
        location=view.at("location"),
        description=assignment.at("description"),
        condition=assignment.at("condition"),
    )
    scope = made.get("scope")
    on_scale_set = scope is not None and code_of(scope) == code_of(ids["scaleSet"])
    return {**made, "before": not system and not on_scale_set}


def _owner(view: View, assignment: View, ids: dict[str, Any]) -> tuple[Any, bool]:
    """The resource whose identity gets the role, and whether that is the scale set itself."""
    identity, wanted = view.at("scaleSet", "identity"), assignment.at("identity")
    if wanted:
        return identity_id(wanted), False
    if "SystemAssigned" in str(plain(identity.at("type"))):
        return ids["scaleSet"], True
    return identity_id(next(iter(identity.at("userAssignedIdentities")))), False
