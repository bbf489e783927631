"""Everything that is the same for all requests: who asks, which version, the error envelope, the record."""

import traceback

from armserver.deployments import Deployments
from armserver.errors import ArmError
from armserver.groups import Groups
from armserver.messages import Request, Response
from armserver.recording import Recorder
from armserver.routing import Router
from armserver.state import State


class Application:
    """Resource Manager without its sockets: a request in, a response out."""

    def __init__(self, state: State, recorder: Recorder, token: str) -> None:
        self._state = state
        self._recorder = recorder
        self._token = token
        self._router = Router([*Groups(state).routes(), *Deployments(state).routes()])

    def handle(self, request: Request) -> Response:
        """Answer and record."""
        try:
            self._admit(request)
            with self._state.lock:
                response = self._router.handle(request)
        except ArmError as error:
            response = Response(status=error.status, body=error.envelope, headers={"x-ms-failure-cause": "gateway"})
        except Exception as error:  # a gap of this server, which the record must show and the client survive
            traceback.print_exc()
            response = Response(status=500, body=ArmError(500, "InternalServerError", repr(error)).envelope)
        self._recorder.add(request, response)
        return response

    def _admit(self, request: Request) -> None:
        if request.headers.get("authorization") != f"Bearer {self._token}":
            raise ArmError(401, "AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.")
        if "api-version" not in request.query:
            raise ArmError(
                400,
                "MissingApiVersionParameter",
                "The api-version query parameter (?api-version=) is required for all requests.",
            )
