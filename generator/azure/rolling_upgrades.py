"""Azure's own roll-outs: of a new model in Rolling mode, of OS images, of versions of extensions.

https://learn.microsoft.com/rest/api/compute/virtual-machine-scale-set-rolling-upgrades
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

from azure.core.exceptions import HttpResponseError

from generator.azure.deployments import Look, look
from generator.azure.instances import COMPUTE_API_VERSION, ScaleSet
from generator.azure.patience import (
    ATTEMPTS,
    DetachedError,
    Pause,
    SdkError,
    before_next_try,
    between_looks,
    is_done_at_once,
    may_pass,
    patiently,
)
from generator.diagnostics import Diagnostic, DiagnosticError

_BEGINS_WITHIN = 120.0
"""Seconds in which Azure begins an upgrade that there is work for; as a rule it does so at once."""


class What(StrEnum):
    """What Azure rolls out."""

    MODEL = "the model"
    OS = "the latest OS image"
    EXTENSIONS = "the latest versions of the extensions"


_ACTIONS = {What.OS: "osRollingUpgrade", What.EXTENSIONS: "extensionRollingUpgrade"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RollingUpgrade:
    """The latest rolling upgrade of a scale set: its state, its numbers of instances, and what went wrong.

    The state is RollingForward, Cancelled, Completed or Faulted.
    """

    state: str
    started: str
    successful: int
    failed: int
    in_progress: int
    pending: int
    error: Any

    @property
    def is_active(self) -> bool:
        """Whether Azure is at it."""
        return self.state.lower() == "rollingforward"

    def __str__(self) -> str:
        counts = (
            (self.successful, "done"),
            (self.in_progress, "in progress"),
            (self.pending, "pending"),
            (self.failed, "failed"),
        )
        return ", ".join(f"{number} {word}" for number, word in counts if number or word == "done")


@dataclass(frozen=True, slots=True)
class Begun:
    """A rolling upgrade that Azure has taken: when the one before it started, and where Azure says how far it is."""

    before: str | None
    status_url: str | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """How it ended. `upgrade` is None where Azure found nothing to do; `error` is Azure's own."""

    upgrade: RollingUpgrade | None
    error: Any = None


Report = Callable[[RollingUpgrade], None]


def latest(scale_set: ScaleSet) -> RollingUpgrade | None:
    """The rolling upgrade that runs, or ran last; None where there never was one. Raises what the SDK raises."""
    answer = scale_set.connection.ask(scale_set.path("rollingUpgrades/latest"), COMPUTE_API_VERSION)
    if answer.status_code in (400, 404, 409):  # which of them, Azure's documents leave open
        return None
    answer.raise_for_status()
    return read_upgrade(answer.json())


def read_upgrade(body: Mapping[str, Any]) -> RollingUpgrade:
    """The rolling upgrade that an answer describes."""
    properties = _mapping(body.get("properties"))
    status, progress = _mapping(properties.get("runningStatus")), _mapping(properties.get("progress"))
    return RollingUpgrade(
        state=str(status.get("code") or ""),
        started=str(status.get("startTime") or ""),
        successful=int(progress.get("successfulInstanceCount") or 0),
        failed=int(progress.get("failedInstanceCount") or 0),
        in_progress=int(progress.get("inProgressInstanceCount") or 0),
        pending=int(progress.get("pendingInstanceCount") or 0),
        error=properties.get("error"),
    )


def begin(scale_set: ScaleSet, what: What, *, pause: Pause = time.sleep) -> Begun:
    """Have Azure begin a rolling upgrade.

    The one of the model begins again with any update of the scale set, which need not change a thing:
    https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-configure-rolling-upgrades

    Raises DiagnosticError where Azure refuses, and DetachedError where it cannot be asked.
    """
    before = patiently(scale_set.connection, lambda: latest(scale_set), pause)
    started = before.started if before else None
    if what is What.MODEL:
        unchanged = {"properties": {"upgradePolicy": scale_set.policy}}
        return _sent(scale_set, "PATCH", scale_set.id, body=unchanged, before=started, pause=pause)
    return _sent(scale_set, "POST", scale_set.path(_ACTIONS[what]), before=started, pause=pause)


def cancel(scale_set: ScaleSet, *, pause: Pause = time.sleep) -> Begun:
    """Have Azure end the rolling upgrade that runs; the batch at work is finished. Raises as `begin` does."""
    running = patiently(scale_set.connection, lambda: latest(scale_set), pause)
    if running is None or not running.is_active:
        message = f"no rolling upgrade of {scale_set.name} is active"
        raise DiagnosticError(Diagnostic(code="azure/not-active", message=message))
    sent = _sent(scale_set, "POST", scale_set.path("rollingUpgrades/cancel"), pause=pause)
    return Begun(None, sent.status_url)


def follow(
    scale_set: ScaleSet,
    begun: Begun,
    *,
    report: Report,
    seconds: float | None = None,
    must_begin: bool = False,
    pause: Pause = time.sleep,
) -> Ended:
    """Wait for the end of a rolling upgrade, and `report` each look at it.

    `must_begin` waits for one to begin, where there is work for it. Raises DetachedError after `seconds`, or when Azure
    cannot be asked any more.
    """
    connection, began = scale_set.connection, time.monotonic()
    status_url, error = begun.status_url, None
    while True:
        seen = None
        if status_url is not None:
            seen = patiently(connection, partial(look, connection, status_url), pause)
            if not seen.is_active:
                status_url, error = None, _error(seen)
        found = patiently(connection, lambda: latest(scale_set), pause)
        current = found if found is not None and found.started != begun.before else None
        elapsed = time.monotonic() - began
        if current is not None:
            report(current)
        is_to_come = current is None and must_begin and error is None and elapsed < _BEGINS_WITHIN
        if status_url is None and not is_to_come and not (current and current.is_active):
            return Ended(current, (current.error if current else None) or error)
        if seconds is not None and elapsed >= seconds:
            message = f"not finished within {seconds / 60:.3g} minutes"
            raise DetachedError(Diagnostic(code="azure/timeout", message=message))
        pause(seen.wait if seen is not None and seen.wait is not None else between_looks(elapsed))


def _sent(
    scale_set: ScaleSet, method: str, path: str, *, body: Any = None, before: str | None = None, pause: Pause
) -> Begun:
    """Send it, and again where no answer came, unless Azure turns out to have begun meanwhile."""
    connection = scale_set.connection
    for attempt in range(1, ATTEMPTS + 1):
        try:
            answer = connection.send(method, path, COMPUTE_API_VERSION, body)
            return Begun(before, answer.headers.get("Azure-AsyncOperation"))
        except SdkError as error:
            failure = error
        if is_done_at_once(failure):
            return Begun(before)
        is_conflict = isinstance(failure, HttpResponseError) and failure.status_code == 409
        if not is_conflict and not may_pass(failure):
            break
        now = patiently(connection, lambda: latest(scale_set), pause)
        if now is not None and now.is_active and now.started != before:
            return Begun(before)
        if is_conflict:
            break
        pause(before_next_try(failure, attempt - 1))
    raise DiagnosticError(connection.problem(failure))


def _error(seen: Look) -> Any:
    if seen.state.lower() == "succeeded":
        return None
    return seen.error or {"code": seen.state, "message": f"the operation has {seen.state.lower()}"}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
