"""What the expressions of a template call, with the members that they take of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.arm.expression import Call, ExpressionError, Index, Literal, Node, Property
from generator.diagnostics import Path

_LAZY = {"if": 1, "and": 1, "or": 1, "coalesce": 1, "tryget": 0, "lambda": 0}
"""Functions that may leave arguments without value, by the first one that they may."""


@dataclass(frozen=True, slots=True)
class Written:
    """An expression of the template; `error` says why it is none, and `node` is None then."""

    path: Path
    text: str
    node: Node | None
    error: ExpressionError | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """A call within an expression.

    `keys` are the members that are taken of its value, None for one that is computed; `certain` says whether it is
    evaluated whenever the expression is; `around` is the call whose argument it is.
    """

    written: Written
    call: Call
    keys: tuple[str | int | None, ...]
    certain: bool
    around: Call | None

    @property
    def path(self) -> Path:
        """Where the expression stands."""
        return self.written.path

    @property
    def name(self) -> str:
        """The function in lower case."""
        return self.call.name.lower()

    @property
    def literal(self) -> str | None:
        """The first argument, where it is written as a string: the name of a parameter or variable."""
        first = self.call.arguments[0] if self.call.arguments else None
        return first.value if isinstance(first, Literal) and isinstance(first.value, str) else None


def uses(written: Written) -> Iterator[Use]:
    """All calls of an expression, outermost first."""
    if written.node is not None:
        yield from _uses(written.node, written, certain=True, around=None)


def chain(node: Node) -> tuple[Node, tuple[str | int | None, ...]]:
    """What the accesses `of.a[0]` start from, and their keys; None for one that is computed."""
    keys: list[str | int | None] = []
    while isinstance(node, Property | Index):
        key = node.name if isinstance(node, Property) else node.index.value if isinstance(node.index, Literal) else None
        keys.append(key)
        node = node.of
    return node, tuple(reversed(keys))


def _uses(node: Node, written: Written, *, certain: bool, around: Call | None) -> Iterator[Use]:
    start, keys = chain(node)
    if isinstance(start, Call):
        yield Use(written, start, keys, certain, around)
        lazy = _LAZY.get(start.name.lower(), len(start.arguments))
        for place, argument in enumerate(start.arguments):
            yield from _uses(argument, written, certain=certain and place < lazy, around=start)
    while isinstance(node, Property | Index):
        if isinstance(node, Index):
            yield from _uses(node.index, written, certain=certain, around=around)
        node = node.of
