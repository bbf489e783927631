"""The steps from a virtual machine to an image, each of which does nothing where it is done already.

Azure carries on what it has begun, whatever becomes of us: the same steps begun again go on where they ended.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from generator.azure.capture import Image, Machine, find_machine, properties_of, state_of
from generator.azure.connection import Connection
from generator.azure.deployments import Look, look
from generator.azure.errors import azure_error
from generator.azure.instances import COMPUTE_API_VERSION
from generator.azure.patience import (
    ATTEMPTS,
    DetachedError,
    Pause,
    SdkError,
    before_next_try,
    between_looks,
    is_busy,
    is_done_at_once,
    may_pass,
    patiently,
    sleep,
)
from generator.diagnostics import DiagnosticError

_BUSY_SECONDS = 15 * 60.0
"""How long to wait for the end of that; deallocating takes minutes."""


def deallocate(machine: Machine, *, pause: Pause = sleep) -> None:
    """Stop the machine and give its host back; its disks stay. Raises DiagnosticError and DetachedError."""
    status_url = _send(machine.connection, "POST", f"{machine.id}/deallocate", COMPUTE_API_VERSION, pause=pause)
    if status_url is not None:
        _follow(machine.connection, status_url, machine.id, pause)

    def is_done() -> bool:
        return find_machine(machine.connection, machine.group, machine.name).is_deallocated

    _until(machine.connection, is_done, pause)


def generalize(machine: Machine, *, pause: Pause = sleep) -> None:
    """Mark the machine as generalised, after which it never starts again. Raises DiagnosticError and DetachedError.

    https://learn.microsoft.com/rest/api/compute/virtual-machines/generalize
    """
    _send(machine.connection, "POST", f"{machine.id}/generalize", COMPUTE_API_VERSION, pause=pause)


def make(machine: Machine, image: Image, *, begun: bool = False, pause: Pause = sleep) -> None:
    """Make the image of the machine, or wait for one that Azure has `begun` to make.

    Raises DiagnosticError where Azure refuses or fails, and DetachedError where it cannot be asked any more.
    """
    connection = machine.connection
    if not begun:
        status_url = _send(connection, "PUT", image.id, image.api_version, image.body(machine), pause=pause)
        if status_url is not None:
            _follow(connection, status_url, image.id, pause)

    def is_made() -> bool:
        answer = connection.ask(image.id, image.api_version)
        answer.raise_for_status()
        found = answer.json()
        state = state_of(found)
        if state.lower() in ("failed", "canceled"):
            error = properties_of(found).get("error") or {"code": state, "message": f"{image} has {state.lower()}."}
            raise DiagnosticError(azure_error(error, resource_id=image.id))
        return state.lower() == "succeeded"

    _until(connection, is_made, pause)


def _send(
    connection: Connection, method: str, path: str, api_version: str, body: Any = None, *, pause: Pause
) -> str | None:
    """Have Azure begin it; where it says how far it is, None where it does not say.

    It is sent again where no answer came, since doing it twice gives what doing it once gives, and where something else
    is at work on the resource.
    """
    failures, began = 0, time.monotonic()
    while True:
        try:
            answer = connection.send(method, path, api_version, body)
            return answer.headers.get("Azure-AsyncOperation")
        except SdkError as error:
            failure = error
        if is_done_at_once(failure):
            return None
        if may_pass(failure):
            failures += 1
            if failures >= ATTEMPTS:
                raise DetachedError(connection.problem(failure), started=False)
        elif not is_busy(failure) or time.monotonic() - began >= _BUSY_SECONDS:
            raise DiagnosticError(connection.problem(failure))
        pause(before_next_try(failure, failures))


def _follow(connection: Connection, status_url: str, resource_id: str, pause: Pause) -> None:
    """Wait until Azure says that it is done; raises DiagnosticError where it has failed."""
    began = time.monotonic()
    while True:
        seen = patiently(connection, lambda: look(connection, status_url), pause)
        if not seen.is_active:
            _require_success(seen, resource_id)
            return
        pause(seen.wait if seen.wait is not None else between_looks(time.monotonic() - began))


def _until(connection: Connection, is_done: Callable[[], bool], pause: Pause) -> None:
    """Look at the resource itself until it is so: also where Azure has not said how far it is."""
    began = time.monotonic()
    while not patiently(connection, is_done, pause):
        pause(between_looks(time.monotonic() - began))


def _require_success(seen: Look, resource_id: str) -> None:
    if seen.state.lower() != "succeeded":
        error = seen.error or {"code": seen.state, "message": f"the operation has {seen.state.lower()}"}
        raise DiagnosticError(azure_error(error, resource_id=resource_id))
