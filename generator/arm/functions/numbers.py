"""Arithmetic of 64 bits."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

from generator.arm.functions.function import function, kind_of, shown
from generator.arm.scope import EvaluationError

_INTEGER = re.compile(r"\s*[+-]?[0-9]{1,30}\s*")
_FLOAT = re.compile(r"\s*[+-]?([0-9,]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*")


def integer64(name: str, value: int) -> int:
    """The value, if 64 bits hold it."""
    if not -(2**63) <= value < 2**63:
        raise EvaluationError(f"{name} gives a number that 64 bits can not hold")
    return value


def _arithmetic(name: str, compute: Callable[[int, int], int]) -> Callable[[int, int], int]:
    return lambda left, right: integer64(name, compute(left, right))


def _div(left: int, right: int) -> int:
    if right == 0:
        raise EvaluationError("div can not divide by zero")
    quotient = abs(left) // abs(right)
    return integer64("div", quotient if (left < 0) == (right < 0) else -quotient)


def _mod(left: int, right: int) -> int:
    if right == 0:
        raise EvaluationError("mod can not divide by zero")
    remainder = abs(left) % abs(right)
    return remainder if left >= 0 else -remainder


def _int(value: Any) -> int:
    if isinstance(value, str):
        if not _INTEGER.fullmatch(value):
            raise EvaluationError("int takes a string of digits")
        return integer64("int", int(value))
    if isinstance(value, float):
        return integer64("int", round(value))
    return int(value)


def _float(value: Any) -> float:
    if isinstance(value, str):
        if not _FLOAT.fullmatch(value):
            raise EvaluationError("float takes the text of a number")
        value = float(value.replace(",", ""))
    if not math.isfinite(value):
        raise EvaluationError("float gives a number that is too large")
    return float(value)


def _extreme(name: str, choose: Callable[[list[int]], int]) -> Callable[..., int]:
    def run(*values: Any) -> int:
        given = values[0] if len(values) == 1 and isinstance(values[0], list) else list(values)
        if not given:
            raise EvaluationError(f"{name} takes at least 1 integer")
        wrong = next((each for each in given if kind_of(each) != "integer"), 0)
        if kind_of(wrong) != "integer":
            raise EvaluationError(f"{name} takes integers, or one array of integers, not {shown(wrong)}")
        return choose(given)

    return run


FUNCTIONS = (
    function("add integer integer", _arithmetic("add", lambda left, right: left + right)),
    function("sub integer integer", _arithmetic("sub", lambda left, right: left - right)),
    function("mul integer integer", _arithmetic("mul", lambda left, right: left * right)),
    function("div integer integer", _div),
    function("mod integer integer", _mod),
    function("int string|number", _int),
    function("float string|number", _float),
    function("min integer|array integer*", _extreme("min", min)),
    function("max integer|array integer*", _extreme("max", max)),
)
