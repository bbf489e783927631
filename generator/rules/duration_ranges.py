"""The rule of the durations in a scale set."""

from __future__ import annotations

from collections.abc import Iterator

from generator.rules.durations import seconds
from generator.rules.rule import ERROR, rule
from generator.rules.scale_set import ScaleSet
from generator.rules.subject import scale_sets
from generator.rules.value import Finding, Value

_RANGES = (
    ("properties.upgradePolicy.rollingUpgradePolicy.pauseTimeBetweenBatches", "PT0S", None),
    ("properties.automaticRepairsPolicy.gracePeriod", "PT10M", "PT90M"),
    ("properties.externalHealthPolicy.gracePeriod", "PT5M", "PT4H"),
    ("properties.externalHealthPolicy.expiryDuration", "PT5M", "PT3H"),
    ("properties.virtualMachineProfile.extensionProfile.extensionsTimeBudget", "PT15M", "PT120M"),
    (
        "properties.virtualMachineProfile.scheduledEventsProfile.terminateNotificationProfile.notBeforeTimeout",
        "PT5M",
        "PT15M",
    ),
    (
        "properties.virtualMachineProfile.scheduledEventsProfile.osImageNotificationProfile.notBeforeTimeout",
        "PT15M",
        "PT15M",
    ),
)
"""The duration with the shortest and the longest that Azure takes."""


@rule(
    "scale-set/durations",
    ERROR,
    each=scale_sets,
    what=(
        "Durations are as in PT30M and in their range: grace period of repairs PT10M to PT90M, time budget of "
        "extensions PT15M to PT120M, notice of termination PT5M to PT15M, notice of a new OS image PT15M."
    ),
    why="Azure refuses the scale set.",
    source="https://learn.microsoft.com/rest/api/compute/virtual-machine-scale-sets/create-or-update",
    bad={"properties.automaticRepairsPolicy.gracePeriod": "PT5M"},
    good={"properties.automaticRepairsPolicy.gracePeriod": "PT10M"},
)
def _durations(scale_set: ScaleSet) -> Iterator[Finding]:
    for path, least, most in _RANGES:
        yield from _outside(scale_set.at(path), least, most)
    for hook in scale_set.at("properties.lifecycleHooksProfile.lifecycleHooks").items:
        yield from _outside(hook.member("waitDuration"), "PT0S", None)


def _outside(value: Value, least: str, most: str | None) -> Iterator[Finding]:
    if value.text is None:
        return
    name, length = value.path[-1], seconds(value.text)
    low, high = seconds(least) or 0, seconds(most) if most is not None else None
    if length is None:
        yield value.finding(f"{name} is {value.text!r}, which is no duration", hint="write it as in PT30M, 30 minutes")
    elif length < low or (high is not None and length > high):
        yield value.finding(f"{name} is {value.text}, and Azure takes {_range(least, most)}")


def _range(least: str, most: str | None) -> str:
    if most is None:
        return f"at least {least}"
    return least if least == most else f"{least} to {most}"
