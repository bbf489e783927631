"""Template specs and their versions, which deployments can use in the place of a template.

https://learn.microsoft.com/azure/azure-resource-manager/templates/template-specs
"""

from collections.abc import Iterator, Mapping
from typing import Any

from armserver.clock import timestamp
from armserver.errors import ArmError, not_found
from armserver.lists import page
from armserver.messages import Request, Response
from armserver.routing import Route
from armserver.scopes import GROUP_PATH, SUBSCRIPTION_PATH, group_of, target_of
from armserver.state import State
from armserver.validation import checked

KIND = "Microsoft.Resources/templateSpecs"
SPEC = f"{GROUP_PATH}/providers/{KIND}/{{spec}}"
VERSION = f"{SPEC}/versions/{{version}}"
_TEMPLATE_MEMBERS = ("mainTemplate", "template")  # since 2021-05-01, and before
_USER = {"By": "00000000-0000-0000-0000-000000000003", "ByType": "Application"}


class TemplateSpecs:
    """Handlers over template specs, which are resources of their resource group."""

    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> Iterator[Route]:
        """Give the routes to these handlers."""
        for scope in (GROUP_PATH, SUBSCRIPTION_PATH):
            yield Route("GET", f"{scope}/providers/{KIND}", self.get_all)
        for one in (SPEC, VERSION):
            yield Route("GET", one, self.get)
            yield Route("PATCH", one, self.update)
            yield Route("DELETE", one, self.delete)
        yield Route("PUT", SPEC, self.put_spec)
        yield Route("PUT", VERSION, self.put_version)
        yield Route("GET", f"{SPEC}/versions", self.versions)

    def put_spec(self, request: Request) -> Response:
        """Create a template spec, or replace its description; its versions stay."""
        return self._put(request, self._spec_id(request), KIND, request.json())

    def put_version(self, request: Request) -> Response:
        """Create a version, or overwrite it: Azure asks nobody."""
        spec_id = self._spec_id(request)
        if self._state.resources.get(spec_id) is None:
            message = f"Can not perform requested operation on nested resource. Parent resource '{spec_id}' not found."
            raise ArmError(404, "ParentResourceNotFound", message)
        body = request.json()
        checked(_template(body))
        return self._put(request, f"{spec_id}/versions/{request.variables['version']}", f"{KIND}/versions", body)

    def get(self, request: Request) -> Response:
        """Answer a template spec, or a version of it with the template."""
        body = self._found(request)
        if "versions" in request.query.get("$expand", ""):
            versions = self._state.resources.within(f"{body['id']}/versions")
            body["properties"]["versions"] = {each["name"]: _summary(each) for each in versions}
        return Response(body=body)

    def get_all(self, request: Request) -> Response:
        """Answer all template specs, without their versions."""
        scope = target_of(self._state, request).id
        return page(request, [each for each in self._state.resources.within(scope) if each["type"] == KIND], None)

    def versions(self, request: Request) -> Response:
        """Answer the versions of a template spec."""
        found = self._state.resources.within(f"{self._found(request)['id']}/versions")
        return page(request, list(found), self._state.outcomes.page_size)

    def update(self, request: Request) -> Response:
        """Change the tags."""
        body = self._found(request) | {"tags": request.json().get("tags") or {}}
        self._state.resources.put(body["id"], body)
        return Response(body=body)

    def delete(self, request: Request) -> Response:
        """Delete a version, or a template spec with its versions; 204 where there is none."""
        existed = self._state.resources.delete(self._id(request))
        return Response(status=200 if existed else 204)

    def _put(self, request: Request, resource_id: str, kind: str, body: Mapping[str, Any]) -> Response:
        if not body.get("location"):
            raise ArmError(400, "LocationRequired", "The location property is required for this definition.")
        before = self._state.resources.get(resource_id)
        now = timestamp(self._state.clock.tick())
        created = (before or {}).get("systemData", {}).get("createdAt", now)
        resource = {
            "location": str(body["location"]).replace(" ", "").lower(),
            "tags": body.get("tags") or {},
            "systemData": {
                **{f"created{key}": value for key, value in _USER.items()},
                "createdAt": created,
                **{f"lastModified{key}": value for key, value in _USER.items()},
                "lastModifiedAt": now,
            },
            "properties": body.get("properties") or {},
            "id": resource_id,
            "type": kind,
            "name": resource_id.rpartition("/")[2],
        }
        self._state.resources.put(resource_id, resource)
        return Response(status=201 if before is None else 200, body=resource)

    def _found(self, request: Request) -> dict[str, Any]:
        resource_id = self._id(request)
        body = self._state.resources.get(resource_id)
        if body is None:
            raise not_found(resource_id)
        return body

    def _spec_id(self, request: Request) -> str:
        return f"{group_of(self._state, request).id}/providers/{KIND}/{request.variables['spec']}"

    def _id(self, request: Request) -> str:
        version = request.variables.get("version")
        return self._spec_id(request) + (f"/versions/{version}" if version else "")


def linked_template(state: State, link: Mapping[str, Any]) -> Any:
    """Give the template that a `templateLink` means: the version of a template spec, or what lies at a URI.

    Raises ArmError (400) for a URI where nothing lies, and ArmError (404) for a missing version.
    """
    if "id" not in link:
        return _downloaded(state, link)
    version = state.resources.get(str(link["id"]))
    if version is None:
        message = f"The template spec version '{link['id']}' could not be found."
        raise ArmError(404, "TemplateSpecVersionNotFound", message)
    return _template(version)


def given_parameters(state: State, properties: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the parameters of a deployment, which may lie at a URI; raise ArmError (400) where nothing lies there."""
    given = properties.get("parameters")
    if given is None and properties.get("parametersLink"):
        given = _downloaded(state, properties["parametersLink"]).get("parameters")
    return given or {}


def _downloaded(state: State, link: Mapping[str, Any]) -> Any:
    uri = str(link.get("uri"))
    if uri not in state.linked:
        message = f"Unable to download deployment content from '{uri}'. The tracking Id is '{state.next_id()}'."
        raise ArmError(400, "InvalidContentLink", message)
    return state.linked[uri]


def _template(body: Mapping[str, Any]) -> Any:
    properties = body.get("properties") or {}
    return next((properties[member] for member in _TEMPLATE_MEMBERS if member in properties), None)


def _summary(version: Mapping[str, Any]) -> dict[str, Any]:
    system = version["systemData"]
    description = version["properties"].get("description")
    times = {"timeCreated": system["createdAt"], "timeModified": system["lastModifiedAt"]}
    return {"description": description, **times} if description else times
