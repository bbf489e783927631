"""The resource providers of the subscription, all registered, and the resource types that they have."""

from functools import cache
from typing import Any

from armserver.errors import ArmError
from armserver.messages import Request, Response
from armserver.routing import Route
from armserver.scopes import SUBSCRIPTION_PATH
from generator.arm.schemas.store import known_types

_PROVIDERS = f"{SUBSCRIPTION_PATH}/providers"
_LOCATIONS = ["West Europe", "North Europe", "West US", "East US"]
_RESOURCES = ("deployments", "deploymentStacks", "resourceGroups", "templateSpecs", "templateSpecs/versions")
_RESOURCES_VERSION = "2022-02-01"


class ProviderRegistry:
    """Handlers that tell of providers."""

    def routes(self) -> list[Route]:
        """Give the routes to these handlers."""
        return [Route("GET", _PROVIDERS, self.get_all), Route("GET", f"{_PROVIDERS}/{{namespace}}", self.get)]

    def get_all(self, _: Request) -> Response:
        """Answer all providers."""
        return Response(body={"value": list(_providers().values())})

    def get(self, request: Request) -> Response:
        """Answer one provider."""
        asked = request.variables["namespace"]
        provider = _providers().get(asked.lower())
        if provider is None:
            raise ArmError(404, "InvalidResourceNamespace", f"The resource namespace '{asked}' is invalid.")
        return Response(body=provider)


@cache
def _providers() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    own = [(f"Microsoft.Resources/{kind}", _RESOURCES_VERSION) for kind in _RESOURCES]
    for full_type, api_version in [*own, *known_types()]:
        namespace, _, kind = full_type.partition("/")
        provider = found.setdefault(
            namespace.lower(),
            {
                "id": f"/providers/{namespace}",
                "namespace": namespace,
                "registrationPolicy": "RegistrationRequired",
                "registrationState": "Registered",
                "resourceTypes": [],
            },
        )
        provider["resourceTypes"].append(
            {"resourceType": kind, "locations": _LOCATIONS, "apiVersions": [api_version], "capabilities": "None"}
        )
    return found
