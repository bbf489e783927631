"""The virtual machines that the instances of Flexible scale sets are."""

import re
from typing import Any

from armserver import instance_views
from armserver.errors import ArmError
from armserver.lists import page
from armserver.messages import Request, Response
from armserver.providers import described
from armserver.routing import Route
from armserver.scopes import GROUP_PATH, group_of
from armserver.state import State
from armserver.virtual_machines import single_machines

_OF_SCALE_SET = re.compile(r"'virtualMachineScaleSet/id' eq '([^']+)'", re.IGNORECASE)
_KEPT = ("location", "tags", "zones", "resources")
_OF_MACHINES = ("instanceView", "vmId", "hardwareProfile", "storageProfile", "osProfile", "provisioningState")


class FlexibleMachines:
    """The handler of their list, which has single machines too."""

    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> list[Route]:
        """Give the routes to this handler."""
        return [Route("GET", f"{GROUP_PATH}/providers/Microsoft.Compute/virtualMachines", self.get)]

    def get(self, request: Request) -> Response:
        """Answer the machines of the scale set in the filter; their instance view only with one."""
        group = group_of(self._state, request)
        expand = "instanceview" in request.query.get("$expand", "").lower()
        wanted = _OF_SCALE_SET.fullmatch(request.query.get("$filter", ""))
        if wanted is None:
            if expand:
                raise ArmError(400, "InvalidParameter", "The $expand expression is valid only with a $filter.")
            return page(request, single_machines(self._state, group.id), self._state.outcomes.page_size)
        scale_set, body = self._state.scale_sets.get(wanted[1]), described(self._state, wanted[1])
        if scale_set is None or body is None:
            return page(request, [], None)
        machines = []
        for each in scale_set.instances:
            seen = instance_views.described(scale_set, body, each, expand=expand)
            properties: dict[str, Any] = {key: seen["properties"].get(key) for key in _OF_MACHINES}
            properties["virtualMachineScaleSet"] = {"id": scale_set.id}
            machine = {
                "name": seen["name"],
                "id": f"{group.id}/providers/Microsoft.Compute/virtualMachines/{seen['name']}",
                "type": "Microsoft.Compute/virtualMachines",
                **{key: seen[key] for key in _KEPT if key in seen},
                "properties": {key: value for key, value in properties.items() if value is not None},
            }
            machines.append(machine)
        return page(request, machines, self._state.outcomes.page_size)
