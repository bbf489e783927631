"""`copy`: one declaration that stands for many, of resources, members, variables and outputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.arm.deferred import Deferred
from generator.arm.evaluation import EvaluationError, evaluate_text, evaluate_value
from generator.arm.scope import Scope

MOST = 800
"""Iterations of a copy ("Template limits")."""


def with_member_copies(value: Any, scope: Scope, copies: Mapping[str, int]) -> Any:
    """The value evaluated, each `copy: [{name, count, input}]` in it replaced by the member that it makes."""
    if isinstance(value, dict):
        loops: Any = value.get("copy")
        if not is_member_copy(loops):
            members = {}
            for key, inner in value.items():
                members[_key(key, scope)] = with_member_copies(inner, scope, copies)
            return members
        members = {key: with_member_copies(inner, scope, copies) for key, inner in value.items() if key != "copy"}
        return members | dict(made(loops, scope, copies))
    if isinstance(value, list):
        return [with_member_copies(inner, scope, copies) for inner in value]
    return evaluate_value(value, scope)


def is_member_copy(loops: Any) -> bool:
    """Whether the value of `copy` makes members: a list of loops that each have an input."""
    return isinstance(loops, list) and all(
        isinstance(loop, dict) and {"name", "input"} <= loop.keys() for loop in loops
    )


def made(loops: list[Any], scope: Scope, copies: Mapping[str, int]) -> Iterator[tuple[str, Any]]:
    """Name and list of each loop."""
    for loop in loops:
        name = str(evaluate_text(str(loop["name"]), scope))
        yield (
            name,
            [
                with_member_copies(
                    loop["input"], scope.in_loops(_indexes(copies, name, index)), _indexes(copies, name, index)
                )
                for index in range(count(loop.get("count"), scope))
            ],
        )


def count(written: Any, scope: Scope) -> int:
    """The iterations of a loop; raises EvaluationError where they are no number that ARM takes."""
    value = evaluate_value(written, scope)
    if isinstance(value, Deferred):
        raise EvaluationError(f"the count of a copy must be known before anything is deployed, and {value.text} is not")
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST:
        raise EvaluationError(f"the count of a copy is an integer from 0 to {MOST}, not {value!r}")
    return value


def _indexes(copies: Mapping[str, int], name: str, index: int) -> dict[str, int]:
    return {**copies, name.lower(): index, "": index}


def _key(key: str, scope: Scope) -> str:
    evaluated = evaluate_text(key, scope)
    return evaluated.text if isinstance(evaluated, Deferred) else str(evaluated)
