"""The subscription, its resource groups, and what is in them."""

import re
from typing import Any

from armserver.errors import ArmError, locked, not_found
from armserver.jobs import Jobs
from armserver.lists import page
from armserver.messages import Request, Response
from armserver.providers import described, described_group, put, remove
from armserver.routing import Route
from armserver.scopes import GROUP_PATH, SUBSCRIPTION_PATH, group_of, target_of
from armserver.state import TENANT, ResourceGroup, State, Subscription

_RESOURCE = re.compile(r"/providers/(?!microsoft\.resources/)[^/]+(/[^/]+/[^/]+)+$", re.IGNORECASE)
_LOCK = "microsoft.authorization/locks"


class Groups:
    """Handlers over the subscription, its resource groups and their resources."""

    def __init__(self, state: State, jobs: Jobs) -> None:
        self._state = state
        self._jobs = jobs

    def routes(self) -> list[Route]:
        """Give the routes to these handlers."""
        return [
            Route("GET", "/subscriptions", self.subscriptions),
            Route("GET", SUBSCRIPTION_PATH, self.subscription),
            Route("GET", "/tenants", self.tenants),
            Route("GET", f"{SUBSCRIPTION_PATH}/resourcegroups", self.get_all),
            Route("HEAD", GROUP_PATH, self.exists),
            Route("GET", GROUP_PATH, self.get),
            Route("PUT", GROUP_PATH, self.create),
            Route("PATCH", GROUP_PATH, self.update),
            Route("DELETE", GROUP_PATH, self.delete),
            Route("GET", f"{GROUP_PATH}/resources", self.resources),
            Route("GET", f"{SUBSCRIPTION_PATH}/resources", self.resources),
            Route("POST", f"{GROUP_PATH}/exportTemplate", self.export),
        ]

    def resource_routes(self) -> list[Route]:
        """Give the routes to any resource by its id, which come last: others are more particular."""
        resource = "/subscriptions/{subscription}/{path...}"
        return [
            Route("GET", f"{SUBSCRIPTION_PATH}/providers/{{namespace}}/{{type}}", self.resources_of_type),
            Route("GET", f"{GROUP_PATH}/providers/{{namespace}}/{{type}}", self.resources_of_type),
            Route("PUT", resource, self.put_resource),
            Route("HEAD", resource, self.resource_exists),
            Route("GET", resource, self.resource),
            Route("DELETE", resource, self.delete_resource),
        ]

    def subscriptions(self, _: Request) -> Response:
        """Answer the one subscription."""
        return Response(body={"value": [_subscription(self._state.subscription)]})

    def subscription(self, request: Request) -> Response:
        """Answer the subscription."""
        return Response(body=_subscription(self._state.subscription_of(request.variables["subscription"])))

    def tenants(self, _: Request) -> Response:
        """Answer the one tenant."""
        return Response(body={"value": [{"id": f"/tenants/{TENANT}", "tenantId": TENANT}]})

    def get_all(self, request: Request) -> Response:
        """Answer the resource groups."""
        self._state.subscription_of(request.variables["subscription"])
        groups = [described_group(group) for group in self._state.groups()]
        return page(request, groups, self._state.outcomes.page_size)

    def exists(self, request: Request) -> Response:
        """Answer 204 or, from the lookup, 404."""
        group_of(self._state, request)
        return Response(status=204)

    def get(self, request: Request) -> Response:
        """Answer the resource group."""
        group = group_of(self._state, request)
        answer = Response(body=described_group(group))
        if group.state == "Deleting":  # who looks instead of following the Location sees it once, and then no more
            self._state.remove(group)
        return answer

    def create(self, request: Request) -> Response:
        """Answer 201 for a new resource group, 200 for one that was there."""
        self._state.subscription_of(request.variables["subscription"])
        body = request.json()
        if not body.get("location"):
            raise ArmError(400, "LocationRequired", "The location property is required for this definition.")
        location = body["location"].replace(" ", "").lower()
        before = self._state.find_group(request.variables["group"])
        if before is not None and before.location != location:
            raise ArmError(
                409,
                "InvalidResourceGroupLocation",
                f"Invalid resource group location '{location}'. The Resource group already exists in location "
                f"'{before.location}'.",
            )
        group = ResourceGroup(
            name=before.name if before else request.variables["group"],
            location=location,
            tags=body.get("tags"),
            managed_by=body.get("managedBy"),
        )
        self._state.add(group)
        return Response(status=201 if before is None else 200, body=described_group(group))

    def update(self, request: Request) -> Response:
        """Change the tags."""
        group = group_of(self._state, request)
        group.tags = request.json().get("tags", group.tags)
        return Response(body=described_group(group))

    def delete(self, request: Request) -> Response:
        """Delete the resource group with all that is in it, unless a lock is in the way."""
        group = group_of(self._state, request)
        locks = [each for each in self._state.resources.within(group.id) if each["type"].lower() == _LOCK]
        if locks:
            raise locked(request.path, locks[0]["id"].partition("/providers/Microsoft.Authorization/")[0])
        group.state = "Deleting"

        def done() -> Response:
            self._state.remove(group)
            return Response()

        return self._jobs.begin(request, "ResourceGroupDeletionJob", done, polls=self._state.outcomes.polls)

    def export(self, request: Request) -> Response:
        """Answer a template of what is in the resource group."""
        group = group_of(self._state, request)
        resources = [
            {key: each[key] for key in ("type", "name", "location", "tags", "sku", "properties") if key in each}
            for each in self._state.resources.within(group.id)
        ]
        template = {
            "$schema": "https://schema.management.azure.com/schemas/2015-01-01/deploymentTemplate.json#",
            "contentVersion": "1.0.0.0",
            "parameters": {},
            "variables": {},
            "resources": resources,
        }
        return Response(body={"template": template})

    def resources(self, request: Request) -> Response:
        """Answer what is in the scope, without the properties, as lists of resources are."""
        scope = target_of(self._state, request).id
        bodies = [_listed(body) for body in self._state.resources.tracked(scope)]
        return page(request, bodies, self._state.outcomes.page_size)

    def resources_of_type(self, request: Request) -> Response:
        """Answer the resources of one type, whole."""
        scope = target_of(self._state, request).id
        kind = f"{request.variables['namespace']}/{request.variables['type']}".lower()
        bodies = [body for body in self._state.resources.within(scope) if body["type"].lower() == kind]
        return page(request, bodies, self._state.outcomes.page_size)

    def put_resource(self, request: Request) -> Response:
        """Create or replace a resource of any provider but Resource Manager's own, as if it had nothing against it."""
        if not _RESOURCE.search(request.path):
            raise ArmError(
                404, "NotFound", f"No HTTP resource was found that matches the request URI '{request.path}'."
            )
        status = put(self._state, request.path, request.json())
        return Response(status=201 if status == "Created" else 200, body=described(self._state, request.path))

    def resource_exists(self, request: Request) -> Response:
        """Answer 204 or 404."""
        self.resource(request)
        return Response(status=204)

    def resource(self, request: Request) -> Response:
        """Answer a resource by its id."""
        found = described(self._state, request.path)
        if found is None:
            raise not_found(request.path)
        return Response(body=found)

    def delete_resource(self, request: Request) -> Response:
        """Delete a resource; 204 where there is none."""
        if not remove(self._state, request.path):
            return Response(status=204)
        return self._jobs.begin(request, "ResourceDeletionJob", Response)


def _subscription(subscription: Subscription) -> dict[str, Any]:
    return {
        "id": subscription.id,
        "subscriptionId": subscription.id.rpartition("/")[2],
        "tenantId": TENANT,
        "displayName": "Loopback",
        "state": "Enabled",
        "authorizationSource": "RoleBased",
        "managedByTenants": [],
    }


def _listed(body: dict[str, Any]) -> dict[str, Any]:
    shown = ("id", "name", "type", "kind", "location", "tags", "sku", "zones", "plan", "identity", "managedBy")
    return {key: body[key] for key in shown if key in body}
