"""Single virtual machines, and the images that are made of them.

A machine is a resource whose `properties.instanceView` says how it is; a GET gives that only to who asks for it.
"""

from collections.abc import Mapping
from typing import Any

from armserver.compute_operations import ComputeOperations
from armserver.errors import ArmError, not_found
from armserver.messages import Request, Response
from armserver.providers import described, put
from armserver.resources import Body
from armserver.routing import Route
from armserver.scopes import GROUP_PATH, group_of
from armserver.state import State

TYPE = "Microsoft.Compute/virtualMachines"
_COMPUTE = f"{GROUP_PATH}/providers/Microsoft.Compute"
_MACHINE = f"{_COMPUTE}/virtualMachines/{{name}}"
_IMAGE = f"{_COMPUTE}/images/{{name}}"
_VERSION = f"{_COMPUTE}/galleries/{{gallery}}/images/{{definition}}/versions/{{name}}"
_DISPLAY = {"PowerState": "VM", "OSState": "VM"}


def machine_with(*, power: str = "running", generation: str = "V2", **properties: Any) -> Body:
    """Give a machine for `state.resources.put`, in the state that a test wants it in."""
    storage = {"osDisk": {"osType": "Linux", **properties.pop("osDisk", {})}, "dataDisks": properties.pop("disks", [])}
    return {
        "type": TYPE,
        "location": "westeurope",
        "properties": {"storageProfile": storage, "instanceView": _view(power, generation), **properties},
    }


def single_machines(state: State, group_id: str) -> list[Body]:
    """Give the machines of a group that belong to no scale set, as a list has them."""
    return [
        {**each, "properties": {key: value for key, value in each["properties"].items() if key != "instanceView"}}
        for each in state.resources.within(group_id)
        if each["type"].lower() == TYPE.lower()
    ]


class VirtualMachines:
    """Handlers over the machines, managed images and gallery versions among the resources of `state`."""

    def __init__(self, state: State, operations: ComputeOperations) -> None:
        self._state = state
        self._operations = operations

    def routes(self) -> list[Route]:
        """Give the routes to these handlers."""
        return [
            Route("GET", _MACHINE, self.get),
            Route("POST", f"{_MACHINE}/deallocate", self.deallocate),
            Route("POST", f"{_MACHINE}/generalize", self.generalize),
            Route("GET", _IMAGE, self.made),
            Route("PUT", _IMAGE, self.put_image),
            Route("GET", _VERSION, self.made),
            Route("PUT", _VERSION, self.put_version),
        ]

    def get(self, request: Request) -> Response:
        """Answer the machine; its instance view only where it is asked for."""
        self._operations.advance(request.path)
        found = self._machine(request)
        if request.query.get("$expand", "").lower() != "instanceview":
            found["properties"].pop("instanceView")
        return Response(body=found)

    def deallocate(self, request: Request) -> Response:
        """Begin to deallocate it."""
        machine = self._machine(request)

        def done() -> Mapping[str, Any] | None:
            self._mark(machine["id"], _power("deallocated"))
            return None

        return Response(status=202, headers=self._operations.begin(request, machine["location"], done))

    def generalize(self, request: Request) -> Response:
        """Mark it, unless it runs; a 200 without a body."""
        machine = self._machine(request)
        if "PowerState/running" in _codes(machine):
            name = machine["name"]
            message = f"Operation 'generalize' is not allowed on VM '{name}' since the VM is running."
            raise ArmError(409, "OperationNotAllowed", message)
        self._mark(machine["id"], _status("OSState/generalized"))
        return Response()

    def made(self, request: Request) -> Response:
        """Answer an image or a version, which goes on being made while nobody asks its operation."""
        self._operations.advance(request.path.rpartition("/")[0])
        found = described(self._state, request.path)
        if found is None:
            raise not_found(request.path)
        return Response(body=found)

    def put_image(self, request: Request) -> Response:
        """Begin to make a managed image of a machine."""
        source = self._source(request, "sourceVirtualMachine", "id")
        security = str((source["properties"].get("securityProfile") or {}).get("securityType") or "Standard")
        if security != "Standard":
            message = f"Creation of managed images are not supported for virtual machine with {security} security type."
            raise ArmError(409, "OperationNotAllowed", message)
        self._require_generalized(source)
        return self._make(request)

    def put_version(self, request: Request) -> Response:
        """Begin to make a version of an image definition."""
        definition = described(self._state, request.path.rpartition("/versions/")[0])
        if definition is None:
            raise not_found(request.path.rpartition("/versions/")[0])
        source = self._source(request, "storageProfile", "source", "virtualMachineId")
        if definition["properties"].get("osState") != "Specialized":
            self._require_generalized(source)
        body = request.json()
        regions = [str(each["name"]) for each in body["properties"]["publishingProfile"]["targetRegions"]]
        if body["location"] not in regions:
            named = ", ".join(regions)
            message = (
                f"Gallery image version publishing profile regions '{named}' must contain the location of image "
                f"version '{body['location']}'."
            )
            raise ArmError(400, "InvalidParameter", message)
        return self._make(request)

    def _make(self, request: Request) -> Response:
        put(self._state, request.path, request.json())
        made = self._settle(request.path, "Creating")

        def done() -> Mapping[str, Any] | None:
            failure = self._state.outcomes.failure_of(request.path)
            self._settle(request.path, "Failed" if failure else "Succeeded")
            return failure.error if failure else None

        headers = self._operations.begin(request, made["location"], done)
        return Response(status=201, headers=headers, body=made)

    def _settle(self, resource_id: str, state: str) -> Body:
        made = self._state.resources.get(resource_id) or {}
        made["properties"]["provisioningState"] = state
        self._state.resources.put(resource_id, made)
        return made

    def _source(self, request: Request, *path: str) -> Body:
        found: Any = request.json()["properties"]
        for step in path:
            found = found[step]
        source = described(self._state, str(found))
        if source is None:
            raise not_found(str(found))
        return source

    def _require_generalized(self, machine: Body) -> None:
        if "OSState/generalized" not in _codes(machine):
            name = machine["name"]
            message = f"The operation 'Create Image' requires the Virtual Machine '{name}' to be Generalized."
            raise ArmError(409, "OperationNotAllowed", message)

    def _machine(self, request: Request) -> Body:
        path = f"{group_of(self._state, request).id}/providers/{TYPE}/{request.variables['name']}"
        found = described(self._state, path)
        if found is None:
            raise not_found(path)
        found["properties"].setdefault("instanceView", _view())
        return found

    def _mark(self, resource_id: str, status: Body) -> None:
        machine = self._state.resources.get(resource_id) or {}
        machine["properties"].setdefault("instanceView", _view())
        kind = status["code"].partition("/")[0]
        kept = [each for each in machine["properties"]["instanceView"]["statuses"] if not each["code"].startswith(kind)]
        machine["properties"]["instanceView"]["statuses"] = [*kept, status]
        self._state.resources.put(resource_id, machine)


def _view(power: str = "running", generation: str = "V2") -> Body:
    return {"hyperVGeneration": generation, "statuses": [_status("ProvisioningState/succeeded"), _power(power)]}


def _codes(machine: Body) -> set[str]:
    return {each["code"] for each in machine["properties"].get("instanceView", _view())["statuses"]}


def _power(state: str) -> Body:
    return _status(f"PowerState/{state}")


def _status(code: str) -> Body:
    kind, _, state = code.partition("/")
    display = f"{_DISPLAY[kind]} {state}" if kind in _DISPLAY else "Provisioning succeeded"
    return {"code": code, "level": "Info", "displayStatus": display}
