"""Objects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from generator.arm.deferred import Deferred
from generator.arm.functions.function import function, kind_of, shown
from generator.arm.functions.values import get
from generator.arm.scope import EvaluationError


def _create_object(*given: Any) -> Any:
    if len(given) % 2:
        raise EvaluationError("createObject takes names and values in turn: an even number of arguments")
    members: dict[str, Any] = {}
    for key, value in zip(given[::2], given[1::2], strict=True):
        if not isinstance(key, str):
            raise EvaluationError(f"createObject takes strings as names, not {shown(key)}")
        if key in members:
            raise EvaluationError(f"createObject takes each name once, but {key[:60]!r} twice")
        members[key] = value
    return members


def by_name(members: dict[str, Any]) -> list[str]:
    """The names in the order in which Azure lists them."""
    return sorted(members, key=str.lower)


def _shallow_merge(objects: list[Any]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for each in objects:
        if not isinstance(each, dict):
            raise EvaluationError(f"shallowMerge takes an array of objects, not of {shown(each)}")
        for key, value in each.items():
            merged[get(merged, key) or key] = value
    return merged


def _missing(value: Any, key: Any, *, from_end: bool) -> tuple[bool, Any]:
    """Whether there is nothing under the key, and what there is."""
    match value, key:
        case None, _:
            return True, None
        case dict(), str():
            name = get(value, key)
            return (True, None) if name is None else (False, value[name])
        case list(), int() if not isinstance(key, bool):
            at = len(value) - key if from_end else key
            return (False, value[at]) if 0 <= at < len(value) else (True, None)
    kind = kind_of(key)
    raise EvaluationError(f"{shown(value)} has nothing under {'a ' if kind != 'integer' else 'an '}{kind}")


def _try(*, from_end: bool) -> Callable[..., Any]:
    def run(value: Any, first: Any, *path: Any) -> Any:
        missing, value = _missing(value, first, from_end=from_end)
        if missing:
            return None
        for key in path:
            if isinstance(value, Deferred):
                raise EvaluationError("what the value holds is not known before the deployment")
            missing, value = _missing(value, key, from_end=False)
            if missing:
                return None
        return value

    return run


FUNCTIONS = (
    function("createObject any*", _create_object, shallow=True),
    function(
        "items object",
        lambda members: [{"key": key, "value": members[key]} for key in by_name(members)],
        shallow=True,
    ),
    function("objectKeys object", by_name, shallow=True),
    function("shallowMerge array", _shallow_merge),
    function("tryGet array|object|null string|integer string|integer*", _try(from_end=False)),
    function("tryIndexFromEnd array|null integer string|integer*", _try(from_end=True)),
)
