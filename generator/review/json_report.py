"""A comparison for programs."""

from __future__ import annotations

from typing import Any

from generator.arm.resources import written
from generator.diagnostics import Location, to_json
from generator.review.changes import ABSENT, Item, PropertyChange, ResourceChange, path_text
from generator.review.comparison import Comparison
from generator.review.effects import Consequence
from generator.review.rollout import RollOut
from generator.review.secret_values import hidden_within
from generator.review.words import set_lines


def to_object(comparison: Comparison) -> dict[str, Any]:
    """The comparison as plain values; members without value are left out."""
    return {
        "old": comparison.old.name,
        "new": comparison.new.name,
        "gravest": comparison.gravest.value if comparison.gravest else None,
        "resources": [_resource(comparison, each) for each in comparison.resources],
        "scaleSets": [_roll_out(comparison, each) for each in comparison.roll_outs],
        "problems": [to_json(each) for each in comparison.problems],
    }


def _resource(comparison: Comparison, change: ResourceChange) -> dict[str, Any]:
    old, new = comparison.locations(change)
    return _given(
        {
            "change": change.fate.value,
            "type": change.type,
            "name": change.name,
            "oldId": change.old.id if change.old else None,
            "newId": change.new.id if change.new else None,
            "consequence": _consequence(change.consequence) if change.consequence else None,
            "oldLocation": _location(old),
            "newLocation": _location(new),
            "properties": [_property(comparison, change, each) for each in change.properties],
        }
    )


def _property(comparison: Comparison, change: ResourceChange, own: PropertyChange) -> dict[str, Any]:
    old, new = comparison.locations(change, own)
    values = {"before": own.before, "after": own.after}
    given = {key: value for key, value in values.items() if value is not ABSENT and not own.is_secret}
    shown = {key: hidden_within(written(value)) for key, value in given.items()}
    return {
        **_given(
            {
                "change": own.kind.value,
                "property": path_text(own.steps),
                "path": [_step(step) for step in own.steps],
                "consequence": _consequence(own.consequence),
                "secret": own.is_secret or None,
                "knownAtDeployment": own.is_unknown or None,
                "oldLocation": _location(old),
                "newLocation": _location(new),
            }
        ),
        **shown,
    }


def _step(step: str | Item) -> Any:
    """A member by its name; an item of a list by what identifies it, and its index on each side."""
    if isinstance(step, str):
        return step
    identity = {} if step.key is None else {"key": step.key, "value": hidden_within(step.value)}
    return identity | _given({"old": step.old, "new": step.new})


def _consequence(consequence: Consequence) -> dict[str, Any]:
    return _given(
        {
            "effect": consequence.effect.value,
            "note": consequence.note,
            "source": consequence.source,
            "instead": consequence.instead,
            "loses": consequence.loses,
        }
    )


def _roll_out(comparison: Comparison, roll_out: RollOut) -> dict[str, Any]:
    reasons = [
        {"extension": each.extension, "reasons": list(each.reasons)}
        for each in comparison.redeployments
        if each.resource_id == roll_out.resource_id
    ]
    return _given(
        {
            "id": roll_out.resource_id,
            "name": roll_out.name,
            "upgradeMode": roll_out.mode,
            "batches": roll_out.batches,
            "pauseSeconds": roll_out.pause_seconds,
            "reruns": list(roll_out.reruns),
            "redeployments": reasons,
            "loses": list(roll_out.loses),
            "summary": list(set_lines(comparison, roll_out)),
        }
    )


def _location(location: Location | None) -> dict[str, Any] | None:
    if location is None:
        return None
    return _given({"file": location.file, "line": location.line, "column": location.column})


def _given(members: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in members.items() if value not in (None, "", [])}
