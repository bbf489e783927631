"""Resource groups."""

from __future__ import annotations

from azure.core.exceptions import ResourceNotFoundError

from generator.azure.connection import Connection
from generator.azure.deployments import error_code
from generator.diagnostics import Diagnostic, DiagnosticError


def group_location(connection: Connection, name: str) -> str | None:
    """The region of a resource group; None where there is no such group. Raises what the SDK raises."""
    try:
        return str(connection.resources.resource_groups.get(name).location)
    except ResourceNotFoundError as error:
        if error_code(error) == "ResourceGroupNotFound":
            return None
        raise


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
