"""Resource groups."""

from __future__ import annotations

from urllib.parse import quote

from generator.azure.connection import Connection
from generator.diagnostics import Diagnostic, DiagnosticError

_API_VERSION = "2025-04-01"


def group_location(connection: Connection, name: str) -> str | None:
    """The region of a resource group; None where there is no such group. Raises what the SDK raises."""
    # Not by the client of resource groups: a second client is a second sign-in and a second connection.
    answer = connection.ask(f"/subscriptions/{connection.subscription.id}/resourcegroups/{quote(name)}", _API_VERSION)
    if answer.status_code == 404:
        return None
    answer.raise_for_status()
    return str(answer.json().get("location", ""))


def require_group(connection: Connection, name: str) -> str:
    """The region of a resource group; raises DiagnosticError where there is none, and else what the SDK raises."""
    if (region := group_location(connection, name)) is not None:
        return region
    message = f"there is no resource group {name} in the subscription {connection.subscription}"
    hint = "vmssgen deploy --create-group --location REGION makes it"
    raise DiagnosticError(Diagnostic(code="azure/no-group", message=message, hint=hint))


def create_group(connection: Connection, name: str, location: str) -> None:
    """Make the resource group; one that is there already in that region stays as it is. Raises what the SDK raises."""
    connection.resources.resource_groups.create_or_update(name, {"location": location})
