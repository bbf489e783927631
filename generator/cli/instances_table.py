"""The instances of a scale set, for people and for machines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from generator.diagnostics import to_json, to_text

if TYPE_CHECKING:
    from generator.azure.instances import ScaleSet
    from generator.azure.instances_views import Instance

_HEADINGS = ("id", "name", "latest model", "health", "power", "provisioning", "zone", "fd/ud", "extensions")
_LATEST = {True: "yes", False: "no", None: "-"}


def as_text(scale_set: ScaleSet, instances: Sequence[Instance]) -> str:
    """A table, and below it why extensions or instances failed, with the last lines that they printed."""
    lines = [headline(scale_set, instances)]
    if instances:
        lines += ["", *_aligned([_HEADINGS, *(_row(each) for each in instances)])]
    for each in instances:
        for failure in each.failures():
            lines += ["", to_text(failure)]
    return "\n".join(lines) + "\n"


def headline(scale_set: ScaleSet, instances: Sequence[Instance]) -> str:
    """What the set is, and how many instances have an older model or are not well."""
    kind = "Flexible" if scale_set.is_flexible else "Uniform"
    old = sum(each.is_latest is False for each in instances)
    ill = sum(bool(each.ills) for each in instances)
    number = f"{len(instances)} instance{'' if len(instances) == 1 else 's'}"
    more = [f"{old} on an older model" if old else "", f"{ill} not well" if ill else ""]
    return ", ".join([f"{scale_set.name}: {kind}", f"upgrade mode {scale_set.mode}", number, *filter(None, more)])


def as_json(scale_set: ScaleSet, instances: Sequence[Instance]) -> str:
    """One JSON document; null is what Azure does not say."""
    document = {
        "id": scale_set.id,
        "name": scale_set.name,
        "orchestrationMode": "Flexible" if scale_set.is_flexible else "Uniform",
        "upgradeMode": scale_set.mode,
        "instances": [_document(each) for each in instances],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _document(instance: Instance) -> dict[str, Any]:
    return {
        "id": instance.id,
        "name": instance.name,
        "latestModelApplied": instance.is_latest,
        "health": instance.health,
        "powerState": instance.power,
        "provisioningState": instance.provisioning,
        "zone": instance.zone,
        "faultDomain": instance.fault_domain,
        "updateDomain": instance.update_domain,
        "protectedFromScaleSetActions": instance.is_protected,
        "extensions": [
            {"name": each.name, "type": each.kind, "state": each.state, "message": each.message}
            for each in instance.extensions
        ],
        "errors": [to_json(each) for each in instance.failures()],
    }


def _row(instance: Instance) -> tuple[str, ...]:
    domains = [instance.fault_domain, instance.update_domain]
    return (
        instance.id,
        instance.name,
        _LATEST[instance.is_latest],
        instance.health or "-",
        instance.power or "-",
        instance.provisioning or "-",
        instance.zone or "-",
        "/".join("-" if each is None else str(each) for each in domains),
        ", ".join(f"{each.name} {each.state}" for each in instance.extensions) or "-",
    )


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
