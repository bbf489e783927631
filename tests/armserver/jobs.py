"""Work that a client follows by its Location: 202 as long as it lasts, and then what it gives."""

import base64
import json
from collections.abc import Callable

from armserver.errors import ArmError
from armserver.messages import Request, Response
from armserver.routing import Route
from armserver.state import Job, State

RESULTS = "/subscriptions/{subscription}/operationresults/{job}"


class Jobs:
    """The handler of all Locations."""

    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> list[Route]:
        """Give the routes to this handler."""
        return [Route("GET", RESULTS, self.result)]

    def begin(self, request: Request, kind: str, result: Callable[[], Response], *, polls: int = 0) -> Response:
        """Answer 202 with the Location of work that gives `result` after so many more 202s."""
        state = self._state
        job = {"jobId": f"{kind}-{state.next_id()}", "jobLocation": "westeurope"}
        name = base64.urlsafe_b64encode(json.dumps(job).encode()).decode().rstrip("=")
        state.jobs[name] = Job(polls=polls, result=result)
        return self._accepted(request, f"{state.subscription.id}/operationresults/{name}")

    def result(self, request: Request) -> Response:
        """Answer how far the work is."""
        job = self._state.jobs.get(request.variables["job"])
        if job is None:
            raise ArmError(404, "OperationNotFound", "The operation could not be found.")
        if job.polls > 0:
            job.polls -= 1
            return self._accepted(request, request.path)
        answer: Response = job.result()
        return answer

    def _accepted(self, request: Request, path: str) -> Response:
        return Response(status=202, headers={"Location": request.link(path), **self._state.outcomes.retry})
