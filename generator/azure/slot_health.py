"""Whether the instances of a scale set can take traffic: provisioned, running, of the latest model, and healthy."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from generator.arm.resources import ExpandedResource
from generator.azure.connection import Connection
from generator.azure.instances import COMPUTE_API_VERSION, ScaleSet, find_scale_set, instances_of, named
from generator.azure.instances_views import Instance
from generator.azure.patience import DetachedError, Pause, SdkError, may_pass
from generator.azure.rollout_actions import act
from generator.diagnostics import Diagnostic, DiagnosticError

_BUSY_SECONDS = 600.0
"""How long to wait where something else is at work on the instances that are to get the latest model."""


@dataclass(frozen=True, slots=True)
class SetHealth:
    """The instances of a scale set at one look.

    `waiting` says by id what an instance lacks; `failures` is why some will not come; `wanted` is how many the set is
    to have, and `unseen` why a look saw nothing.
    """

    total: int = 0
    wanted: int = 0
    waiting: Mapping[str, str] = field(default_factory=dict)
    failures: tuple[Diagnostic, ...] = ()
    unseen: str | None = None

    @property
    def is_healthy(self) -> bool:
        """Whether there are instances, as many as there are to be, and all can take traffic."""
        return 0 < self.total >= self.wanted and not self.waiting

    def __str__(self) -> str:
        if self.unseen:
            return self.unseen
        ready = f"{self.total - len(self.waiting)} of {max(self.total, self.wanted)} instances are ready"
        by_reason: dict[str, list[str]] = {}
        for each, why in self.waiting.items():
            by_reason.setdefault(why, []).append(each)
        return "; ".join([ready, *(f"{named(ids)}: {why}" for why, ids in by_reason.items())])


def live_capacity(connection: Connection, scale_set: ExpandedResource) -> int | None:
    """How many instances a scale set is to have now; None where there is no such set. Raises what the SDK raises."""
    answer = connection.ask(scale_set.id, COMPUTE_API_VERSION)
    if answer.status_code == 404:
        return None
    answer.raise_for_status()
    return int((answer.json().get("sku") or {}).get("capacity") or 0)


def wait_until_healthy(
    connection: Connection,
    scale_set: ExpandedResource,
    *,
    checks: int,
    interval: float,
    report: Callable[[SetHealth], None],
    pause: Pause = time.sleep,
) -> SetHealth:
    """Look at the set until it is healthy, so many times at most and so many seconds apart, and give the last look.

    In Manual mode the instances of an earlier use of the set are told to take its model, since nobody else tells them
    to. A look that the network spoils counts as one. Raises DiagnosticError where Azure refuses to show the set.
    """
    seen, told = SetHealth(), False
    for number in range(checks):
        if number:
            pause(interval)
        try:
            seen, told = _look(connection, scale_set, pause, told=told)
        except SdkError as error:
            if not may_pass(error):
                raise DiagnosticError(connection.problem(error)) from None
            seen = SetHealth(unseen=connection.problem(error).message)
        except DetachedError as error:
            seen = SetHealth(unseen=error.reason.message)
        report(seen)
        if seen.is_healthy:
            break
    return seen


def _look(connection: Connection, scale_set: ExpandedResource, pause: Pause, *, told: bool) -> tuple[SetHealth, bool]:
    group = scale_set.id.split("/")[4]
    found = find_scale_set(connection, group, scale_set.name)
    wanted = live_capacity(connection, scale_set)
    instances = instances_of(found)
    outdated = [each.id for each in instances if each.is_latest is False]
    if outdated and found.mode == "Manual" and not told:
        act(found, "manualupgrade", outdated, time.monotonic() + _BUSY_SECONDS, pause)
        told = True
    waiting = {each.id: why for each in instances if (why := _lack(each, found))}
    failures = tuple(failure for each in instances for failure in each.failures())
    return SetHealth(len(instances), wanted or 0, waiting, failures), told


def _lack(instance: Instance, scale_set: ScaleSet) -> str | None:
    """What keeps an instance from taking traffic; None where nothing does."""
    health = (instance.health or "").lower()
    checks = (
        (instance.provisioning.lower() != "succeeded", (instance.provisioning or "not provisioned").lower()),
        (instance.is_latest is False, "not of the latest model"),
        ((instance.power or "").lower() != "running", instance.power or "not running"),
        (scale_set.tells_health and health != "healthy", health or "no health yet"),
        (any(each.has_failed for each in instance.extensions), "an extension failed"),
    )
    return next((why for is_so, why in checks if is_so), None)
