"""What becomes of instances with a new model, for tests to choose: `instance.once_changed = troubles.unhealthy()`."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from armserver.faults import Fault
from armserver.messages import Request, Response
from armserver.scale_sets import Instance

Change = Callable[[Instance], None]


def unhealthy(health: str = "Unhealthy") -> Change:
    """Give an instance that starts and is not well."""

    def change(instance: Instance) -> None:
        instance.health = health

    return change


def failing(extension: str, output: str) -> Change:
    """Give an instance whose extension of that name fails, and says this."""

    def change(instance: Instance) -> None:
        instance.state = "Failed"
        instance.extensions[extension] = "failed"
        instance.outputs[extension] = output

    return change


def slow(seconds: float, *, before: str = "Initializing", after: str = "Healthy") -> Change:
    """Give an instance whose health is `before` for so long, and `after` then."""

    def change(instance: Instance) -> None:
        instance.health = before
        timer = threading.Timer(seconds, lambda: setattr(instance, "health", after))
        timer.daemon = True
        timer.start()

    return change


def stays_old(instance: Instance) -> None:
    """Give an instance that does not get the new model, since there is no room for it."""
    instance.model = {**instance.model, "stale": True}
    instance.state = "Failed"


def error_of(changed: Sequence[Instance]) -> Mapping[str, Any] | None:
    """Give the error of an operation that changed these instances, where one of them failed."""
    failed = [each for each in changed if each.state == "Failed"]
    if not failed:
        return None
    names = [name for each in failed for name, state in each.extensions.items() if state == "failed"]
    if not names:
        message = "Allocation failed. We do not have sufficient capacity for the requested VM size in this region."
        return {"code": "AllocationFailed", "message": message}
    message = f"VM has reported a failure when processing extension '{names[0]}'."
    return {"code": "VMExtensionProvisioningError", "message": message}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Meanwhile(Fault):
    event: Callable[[], object]

    def apply(self, request: Request, handle: Callable[[Request], Response]) -> Response:
        """Let it happen just before the request is answered."""
        self.event()
        return handle(request)


def meanwhile(event: Callable[[], object]) -> Fault:
    """Give what happens between two requests of a client, for `server.faults.add`."""
    return _Meanwhile(name="meanwhile", event=event)
