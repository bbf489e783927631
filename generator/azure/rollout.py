"""The latest model for instances of a scale set, batch by batch.

Azure carries on what it has begun, whatever becomes of us. So nothing is remembered here but what Azure itself knows:
which instances have the latest model. The same roll-out begun again goes on where the last one ended.
https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-perform-manual-upgrades
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.azure.deployments import look
from generator.azure.instances import ScaleSet, instances_of
from generator.azure.instances_views import Instance
from generator.azure.patience import DetachedError, Pause, between_looks, patiently
from generator.azure.rollout_actions import act
from generator.azure.rollout_plan import Batch, Plan, Share
from generator.azure.rollout_reports import StoppedError, behind, not_ended, too_many_ill
from generator.azure.rollout_standing import Expected, Standing, standing
from generator.diagnostics import DiagnosticError

Found = Mapping[str, Instance]
"""Instances by id."""
Expectations = Mapping[str, Expected]
_LISTED_EVERY = 5.0
"""Seconds between two lists of instances while Azure is at work; of a large set that is many pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How careful a roll-out is.

    It stops where more than `max_unhealthy` of all instances are not healthy. `pause` are the seconds between two
    batches, `seconds` those that a batch has for its upgrade and until it is healthy. `reimage` makes the OS disks anew
    after the upgrade of a batch.
    """

    max_unhealthy: Share
    pause: float
    seconds: float
    reimage: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What happens now, empty where all is done, and how each instance stands. `batch` is None before the first one."""

    doing: str
    states: Mapping[str, str]
    batch: Batch | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """The instances that have got the model, those that are gone meanwhile, and those that are not well, with why."""

    upgraded: tuple[str, ...]
    gone: tuple[str, ...]
    ill: Mapping[str, Sequence[str]]


Report = Callable[[Progress], None]


def roll_out(
    scale_set: ScaleSet, plan: Plan, settings: Settings, *, report: Report, pause: Pause = time.sleep
) -> Finished:
    """Bring the instances of the plan to the latest model, and `report` each look at them.

    Raises StoppedError where too many instances are not well, Azure refuses or cannot be asked any more, a batch is not
    done in its time, or Ctrl-C comes.
    """
    run = _Run(scale_set, plan, settings, report, pause)
    try:
        return run.all()
    except StoppedError:
        raise
    except DetachedError as error:
        goes_on = True if error.started else None
        raise StoppedError(error.reason, untouched=run.untouched, unfinished=run.unfinished, goes_on=goes_on) from None
    except DiagnosticError as error:
        raise StoppedError(error.diagnostics[0], untouched=run.untouched, unfinished=run.unfinished) from None
    except KeyboardInterrupt:
        raise StoppedError(None, untouched=run.untouched, unfinished=run.unfinished, goes_on=True) from None


class _Run:
    """One roll-out as it goes."""

    def __init__(self, scale_set: ScaleSet, plan: Plan, settings: Settings, report: Report, pause: Pause) -> None:
        self.untouched = plan.ids
        self.unfinished: tuple[str, ...] = ()
        self._scale_set = scale_set
        self._plan = plan
        self._settings = settings
        self._report = report
        self._pause = pause
        self._refusals: dict[str, Any] = {}
        self._late: dict[str, Expected] = {}
        """Instances of the batches so far that have not become well in their time."""

    def all(self) -> Finished:
        is_first = True
        for batch in self._plan.batches:
            if not is_first:
                self._rest(batch)
            found = self._look_when_others_are_done()
            self._judge(found)
            ids = [each.id for each in batch.instances if _is_due(each, found)]
            if ids:
                self._upgrade(batch, ids, found)
                is_first = False
        found = self._look()
        ill = self._judge(found)
        self._require_all(found)
        gone = tuple(each for each in self._plan.ids if each not in found)
        return Finished(tuple(each for each in self._plan.ids if each in found), gone, ill)

    def _look_when_others_are_done(self) -> Found:
        """Let what changes already come to its end: a batch that an earlier run has left to Azure, or another's."""
        found = self._look()
        changing = {
            each.id: self._expected(each)
            for each in found.values()
            if each.provisioning.lower() == "updating" and each.id not in self._late
        }
        if not changing:
            return found
        self._settle(None, changing, time.monotonic() + self._settings.seconds)
        return self._look()

    def _rest(self, batch: Batch) -> None:
        """Wait between two batches; what turns ill in that time is seen by the look that follows."""
        if self._settings.pause:
            self._report(Progress(doing=f"pausing {self._settings.pause:g} s", states={}, batch=batch))
            self._pause(self._settings.pause)

    def _upgrade(self, batch: Batch, ids: Sequence[str], found: Found) -> None:
        deadline = time.monotonic() + self._settings.seconds
        expected = {each: self._expected(found[each]) for each in ids}
        self._act("manualupgrade", "upgrading", batch, expected, deadline)
        if self._settings.reimage:
            found = self._look()
            old = {each for each in expected if each not in found or found[each].is_latest is False}
            upgraded = {each: wanted for each, wanted in expected.items() if each not in old}
            self._act("reimage", "reimaging", batch, upgraded, deadline)
        self._settle(batch, expected, deadline)
        self.unfinished = ()

    def _act(self, action: str, doing: str, batch: Batch, expected: Expectations, deadline: float) -> None:
        """Have Azure do it with these instances, and wait until it says that it is done, well or not."""
        if not expected:
            return
        self._report(Progress(doing=doing, states=dict.fromkeys(expected, doing), batch=batch))
        before = self.untouched, self.unfinished
        self.untouched = tuple(each for each in self.untouched if each not in expected)
        self.unfinished = tuple(expected)
        try:
            status_url = act(self._scale_set, action, self.unfinished, deadline, self._pause)
        except DiagnosticError:  # refused; where no answer came, Azure may have begun
            self.untouched, self.unfinished = before
            raise
        if status_url is not None:
            self._follow(status_url, doing, batch, expected, deadline)

    def _follow(self, status_url: str, doing: str, batch: Batch, expected: Expectations, deadline: float) -> None:
        connection, began = self._scale_set.connection, time.monotonic()
        listed = began - _LISTED_EVERY
        while True:
            seen = patiently(connection, lambda: look(connection, status_url), self._pause)
            if not seen.is_active:
                if seen.state.lower() != "succeeded":
                    error = seen.error or {"code": seen.state, "message": f"the operation has {seen.state.lower()}"}
                    self._refusals.update(dict.fromkeys(expected, error))
                return
            if time.monotonic() - listed >= _LISTED_EVERY:
                found, listed = self._look(), time.monotonic()
                waiting = {each: doing for each in expected if each in found and found[each].is_latest is False}
                states = {**_words(self._standings(found, expected)), **waiting}
                self._report(Progress(doing=doing, states=states, batch=batch))
            if time.monotonic() >= deadline:
                reason = not_ended(expected, self._settings.seconds)
                raise StoppedError(reason, untouched=self.untouched, unfinished=self.unfinished, goes_on=True)
            self._pause(seen.wait if seen.wait is not None else between_looks(time.monotonic() - began))

    def _settle(self, batch: Batch | None, expected: Expectations, deadline: float) -> None:
        """Wait until nothing is open any more about these instances, or their time is over."""
        began = time.monotonic()
        while True:
            standings = self._standings(self._look(), expected)
            is_open = not all(each.is_settled for each in standings.values())
            doing = "waiting for them to be well" if is_open else ""
            self._report(Progress(doing=doing, states=_words(standings), batch=batch))
            if not is_open or time.monotonic() >= deadline:
                break
            self._pause(between_looks(time.monotonic() - began))
        self._late.update({each: expected[each] for each, stands in standings.items() if not stands.is_good})

    def _judge(self, found: Found) -> Mapping[str, Sequence[str]]:
        """What is wrong with instances of the set, by id; raises StoppedError where it is wrong with too many.

        Those that Azure is at work on, such as new ones, are judged when it is done.
        """
        ill: dict[str, Sequence[str]] = {}
        ill |= {each.id: each.ills for each in found.values() if each.ills and not each.is_changing}
        for each, stands in self._standings(found, self._late).items():
            if not stands.is_good:
                ill.setdefault(each, (stands.word,))
        if len(ill) > self._settings.max_unhealthy.of(len(found)):
            reason = too_many_ill(ill, found, self._refusals, self._settings.max_unhealthy)
            raise StoppedError(reason, untouched=tuple(each for each in self.untouched if each in found))
        return ill

    def _require_all(self, found: Found) -> None:
        """Raise StoppedError where instances of the plan have not got the model, or the model has changed meanwhile."""
        old = [each.id for each in found.values() if each.is_latest is False and not each.is_protected]
        missed = [each for each in old if each in self._plan.ids or not self._plan.is_by_name]
        if missed:
            raise StoppedError(behind(missed, found, self._refusals), untouched=())

    def _standings(self, found: Found, expected: Expectations) -> dict[str, Standing]:
        return {
            each: standing(found.get(each), wanted, refused=each in self._refusals) for each, wanted in expected.items()
        }

    def _expected(self, instance: Instance) -> Expected:
        return Expected(healthy=self._scale_set.tells_health, running=instance.power in (None, "running"))

    def _look(self) -> Found:
        connection = self._scale_set.connection
        found = patiently(connection, lambda: instances_of(self._scale_set), self._pause)
        return {each.id: each for each in found}


def _is_due(planned: Instance, found: Found) -> bool:
    """Whether it is still there and needs the model; one that had it when it was planned was asked for by name."""
    now = found.get(planned.id)
    return now is not None and (planned.is_latest is True or now.is_latest is not True)


def _words(standings: Mapping[str, Standing]) -> dict[str, str]:
    return {each: stands.word for each, stands in standings.items()}
