"""What a deployment would change, by comparing our expansion of its template with what exists.

https://learn.microsoft.com/azure/azure-resource-manager/templates/deploy-what-if
"""

from collections.abc import Iterator, Mapping
from typing import Any

from armserver.additions import known_defaults, without
from armserver.planning import Plan
from armserver.providers import NOT_KEPT, described, normalized, type_and_name
from armserver.state import ResourceGroup, State, Target
from armserver.what_if_delta import delta, pairs
from generator.arm.resources import ExpandedResource, written

Body = dict[str, Any]
Change = dict[str, Any]
MASK = "*******"
_MASKED = ("adminPassword", "protectedSettings")
_READ_ONLY = (
    "etag",
    "provisioningState",
    "resourceGuid",
    "uniqueId",
    "timeCreated",
    "ipAddress",
    "fqdn",
    "primaryEndpoints",
    "systemData",
    "customerId",
    "vaultUri",
)
_OWN_API_VERSION = "2021-04-01"


def changes(state: State, target: Target, plan: Plan, *, ids_only: bool) -> list[Change]:
    """Give the changes, in the order of the ids; without what changes in each if only ids are wanted."""
    found = [_change(state, resource, ids_only=ids_only) for resource in plan.resources()]
    planned = {change["resourceId"].lower() for change in found}
    kind = "Delete" if plan.mode.lower() == "complete" else "Ignore"
    found += [_left_out(body, kind, ids_only=ids_only) for body in _others(state, target, plan, planned)]
    return sorted(found, key=lambda change: change["resourceId"].lower())


def _change(state: State, resource: ExpandedResource, *, ids_only: bool) -> Change:
    if "[" in resource.id:
        reason = f"Changes to the resource declared at '{resource.path}' cannot be analyzed: its id is an expression."
        return {"resourceId": resource.id, "changeType": "Unsupported", "unsupportedReason": reason}
    stored = described(state, resource.id)
    if ids_only:
        return {"resourceId": resource.id, "changeType": "Create" if stored is None else "Deploy"}
    after = _after(resource)
    if stored is None:
        return {"resourceId": resource.id, "changeType": "Create", "after": _shown(after)}
    before = _before(stored, resource.api_version)
    after = _with_known_defaults(before, after, resource.type)
    before, after = _shown(before), _shown(after)
    found = list(delta(before, after))
    kind = "Modify" if found else "NoChange"
    return {"resourceId": resource.id, "changeType": kind, "before": before, "after": after, "delta": found}


def _left_out(body: Body, kind: str, *, ids_only: bool) -> Change:
    change: Change = {"resourceId": body["id"], "changeType": kind}
    if ids_only:
        return change
    listed = {key: value for key, value in body.items() if key != "properties"}  # as Resource Manager itself knows it
    before = _shown(_before(listed, _OWN_API_VERSION))
    return {**change, "before": before} if kind == "Delete" else {**change, "before": before, "after": before}


def _others(state: State, target: Target, plan: Plan, planned: set[str]) -> Iterator[Body]:
    """What exists where the plan deploys to, and is not in it."""
    groups = [target.id] if isinstance(target, ResourceGroup) else sorted(set(_groups_of(plan)))
    for group in groups:
        body = described(state, group)
        if body is not None and not isinstance(target, ResourceGroup) and group.lower() not in planned:
            yield body
        for resource in state.resources.tracked(group):
            if resource["id"].lower() not in planned:
                yield resource


def _groups_of(plan: Plan) -> Iterator[str]:
    for resource in plan.resources():
        if resource.deployment.scope == "resourceGroup":
            place = resource.deployment
            yield f"/subscriptions/{place.subscription_id}/resourceGroups/{place.resource_group}"


def _before(stored: Mapping[str, Any], api_version: str) -> Body:
    body = {key: value for key, value in stored.items() if key != "managedBy"}
    body = without(body, _READ_ONLY)
    if str(stored["type"]).lower() == "microsoft.network/virtualnetworks":
        for subnet in (body.get("properties") or {}).get("subnets") or ():
            for member in ("id", "type"):
                subnet.pop(member, None)
    for member in ("properties", "tags"):
        if not body.get(member):
            body.pop(member, None)
    return {**body, "apiVersion": api_version}


def _after(resource: ExpandedResource) -> Body:
    kept = {key: written(value) for key, value in resource.body.items() if key not in NOT_KEPT}
    kind, name = type_and_name(resource.id)
    return {**normalized(kept), "apiVersion": resource.api_version, "id": resource.id, "name": name, "type": kind}


def _with_known_defaults(before: Body, after: Body, kind: str) -> Body:
    """The state after, with what the provider adds again, so that what-if does not tell of it."""
    carried: Body = _carried(before, after, known_defaults(kind))
    return carried


def _carried(before: Any, after: Any, known: list[tuple[str, ...]]) -> Any:
    if isinstance(before, dict) and isinstance(after, dict):
        kept = {key: before[key] for key in before if key not in after and (key,) in known}
        inner = {
            key: _carried(before.get(key), value, [steps[1:] for steps in known if steps[:1] == (key,)])
            for key, value in after.items()
            if key in before or value not in (None, {})  # nothing where nothing was is no change
        }
        return {**kept, **inner}
    if isinstance(before, list) and isinstance(after, list):
        inside = [steps[1:] for steps in known if steps[:1] == ("[*]",)]
        partner = {new: before[old] for old, new in pairs(before, after) if old is not None and new is not None}
        return [_carried(partner.get(index), item, inside) for index, item in enumerate(after)]
    return after


def _shown(value: Any) -> Any:
    """The value as Azure writes it: members in their order, some secrets masked."""
    match value:
        case dict():
            return {key: MASK if key in _MASKED else _shown(value[key]) for key in sorted(value)}
        case list():
            return [_shown(item) for item in value]
    return value
