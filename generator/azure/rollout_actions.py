"""Asking the compute provider to do something with instances, through whatever the network does meanwhile."""

from __future__ import annotations

import time
from collections.abc import Sequence

from azure.core.exceptions import HttpResponseError

from generator.azure.instances import COMPUTE_API_VERSION, ScaleSet, instances_of
from generator.azure.patience import (
    ATTEMPTS,
    DetachedError,
    Pause,
    SdkError,
    before_next_try,
    is_busy,
    is_done_at_once,
    may_pass,
    patiently,
)
from generator.diagnostics import DiagnosticError


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
        elif not is_busy(failure) or time.monotonic() >= deadline:
            raise DiagnosticError(connection.problem(failure))
        pause(before_next_try(failure, failures))
    return None
