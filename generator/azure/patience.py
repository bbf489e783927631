"""How long and how often Azure is asked, through whatever the network does meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from azure.core.exceptions import (
    ClientAuthenticationError,
    DecodeError,
    HttpResponseError,
    ServiceRequestError,
    ServiceResponseError,
)

from generator.azure.connection import Connection
from generator.azure.deployments import error_code, seconds_to_wait
from generator.diagnostics import Diagnostic

ATTEMPTS = 5
"""How often the same question may fail in a row before we leave it to a person; with SDK's own tries within each."""
_SOONEST, _LATEST = 1.0, 15.0
"""Seconds between two looks where Azure does not say how many: a quarter of the time gone, within these."""
_BUSY = {"AnotherOperationInProgress", "Conflict", "OperationPreempted", "RequestConflict", "RetryableError"}
"""Codes of a 409 that another operation on the same resource causes, such as the one of an earlier run."""
SdkError = (ClientAuthenticationError, HttpResponseError, ServiceRequestError, ServiceResponseError)
Pause = Callable[[float], None]
T = TypeVar("T")


class DetachedError(Exception):
    """Nobody follows what Azure does any more, and it may go on: why, and whether Azure is known to have taken it."""

    def __init__(self, reason: Diagnostic, *, started: bool = True) -> None:
        super().__init__(reason.message)
        self.reason = reason
        self.started = started


def sleep(seconds: float) -> None:
    """The usual Pause."""
    time.sleep(seconds)


def between_looks(elapsed: float) -> float:
    """The seconds until the next look, after so many of waiting."""
    return min(max(_SOONEST, elapsed / 4), _LATEST)


def before_next_try(error: Exception, failures: int) -> float:
    """The seconds until the same request is sent again, after so many failures: as Azure asks, or longer each time."""
    return retry_after(error) or min(2.0**failures, _LATEST)


def retry_after(error: Exception) -> float | None:
    """The seconds that Azure asks to wait before the same request is sent again; None where it does not say."""
    response = getattr(error, "response", None)
    return seconds_to_wait(response.headers) if response is not None else None


def may_pass(error: Exception) -> bool:
    """Whether the same request may succeed later: nobody answered, or not Azure itself, or it was busy."""
    match error:
        case ServiceRequestError() | ServiceResponseError() | DecodeError():
            return True
        case HttpResponseError():
            return error.status_code in (408, 429) or (error.status_code or 0) >= 500
    return False


def is_busy(error: Exception) -> bool:
    """Whether something else is at work on the resource, so that the request may succeed after that."""
    return isinstance(error, HttpResponseError) and error.status_code == 409 and error_code(error) in _BUSY


def is_done_at_once(error: Exception) -> bool:
    """Whether it is the 200 without a body of an action that had nothing to do, which is no JSON."""
    if not isinstance(error, DecodeError) or error.status_code != 200 or error.response is None:
        return False
    return not getattr(error.response, "content", b"")


def patiently(connection: Connection, ask: Callable[[], T], pause: Pause) -> T:
    """What `ask` gives, tried again where that may help; raises DetachedError where it does not."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return ask()
        except SdkError as error:
            failure = error
        if not may_pass(failure) or attempt == ATTEMPTS:
            break
        pause(before_next_try(failure, attempt - 1))
    raise DetachedError(connection.problem(failure))
