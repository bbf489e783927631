"""Deployment stacks at a resource group or a subscription."""

from collections.abc import Iterator, Mapping
from typing import Any

from armserver.deployments import planned
from armserver.errors import ArmError, not_found
from armserver.jobs import Jobs
from armserver.lists import page
from armserver.messages import Request, Response
from armserver.routing import Route
from armserver.running import Run
from armserver.scopes import SCOPES, target_of
from armserver.stacks import Stack
from armserver.state import ResourceGroup, State, Target
from armserver.validation import properties_of

_STATUS = (
    "/subscriptions/{subscription}/providers/Microsoft.Resources/locations/{location}/deploymentStackOperationStatus"
)
_MODES = ("none", "denydelete", "denywriteanddelete")


class DeploymentStacks:
    """Handlers over the stacks of `state`."""

    def __init__(self, state: State, jobs: Jobs) -> None:
        self._state = state
        self._jobs = jobs
        self._stacks: dict[str, Stack] = {}

    def routes(self) -> Iterator[Route]:
        """Give the routes to these handlers."""
        yield Route("GET", f"{_STATUS}/{{operation}}", self.status)
        for scope in SCOPES:
            every = f"{scope}/providers/Microsoft.Resources/deploymentStacks"
            one = f"{every}/{{name}}"
            yield Route("GET", every, self.get_all)
            yield Route("POST", f"{one}/validate", self.validate)
            yield Route("POST", f"{one}/exportTemplate", self.export)
            yield Route("PUT", one, self.create)
            yield Route("GET", one, self.get)
            yield Route("DELETE", one, self.delete)

    def validate(self, request: Request) -> Response:
        """Answer what the stack would manage; a refusal is a 400."""
        run = self._asked(request, request.json())
        properties = properties_of(request.json())
        body = {
            "id": self._id(request),
            "name": request.variables["name"],
            "type": "Microsoft.Resources/deploymentStacks",
            "properties": {
                "actionOnUnmanage": properties.get("actionOnUnmanage"),
                "denySettings": properties.get("denySettings"),
                "correlationId": request.correlation_id,
                "deploymentScope": run.target.id,
                "parameters": run.plan.parameters,
                "validatedResources": [{"id": each.id} for each in run.plan.resources()],
            },
        }
        return self._jobs.begin(request, "DeploymentStackValidationJob", lambda: Response(body=body))

    def create(self, request: Request) -> Response:
        """Accept the stack and say where its progress can be read."""
        body, before = request.json(), self._stacks.get(self._id(request).lower())
        if before is not None and not before.ended:
            raise ArmError(
                409,
                "DeploymentStackInNonTerminalState",
                f"The deployment stack '{before.name}' is in the state '{before.status}', which is not terminal.",
            )
        run = self._asked(request, body)
        run.target.deployments[run.name.lower()] = run
        stack = Stack(
            name=request.variables["name"],
            target=target_of(self._state, request),
            run=run,
            operation_id=self._state.next_id(),
            body=body,
            managed=before.managed if before else [],
        )
        self._stacks[stack.id.lower()] = stack
        location = body.get("location") or getattr(stack.target, "location", "westeurope")
        path = _STATUS.format(subscription=request.variables["subscription"], location=location)
        return Response(
            status=201 if before is None else 200,
            headers={
                "Azure-AsyncOperation": request.link(f"{path}/{stack.operation_id}"),
                **self._state.outcomes.retry,
            },
            body=stack.described(),
        )

    def status(self, request: Request) -> Response:
        """Answer how far a stack is; each question takes it one stage on."""
        for stack in self._stacks.values():
            if stack.operation_id == request.variables["operation"]:
                stack.advance(self._state)
                body: dict[str, Any] = {"id": request.path, "name": stack.operation_id, "status": stack.status}
                if stack.error is not None:
                    body["error"] = stack.error
                return Response(body=body, headers=self._state.outcomes.retry)
        raise ArmError(404, "OperationNotFound", "The operation could not be found.")

    def get(self, request: Request) -> Response:
        """Answer the stack as it is now, which is one stage further than it was."""
        stack = self._found(request)
        stack.advance(self._state)
        return Response(body=stack.described())

    def get_all(self, request: Request) -> Response:
        """Answer the stacks of the scope."""
        scope = f"{target_of(self._state, request).id}/providers/Microsoft.Resources/deploymentStacks/".lower()
        found = [stack.described() for key, stack in self._stacks.items() if key.startswith(scope)]
        return page(request, found, self._state.outcomes.page_size)

    def export(self, request: Request) -> Response:
        """Answer the template as it was sent."""
        return Response(body={"template": self._found(request).run.plan.template})

    def delete(self, request: Request) -> Response:
        """Delete the stack, and what it manages where the query says so; 204 where there is none."""
        stack = self._stacks.get(self._id(request).lower())
        if stack is None:
            return Response(status=204)
        actions = {
            "resources": request.query.get("unmanageAction.Resources", "detach"),
            "resourceGroups": request.query.get("unmanageAction.ResourceGroups", "detach"),
        }

        def done() -> Response:
            stack.delete(self._state, actions)
            self._stacks.pop(stack.id.lower(), None)
            return Response(status=200)

        return self._jobs.begin(request, "DeploymentStackDeletionJob", done)

    def _asked(self, request: Request, body: Mapping[str, Any]) -> Run:
        """The deployment that makes the stack; raises ArmError (400) for what Azure refuses of it."""
        properties = properties_of(body)
        for member in ("actionOnUnmanage", "denySettings"):
            if not isinstance(properties.get(member), Mapping):
                message = f"The required property '{member}' is missing from the request."
                raise ArmError(400, "InvalidRequestContent", message)
        mode = str(properties["denySettings"].get("mode")).lower()
        if mode not in _MODES:
            raise ArmError(400, "InvalidRequestContent", f"The deny settings mode '{mode}' is not valid.")
        target = self._scope(request, properties)
        name = f"{request.variables['name']}-{self._state.clock.now:%y%m%d%H%M%S}"
        location = None if isinstance(target, ResourceGroup) else body.get("location")
        return planned(self._state, request, target, name, {"location": location, "properties": properties})

    def _scope(self, request: Request, properties: Mapping[str, Any]) -> Target:
        """Where the stack's resources go, which may be another scope than its own."""
        scope = str(properties.get("deploymentScope") or "")
        if "/resourcegroups/" in scope.lower():
            return self._state.group(request.variables["subscription"], scope.rpartition("/")[2])
        return target_of(self._state, request)

    def _id(self, request: Request) -> str:
        scope = target_of(self._state, request).id
        return f"{scope}/providers/Microsoft.Resources/deploymentStacks/{request.variables['name']}"

    def _found(self, request: Request) -> Stack:
        stack = self._stacks.get(self._id(request).lower())
        if stack is None:
            raise not_found(self._id(request))
        return stack
