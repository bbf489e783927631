"""A deployment from its start to its end, through whatever the network does meanwhile.

Azure carries a deployment on by itself once it has taken it. So the one thing that must never happen here is to take a
lost answer for a lost deployment: before anything is sent again, Azure is asked what it has.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from azure.core.exceptions import (
    ClientAuthenticationError,
    DecodeError,
    HttpResponseError,
    ServiceRequestError,
    ServiceResponseError,
)

from generator.azure.connection import body_of
from generator.azure.deployments import Deployments, Json, is_active, state_of
from generator.azure.submission import CONTENT_TAG, Submission
from generator.diagnostics import Diagnostic, DiagnosticError

ATTEMPTS = 5
"""How often the same question may fail in a row before we leave it to a person; with SDK's own tries within each."""
_SOON, _LATER, _SOON_FOR = 5.0, 15.0, 120.0
"""Seconds between two looks, at first and later, where Azure says nothing; and how long at first is."""
_DEEPEST_NESTING = 5
SdkError = (ClientAuthenticationError, HttpResponseError, ServiceRequestError, ServiceResponseError)
Pause = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Started:
    """A deployment that Azure has taken; `attached` where an earlier run had started it already."""

    deployment: Json
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


class DetachedError(Exception):
    """Nobody follows the deployment any more, and it may go on: why, and whether Azure is known to have taken it."""

    def __init__(self, reason: Diagnostic, *, started: bool = True) -> None:
        super().__init__(reason.message)
        self.reason = reason
        self.started = started


def start(deployments: Deployments, submission: Submission, *, pause: Pause = time.sleep) -> Started:
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
            return Started(deployments.create(submission))
        except SdkError as error:
            failure = error
        if _is_active_conflict(failure):
            found = _asked(deployments, submission, failure)
            if found is not None and is_active(found):
                return _attached(found, submission)
        elif not _may_pass(failure):
            break
        else:
            pause(retry_after(failure) or min(2.0**attempt, _LATER))
            found = _asked(deployments, submission, failure)
        if found is not None and _is_ours(found, submission) and _correlation(found) != _correlation(before):
            return Started(found)
    raise DiagnosticError(deployments.connection.problem(failure, secrets=submission.secrets))


def _asked(deployments: Deployments, submission: Submission, failure: Exception) -> Json | None:
    """What Azure has under the name after a failure; raises DetachedError where it does not answer this either."""
    try:
        return deployments.get(submission.name)
    except SdkError:
        reason = deployments.connection.problem(failure, secrets=submission.secrets)
        raise DetachedError(reason, started=False) from None


def follow(
    deployments: Deployments,
    name: str,
    *,
    report: Callable[[Progress], None],
    seconds: float | None = None,
    pause: Pause = time.sleep,
) -> Outcome:
    """Wait for the end of a deployment, and `report` each look at it.

    Looks as often as Azure asks for. Raises DetachedError after `seconds`, or when Azure cannot be asked any more,
    and DiagnosticError where there is no such deployment.
    """
    began = time.monotonic()
    failures = 0
    wait: float | None = None

    def hear(response: Any) -> None:
        nonlocal wait
        wait = _seconds(response.http_response.headers)

    while True:
        try:
            deployment = deployments.get(name, hook=hear)
            operations = deployments.operations(name) if deployment is not None else []
        except SdkError as error:
            deployment, failure = None, deployments.connection.problem(error)
            final = not _may_pass(error)
        else:
            failure, final = _no_deployment(name), False
        if deployment is not None:
            failures = 0
            if not is_active(deployment):
                return Outcome(deployment, tuple(_with_nested(deployments, operations)))
            report(Progress(state_of(deployment), tuple(operations)))
        else:
            failures += 1
            if final or failures == ATTEMPTS:
                raise DetachedError(failure)
        elapsed = time.monotonic() - began
        if seconds is not None and elapsed >= seconds:
            raise DetachedError(
                Diagnostic(code="azure/timeout", message=f"not finished within {seconds / 60:.3g} minutes")
            )
        pause(wait if wait is not None else _SOON if elapsed < _SOON_FOR else _LATER)


def retry_after(error: Exception) -> float | None:
    """The seconds that Azure asks to wait before the same request is sent again; None where it does not say."""
    response = getattr(error, "response", None)
    return _seconds(response.headers) if response is not None else None


def _seconds(headers: Mapping[str, str]) -> float | None:
    """RFC 9110, section 10.2.3, and Azure's own form in milliseconds."""
    if (milliseconds := headers.get("x-ms-retry-after-ms") or headers.get("retry-after-ms")) is not None:
        try:
            return max(0.0, float(milliseconds) / 1000)
        except ValueError:
            return None
    text = headers.get("Retry-After")
    if not text:
        return None
    try:
        return max(0.0, float(text))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except ValueError:
        return None


def _may_pass(error: Exception) -> bool:
    """Whether the same request may succeed later: nobody answered, or not Azure itself, or it was busy."""
    match error:
        case ServiceRequestError() | ServiceResponseError() | DecodeError():
            return True
        case HttpResponseError():
            return error.status_code in (408, 429) or (error.status_code or 0) >= 500
    return False


def _is_active_conflict(error: Exception) -> bool:
    if not isinstance(error, HttpResponseError) or error.status_code != 409 or error.response is None:
        return False
    body = body_of(error.response)
    return isinstance(body, dict) and body.get("error", body).get("code") == "DeploymentActive"


def _attached(found: Json, submission: Submission) -> Started:
    if _is_ours(found, submission):
        return Started(found, attached=True)
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


def _no_deployment(name: str) -> Diagnostic:
    return Diagnostic(code="azure/no-deployment", message=f"there is no deployment {name}")


def _with_nested(deployments: Deployments, operations: list[Json], depth: int = 0) -> Iterator[Json]:
    """The operations, and for each nested deployment that failed, its own."""
    for operation in operations:
        properties = operation.get("properties", {})
        target = properties.get("targetResource") or {}
        inner = None
        is_nested = str(target.get("resourceType", "")).lower() == "microsoft.resources/deployments"
        if is_nested and str(properties.get("provisioningState")).lower() == "failed" and depth < _DEEPEST_NESTING:
            inner = deployments.within(str(target.get("id", "")))
        if inner is None:
            yield operation
            continue
        try:
            found = inner.operations(str(target.get("resourceName", "")))
        except SdkError:
            yield operation  # its own error says as much as we can know
            continue
        yield from _with_nested(inner, found, depth + 1) if found else [operation]
