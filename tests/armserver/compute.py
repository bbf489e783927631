"""The compute provider: scale sets, their instances, and what can be done to these."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from armserver import instance_views
from armserver.compute_operations import ComputeOperations, Work
from armserver.errors import ArmError, not_found
from armserver.lists import page
from armserver.messages import Request, Response
from armserver.providers import described, put, remove
from armserver.routing import Route
from armserver.scale_sets import Instance, ScaleSet
from armserver.scopes import GROUP_PATH, group_of
from armserver.state import State
from armserver.troubles import error_of

SCALE_SET = f"{GROUP_PATH}/providers/Microsoft.Compute/virtualMachineScaleSets/{{name}}"
MACHINES = f"{SCALE_SET}/virtualMachines"
_FILTER = re.compile(r"properties/latestModelApplied eq (true|false)", re.IGNORECASE)

Action = Callable[[ScaleSet, list[str]], None]
ACTIONS: dict[str, Action] = {
    "manualupgrade": ScaleSet.upgrade,
    "reimage": ScaleSet.reimage,
    "reimageall": ScaleSet.reimage,
    "delete": ScaleSet.delete,
    "start": lambda scale_set, ids: scale_set.switch(ids, "running"),
    "restart": lambda scale_set, ids: scale_set.switch(ids, "running"),
    "poweroff": lambda scale_set, ids: scale_set.switch(ids, "stopped"),
    "deallocate": lambda scale_set, ids: scale_set.switch(ids, "deallocated"),
}


class Compute:
    """Handlers over the scale sets of `state`."""

    def __init__(self, state: State, operations: ComputeOperations) -> None:
        self._state = state
        self._operations = operations

    def routes(self) -> Iterator[Route]:
        """Give the routes to these handlers."""
        yield Route("PUT", SCALE_SET, self.put)
        yield Route("PATCH", SCALE_SET, self.patch)
        yield Route("DELETE", SCALE_SET, self.delete)
        yield Route("GET", f"{SCALE_SET}/instanceView", self.instance_view)
        yield Route("GET", MACHINES, self.instances)
        yield Route("GET", f"{MACHINES}/{{instance}}", self.instance)
        yield Route("GET", f"{MACHINES}/{{instance}}/instanceView", self.view_of_instance)
        yield Route("DELETE", f"{MACHINES}/{{instance}}", self.delete_instance)
        for name, action in ACTIONS.items():
            yield Route("POST", f"{SCALE_SET}/{name}", self._to_instances(action))
            yield Route("POST", f"{MACHINES}/{{instance}}/{name}", self._to_instances(action))

    def put(self, request: Request) -> Response:
        """Create or replace a scale set."""
        return self._update(request, request.json())

    def patch(self, request: Request) -> Response:
        """Change members of a scale set."""
        _, body = self._found(request)
        return self._update(request, _merged(body, request.json()))

    def delete(self, request: Request) -> Response:
        """Delete a scale set; 204 where there is none."""
        group_of(self._state, request)
        resource_id = self._id(request)
        body = described(self._state, resource_id)
        if body is None:
            return Response(status=204)

        def work() -> None:
            remove(self._state, resource_id)

        return self._accepted(request, body, work)

    def instance_view(self, request: Request) -> Response:
        """Answer how the instances are, in numbers."""
        scale_set, body = self._found(request)
        return Response(body=instance_views.summary(scale_set, body))

    def instances(self, request: Request) -> Response:
        """Answer the instances. Lists have the resource group in capitals, as Azure's compute provider has it."""
        scale_set, body = self._found(request)
        self._operations.advance(request.path.rpartition("/")[0])
        wanted = _FILTER.search(request.query.get("$filter", ""))
        chosen = [
            each
            for each in scale_set.instances
            if wanted is None or scale_set.is_latest(each) is (wanted[1].lower() == "true")
        ]
        expand = "instanceview" in request.query.get("$expand", "").lower()
        found = [instance_views.described(scale_set, body, each, expand=expand) for each in chosen]
        if selected := request.query.get("$select"):
            found = [_selected(each, selected.split(",")) for each in found]
        return page(request, [_shouted(each) for each in found], self._state.outcomes.page_size)

    def instance(self, request: Request) -> Response:
        """Answer one instance."""
        scale_set, body = self._found(request)
        expand = "instanceview" in request.query.get("$expand", "").lower()
        instance = self._instance(request, scale_set)
        return Response(body=instance_views.described(scale_set, body, instance, expand=expand))

    def view_of_instance(self, request: Request) -> Response:
        """Answer how one instance is."""
        scale_set, _ = self._found(request)
        return Response(body=instance_views.instance_view(scale_set, self._instance(request, scale_set)))

    def delete_instance(self, request: Request) -> Response:
        """Delete one instance, and count it off the capacity."""
        return self._to_instances(ScaleSet.delete)(request)

    def _to_instances(self, action: Action) -> Callable[[Request], Response]:
        def handler(request: Request) -> Response:
            scale_set, body = self._found(request)
            ids = self._wanted(request, scale_set)

            for each in scale_set.chosen(ids):
                each.state = "Updating"

            def work() -> Mapping[str, Any] | None:
                changed = list(scale_set.chosen(ids))
                for each in changed:
                    each.state = "Succeeded"
                action(scale_set, ids)
                capacity = len(scale_set.instances)
                now = described(self._state, body["id"]) or body
                put(self._state, body["id"], {**now, "sku": {**now["sku"], "capacity": capacity}})
                return error_of(changed)

            return self._accepted(request, body, work)

        return handler

    def _wanted(self, request: Request, scale_set: ScaleSet) -> list[str]:
        """The ids that the request names, in its path or its body; all of them where it names none."""
        if "instance" in request.variables:
            ids = [request.variables["instance"].replace("%2A", "*")]
        else:
            asked = request.json() if request.text else {}
            ids = [str(each) for each in asked.get("instanceIds") or ["*"]]
        unknown = [each for each in ids if each != "*" and scale_set.instance(each) is None]
        if unknown:
            message = f"The provided instanceId {unknown[0]} is not an active Virtual Machine Scale Set VM instanceId."
            raise ArmError(400, "InvalidParameter", message, target="instanceIds")
        return ids

    def _accepted(self, request: Request, body: dict[str, Any], work: Work) -> Response:
        return Response(status=202, headers=self._operations.begin(request, body.get("location", "westeurope"), work))

    def _update(self, request: Request, body: dict[str, Any]) -> Response:
        group = group_of(self._state, request)
        resource_id = f"{group.id}/providers/Microsoft.Compute/virtualMachineScaleSets/{request.variables['name']}"
        is_new = put(self._state, resource_id, body) == "Created"
        found = described(self._state, resource_id) or {}
        found["properties"]["provisioningState"] = "Creating" if is_new else "Updating"
        headers = self._operations.begin(request, found.get("location", group.location), lambda: None)
        del headers["Location"]
        return Response(status=201 if is_new else 200, headers=headers, body=found)

    def _id(self, request: Request) -> str:
        group = group_of(self._state, request)
        return f"{group.id}/providers/Microsoft.Compute/virtualMachineScaleSets/{request.variables['name']}"

    def _found(self, request: Request) -> tuple[ScaleSet, dict[str, Any]]:
        resource_id = self._id(request)
        scale_set, body = self._state.scale_sets.get(resource_id), described(self._state, resource_id)
        if scale_set is None or body is None:
            raise not_found(resource_id)
        return scale_set, body

    def _instance(self, request: Request, scale_set: ScaleSet) -> Instance:
        instance = scale_set.instance(request.variables["instance"])
        if instance is None:
            message = f"The entity was not found: instance {request.variables['instance']}."
            raise ArmError(404, "NotFound", message)
        return instance


def _merged(value: Any, patch: Any) -> Any:
    """By JSON Merge Patch, RFC 7396."""
    if not isinstance(patch, dict) or not isinstance(value, dict):
        return patch
    kept = {key: inner for key, inner in value.items() if key not in patch}
    return {**kept, **{key: _merged(value.get(key), inner) for key, inner in patch.items() if inner is not None}}


def _selected(body: dict[str, Any], members: list[str]) -> dict[str, Any]:
    kept = {key: body["properties"][key] for key in ("latestModelApplied", *members) if key in body["properties"]}
    return {"id": body["id"], "instanceId": body["instanceId"], "properties": kept}


def _shouted(body: dict[str, Any]) -> dict[str, Any]:
    before, mark, after = str(body["id"]).partition("/resourceGroups/")
    group, _, rest = after.partition("/")
    return {**body, "id": f"{before}{mark}{group.upper()}/{rest}"}
