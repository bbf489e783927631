"""Resource groups, and the resource providers that a client may ask for."""

from typing import Any

from armserver.errors import ArmError
from armserver.messages import Request, Response
from armserver.routing import Route
from armserver.state import ResourceGroup, State

GROUP = "/subscriptions/{subscription}/resourcegroups/{group}"
PROVIDERS = "/subscriptions/{subscription}/providers"
NAMESPACES = ("Microsoft.Compute", "Microsoft.Network", "Microsoft.Insights", "Microsoft.Resources")


class Groups:
    """Handlers over the resource groups of `state`."""

    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> list[Route]:
        """Give the routes to these handlers."""
        return [
            Route("HEAD", GROUP, self.exists),
            Route("GET", GROUP, self.get),
            Route("PUT", GROUP, self.create),
            Route("GET", PROVIDERS, self.providers),
            Route("GET", f"{PROVIDERS}/{{namespace}}", self.provider),
        ]

    def exists(self, request: Request) -> Response:
        """Answer 204 or, from the lookup, 404."""
        group_of(self._state, request)
        return Response(status=204)

    def get(self, request: Request) -> Response:
        """Answer the resource group."""
        return Response(body=_described(group_of(self._state, request)))

    def create(self, request: Request) -> Response:
        """Answer 201 for a new resource group, 200 for one that was there."""
        body = request.json()
        if not body.get("location"):
            raise ArmError(400, "LocationRequired", "The location property is required for this definition.")
        location = body["location"].replace(" ", "").lower()
        group = ResourceGroup(name=request.variables["group"], location=location, tags=body.get("tags") or {})
        is_new = self._state.add(group)
        return Response(status=201 if is_new else 200, body=_described(group))

    def providers(self, _: Request) -> Response:
        """Answer the providers that our templates use, all registered."""
        return Response(body={"value": [_provider(namespace) for namespace in NAMESPACES]})

    def provider(self, request: Request) -> Response:
        """Answer one provider."""
        asked = request.variables["namespace"]
        for namespace in NAMESPACES:
            if namespace.lower() == asked.lower():
                return Response(body=_provider(namespace))
        raise ArmError(404, "InvalidResourceNamespace", f"The resource namespace '{asked}' is invalid.")


def group_of(state: State, request: Request) -> ResourceGroup:
    """Give the resource group in the path of `request`; raise ArmError (404) if it does not exist."""
    return state.group(request.variables["subscription"], request.variables["group"])


def _described(group: ResourceGroup) -> dict[str, Any]:
    return {
        "id": group.id,
        "name": group.name,
        "type": "Microsoft.Resources/resourceGroups",
        "location": group.location,
        "tags": dict(group.tags),
        "properties": {"provisioningState": "Succeeded"},
    }


def _provider(namespace: str) -> dict[str, Any]:
    return {"namespace": namespace, "registrationState": "Registered", "resourceTypes": []}
