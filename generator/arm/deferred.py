"""Values that Azure alone knows when it deploys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generator.arm.expression import Call, Index, Literal, Node, Property, unparse


@dataclass(frozen=True, slots=True)
class Deferred:
    """The expression of such a value, with all that is known folded in."""

    node: Node

    @property
    def text(self) -> str:
        """The expression as it would stand in a template."""
        return f"[{unparse(self.node)}]"


def to_node(value: Any) -> Node:
    """An expression that gives the value."""
    match value:
        case Deferred(node=node):
            return node
        case None:
            return Call("null", (), 0)
        case bool():
            return Call("true" if value else "false", (), 0)
        case str() | int():
            return Literal(value, 0)
        case float():
            return Call("json", (Literal(repr(value), 0),), 0)
        case list():
            return Call("createArray", tuple(map(to_node, value)), 0)
        case dict():
            members = tuple(to_node(each) for member in value.items() for each in member)
            return Call("createObject", members, 0)
    raise TypeError(f"{type(value).__name__} is no value of a template")


def parts(value: Any) -> Iterator[Any]:
    """What the value, or the expression, is made of at its next level."""
    match value:
        case Deferred(node=node):
            yield node
        case list():
            yield from value
        case dict():
            yield from value
            yield from value.values()
        case Literal(value=literal):
            yield literal
        case Call(arguments=arguments):
            yield from arguments
        case Property(of=of):
            yield of
        case Index(of=of, index=index):
            yield of
            yield index
