"""Asking the compute provider to do something with instances, through whatever the network does meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from azure.core.exceptions import DecodeError, HttpResponseError

from generator.azure.connection import Connection
from generator.azure.deployments import error_code
from generator.azure.following import ATTEMPTS, DetachedError, Pause, SdkError, may_pass, retry_after
from generator.azure.instances import COMPUTE_API_VERSION, ScaleSet, instances_of
from generator.diagnostics import DiagnosticError

_BUSY = {"AnotherOperationInProgress", "Conflict", "OperationPreempted", "RequestConflict", "RetryableError"}
"""Codes of a 409 that another operation on the same instances causes, such as the one of an earlier run."""
_SOONEST, _LATEST = 1.0, 15.0
"""Seconds between two looks where Azure does not say how many: a quarter of the time gone, within these."""
T = TypeVar("T")


def act(scale_set: ScaleSet, action: str, ids: Sequence[str], deadline: float, pause: Pause) -> str | None:
    """Have Azure begin an action with instances; where it says how far it is, None where it was done at once.

    It is sent again where no answer came, since doing it twice gives what doing it once gives. Instances that are gone
    are left out. Where something else is at work on them, waits for that until the `deadline` of time.monotonic().

    Raises DiagnosticError where Azure refuses, and DetachedError where it cannot be asked.
    """
    connection = scale_set.connection
    failures = 0
    while ids:
        try:
            answer = connection.send("POST", scale_set.path(action), COMPUTE_API_VERSION, {"instanceIds": list(ids)})
            return answer.headers.get("Azure-AsyncOperation")
        except SdkError as error:
            failure = error
        if is_done_at_once(failure):
            return None
        if may_pass(failure):
            failures += 1
            if failures >= ATTEMPTS:
                raise DetachedError(connection.problem(failure), started=False)
        elif isinstance(failure, HttpResponseError) and failure.status_code in (400, 404):
            known = {each.id for each in patiently(connection, lambda: instances_of(scale_set), pause)}
            there = [each for each in ids if each in known]
            if len(there) == len(ids):
                raise DiagnosticError(connection.problem(failure))
            ids = there
            continue
        elif not _is_busy(failure) or time.monotonic() >= deadline:
            raise DiagnosticError(connection.problem(failure))
        pause(retry_after(failure) or min(2.0**failures, _LATEST))
    return None


def patiently(connection: Connection, ask: Callable[[], T], pause: Pause) -> T:
    """What `ask` gives, tried again where that may help; raises DetachedError where it does not."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return ask()
        except SdkError as error:
            failure = error
        if not may_pass(failure) or attempt == ATTEMPTS:
            break
        pause(retry_after(failure) or min(2.0 ** (attempt - 1), _LATEST))
    raise DetachedError(connection.problem(failure))


def between_looks(elapsed: float) -> float:
    """The seconds until the next look, after so many of waiting."""
    return min(max(_SOONEST, elapsed / 4), _LATEST)


def _is_busy(error: Exception) -> bool:
    return isinstance(error, HttpResponseError) and error.status_code == 409 and error_code(error) in _BUSY


def is_done_at_once(error: Exception) -> bool:
    """Whether it is the 200 without a body of an action that had nothing to do, which is no JSON."""
    if not isinstance(error, DecodeError) or error.status_code != 200 or error.response is None:
        return False
    return not getattr(error.response, "content", b"")
