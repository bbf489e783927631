"""Evaluate ARM template expressions as Azure does; what Azure alone knows stays an expression."""

from __future__ import annotations

from typing import Any

from generator.arm.deferred import Deferred, to_node
from generator.arm.expression import (
    Call,
    ExpressionError,
    Index,
    Literal,
    Node,
    Property,
    is_expression,
    unparse,
)
from generator.arm.functions.collections import item_at
from generator.arm.functions.function import Function, kind_of, meant, shown
from generator.arm.functions.numbers import integer64
from generator.arm.functions.table import find
from generator.arm.functions.values import get
from generator.arm.scope import EvaluationError, InFunction, Scope, UserFunction
from generator.diagnostics import Path

__all__ = ["EvaluationError", "evaluate", "evaluate_text", "evaluate_value", "unparse"]

_LONGEST_LITERAL = 131_072


def evaluate(node: Node, scope: Scope) -> Any:
    """The value of the expression: of a JSON type, or Deferred; arrays and objects can hold Deferred."""
    try:
        return _value(node, scope)
    except RecursionError:
        raise EvaluationError("expressions use each other too deeply", node.position) from None


def evaluate_text(text: str, scope: Scope) -> Any:
    """What a string of a template stands for: the value of an expression, or the string itself.

    Raises ExpressionError where it looks like an expression and is none.
    """
    if is_expression(text):
        return evaluate(scope.budget.tree(text), scope)
    return text[1:] if text.startswith("[[") and text.endswith("]") else text


def evaluate_value(value: Any, scope: Scope) -> Any:
    """The value with each string in it, names of properties too, replaced by what it stands for."""
    try:
        result = _deep(value, scope)
        scope.budget.survey(result)
    except RecursionError:
        raise EvaluationError("the value is nested too deeply") from None
    return result


def _deep(value: Any, scope: Scope) -> Any:
    if isinstance(value, str):
        return evaluate_text(value, scope)
    if isinstance(value, list):
        return [_deep(each, scope) for each in value]
    if isinstance(value, dict):
        return {_name(key, scope): _deep(each, scope) for key, each in value.items()}
    return value


def _name(key: str, scope: Scope) -> str:
    name = evaluate_text(key, scope)
    if isinstance(name, Deferred):
        return name.text
    if not isinstance(name, str):
        raise EvaluationError(f"the name of a property is a string, not {shown(name)}")
    return name


def _value(node: Node, scope: Scope) -> Any:
    if isinstance(node, Call):
        try:
            return _called(node, scope)
        except EvaluationError as error:
            if error.position is None:
                error.position = node.position
            raise
    if isinstance(node, Literal):
        return _literal(node)
    of = _value(node.of, scope)
    key: Any = node.name if isinstance(node, Property) else _value(node.index, scope)
    try:
        return _accessed(node, of, key)
    except EvaluationError as error:
        error.position = node.position
        raise


def _literal(node: Literal) -> str | int:
    if isinstance(node.value, str):
        if len(node.value) > _LONGEST_LITERAL:
            raise EvaluationError(f"a string has at most {_LONGEST_LITERAL} characters", node.position)
        return node.value
    try:
        return integer64("the expression", node.value)
    except EvaluationError as error:
        error.position = node.position
        raise


def _accessed(node: Property | Index, of: Any, key: Any) -> Any:
    if not isinstance(of, Deferred | dict | list):
        raise EvaluationError(f"{shown(of)} has no properties or items")
    if isinstance(of, Deferred) and not isinstance(key, Deferred) and kind_of(key) not in ("string", "integer"):
        raise EvaluationError(f"a string or an integer stands in brackets, not {shown(key)}")
    if isinstance(of, Deferred) or isinstance(key, Deferred):
        inner = to_node(of)
        if isinstance(node, Property):
            return Deferred(Property(inner, node.name, node.position))
        return Deferred(Index(inner, to_node(key), node.position))
    if isinstance(of, list):
        if kind_of(key) != "integer":
            raise EvaluationError(f"an item of an array has an integer as its index, not {shown(key)}")
        return item_at(of, key)
    if not isinstance(key, str):
        raise EvaluationError(f"a property of an object has a string as its name, not {shown(key)}")
    name = get(of, key)
    if name is None:
        raise EvaluationError(f"the object has no property {key[:60]!r}", suggestion=lambda: meant(key, of))
    return of[name]


def _called(call: Call, scope: Scope) -> Any:
    scope.budget.spend(2)
    if "." in call.name:
        return _user_defined(call, scope)
    function = find(call.name)
    function.check_count(len(call.arguments))
    if function.form is not None:
        return function.form(call, scope, _value)
    if function.runtime and not scope.allow_runtime:
        raise EvaluationError(f"{call.name} can not stand here: its value is known only after resources are deployed")
    arguments = [_value(argument, scope) for argument in call.arguments]
    function.check_kinds(arguments)
    if not _runs(function, arguments, scope):
        name = call.name if function.name == "list*" else function.name
        result: Any = Deferred(Call(name, tuple(map(to_node, arguments)), call.position))
    elif function.scoped:
        return _run_scoped(function, arguments, scope, call)
    else:
        result = function.run(*arguments) if function.run else None
    scope.budget.survey(result)
    return result


def _runs(function: Function, arguments: list[Any], scope: Scope) -> bool:
    """Whether all that the function looks at is known."""
    if function.run is None:
        return False
    if not function.shallow:
        return False not in [scope.budget.survey(each) for each in arguments]
    structure = function.name in ("createArray", "createObject")
    looked_at = arguments[::2] if function.name == "createObject" else [] if structure else arguments
    return not any(isinstance(each, Deferred) for each in looked_at)


def _run_scoped(function: Function, arguments: list[Any], scope: Scope, call: Call) -> Any:
    """Run a function that looks something up; an error within what it looks up is shown at the call."""
    try:
        return function.run(scope, *arguments) if function.run else None
    except EvaluationError as error:
        raise EvaluationError(str(error), call.position) from error


def _user_defined(call: Call, scope: Scope) -> Any:
    function = scope.functions.get(call.name.lower())
    if function is None:
        message = f"the template defines no function {call.name[:60]}"
        raise EvaluationError(message, suggestion=lambda: meant(call.name, scope.functions))
    if len(call.arguments) != len(function.parameters):
        count = len(function.parameters)
        raise EvaluationError(f"{call.name} takes {count} argument{'s'[: count != 1]}, not {len(call.arguments)}")
    arguments = [_value(argument, scope) for argument in call.arguments]
    return _output(function, call, scope.inside(function, arguments))


def _output(function: UserFunction, call: Call, scope: Scope) -> Any:
    """What the function gives; an error in it is shown at the call, and tells where it is in the function."""
    try:
        result = _part(function.output, scope, call.name, function.path)
        scope.budget.survey(result)
    except EvaluationError as error:
        scope.budget.spend(500)  # to tell it takes long
        inner = error.function or InFunction(call.name, str(error), function.path, None, None)
        raise EvaluationError(f"{call.name}: {error}", call.position, inner) from error
    return result


def _part(output: Any, scope: Scope, name: str, path: Path) -> Any:
    if isinstance(output, dict):
        return {_name(key, scope): _part(each, scope, name, (*path, key)) for key, each in output.items()}
    if isinstance(output, list):
        return [_part(each, scope, name, (*path, index)) for index, each in enumerate(output)]
    try:
        return _deep(output, scope)
    except (EvaluationError, ExpressionError) as error:
        inner = error.function if isinstance(error, EvaluationError) else None
        place = inner or InFunction(name, str(error), path, output, error.position)
        raise EvaluationError(str(error), error.position, place) from error
