"""Everything that is the same for all requests: who asks, which version, faults, the error envelope, the record."""

import re
import traceback
from dataclasses import replace

from armserver.compute import Compute
from armserver.compute_operations import ComputeOperations
from armserver.deployment_stacks import DeploymentStacks
from armserver.deployments import Deployments
from armserver.errors import ArmError, invalid_api_version, too_large
from armserver.faults import Faults
from armserver.flexible_machines import FlexibleMachines
from armserver.groups import Groups
from armserver.jobs import Jobs
from armserver.messages import Dropped, Request, Response
from armserver.provider_registry import ProviderRegistry
from armserver.recording import Recorder
from armserver.rolling_upgrades import RollingUpgrades
from armserver.routing import Router
from armserver.sign_in import SignIn
from armserver.state import State
from armserver.template_specs import TemplateSpecs
from armserver.tokens import TokenEndpoint
from armserver.virtual_machines import VirtualMachines
from armserver.what_if import WhatIf

_API_VERSION = re.compile(r"\d{4}-\d\d-\d\d(-(preview|alpha|beta|rc|privatepreview))?")
_LARGEST = 4 * 1024 * 1024
"""Characters of a request's body."""
_KINDS = {"GET": "reads", "HEAD": "reads", "DELETE": "deletes"}


class Application:
    """Resource Manager without its sockets: a request in, a response out."""

    def __init__(self, state: State, recorder: Recorder, tokens: TokenEndpoint, faults: Faults) -> None:
        self._state = state
        self._recorder = recorder
        self._tokens = tokens
        self._faults = faults
        jobs = Jobs(state)
        operations = ComputeOperations(state)
        compute = Compute(state, operations)
        groups = Groups(state, jobs)
        self._open = Router(SignIn(tokens).routes())
        self._router = Router(
            [
                *jobs.routes(),
                *groups.routes(),
                *ProviderRegistry().routes(),
                *Deployments(state, jobs).routes(),
                *WhatIf(state, jobs).routes(),
                *operations.routes(),
                *RollingUpgrades(state, operations, compute).routes(),
                *compute.routes(),
                *FlexibleMachines(state).routes(),
                *VirtualMachines(state, operations).routes(),
                *TemplateSpecs(state).routes(),
                *DeploymentStacks(state, jobs).routes(),
                *groups.resource_routes(),
            ]
        )

    def handle(self, request: Request) -> Response:
        """Answer and record; raise Dropped for a connection that is to end without an answer."""
        with self._state.lock:
            request = replace(request, id=self._state.next_id())
        fault = self._faults.take(request)
        name = fault.name if fault else ""
        try:
            response = fault.apply(request, self._answer) if fault else self._answer(request)
        except Dropped:
            self._recorder.add(request, Response(status=0), name)
            raise
        response = replace(response, headers={**_of_every_answer(request), **response.headers})
        self._recorder.add(request, response, name)
        return response

    def _answer(self, request: Request) -> Response:
        try:
            if self._open.knows(request):
                return self._open.handle(request)
            self._admit(request)
            with self._state.lock:
                return self._router.handle(request)
        except ArmError as error:
            return Response(status=error.status, body=error.envelope, headers={"x-ms-failure-cause": "gateway"})
        except Exception as error:  # a gap of this server, which the record must show and the client survive
            traceback.print_exc()
            return Response(status=500, body=ArmError(500, "InternalServerError", repr(error)).envelope)

    def _admit(self, request: Request) -> None:
        authorization = request.headers.get("authorization")
        if authorization is None:
            raise ArmError(401, "AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.")
        if authorization != f"Bearer {self._tokens.token}":
            raise ArmError(401, "InvalidAuthenticationToken", "The access token is invalid.")
        if "api-version" not in request.query:
            raise ArmError(
                400,
                "MissingApiVersionParameter",
                "The api-version query parameter (?api-version=) is required for all requests.",
            )
        if not _API_VERSION.fullmatch(request.query["api-version"]):
            raise invalid_api_version(request.query["api-version"])
        if len(request.text) > _LARGEST:
            raise too_large()


def _of_every_answer(request: Request) -> dict[str, str]:
    kind = _KINDS.get(request.method, "writes")
    return {
        "x-ms-request-id": request.id,
        "x-ms-correlation-request-id": request.correlation_id,
        "x-ms-routing-request-id": f"LOOPBACK:20240101T000000Z:{request.id}",
        f"x-ms-ratelimit-remaining-subscription-{kind}": "1199",
    }
