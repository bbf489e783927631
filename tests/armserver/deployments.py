"""Deployments into a resource group or a subscription: validate, create, follow, read, cancel."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from armserver.descriptions import accepted, described, validated
from armserver.errors import ArmError, active
from armserver.jobs import Jobs
from armserver.lists import page
from armserver.messages import Request, Response
from armserver.planning import Plan, plan
from armserver.routing import Route
from armserver.running import Run
from armserver.scopes import SCOPES, target_of
from armserver.state import ResourceGroup, State, Target
from armserver.template_specs import given_parameters, linked_template
from armserver.validation import properties_of

_NAME = re.compile(r"[-\w.()]{1,64}")
_STATE_FILTER = re.compile(r"provisioningState eq '(\w+)'", re.IGNORECASE)


class Deployments:
    """Handlers over the deployments of `state`."""

    def __init__(self, state: State, jobs: Jobs) -> None:
        self._state = state
        self._jobs = jobs

    def routes(self) -> Iterator[Route]:
        """Give the routes to these handlers."""
        for scope in SCOPES:
            every = f"{scope}/providers/Microsoft.Resources/deployments"
            one = f"{every}/{{name}}"
            yield Route("GET", every, self.get_all)
            yield Route("POST", f"{one}/validate", self.validate)
            yield Route("POST", f"{one}/cancel", self.cancel)
            yield Route("POST", f"{one}/exportTemplate", self.export)
            yield Route("GET", f"{one}/operationStatuses/{{operation}}", self.status)
            for listed in (f"{one}/operations", f"{scope}/deployments/{{name}}/operations"):
                yield Route("GET", listed, self.operations)
                yield Route("GET", f"{listed}/{{operation}}", self.operation)
            yield Route("PUT", one, self.create)
            yield Route("HEAD", one, self.exists)
            yield Route("GET", one, self.get)
            yield Route("DELETE", one, self.delete)

    def validate(self, request: Request) -> Response:
        """Answer what would be deployed; a refusal is a 400, as it is for `create`."""
        body = validated(self._asked(request))
        polls = self._state.outcomes.validation_polls
        if polls:
            return self._jobs.begin(request, "DeploymentValidationJob", lambda: Response(body=body), polls=polls - 1)
        return Response(body=body)

    def create(self, request: Request) -> Response:
        """Accept the deployment and say where its progress can be read."""
        run = self._asked(request)
        deployments = run.target.deployments
        before = deployments.get(run.name.lower())
        if before is not None:
            _check_replaceable(before, run)
        deployments[run.name.lower()] = run
        poll = request.link(f"{request.path}/operationStatuses/{run.operation_id}")
        return Response(
            status=201 if before is None else 200,
            headers={"Azure-AsyncOperation": poll, **self._state.outcomes.retry},
            body=accepted(run),
        )

    def status(self, request: Request) -> Response:
        """Answer how far the deployment is; each question takes it one stage on."""
        run = self._run(request)
        if run.operation_id == request.variables["operation"]:
            run.advance(self._state)
        body: dict[str, Any] = {"status": run.status}
        if run.error is not None:
            body["error"] = run.error
        return Response(headers=self._state.outcomes.retry, body=body)

    def exists(self, request: Request) -> Response:
        """Answer 204 or, from the lookup, 404."""
        self._run(request)
        return Response(status=204)

    def get(self, request: Request) -> Response:
        """Answer the deployment as it is now, which is one stage further than it was."""
        run = self._run(request)
        run.advance(self._state)
        return Response(body=described(run))

    def get_all(self, request: Request) -> Response:
        """Answer the deployments, newest first, those in one state if the filter says so."""
        runs = sorted(target_of(self._state, request).deployments.values(), key=lambda run: run.started, reverse=True)
        wanted = _STATE_FILTER.search(request.query.get("$filter", ""))
        if wanted:
            runs = [run for run in runs if run.status.lower() == wanted[1].lower()]
        return page(request, [described(run) for run in runs], self._state.outcomes.page_size)

    def cancel(self, request: Request) -> Response:
        """Stop a deployment that runs."""
        run = self._run(request)
        if run.ended:
            raise ArmError(
                409,
                "DeploymentCannotBeCancelled",
                f"The deployment '{run.name}' cannot be cancelled because it is in the state '{run.status}'.",
            )
        run.cancel(self._state)
        return Response(status=204)

    def export(self, request: Request) -> Response:
        """Answer the template as it was sent."""
        return Response(body={"template": self._run(request).plan.template})

    def delete(self, request: Request) -> Response:
        """Forget a deployment; what it created stays."""
        run = self._run(request)
        if not run.ended:
            raise active(run.name, f"{run.started:%m/%d/%Y %I:%M:%S %p}")
        del run.target.deployments[run.name.lower()]
        return self._jobs.begin(request, "DeploymentDeletionJob", lambda: Response(status=204))

    def operations(self, request: Request) -> Response:
        """Answer the operations, the latest first."""
        run = self._run(request)
        latest = [operation.described(run.id) for operation in reversed(run.operations)]
        return page(request, latest, self._state.outcomes.page_size)

    def operation(self, request: Request) -> Response:
        """Answer one operation."""
        run, wanted = self._run(request), request.variables["operation"]
        for operation in run.operations:
            if operation.id.lower() == wanted.lower():
                return Response(body=operation.described(run.id))
        raise ArmError(404, "DeploymentOperationNotFound", f"The deployment operation '{wanted}' could not be found.")

    def _run(self, request: Request) -> Run:
        name = request.variables["name"]
        run = target_of(self._state, request).deployments.get(name.lower())
        if run is None:
            raise ArmError(404, "DeploymentNotFound", f"Deployment '{name}' could not be found.")
        return run

    def _asked(self, request: Request) -> Run:
        """The deployment that the request describes; raises ArmError (400) for what Azure refuses of it."""
        return asked(self._state, request, request.json())


def asked(state: State, request: Request, body: Any, *, preflight: bool = True) -> Run:
    """Give the deployment that the request describes; raise ArmError (400) for what Azure refuses of it.

    Without `preflight`, only the template itself is looked at.
    """
    target, name = target_of(state, request), unquote(request.variables["name"])
    properties_of(body)
    if not _NAME.fullmatch(name):
        rule = "may only contain letters, digits, '-', '.', '_', '(', ')', at most 64 of them"
        raise ArmError(400, "InvalidDeploymentName", f"The deployment name '{name}' is not valid. A name {rule}.")
    location, wants_location = body.get("location"), not isinstance(target, ResourceGroup)
    if wants_location is not bool(location):
        rule = "must be specified for" if wants_location else "is not allowed at resource group scope for"
        message = f"The 'location' property {rule} '{name}'. Please see https://aka.ms/deploy-to-subscription."
        raise ArmError(400, "InvalidDeployment", message)
    run = planned(state, request, target, name, body)
    refusal = state.outcomes.preflight(name, request.correlation_id) if preflight else None
    if refusal is not None:
        raise refusal
    return run


def planned(state: State, request: Request, target: Target, name: str, body: Mapping[str, Any]) -> Run:
    """Give the deployment of that name to `target`, not begun; raise ArmError (400) for what is wrong with it."""
    properties = properties_of(body)
    place = replace(target.place, name=name, now=state.clock.now)
    if body.get("location"):
        place = replace(place, location=str(body["location"]).replace(" ", "").lower())
    link = properties.get("templateLink")
    template = linked_template(state, link) if link else properties.get("template")
    made = plan(template, given_parameters(state, properties), place)
    _check_groups(state, made)
    return Run(
        name=name,
        target=target,
        plan=replace(made, mode=str(properties.get("mode", "Incremental"))),
        started=state.clock.now,
        changed=state.clock.tick(),
        request_id=request.correlation_id,
        operation_id=state.next_id(),
        body=body,
    )


def _check_groups(state: State, made: Plan) -> None:
    """Raise ArmError (404) for a nested deployment to a group that neither exists nor is made on the way."""
    coming = {each.id.lower() for each in made.resources()}
    for step in made.steps:
        place = step.resource.deployment
        group = f"/subscriptions/{place.subscription_id}/resourceGroups/{place.resource_group}"
        if step.nested and place.scope == "resourceGroup" and group.lower() not in coming:
            state.group(place.subscription_id, place.resource_group)


def _check_replaceable(before: Run, run: Run) -> None:
    if not before.ended:
        raise active(before.name, f"{before.started:%m/%d/%Y %I:%M:%S %p}")
    old, new = before.body.get("location"), run.body.get("location")
    if old and new and str(old).replace(" ", "").lower() != str(new).replace(" ", "").lower():
        raise ArmError(
            409,
            "InvalidDeploymentLocation",
            f"Invalid deployment location '{new}'. The deployment '{run.name}' already exists in location '{old}'.",
        )
