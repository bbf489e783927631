"""Parse ARM template expressions.

The grammar is that of Azure's own parser (Bicep repository, `src/Arm.Expression`): a call with property and index
access behind it, a string in single quotes with `''` for a quote, or an integer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Literal:
    """A string or an integer."""

    value: str | int
    position: int


@dataclass(frozen=True, slots=True)
class Call:
    """`name(arguments)`; `name` is `namespace.name` for a function that the template defines."""

    name: str
    arguments: tuple[Node, ...]
    position: int


@dataclass(frozen=True, slots=True)
class Property:
    """`of.name`."""

    of: Node
    name: str
    position: int


@dataclass(frozen=True, slots=True)
class Index:
    """`of[index]`."""

    of: Node
    index: Node
    position: int


Node = Literal | Call | Property | Index


class ExpressionError(ValueError):
    """A text between brackets that is not an expression; `position` counts characters from the opening bracket."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


_TOKEN = re.compile(
    r"(?P<string>'(?:[^']|'')*')|(?P<number>[+-]?\d+)|(?P<name>[A-Za-z_$][\w$]*)|(?P<mark>[.,()\[\]])", re.ASCII
)
_SPACE = re.compile(r"\s*")
_GLUED = re.compile(r"[\w$.]", re.ASCII)
_LONGEST_INTEGER = len("-9223372036854775808")
_MAXIMUM_DEPTH = 200
"""Calls within calls, accesses counted; the deepest in published templates are about 15."""


def is_expression(text: str) -> bool:
    """Whether ARM evaluates the text: `[…]`, and not the escaped form `[[…]`."""
    return text.startswith("[") and text.endswith("]") and not text.startswith("[[")


def quote(text: str) -> str:
    """The text as a string literal of an expression."""
    return "'" + text.replace("'", "''") + "'"


@lru_cache(maxsize=4096)
def parse(text: str) -> Node:
    """The syntax tree of `[…]`.

    Raises ExpressionError where the text is no expression of the grammar.
    """
    if not is_expression(text):
        raise ExpressionError("an expression stands between [ and ]", 0)
    return _Parser(text).whole()


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, outermost first."""
    yield node
    match node:
        case Call(arguments=arguments):
            for argument in arguments:
                yield from walk(argument)
        case Property(of=of):
            yield from walk(of)
        case Index(of=of, index=index):
            yield from walk(of)
            yield from walk(index)


def calls(node: Node, name: str) -> Iterator[Call]:
    """All calls of the named function (names are case-insensitive) at or below the node."""
    lowered = name.lower()
    for each in walk(node):
        if isinstance(each, Call) and each.name.lower() == lowered:
            yield each


def unparse(node: Node) -> str:
    """The expression as it is written, without its brackets."""
    match node:
        case Literal(value=str(value)):
            return quote(value)
        case Literal(value=value):
            return str(value)
        case Call(name=name, arguments=arguments):
            return f"{name}({', '.join(map(unparse, arguments))})"
        case Property(of=of, name=name):
            return f"{unparse(of)}.{name}"
        case Index(of=of, index=index):
            return f"{unparse(of)}[{unparse(index)}]"


def _after_space(text: str, position: int) -> int:
    space = _SPACE.match(text, position)
    return space.end() if space else position


class _Parser:
    def __init__(self, text: str) -> None:
        self.end = len(text) - 1
        self.tokens = list(self._scan(text))
        self.next = 0
        self.depth = 0

    def _scan(self, text: str) -> Iterator[tuple[str, str, int]]:
        position = _after_space(text, 1)
        while position < self.end:
            token = _TOKEN.match(text, position, self.end)
            if token is None:
                raise ExpressionError(f"unexpected {text[position]!r}", position)
            kind = token.lastgroup or ""
            if kind == "number" and (len(token[kind]) > _LONGEST_INTEGER or _GLUED.match(text, token.end())):
                raise ExpressionError("only integers of 64 bits can stand in an expression", position)
            yield kind, token[kind], position
            position = _after_space(text, token.end())

    def whole(self) -> Node:
        node = self._expression()
        if self.next < len(self.tokens):
            _, text, position = self.tokens[self.next]
            raise ExpressionError(f"unexpected {text!r} after the end of the expression", position)
        return node

    def _peek(self) -> str:
        return self.tokens[self.next][1] if self.next < len(self.tokens) else ""

    def _take(self, expected: str | None = None) -> tuple[str, str, int]:
        if self.next == len(self.tokens):
            raise ExpressionError(f"expected {expected or 'a value'} before the end", self.end)
        token = self.tokens[self.next]
        if expected is not None and token[1] != expected:
            raise ExpressionError(f"expected {expected} instead of {token[1]!r}", token[2])
        self.next += 1
        return token

    def _expression(self) -> Node:
        around = self.depth
        self._deepen()
        kind, text, position = self._take()
        node: Node
        match kind:
            case "string":
                node = Literal(text[1:-1].replace("''", "'"), position)
            case "number":
                node = Literal(int(text), position)
            case "name":
                node = self._call(text, position)
            case _:
                raise ExpressionError(f"unexpected {text!r}", position)
        self.depth = around
        return node

    def _deepen(self) -> None:
        self.depth += 1
        if self.depth > _MAXIMUM_DEPTH:
            raise ExpressionError("nested too deeply", self.tokens[self.next - 1][2])

    def _call(self, name: str, position: int) -> Node:
        if self._peek() == ".":
            self._take()
            name += "." + self._name()
        self._take("(")
        arguments: list[Node] = []
        while self._peek() != ")":
            if arguments:
                self._take(",")
            arguments.append(self._expression())
        self._take(")")
        return self._access(Call(name, tuple(arguments), position))

    def _access(self, node: Node) -> Node:
        while self._peek() in (".", "["):
            _, mark, position = self._take()
            self._deepen()
            if mark == ".":
                node = Property(node, self._name(), position)
            else:
                node = Index(node, self._expression(), position)
                self._take("]")
        return node

    def _name(self) -> str:
        kind, text, position = self._take()
        if kind != "name":
            raise ExpressionError(f"expected a name instead of {text!r}", position)
        return text
