"""The values that enter a template: plain ones, ARM expressions, and views of the blueprint that know their path."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from generator.arm.expression import Call, ExpressionError, Literal, calls, is_expression, parse, quote, walk
from generator.blueprint.schema import BlueprintSchema, Schema
from generator.diagnostics import Path


@dataclass(frozen=True, slots=True)
class Expression:
    """An ARM expression; `code` is what stands between the brackets."""

    code: str

    @property
    def text(self) -> str:
        """As it stands in a template."""
        return f"[{self.code}]"

    @property
    def parameters(self) -> frozenset[str]:
        """The template parameters that it reads, in lower case as their names are case-insensitive."""
        return _names("parameters", self.text)

    @property
    def variables(self) -> frozenset[str]:
        """The template variables that it reads, in lower case."""
        return _names("variables", self.text)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished piece of a template and, by place within it, the blueprint path of each value."""

    value: Any
    origins: dict[Path, Path] = field(default_factory=dict)

    def origin(self, path: Path) -> Path | None:
        """The blueprint path of a place in it, or of the closest place around that; None for our own text."""
        for length in range(len(path), 0, -1):
            if (origin := self.origins.get(path[:length])) is not None:
                return (*origin, *path[length:])
        return None


class View:
    """A value of the blueprint with its path and schema. Templates see the blueprint through views alone.

    An absent value has a view too (its value is None), so that `scaleSet.identity.type` is absent, and not an error,
    where there is no identity, while a name that the schema does not know is an error in any case.
    """

    __slots__ = ("_members", "node", "path", "schema", "value")

    def __init__(self, value: Any, path: Path, node: Schema, schema: BlueprintSchema) -> None:
        self._members: dict[str, View] = {}
        self.value = value
        self.path = path
        self.node = node
        self.schema = schema

    def child(self, name: str) -> View | None:
        """The member of that name; None where the schema knows no such name."""
        if (member := self._members.get(name)) is not None:
            return member
        known = self.schema.properties(self.node)
        if known is not None:
            node = known.get(name)
            if node is None:
                return None
        elif self.schema.may_be_object(self.node):
            node = self.schema.child(self.node, name)
        else:
            return None
        value = self.value.get(name) if isinstance(self.value, dict) else None
        member = self._members[name] = View(value, (*self.path, name), node, self.schema)
        return member

    def at(self, *names: str) -> View:
        """The member of the member and so on; the names are ours, so they are known."""
        view = self
        for name in names:
            inner = view.child(name)
            if inner is None:
                raise KeyError(name)
            view = inner
        return view

    def __iter__(self) -> Iterator[View]:
        for index, item in enumerate(self.value if isinstance(self.value, list) else ()):
            yield View(item, (*self.path, index), self.schema.child(self.node, index, item), self.schema)

    def __len__(self) -> int:
        return len(self.value) if isinstance(self.value, list | dict | str) else 0

    def __bool__(self) -> bool:
        """Whether it is given: not absent, not false, no empty list. An empty object is given, with all defaults."""
        return self.value is not None and self.value is not False and self.value != []

    def __eq__(self, other: object) -> bool:
        return bool(self.value == (other.value if isinstance(other, View) else other))

    def __hash__(self) -> int:
        return hash(self.path)

    def __contains__(self, item: object) -> bool:
        return item in (self.value or ())


def plain(value: Any) -> Any:
    """The value behind a view, and any other value as it is."""
    return value.value if isinstance(value, View) else value


def as_text(value: Any) -> str:
    """A scalar as it stands within a text."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def joined(*parts: Any) -> str | Expression:
    """The parts as one text; where expressions are among them, a call of ARM's format that makes it."""
    values = [plain(part) for part in parts]
    if len(values) == 1 and isinstance(values[0], Expression):
        return values[0]
    if not any(isinstance(value, Expression) for value in values):
        return "".join(map(as_text, values))
    pattern, codes = "", list[str]()
    for value in values:
        if isinstance(value, Expression):
            pattern += f"{{{len(codes)}}}"
            codes.append(value.code)
        else:
            pattern += as_text(value).replace("{", "{{").replace("}", "}}")
    return Expression(f"format({', '.join([quote(pattern), *codes])})")


@lru_cache(maxsize=4096)
def as_expression(text: str) -> Expression | None:
    """The text as an expression where it parses as one and calls a function; else it is meant literally.

    `[prod]` and `[ -f x ]` do not parse, `[1]` and `['x']` say nothing that their text does not.
    """
    if not is_expression(text):
        return None
    try:
        tree = parse(text)
    except ExpressionError:
        return None
    return Expression(text[1:-1]) if any(isinstance(node, Call) for node in walk(tree)) else None


def literal(text: str) -> str:
    """The text so that ARM gives it back as it is: a text in brackets gets a second opening one.

    The escaped form `[[…]` of something that would be an expression stays, since only its author can have meant it.
    """
    if not (text.startswith("[") and text.endswith("]")) or as_expression(text[1:]) is not None:
        return text
    return "[" + text


@lru_cache(maxsize=4096)
def _names(function: str, text: str) -> frozenset[str]:
    names = (call.arguments[0] for call in calls(parse(text), function) if call.arguments)
    return frozenset(name.value.lower() for name in names if isinstance(name, Literal) and isinstance(name.value, str))
