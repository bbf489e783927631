"""Booleans and choices."""

from __future__ import annotations

from typing import Any

from generator.arm.deferred import Deferred, to_node
from generator.arm.expression import Call, Node, unparse, walk
from generator.arm.functions.function import Evaluate, function, shown
from generator.arm.functions.values import collation, identity
from generator.arm.scope import EvaluationError, Scope

_LONGEST_COMPARED = 131_072


def folded(node: Node, scope: Scope, evaluate: Evaluate) -> Node:
    """The expression with all that is known folded in; as it is written where it has no value."""
    try:
        return to_node(evaluate(node, scope))
    except EvaluationError:
        scope.budget.spend(10)
        return node


def _if(call: Call, scope: Scope, evaluate: Evaluate) -> Any:
    scope.budget.branches = True
    condition = evaluate(call.arguments[0], scope)
    if scope.other_branches and isinstance(condition, bool | Deferred):
        other = call.arguments[2 if condition is True else 1]
        if not _mentioned(other) & _mentioned(call.arguments[0]):
            return evaluate(other, scope)
    if isinstance(condition, Deferred):
        branches = (folded(branch, scope, evaluate) for branch in call.arguments[1:])
        return Deferred(Call("if", (condition.node, *branches), call.position))
    if not isinstance(condition, bool):
        raise EvaluationError(f"if takes a boolean as its condition, not {shown(condition)}")
    return evaluate(call.arguments[1 if condition else 2], scope)


_NAMING = frozenset({"parameters", "variables", "lambdavariables"})


def _mentioned(node: Node) -> set[str]:
    """The parameters, variables and loops that an expression names: a condition that names one guards it."""
    mentioned = set()
    for each in walk(node):
        if isinstance(each, Call) and (name := each.name.lower()) in (*_NAMING, "copyindex"):
            mentioned.add(unparse(each).lower() if name in _NAMING else name)
    return mentioned


def _until(call: Call, scope: Scope, evaluate: Evaluate, *, name: str, decisive: bool) -> Any:
    before: list[Node] = []
    for place, argument in enumerate(call.arguments):
        value = evaluate(argument, scope)
        if isinstance(value, Deferred):
            rest = (folded(each, scope, evaluate) for each in call.arguments[place + 1 :])
            return Deferred(Call(name, (*before, value.node, *rest), call.position))
        if not isinstance(value, bool):
            raise EvaluationError(f"{name} takes booleans, not {shown(value)}")
        if value is decisive:
            return decisive
        before.append(to_node(value))
    return not decisive


def _and(call: Call, scope: Scope, evaluate: Evaluate) -> Any:
    return _until(call, scope, evaluate, name="and", decisive=False)


def _or(call: Call, scope: Scope, evaluate: Evaluate) -> Any:
    return _until(call, scope, evaluate, name="or", decisive=True)


def _coalesce(call: Call, scope: Scope, evaluate: Evaluate) -> Any:
    for place, argument in enumerate(call.arguments):
        value = evaluate(argument, scope)
        if isinstance(value, Deferred):
            rest = tuple(folded(each, scope, evaluate) for each in call.arguments[place + 1 :])
            return Deferred(Call("coalesce", (value.node, *rest), call.position)) if rest else value
        if value is not None:
            return value
    return None


def _bool(value: Any) -> bool:
    if isinstance(value, str):
        if value.strip().lower() not in ("true", "false"):
            raise EvaluationError("bool takes 'true' or 'false' as a string")
        return value.strip().lower() == "true"
    return bool(value)


def _not(value: bool) -> bool:  # noqa: FBT001 - it is the value
    return not value


def _equals(left: Any, right: Any) -> bool:
    return identity(left) == identity(right)


def compare(name: str, left: Any, right: Any) -> int:
    """Negative, zero or positive, as the left value is before, beside or behind the right."""
    if isinstance(left, str) != isinstance(right, str):
        raise EvaluationError(f"{name} compares two numbers or two strings, not {shown(left)} with {shown(right)}")
    if isinstance(left, str):
        if max(len(left), len(right)) > _LONGEST_COMPARED:
            raise EvaluationError(f"{name} compares strings of at most {_LONGEST_COMPARED} characters")
        left, right = collation(left), collation(right)
    return int(left > right) - int(left < right)


FUNCTIONS = (
    function("if any any any", form=_if),
    function("and any any any*", form=_and),
    function("or any any any*", form=_or),
    function("coalesce any any*", form=_coalesce),
    function("not boolean", _not),
    function("bool boolean|string|number", _bool),
    function("true", lambda: True),
    function("false", lambda: False),
    function("null", lambda: None),
    function("equals any any", _equals),
    function("greater number|string number|string", lambda a, b: compare("greater", a, b) > 0),
    function("greaterOrEquals number|string number|string", lambda a, b: compare("greaterOrEquals", a, b) >= 0),
    function("less number|string number|string", lambda a, b: compare("less", a, b) < 0),
    function("lessOrEquals number|string number|string", lambda a, b: compare("lessOrEquals", a, b) <= 0),
)
