"""Azure's operations of a deployment as a person reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?")
_OF_RESOURCES = {"create", "read", "action", "delete", "deploymentcleanup", "notspecified", ""}


@dataclass(frozen=True, slots=True)
class Operation:
    """What a deployment does to one resource; the duration is in seconds."""

    resource_id: str
    type: str
    name: str
    state: str
    seconds: float

    def __str__(self) -> str:
        return f"{self.type.partition('/')[2] or self.type}/{self.name}"


def resource_operations(operations: Iterable[Mapping[str, Any]]) -> tuple[Operation, ...]:
    """The operations on resources, one for each, in the order in which Azure began them."""
    found: dict[str, tuple[str, Operation]] = {}
    for each in operations:
        properties = each.get("properties") or {}
        target = properties.get("targetResource") or {}
        kind = str(properties.get("provisioningOperation") or "").lower()
        if not target.get("id") or kind not in _OF_RESOURCES:
            continue
        operation = Operation(
            resource_id=str(target["id"]),
            type=str(target.get("resourceType", "")),
            name=str(target.get("resourceName", "")),
            state=str(properties.get("provisioningState", "")),
            seconds=seconds_of(str(properties.get("duration") or "")),
        )
        found[operation.resource_id.lower()] = (str(properties.get("timestamp", "")), operation)
    return tuple(operation for _, operation in sorted(found.values(), key=lambda item: item[0]))


def seconds_of(duration: str) -> float:
    """The seconds of an ISO 8601 duration, such as `PT1M12.5S`; 0 for any other text."""
    if (match := _DURATION.fullmatch(duration)) is None:
        return 0.0
    days, hours, minutes, seconds = (float(each or 0) for each in match.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


def show_seconds(seconds: float) -> str:
    """`8 s`, `1 min 12 s`, `2 h 5 min`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
