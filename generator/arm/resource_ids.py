"""Full ids of resources, and the names and types that make them."""

from __future__ import annotations

from typing import Any

from generator.arm.deferred import Deferred
from generator.arm.scope import Deployment


def scope_id(deployment: Deployment) -> str:
    """The id of what is deployed to; empty for a tenant."""
    match deployment.scope:
        case "resourceGroup":
            return f"/subscriptions/{deployment.subscription_id}/resourceGroups/{deployment.resource_group}"
        case "subscription":
            return f"/subscriptions/{deployment.subscription_id}"
        case "managementGroup":
            return f"/providers/Microsoft.Management/managementGroups/{deployment.management_group}"
    return ""


def resource_id(deployment: Deployment, kind: str, name: Any, scope: Any = None) -> str:
    """The id of a resource of the deployment, or of an extension resource on `scope` (an id, or TYPE/NAME in it).

    A name that only Azure knows stands in the id as its expression.
    """
    base = scope_id(deployment)
    if isinstance(scope, str) and scope:
        base = scope.rstrip("/") if scope.startswith("/") else f"{base}/providers/{scope}"
    if kind.lower() == "microsoft.resources/resourcegroups":
        return f"/subscriptions/{deployment.subscription_id}/resourceGroups/{_text(name)}"
    provider, _, types = kind.partition("/")
    names = [name.text] if isinstance(name, Deferred) else str(name).split("/")
    pairs = zip(types.split("/"), names, strict=False)
    return f"{base}/providers/{provider}/" + "/".join(f"{each}/{own}" for each, own in pairs)


def _text(name: Any) -> str:
    return name.text if isinstance(name, Deferred) else str(name)
