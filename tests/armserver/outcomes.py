"""How what a client asked for turns out, which a test decides: pace, refusals, failures."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from armserver.errors import ArmError

POLL_SOON = "10"
"""Milliseconds; both clients wait 30 seconds between two polls without any, and take `Retry-After: 0` for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What a resource provider answers instead of creating a resource.

    `as_text` gives the error within the deployment's as JSON text, as older API versions and many providers do.
    `terminal` is a resource that was accepted and then failed, against one that was refused at once.
    """

    suffix: str
    status_code: str
    error: Mapping[str, Any]
    as_text: bool = False
    terminal: bool = False


@dataclass(slots=True)
class _Refusal:
    error: Mapping[str, Any]
    times: int
    as_detail: bool = True


@dataclass(slots=True)
class Outcomes:
    """Everything goes well, in as few polls as there are stages, unless a test says otherwise."""

    polls: int = 1
    """Polls of a deployment, or of another operation, that one stage of it takes."""
    validation_polls: int = 0
    """Polls until a validation is answered; 0 answers at once, as Azure does for most templates."""
    page_size: int | None = None
    """Items on a page of a list; None gives all at once."""
    retry: dict[str, str] = field(default_factory=lambda: {"x-ms-retry-after-ms": POLL_SOON})
    """Headers that say when to poll again."""
    failures: list[Failure] = field(default_factory=list)
    _refusals: list[_Refusal] = field(default_factory=list)
    _what_if_failures: list[_Refusal] = field(default_factory=list)
    _held: list[tuple[str, threading.Event]] = field(default_factory=list)

    def fail(self, failure: Failure) -> None:
        """Let the resource fail whose id ends so, from now on."""
        self.failures.append(failure)

    def recover(self) -> None:
        """Let nothing fail any more that has not failed yet."""
        self.failures.clear()
        self._refusals.clear()
        self._what_if_failures.clear()

    def refuse(self, error: Mapping[str, Any], times: int, *, as_detail: bool = True) -> None:
        """Let preflight refuse so many deployments, of those that the template itself does not already refuse."""
        self._refusals.append(_Refusal(error, times, as_detail))

    def fail_what_if(self, error: Mapping[str, Any], times: int) -> None:
        """Let so many what-ifs be accepted and then fail."""
        self._what_if_failures.append(_Refusal(error, times))

    def hold(self, suffix: str) -> threading.Event:
        """Keep the deployment or resource running whose id ends so, until the event is set."""
        event = threading.Event()
        self._held.append((suffix.lower(), event))
        return event

    def holds(self, resource_id: str) -> bool:
        """Tell whether this is held still."""
        return any(resource_id.lower().endswith(end) and not event.is_set() for end, event in self._held)

    def failure_of(self, resource_id: str) -> Failure | None:
        """Give how the resource fails, if it does."""
        return next((each for each in self.failures if resource_id.lower().endswith(each.suffix.lower())), None)

    def preflight(self, name: str, tracking_id: str) -> ArmError | None:
        """Give the refusal of this deployment, if preflight has one, and count it."""
        refusal = _taken(self._refusals)
        if refusal is None:
            return None
        if not refusal.as_detail:
            return ArmError.of(400, refusal.error)
        return ArmError(
            400,
            "InvalidTemplateDeployment",
            f"The template deployment '{name}' is not valid according to the validation procedure. The tracking id is "
            f"'{tracking_id}'. See inner errors for details.",
            details=[refusal.error],
        )

    def what_if_failure(self) -> Mapping[str, Any] | None:
        """Give how this what-if fails, if it does, and count it."""
        failure = _taken(self._what_if_failures)
        return failure.error if failure else None


def _taken(refusals: list[_Refusal]) -> _Refusal | None:
    for refusal in refusals:
        if refusal.times:
            refusal.times -= 1
            return refusal
    return None
