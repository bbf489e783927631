"""How the compute provider tells of work that takes its time: an operation of its own, and a Location beside it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from armserver.clock import timestamp
from armserver.errors import ArmError
from armserver.messages import Request, Response
from armserver.routing import Route
from armserver.state import State

Work = Callable[[], Mapping[str, Any] | None]
"""What an operation does at its end; the error where it fails."""
_PATH = "/subscriptions/{subscription}/providers/Microsoft.Compute/locations/{location}/operations/{operation}"


@dataclass(slots=True, kw_only=True)
class _Operation:
    id: str
    path: str
    started: datetime
    polls: int
    work: Work
    ended: datetime | None = None
    error: Mapping[str, Any] | None = None


class ComputeOperations:
    """The operations, and the handler of their links."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._operations: dict[str, _Operation] = {}

    def routes(self) -> list[Route]:
        """Give the routes to this handler."""
        return [Route("GET", _PATH, self.get)]

    def begin(self, request: Request, location: str, work: Work) -> dict[str, str]:
        """Begin work that is done when its operation has been asked for often enough; give the headers that tell.

        `server.hold` with the end of the request's path keeps it running.
        """
        state = self._state
        operation = _Operation(
            id=state.next_id(), path=request.path, started=state.clock.now, polls=state.outcomes.polls, work=work
        )
        self._operations[operation.id] = operation
        path = _PATH.format(subscription=request.variables["subscription"], location=location, operation=operation.id)
        return {
            "Azure-AsyncOperation": request.link(path),
            "Location": request.link(path, monitor="true"),
            **state.outcomes.retry,
        }

    def get(self, request: Request) -> Response:
        """Answer how far the work is; `monitor=true` answers by the status alone."""
        operation = self._operations.get(request.variables["operation"])
        if operation is None:
            raise ArmError(404, "OperationNotFound", "The operation could not be found.")
        self._advance(operation)
        if request.query.get("monitor") == "true":
            retry = {} if operation.ended else {"Location": f"{request.base_url}{request.path}"}
            return Response(status=200 if operation.ended else 202, headers={**retry, **self._state.outcomes.retry})
        body: dict[str, Any] = {"startTime": timestamp(operation.started)}
        if operation.ended:
            body["endTime"] = timestamp(operation.ended)
        ended = "Failed" if operation.error else "Succeeded"
        body |= {"status": ended if operation.ended else "InProgress", "name": operation.id}
        if operation.error:
            body["error"] = operation.error
        return Response(body=body, headers=self._state.outcomes.retry)

    def advance(self, path: str) -> None:
        """Let what was asked for at paths below this one go on, as it does while nobody asks how far it is."""
        for operation in self._operations.values():
            if operation.path.lower().startswith(f"{path.lower()}/"):
                self._advance(operation)

    def _advance(self, operation: _Operation) -> None:
        if operation.ended or self._state.outcomes.holds(operation.path):
            return
        operation.polls -= 1
        if operation.polls < 0:
            operation.error = operation.work()
            operation.ended = self._state.clock.tick()
