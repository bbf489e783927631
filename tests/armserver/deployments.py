"""Deployments into a resource group: validate, create, follow, read."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from armserver.groups import GROUP, group_of
from armserver.messages import Request, Response
from armserver.routing import Route
from armserver.state import Deployment, ResourceGroup, State
from armserver.validation import parameters_of, resources_of, template_of

DEPLOYMENTS = f"{GROUP}/providers/Microsoft.Resources/deployments"
DEPLOYMENT = f"{DEPLOYMENTS}/{{name}}"

# Both clients wait 30 seconds between two polls without this, and take `Retry-After: 0` for its absence.
POLL_SOON = {"x-ms-retry-after-ms": "10"}


class Deployments:
    """Handlers over the deployments of `state`."""

    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> list[Route]:
        """Give the routes to these handlers."""
        return [
            Route("POST", f"{DEPLOYMENT}/validate", self.validate),
            Route("PUT", DEPLOYMENT, self.create),
            Route("GET", f"{DEPLOYMENT}/operationStatuses/{{operation}}", self.status),
            Route("HEAD", DEPLOYMENT, self.exists),
            Route("GET", DEPLOYMENT, self.get),
            Route("GET", DEPLOYMENTS, self.get_all),
        ]

    def validate(self, request: Request) -> Response:
        """Answer what would be deployed; a refusal is a 400, as it is for `create`."""
        group = group_of(self._state, request)
        properties = self._properties(request, state="Succeeded")
        properties["validatedResources"] = _resource_ids(group, template_of(request.json()))
        return Response(body=_described(group, request.variables["name"], properties))

    def create(self, request: Request) -> Response:
        """Accept the deployment and say where its progress can be read."""
        group = group_of(self._state, request)
        name = request.variables["name"]
        deployment = Deployment(
            name=name,
            properties=self._properties(request, state="Accepted"),
            operation=self._state.next_id(),
        )
        is_new = name.lower() not in group.deployments
        group.deployments[name.lower()] = deployment
        api_version = request.query["api-version"]
        poll = f"{request.base_url}{request.path}/operationStatuses/{deployment.operation}?api-version={api_version}"
        return Response(
            status=201 if is_new else 200,
            headers={"Azure-AsyncOperation": poll, **POLL_SOON},
            body=_described(group, name, deployment.properties),
        )

    def status(self, request: Request) -> Response:
        """Answer how far the deployment is; each question takes it one step on."""
        deployment = group_of(self._state, request).deployment(request.variables["name"])
        return Response(headers=POLL_SOON, body={"status": deployment.advance()})

    def exists(self, request: Request) -> Response:
        """Answer 204 or, from the lookup, 404."""
        group_of(self._state, request).deployment(request.variables["name"])
        return Response(status=204)

    def get(self, request: Request) -> Response:
        """Answer the deployment as it is now."""
        group = group_of(self._state, request)
        deployment = group.deployment(request.variables["name"])
        return Response(body=_described(group, deployment.name, deployment.properties))

    def get_all(self, request: Request) -> Response:
        """Answer all deployments into the resource group."""
        group = group_of(self._state, request)
        return Response(body={"value": [_described(group, d.name, d.properties) for d in group.deployments.values()]})

    def _properties(self, request: Request, *, state: str) -> dict[str, Any]:
        body = request.json()
        template = template_of(body)
        return {
            "templateHash": _hash(template),
            "parameters": parameters_of(body),
            "mode": body["properties"].get("mode", "Incremental"),
            "provisioningState": state,
            # Not the clock's, so that the answers to the same questions are the same.
            "timestamp": "2024-01-01T00:00:00Z",
            "duration": "PT0S",
            "correlationId": self._state.next_id(),
            "providers": _providers(template),
            "dependencies": [],
        }


def _described(group: ResourceGroup, name: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": f"{group.id}/providers/Microsoft.Resources/deployments/{name}",
        "name": name,
        "type": "Microsoft.Resources/deployments",
        "properties": dict(properties),
    }


def _hash(template: Mapping[str, Any]) -> str:
    digest = hashlib.sha256(json.dumps(template, sort_keys=True).encode()).digest()
    return str(int.from_bytes(digest[:8], "big"))


def _resource_ids(group: ResourceGroup, template: Mapping[str, Any]) -> list[dict[str, str]]:
    """The ids of the resources with a literal name; the names of the others would have to be evaluated."""
    ids = []
    for resource in resources_of(template):
        namespace, *types = resource["type"].split("/")
        names = resource["name"].split("/")
        if not resource["name"].startswith("[") and len(types) == len(names):
            pairs = "/".join(f"{kind}/{name}" for kind, name in zip(types, names, strict=True))
            ids.append({"id": f"{group.id}/providers/{namespace}/{pairs}"})
    return ids


def _providers(template: Mapping[str, Any]) -> list[dict[str, Any]]:
    by_namespace: dict[str, dict[str, None]] = {}
    for resource in resources_of(template):
        namespace, _, kind = resource["type"].partition("/")
        by_namespace.setdefault(namespace, {})[kind] = None
    return [
        {"namespace": namespace, "resourceTypes": [{"resourceType": kind, "locations": [None]} for kind in kinds]}
        for namespace, kinds in by_namespace.items()
    ]
