"""How an instance of a batch stands after its upgrade: good, bad, or not known yet."""

from __future__ import annotations

from dataclasses import dataclass

from generator.azure.instances_views import Instance


@dataclass(frozen=True, slots=True)
class Expected:
    """What an instance has to become: healthy, where its set has a source of health, and running, if it was before."""

    healthy: bool
    running: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """The state in words. What is settled does not change by waiting."""

    word: str
    is_good: bool = False
    is_settled: bool = False


def standing(instance: Instance | None, expected: Expected, *, refused: bool = False) -> Standing:
    """How the instance stands; None is one that is gone, which is good: somebody scaled in.

    `refused` says that Azure has ended the upgrade of its batch as failed, so that an instance without the latest model
    did not get it. One without it after an upgrade that went well has got a model that is not the latest any more.
    """
    if instance is None:
        return Standing("gone", is_good=True, is_settled=True)
    if instance.is_changing:
        return Standing(instance.provisioning.lower())
    if failed := next((each for each in instance.extensions if each.has_failed), None):
        return Standing(f"extension {failed.name} failed", is_settled=True)
    if instance.provisioning.lower() in ("failed", "canceled"):
        return Standing("not provisioned", is_settled=True)
    if refused and instance.is_latest is False:
        return Standing("not on the latest model", is_settled=True)
    return _running(instance, expected)


def _running(instance: Instance, expected: Expected) -> Standing:
    if not expected.running:
        return Standing("as it was, not running", is_good=True, is_settled=True)
    if instance.power not in (None, "running"):
        return Standing(instance.power)
    if busy := next((each for each in instance.extensions if each.state.lower() == "transitioning"), None):
        return Standing(f"extension {busy.name} at work")
    if not expected.healthy:
        return Standing("running", is_good=True, is_settled=True)
    health = (instance.health or "").lower()
    if health == "healthy":
        return Standing("healthy", is_good=True, is_settled=True)
    return Standing(health or "no health told yet")
