"""What-if: accepted first, answered later, and failed with the status 200."""

from collections.abc import Iterator

from armserver.deployments import asked
from armserver.errors import ArmError
from armserver.jobs import Jobs
from armserver.messages import Request, Response
from armserver.routing import Route
from armserver.scopes import SCOPES
from armserver.state import State
from armserver.what_if_changes import changes


class WhatIf:
    """The handler of what-if at every scope."""

    def __init__(self, state: State, jobs: Jobs) -> None:
        self._state = state
        self._jobs = jobs

    def routes(self) -> Iterator[Route]:
        """Give the routes to this handler."""
        for scope in SCOPES:
            yield Route("POST", f"{scope}/providers/Microsoft.Resources/deployments/{{name}}/whatIf", self.what_if)

    def what_if(self, request: Request) -> Response:
        """Accept the question; a template that cannot be read is refused at once."""
        body = request.json()
        run = asked(self._state, request, body, preflight=False)
        settings = (body.get("properties") or {}).get("whatIfSettings") or {}
        ids_only = str(settings.get("resultFormat")).lower() == "resourceidonly"
        outcomes = self._state.outcomes
        failure = outcomes.what_if_failure()
        refusal: ArmError | None = outcomes.preflight(run.name, request.correlation_id) if failure is None else None

        def result() -> Response:
            if failure is not None or refusal is not None:
                error = failure or (refusal.envelope["error"] if refusal else {})
                return Response(body={"status": "Failed", "error": error})
            found = changes(self._state, run.target, run.plan, ids_only=ids_only)
            return Response(
                body={"status": "Succeeded", "properties": {"correlationId": request.correlation_id, "changes": found}}
            )

        return self._jobs.begin(request, "DeploymentWhatIfJob", result, polls=outcomes.polls - 1)
