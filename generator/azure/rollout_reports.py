"""Why a roll-out goes no further."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from generator.azure.errors import azure_error
from generator.azure.instances import named
from generator.azure.instances_views import Instance
from generator.azure.rollout_plan import Share
from generator.diagnostics import Diagnostic

_MOST = 10
"""Instances that are told of in full."""


class StoppedError(Exception):
    """A roll-out that goes no further.

    `reason` is None for Ctrl-C; `untouched` are the instances that it has left alone, `unfinished` those of a batch
    that was begun and is not done; `goes_on` says whether Azure goes on with these, None that nobody knows.
    """

    def __init__(
        self,
        reason: Diagnostic | None,
        *,
        untouched: tuple[str, ...],
        unfinished: tuple[str, ...] = (),
        goes_on: bool | None = False,
    ) -> None:
        super().__init__(reason.message if reason else "interrupted")
        self.reason = reason
        self.untouched = untouched
        self.unfinished = unfinished
        self.goes_on = goes_on


def too_many_ill(
    ill: Mapping[str, Sequence[str]], found: Mapping[str, Instance], refusals: Mapping[str, Any], allowed: Share
) -> Diagnostic:
    """More instances are not well than may be: which, and what their extensions said."""
    are = "is" if len(ill) == 1 else "are"
    number = allowed.of(len(found))
    share = f"{number} ({allowed})" if allowed.is_percentage else f"{number}"
    return Diagnostic(
        code="azure/rollout-stopped",
        message=f"{len(ill)} of {len(found)} instances {are} not well, more than the {share} of --max-unhealthy: "
        f"{named(ill)}",
        hint="mend the model and deploy it, or the instances; --max-unhealthy allows more for this once",
        causes=tuple(_causes(ill, found, refusals)),
    )


def behind(ids: Sequence[str], found: Mapping[str, Instance], refusals: Mapping[str, Any]) -> Diagnostic:
    """Instances have an older model at the end."""
    are = "is" if len(ids) == 1 else "are"
    refused = {each: ("Azure has not given it the model",) for each in ids if each in refusals}
    return Diagnostic(
        code="azure/instances-behind",
        message=f"{named(ids)} {are} not on the latest model",
        hint=None if refused else "the model has changed meanwhile: roll out again",
        causes=tuple(_causes(refused, found, refusals)),
    )


def not_ended(ids: Iterable[str], seconds: float) -> Diagnostic:
    """A batch is not done in its time."""
    message = f"Azure has not ended with {named(ids)} within {seconds / 60:.3g} minutes"
    return Diagnostic(code="azure/timeout", message=message)


def _causes(
    ill: Mapping[str, Sequence[str]], found: Mapping[str, Instance], refusals: Mapping[str, Any]
) -> Iterator[Diagnostic]:
    told: list[Any] = []
    for each in list(ill)[:_MOST]:
        failures = list(found[each].failures()) if each in found else []
        if not failures and (refusal := refusals.get(each)) and refusal not in told:
            told.append(refusal)  # one for the whole batch
            failures = [azure_error(refusal)]
        message = f"instance {each}: {', '.join(ill[each])}"
        yield Diagnostic(code="azure/rollout-stopped", message=message, causes=tuple(failures))
    if len(ill) > _MOST:
        yield Diagnostic(code="azure/rollout-stopped", message=f"and {len(ill) - _MOST} more")
