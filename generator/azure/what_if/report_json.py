"""A what-if for other programs; docs/what-if.md describes the document."""

from __future__ import annotations

from enum import Enum
from typing import Any

from generator.azure.what_if.changes import Effect, PropertyChange, PropertyChangeKind, ResourceChange, WhatIf
from generator.azure.what_if.resources import resource_name
from generator.diagnostics import show_path


def to_json(what_if: WhatIf) -> dict[str, Any]:
    """All that the what-if says, noise too, as plain JSON: the same for the same result."""
    counts, noise, unknown = what_if.counts, what_if.noise, what_if.unknown
    return {
        "status": what_if.status,
        "hasChanges": what_if.has_changes,
        "resourceCounts": {effect.value: counts[effect] for effect in Effect},
        "noiseCounts": {_name(reason): noise[reason] for reason in sorted(noise, key=_name)},
        "unknownCounts": {_name(reason): unknown[reason] for reason in sorted(unknown, key=_name)},
        "resources": [_resource(each) for each in what_if.resources],
        "diagnostics": [
            {"severity": each.severity.value, "message": each.message, "hint": each.hint}
            for each in what_if.diagnostics
        ],
        "error": what_if.error,
    }


def _resource(resource: ResourceChange) -> dict[str, Any]:
    name = resource_name(resource.resource_id)
    return {
        "id": resource.resource_id,
        "type": name.type,
        "effect": resource.effect.value,
        "changeType": resource.kind.value,
        "apiVersion": resource.api_version or None,
        "potential": resource.is_potential,
        "unsupportedReason": resource.unsupported_reason or None,
        "properties": [_property(leaf) for leaf in resource.leaves()],
    }


def _property(change: PropertyChange) -> dict[str, Any]:
    found: dict[str, Any] = {"path": show_path(change.path), "change": change.kind.value}
    if change.kind is not PropertyChangeKind.CREATE:
        found["before"] = change.before
    if change.kind is not PropertyChangeKind.DELETE:
        found["after"] = change.after
    return found | {
        "noise": _name(change.noise) if change.noise else None,
        "unknown": _name(change.unknown) if change.unknown else None,
    }


def _name(reason: Enum) -> str:
    return reason.name.lower().replace("_", "-")
