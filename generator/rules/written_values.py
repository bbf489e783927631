"""Where the values of a template come from: through its variables, as they are written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.arm.expression import Call, ExpressionError, Literal, Node, is_expression, parse
from generator.diagnostics import Path
from generator.rules.expression_uses import Use, Written, chain, uses
from generator.rules.template_scope import TemplateScope
from generator.rules.value import Value

_FARTHEST = 100
"""Variables that are followed from one to the next."""


def source(scope: TemplateScope, value: Value) -> Value:
    """What a value stands for if it names nothing but a variable, or a member of one: that, where it is written.

    A value that is anything else, or names what is not there, is its own source.
    """
    return _source(scope, value, [_FARTHEST])


def _source(scope: TemplateScope, value: Value, left: list[int]) -> Value:
    while (followed := _followed(scope, value, left)) is not None:
        value = followed
    return value


def _followed(scope: TemplateScope, value: Value, left: list[int]) -> Value | None:
    """The next on the way; `left` is how many may still be followed, so that no circle is."""
    node = expression(value.raw)
    start, keys = chain(node) if node is not None else (None, ())
    if not (isinstance(start, Call) and start.name.lower() == "variables" and start.arguments):
        return None
    name = start.arguments[0]
    left[0] -= 1
    if not isinstance(name, Literal) or str(name.value).lower() not in scope.variables or left[0] < 0:
        return None
    _, path, raw = scope.variables[str(name.value).lower()]
    inner = Value(raw, path)
    for key in keys:
        inner = _source(scope, inner, left)
        if isinstance(key, str):
            inner = inner.member(key)
        else:
            inner = inner.items[key] if key is not None and 0 <= key < len(inner.items) else Value(None, ())
    return None if inner.missing else inner


def expression(value: Any) -> Node | None:
    """The syntax tree of a string that is an expression; None for all else."""
    if not isinstance(value, str) or not is_expression(value):
        return None
    try:
        return parse(value)
    except ExpressionError:
        return None


def expressions(value: Value) -> Iterator[Written]:
    """The expressions within a value."""
    for each in value.walk():
        node = expression(each.raw)
        if node is not None and isinstance(each.raw, str):
            yield Written(each.path, each.raw, node)


def origins(scope: TemplateScope, written: Written) -> Iterator[Use]:
    """All calls that a value comes from: those of its expression, and of the variables in it and in them."""
    waiting, seen = [written], set[tuple[str, tuple[str | int | None, ...]]]()
    while waiting:
        for use in uses(waiting.pop()):
            yield use
            name = (use.literal or "").lower()
            if use.name == "variables" and name in scope.variables and (name, use.keys) not in seen:
                seen.add((name, use.keys))
                waiting += expressions(_taken(scope, name, use.keys))


def _taken(scope: TemplateScope, name: str, keys: tuple[str | int | None, ...]) -> Value:
    """The member of a variable that the keys lead to, as far as it is written as such."""
    written_name, path, raw = scope.variables[name]
    value = Value(raw, path) if raw is not None else _loop(scope, written_name, path)
    for key in keys:
        inner = value.member(key) if isinstance(key, str) and isinstance(value.raw, dict) else None
        if isinstance(key, int) and 0 <= key < len(value.items):
            inner = value.items[key]
        if inner is None or inner.missing:
            break
        value = inner
    return value


def _loop(scope: TemplateScope, name: str, path: Path) -> Value:
    for each in Value(scope.template, scope.path).at("variables.copy").items:
        if each.member("name").text == name:
            return each.member("input")
    return Value(None, path)


def secrets(scope: TemplateScope, value: Value) -> Iterator[tuple[Written, str]]:
    """The expressions within a value that hold a secret, each once, with what the first is called.

    Secrets are secure parameters and what the functions `list…` give.
    """
    for written in expressions(value):
        name = next(filter(None, (secret_of(scope, use) for use in origins(scope, written))), None)
        if name is not None:
            yield written, name


def secret_of(scope: TemplateScope, use: Use) -> str | None:
    """What a call gives if that is a secret: a secure parameter, or what a function `list…` gives."""
    if use.name.startswith("list"):
        return f"what {use.call.name} gives"
    if use.name == "parameters" and use.literal is not None and is_secure(scope, use.literal):
        return f"the secure parameter {use.literal}"
    return None


def is_secure(scope: TemplateScope, parameter: str) -> bool:
    """Whether the parameter is declared as secureString or secureObject."""
    _, declaration = scope.parameters.get(parameter.lower(), ("", {}))
    return str(declaration.get("type", "")).lower().startswith("secure")
