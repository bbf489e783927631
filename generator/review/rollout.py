"""How a change of the model reaches the instances of a scale set that run: what its upgrade mode says."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.review.changes import Fate, ResourceChange
from generator.review.effects import Effect
from generator.review.equality import is_unknown
from generator.review.extension_order import in_order
from generator.review.rule import Surroundings

_DEFAULT_PERCENT = 20
"""Of maxBatchInstancePercent."""
_DURATION = re.compile(r"P(?:(\d{1,6})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:\.\d{1,9})?S)?)?", re.ASCII)
_SECONDS = (86_400, 3_600, 60, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RollOut:
    """What becomes of the instances of one scale set.

    `how` says how they get the latest model, and is empty where no change of it reaches them. `batches` and
    `pause_seconds`, all pauses together, are those of rolling upgrades where the number of instances is known.
    `reruns` are the extensions that run on each instance, in their order.
    """

    resource_id: str
    name: str
    mode: str
    how: str = ""
    batches: int | None = None
    pause_seconds: int | None = None
    reruns: tuple[str, ...] = ()
    loses: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def roll_out(change: ResourceChange, surroundings: Surroundings) -> RollOut | None:
    """What becomes of the instances of a scale set that is changed; None where it is made or goes."""
    if change.fate is not Fate.CHANGED or change.new is None:
        return None
    body = change.new.body
    mode = str(_at(body, "properties", "upgradePolicy", "mode") or "Manual")
    effects = {each.consequence.effect for each in change.properties}
    reaches = any(effect.reaches_instances for effect in effects)
    how, batches, pause = _how(change.name, body, mode, effects) if reaches else ("", None, None)
    losing = [each for each in change.properties if each.consequence.loses]
    loses = dict.fromkeys(each.consequence.loses for each in losing)
    if reaches and _surges(body, mode):
        loses = {"all disks of the instances that are replaced": None}
    return RollOut(
        resource_id=change.new.id,
        name=change.name,
        mode=mode,
        how=how,
        batches=batches,
        pause_seconds=pause,
        reruns=_reruns(change, is_reimaged=Effect.REIMAGE in effects),
        loses=tuple(loses),
        notes=tuple(_notes(change, surroundings)),
    )


def _how(name: str, body: dict[str, Any], mode: str, effects: set[Effect]) -> tuple[str, int | None, int | None]:
    match mode.lower():
        case "manual":
            reimage = " --reimage" if Effect.REIMAGE in effects else ""
            command = f"vmssgen rollout -g GROUP {name}{reimage}"
            return f"nothing happens to instances that run until they are updated: {command}", None, None
        case "automatic":
            return "all instances, in no order, perhaps all at the same time", None, None
        case "rolling":
            return _rolling(body)
    return f"the upgrade mode {mode} is not one that is known", None, None


def _rolling(body: dict[str, Any]) -> tuple[str, int | None, int | None]:
    policy = _at(body, "properties", "upgradePolicy", "rollingUpgradePolicy") or {}
    percent = policy.get("maxBatchInstancePercent", _DEFAULT_PERCENT)
    capacity = _at(body, "sku", "capacity")
    surge = "; new instances are made first, and take the place of the old ones" if _surges(body, "rolling") else ""
    if not _is_number(percent) or not _is_number(capacity) or int(capacity) < 1:
        shown = "some" if is_unknown(percent) else f"{percent} %"
        return f"batch by batch, at most {shown} of the instances at a time{surge}", None, None
    size = max(1, math.floor(int(capacity) * float(percent) / 100))
    zones = _zones(body, policy)
    batches = sum(math.ceil(each / size) for each in _spread(int(capacity), zones))
    pause = _seconds(policy.get("pauseTimeBetweenBatches", "PT0S"))
    within = f", each within one of {zones} zones" if zones > 1 else ""
    sizes = f"{_count(batches, 'batch', 'batches')} of at most {_count(size, 'instance')}"
    text = f"{sizes} ({percent} % of {capacity}){within}"
    if pause is None:
        return f"{text}, with pauses between them{surge}", batches, None
    total = pause * (batches - 1)
    if total:
        text += f", about {_duration(total)} of pauses, and the time that the batches take"
    return f"{text}{surge}", batches, total


def _zones(body: dict[str, Any], policy: Mapping[str, Any]) -> int:
    """How many zones batches do not cross."""
    zones = body.get("zones")
    return len(zones) if isinstance(zones, list) and zones and policy.get("enableCrossZoneUpgrade") is not True else 1


def _spread(capacity: int, zones: int) -> list[int]:
    """The instances of each zone: as even as can be."""
    return [capacity // zones + (index < capacity % zones) for index in range(zones)]


def _surges(body: dict[str, Any], mode: str) -> bool:
    policy = _at(body, "properties", "upgradePolicy", "rollingUpgradePolicy") or {}
    return mode.lower() == "rolling" and policy.get("maxSurge") is True


def _reruns(change: ResourceChange, *, is_reimaged: bool) -> tuple[str, ...]:
    """The extensions that run on each instance because of the change, in their order: all after a reimage."""
    profile = _at(change.new.body if change.new else {}, "properties", "virtualMachineProfile", "extensionProfile")
    extensions = [each for each in (profile or {}).get("extensions") or () if isinstance(each, dict)]
    if is_reimaged:
        return in_order((str(each.get("name")) for each in extensions), extensions)
    names = [
        str(item.value)
        for each in change.properties
        if each.consequence.effect is Effect.RERUN and (item := each.item_of("extensions")) is not None
    ]
    return in_order(dict.fromkeys(names), extensions)


def _notes(change: ResourceChange, surroundings: Surroundings) -> list[str]:
    limits = surroundings.autoscaled.get(change.new.id.lower()) if change.new else None
    capacity = _at(change.new.body if change.new else {}, "sku", "capacity")
    if limits is None or capacity is None:
        return []
    least, most = limits
    note = f"autoscale governs the number of instances ({least} to {most}): the deployment sets it to {_text(capacity)}"
    return [f"{note}, whatever it is at that time, and autoscale goes on from there"]


def _at(value: Any, *names: str) -> Any:
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _seconds(text: Any) -> int | None:
    found = _DURATION.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    return sum(int(part or 0) * length for part, length in zip(found.groups(), _SECONDS, strict=True))


def _duration(seconds: int) -> str:
    if seconds < 120:
        return _count(seconds, "second")
    if seconds < 2 * 3_600:
        return _count(math.ceil(seconds / 60), "minute")
    return _count(math.ceil(seconds / 3_600), "hour")


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one}" if number == 1 else f"{number} {many or one + 's'}"


def _text(value: Any) -> str:
    return str(value.text if is_unknown(value) else value)
