"""Lambdas and the functions that take them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cmp_to_key
from typing import Any

from generator.arm.deferred import Deferred, to_node
from generator.arm.expression import Call, Literal, Node
from generator.arm.functions.function import Evaluate, Form, function, kind_of, shown
from generator.arm.functions.logical import folded
from generator.arm.scope import EvaluationError, Scope


@dataclass(frozen=True, slots=True)
class _Lambda:
    names: tuple[str, ...]
    body: Node
    scope: Scope
    evaluate: Evaluate

    def __call__(self, *values: Any) -> Any:
        self.scope.budget.spend(1)
        return self.evaluate(self.body, self.scope.within(dict(zip(self.names, values, strict=False))))

    def folded(self) -> Node:
        """The lambda with all folded in but its own variables."""
        symbols = {name: Deferred(Call("lambdaVariables", (Literal(name, 0),), 0)) for name in self.names}
        body = folded(self.body, self.scope.within(symbols), self.evaluate)
        return Call("lambda", (*(Literal(name, 0) for name in self.names), body), 0)


def _lambda(call: Call, place: int, scope: Scope, evaluate: Evaluate, most: int) -> _Lambda:
    node = call.arguments[place]
    if not isinstance(node, Call) or node.name.lower() != "lambda":
        raise EvaluationError(f"{call.name} takes a lambda as argument {place + 1}")
    *names, body = node.arguments or (Literal("", 0),)
    texts = [each.value for each in names if isinstance(each, Literal) and isinstance(each.value, str)]
    least = max(1, most - 1) if call.name.lower() in ("reduce", "filter", "map") else most
    if len(texts) < len(names) or not least <= len(texts) <= most:
        raise EvaluationError(
            f"the lambda of {call.name} takes {least if least == most else f'{least} or {most}'} names, then its value"
        )
    return _Lambda(tuple(text.lower() for text in texts), body, scope, evaluate)


class _Unknown(Exception):  # noqa: N818 - no error: Azure alone knows
    """A part of the result that Azure alone knows, where it decides the shape of the result."""


def _host(name: str, most: tuple[int, ...], kinds: str = "array") -> Callable[[Callable[..., Any]], Form]:
    """Wrap `run(value, scope, extra arguments and lambdas)` as a form; the lambdas stand last."""

    def wrap(run: Callable[..., Any]) -> Form:
        def form(call: Call, scope: Scope, evaluate: Evaluate) -> Any:
            before = len(call.arguments) - len(most) if name == "reduce" else 1
            values = [evaluate(each, scope) for each in call.arguments[:before]]
            counts = zip(range(before, len(call.arguments)), most, strict=False)
            lambdas = [_lambda(call, place, scope, evaluate, count) for place, count in counts]
            if isinstance(values[0], Deferred):
                return _deferred(name, values, lambdas)
            if kind_of(values[0]) != kinds:
                raise EvaluationError(f"{name} takes an {kinds} as argument 1, not {shown(values[0])}")
            try:
                result = run(*values, *lambdas)
            except _Unknown:
                return _deferred(name, values, lambdas)
            scope.budget.survey(result)
            return result

        return form

    return wrap


def _deferred(name: str, values: list[Any], lambdas: list[_Lambda]) -> Deferred:
    return Deferred(Call(name, (*map(to_node, values), *(each.folded() for each in lambdas)), 0))


def _known(value: Any) -> Any:
    if isinstance(value, Deferred):
        raise _Unknown
    return value


def _true(name: str, value: Any) -> bool:
    if not isinstance(_known(value), bool):
        raise EvaluationError(f"the lambda of {name} gives a boolean, not {shown(value)}")
    return bool(value)


def _key(name: str, value: Any) -> str:
    if not isinstance(_known(value), str):
        raise EvaluationError(f"the lambda of {name} gives a string for each name, not {shown(value)}")
    return str(value)


@_host("filter", (2,))
def _filter(items: list[Any], keep: _Lambda) -> Any:
    return [item for at, item in enumerate(items) if _true("filter", keep(item, at))]


@_host("map", (2,))
def _map(items: list[Any], change: _Lambda) -> Any:
    return [change(item, at) for at, item in enumerate(items)]


@_host("mapValues", (1,), "object")
def _map_values(members: dict[str, Any], change: _Lambda) -> Any:
    return {key: change(value) for key, value in members.items()}


@_host("reduce", (3,))
def _reduce(items: list[Any], start: Any, step: _Lambda) -> Any:
    for at, item in enumerate(items):
        start = step(start, item, at)
        step.scope.budget.survey(start)
    return start


@_host("sort", (2,))
def _sort(items: list[Any], before: _Lambda) -> Any:
    def order(left: Any, right: Any) -> int:
        if _true("sort", before(left, right)):
            return -1
        return int(_true("sort", before(right, left)))

    return sorted(items, key=cmp_to_key(order))


@_host("toObject", (1, 1))
def _to_object(items: list[Any], key: _Lambda, value: _Lambda | None = None) -> Any:
    members = {}
    for item in items:
        members[_key("toObject", key(item))] = value(item) if value else item
    return members


@_host("groupBy", (1, 1))
def _group_by(items: Iterable[Any], key: _Lambda, value: _Lambda | None = None) -> Any:
    groups: dict[str, list[Any]] = {}
    for item in items:
        groups.setdefault(_key("groupBy", key(item)), []).append(value(item) if value else item)
    return groups


def _misplaced(call: Call, scope: Scope, evaluate: Evaluate) -> Any:  # noqa: ARG001 - the interface of a form
    raise EvaluationError(
        "lambda stands only as an argument of filter, groupBy, map, mapValues, reduce, sort, toObject"
    )


def _lambda_variables(scope: Scope, name: str) -> Any:
    if name.lower() not in scope.local:
        raise EvaluationError(f"no lambda around here has a variable {name[:60]!r}")
    return scope.local[name.lower()]


FUNCTIONS = (
    function("lambda any any*", form=_misplaced),
    function("lambdaVariables string", _lambda_variables, scoped=True),
    function("filter any any", form=_filter),
    function("map any any", form=_map),
    function("mapValues any any", form=_map_values),
    function("reduce any any any", form=_reduce),
    function("sort any any", form=_sort),
    function("toObject any any any?", form=_to_object),
    function("groupBy any any any?", form=_group_by),
)
