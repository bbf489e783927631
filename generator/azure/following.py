"""A deployment from its start to its end, through whatever the network does meanwhile.

Azure carries a deployment on by itself once it has taken it. So the one thing that must never happen here is to take a
lost answer for a lost deployment: before anything is sent again, Azure is asked what it has.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from azure.core.exceptions import HttpResponseError

from generator.azure.connection import Connection
from generator.azure.deployments import (
    Created,
    Json,
    deployments_around,
    error_code,
    is_active,
    look,
    state_of,
)
from generator.azure.patience import (
    ATTEMPTS,
    DetachedError,
    Pause,
    SdkError,
    before_next_try,
    between_looks,
    may_pass,
    retry_after,
    sleep,
)
from generator.azure.submission import CONTENT_TAG, Submission
from generator.diagnostics import Diagnostic, DiagnosticError

_LISTED_EVERY = 1.0
"""Seconds between two lists of operations, which nobody reads faster."""
_DEEPEST_NESTING = 5
_ACTIVE_CODES = {"DeploymentActive", "DeploymentStackInNonTerminalState"}


class Submittable(Protocol):
    """Where a submission goes, as a deployment or as a deployment stack. Every method raises what the SDK raises."""

    @property
    def connection(self) -> Connection:
        """Who speaks to Azure."""

    def create(self, submission: Submission) -> Created:
        """Start it, asking once."""

    def get(self, name: str) -> Json | None:
        """It as it is now; None where there is none."""

    def operations(self, name: str) -> list[Json]:
        """What it does to each resource, as far as it has come."""


@dataclass(frozen=True, slots=True)
class Started:
    """A deployment that Azure has taken, and where it says how far that is.

    `attached` where an earlier run had started it already.
    """

    status_url: str | None = None
    attached: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a deployment is: its state, and Azure's operations on its resources."""

    state: str
    operations: tuple[Json, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A deployment at its end. `operations` hold those of failed nested deployments in place of these."""

    deployment: Json
    operations: tuple[Json, ...]

    @property
    def succeeded(self) -> bool:
        """Whether Azure made all of it."""
        return state_of(self.deployment).lower() == "succeeded"


def start(deployments: Submittable, submission: Submission, *, pause: Pause = sleep) -> Started:
    """Have Azure take the deployment, once.

    One that is active under this name already is ours where its content is the same. Raises DiagnosticError where it
    is another's, or Azure refuses, and DetachedError where it is not known whether Azure has taken it.
    """
    with deployments.connection.telling(secrets=submission.secrets):
        before = deployments.get(submission.name)
    if before is not None and is_active(before):
        return _attached(before, submission)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return Started(deployments.create(submission).status_url)
        except SdkError as error:
            failure = error
        if _is_active_conflict(failure):
            found = _asked(deployments, submission, failure)
            if found is not None and is_active(found):
                return _attached(found, submission)
        elif not may_pass(failure):
            break
        else:
            pause(before_next_try(failure, attempt - 1))
            found = _asked(deployments, submission, failure)
        if found is not None and _is_ours(found, submission) and _correlation(found) != _correlation(before):
            return Started()
    raise DiagnosticError(deployments.connection.problem(failure, secrets=submission.secrets))


def _asked(deployments: Submittable, submission: Submission, failure: Exception) -> Json | None:
    """What Azure has under the name after a failure; raises DetachedError where it does not answer this either."""
    try:
        return deployments.get(submission.name)
    except SdkError:
        reason = deployments.connection.problem(failure, secrets=submission.secrets)
        raise DetachedError(reason, started=False) from None


def follow(
    deployments: Submittable,
    name: str,
    *,
    report: Callable[[Progress], None],
    status_url: str | None = None,
    seconds: float | None = None,
    pause: Pause = sleep,
) -> Outcome:
    """Wait for the end of a deployment, and `report` each look at it.

    Looks at `status_url`, where Azure gave one, as often as it asks for there. Raises DetachedError after `seconds`,
    or when Azure cannot be asked any more.
    """
    began = time.monotonic()
    listed = began - _LISTED_EVERY
    failures = 0
    while True:
        wait: float | None = None
        try:
            seen = look(deployments.connection, status_url) if status_url else None
            if seen is None or not seen.is_active:
                deployment = deployments.get(name)
                if deployment is not None and not is_active(deployment):
                    operations = deployments.operations(name)
                    report(Progress(state_of(deployment), tuple(operations)))
                    return Outcome(deployment, tuple(_with_nested(deployments.connection, operations)))
                state = state_of(deployment) if deployment is not None else None
            else:
                state, wait = seen.state, seen.wait
            if state is not None:
                if time.monotonic() - listed >= _LISTED_EVERY:
                    report(Progress(state, tuple(deployments.operations(name))))
                    listed = time.monotonic()
                failures = 0
            else:
                failures += 1
                problem = Diagnostic(code="azure/no-deployment", message=f"there is no deployment {name}")
        except SdkError as error:
            failures = failures + 1 if may_pass(error) else ATTEMPTS
            wait = retry_after(error)
            problem = deployments.connection.problem(error)
        if failures >= ATTEMPTS:
            raise DetachedError(problem)
        elapsed = time.monotonic() - began
        if seconds is not None and elapsed >= seconds:
            message = f"not finished within {seconds / 60:.3g} minutes"
            raise DetachedError(Diagnostic(code="azure/timeout", message=message))
        pause(wait if wait is not None else between_looks(elapsed))


def _is_active_conflict(error: Exception) -> bool:
    return isinstance(error, HttpResponseError) and error.status_code == 409 and error_code(error) in _ACTIVE_CODES


def _attached(found: Json, submission: Submission) -> Started:
    if _is_ours(found, submission):
        return Started(attached=True)
    raise DiagnosticError(
        Diagnostic(
            code="azure/deployment-active",
            message=f"a deployment {submission.name} of other content is active",
            hint="wait for it (vmssgen status --watch), stop it (vmssgen cancel), or choose another --name",
        )
    )


def _is_ours(found: Json, submission: Submission) -> bool:
    return (found.get("tags") or {}).get(CONTENT_TAG) == submission.content


def _correlation(deployment: Json | None) -> Any:
    return (deployment or {}).get("properties", {}).get("correlationId")


def _with_nested(connection: Connection, operations: list[Json], depth: int = 0) -> Iterator[Json]:
    """The operations, and for each nested deployment that failed, its own."""
    for operation in operations:
        properties = operation.get("properties", {})
        target = properties.get("targetResource") or {}
        inner = None
        is_nested = str(target.get("resourceType", "")).lower() == "microsoft.resources/deployments"
        if is_nested and str(properties.get("provisioningState")).lower() == "failed" and depth < _DEEPEST_NESTING:
            inner = deployments_around(connection, str(target.get("id", "")))
        if inner is None:
            yield operation
            continue
        try:
            found = inner.operations(str(target.get("resourceName", "")))
        except SdkError:
            yield operation  # its own error says as much as we can know
            continue
        yield from _with_nested(connection, found, depth + 1) if found else [operation]
