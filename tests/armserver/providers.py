"""What resource providers make of a resource: its envelope, and the properties that nobody asked for."""

import re
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from armserver import scale_sets
from armserver.additions import NEVER_RETURNED, add_defaults, without
from armserver.children import with_children, within_parent
from armserver.normalization import as_provider_reads
from armserver.read_only import add_read_only
from armserver.scale_set_defaults import complete_scale_set, keep_unsaid
from armserver.state import ResourceGroup, State

Body = dict[str, Any]
NOT_KEPT = (
    "apiVersion",
    "comments",
    "condition",
    "copy",
    "dependsOn",
    "existing",
    "resourceGroup",
    "resources",
    "scope",
)
"""Members of a resource in a template that say how to deploy it, and are no part of it."""
_GROUP_ID = re.compile(r"/subscriptions/([^/]+)/resourceGroups/([^/]+)", re.IGNORECASE)


def put(state: State, resource_id: str, body: Mapping[str, Any]) -> str:
    """Create or update a resource; give the status code of the operation, `Created` or `OK`."""
    if _GROUP_ID.fullmatch(resource_id):
        return _put_group(state, resource_id, body)
    kind, name = type_and_name(resource_id)
    kept = {key: value for key, value in body.items() if key not in NOT_KEPT}
    resource = normalized(without(as_provider_reads(kind, deepcopy(kept)), NEVER_RETURNED))
    resource |= {"id": resource_id, "name": name, "type": kind, "properties": {**(resource.get("properties") or {})}}
    if kind.lower() == scale_sets.TYPE:
        if before := state.resources.get(resource_id):
            keep_unsaid(resource, before)
        complete_scale_set(resource)
    add_defaults(kind, resource)
    add_read_only(kind, resource, state.next_id())
    is_new = state.resources.put(resource_id, resource)
    for changed in (resource_id, resource_id.rsplit("/", 2)[0]):  # an extension of its own changes its scale set
        state.scale_sets.update(with_children(state.resources, changed) or {})
    return "Created" if is_new else "OK"


def remove(state: State, resource_id: str) -> bool:
    """Delete a resource with all that is below it; tell whether it existed."""
    state.scale_sets.remove(resource_id)
    return state.resources.delete(resource_id)


def normalized(body: Mapping[str, Any]) -> Body:
    """Give the body with its location as Azure writes it, `westeurope`."""
    location = {"location": str(body["location"]).replace(" ", "").lower()} if "location" in body else {}
    return {**body, **location}


def described(state: State, resource_id: str) -> Body | None:
    """Give the resource as a GET of it answers, if it exists."""
    found = _GROUP_ID.fullmatch(resource_id)
    if found:
        group = state.find_group(found[2])
        return described_group(group) if group else None
    return with_children(state.resources, resource_id) or within_parent(state.resources, resource_id)


def described_group(group: ResourceGroup) -> Body:
    """Give a resource group as a GET of it answers."""
    body: Body = {
        "id": group.id,
        "name": group.name,
        "type": "Microsoft.Resources/resourceGroups",
        "location": group.location,
        "tags": None if group.tags is None else dict(group.tags),
        "managedBy": group.managed_by,
        "properties": {"provisioningState": group.state},
    }
    return {key: value for key, value in body.items() if value is not None}


def type_and_name(resource_id: str) -> tuple[str, str]:
    """Give the full type and the last name of a resource's id."""
    _, _, tail = resource_id.rpartition("/providers/")
    namespace, *segments = tail.split("/")
    return "/".join([namespace, *segments[::2]]), segments[-1] if segments else namespace


def _put_group(state: State, resource_id: str, body: Mapping[str, Any]) -> str:
    location = str(body.get("location", "")).replace(" ", "").lower()
    group = ResourceGroup(
        name=resource_id.rpartition("/")[2],
        location=location,
        tags=body.get("tags"),
        managed_by=body.get("managedBy"),
    )
    return "Created" if state.add(group) else "OK"
