"""Fill the holes of a rendered document.

Jinja leaves a marker where each value goes; the text is parsed as JSON with the markers in it, and only then are the
values put in. So no value can break the JSON, a hole can hold any type, and an absent value removes its member.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from generator.arm.expression import is_expression, quote
from generator.diagnostics import Path, show_path
from generator.rendering.values import Expression, Rendered, View, as_text, joined, literal

_OPEN, _CLOSE = "\ue000", "\ue001"
_MARKER = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_QUOTED = re.compile(r"'(?:[^']|'')*'")
SPREAD = "..."
"""A member of this name adds all members of its value; an item that starts so adds all items."""


class HoleError(ValueError):
    """A value that cannot stand where its hole is."""


@dataclass(frozen=True, slots=True)
class _Hole:
    index: int


@dataclass(frozen=True, slots=True)
class _Spread:
    index: int


@dataclass(frozen=True, slots=True)
class _Text:
    pieces: tuple[str | _Hole, ...]


@dataclass(frozen=True, slots=True)
class _Code:
    """An ARM expression; a piece that is a _Text stands there as a string literal."""

    pieces: tuple[str | _Hole | _Text, ...]


@dataclass(frozen=True, slots=True)
class _Object:
    members: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class _List:
    items: tuple[Any, ...]


def marker(index: int) -> str:
    """What stands in the text for the value with that index."""
    return f"{_OPEN}{index}{_CLOSE}"


def fill(text: str, values: Sequence[Any]) -> Rendered:
    """Parse the rendered text and put the values in.

    Raises json.JSONDecodeError where the text is not JSON, HoleError where a value does not fit.
    """
    filling = _Filling(values)
    value = filling.node(_parse(text), ())
    return Rendered(value, filling.origins)


@lru_cache(maxsize=512)
def _parse(text: str) -> Any:
    """The document as nodes with holes. Equal for every use of a template, as markers count from 0 in each."""
    return _compile(json.loads(text))


def _compile(value: Any) -> Any:
    match value:
        case dict():
            return _Object(tuple((key, _compile(inner)) for key, inner in value.items()))
        case list():
            return _List(tuple(_compile_item(inner) for inner in value))
        case str() if _OPEN in value:
            if whole := _MARKER.fullmatch(value):
                return _Hole(int(whole[1]))
            return _code(value) if is_expression(value) else _Text(tuple(_pieces(value)))
    return value


def _compile_item(value: Any) -> Any:
    if isinstance(value, str) and (whole := _MARKER.fullmatch(value.removeprefix(SPREAD))) and value.startswith(SPREAD):
        return _Spread(int(whole[1]))
    return _compile(value)


def _pieces(text: str) -> Iterator[str | _Hole]:
    for index, part in enumerate(_MARKER.split(text)):
        if index % 2:
            yield _Hole(int(part))
        elif part:
            yield part


def _code(text: str) -> _Code:
    pieces: list[str | _Hole | _Text] = []
    position = 0
    for quoted in _QUOTED.finditer(text):
        if _OPEN in quoted[0]:
            pieces += _pieces(text[position : quoted.start()])
            pieces.append(_Text(tuple(_pieces(quoted[0][1:-1].replace("''", "'")))))
            position = quoted.end()
    pieces += _pieces(text[position:])
    return _Code(tuple(pieces))


class _Filling:
    def __init__(self, values: Sequence[Any]) -> None:
        self.values = values
        self.origins: dict[Path, Path] = {}

    def node(self, node: Any, path: Path) -> Any:
        match node:
            case _Hole(index):
                return self.embed(self.values[index], path)
            case _Object(members):
                return self.members(members, path)
            case _List(items):
                return self.items(items, path)
            case _Text(pieces):
                return self.text(pieces, path)
            case _Code(pieces):
                return self.code(pieces, path)
        return node

    def members(self, members: tuple[tuple[str, Any], ...], path: Path) -> dict[str, Any] | None:
        filled: dict[str, Any] = {}
        for key, inner in members:
            value = self.node(inner, path if key == SPREAD else (*path, key))
            if key == SPREAD and value is not None:
                self.spread(value, filled, path)
            elif value is not None:
                filled[key] = value
        return filled if filled or not members else None

    def spread(self, value: Any, filled: dict[str, Any], path: Path) -> None:
        if not isinstance(value, dict):
            raise HoleError(f"{show_path((*path, SPREAD))}: what is added to an object must be one")
        for key, inner in value.items():
            if key in filled:
                raise HoleError(f"{show_path((*path, key))} is given twice: here, and in what is added to it")
            filled[key] = inner

    def items(self, items: tuple[Any, ...], path: Path) -> list[Any] | None:
        filled: list[Any] = []
        for inner in items:
            if isinstance(inner, _Spread):
                for item in self.values[inner.index] or ():
                    self.append(self.embed(item, (*path, len(filled))), filled)
            else:
                self.append(self.node(inner, (*path, len(filled))), filled)
        return filled if filled or not items else None

    @staticmethod
    def append(value: Any, filled: list[Any]) -> None:
        if value is not None:
            filled.append(value)

    def embed(self, value: Any, path: Path) -> Any:
        """The value as it stands in the template, text escaped for ARM."""
        match value:
            case View():
                if value.value is not None:
                    self.origins[path] = value.path
                return self.embed(value.value, path)
            case Rendered():
                self.origins |= {(*path, *inner): origin for inner, origin in value.origins.items()}
                return value.value
            case str():
                return literal(value)
            case Expression():
                return value.text
            case dict():
                embedded = ((self.embed(key, path), self.embed(inner, (*path, key))) for key, inner in value.items())
                return {key: inner for key, inner in embedded if inner is not None}
            case list():
                return [self.embed(inner, (*path, index)) for index, inner in enumerate(value)]
        return value

    def scalars(self, pieces: tuple[str | _Hole, ...], path: Path) -> list[Any] | None:
        """The pieces of a text with the values in; None where one of them is absent."""
        parts: list[Any] = []
        origin = None
        for piece in pieces:
            value = self.values[piece.index] if isinstance(piece, _Hole) else piece
            if isinstance(value, View):
                origin = origin or value.path
                value = value.value
            if isinstance(value, dict | list | Rendered):
                raise HoleError(f"{show_path(path)}: an object or a list cannot stand within text")
            if value is None:
                return None
            parts.append(value)
        if origin is not None:
            self.origins.setdefault(path, origin)
        return parts

    def text(self, pieces: tuple[str | _Hole, ...], path: Path) -> str | None:
        parts = self.scalars(pieces, path)
        if parts is None:
            return None
        whole = joined(*parts)
        return whole.text if isinstance(whole, Expression) else literal(whole)

    def code(self, pieces: tuple[str | _Hole | _Text, ...], path: Path) -> str | None:
        written = ""
        for piece in pieces:
            if isinstance(piece, str):
                written += piece
                continue
            parts = self.scalars(piece.pieces if isinstance(piece, _Text) else (piece,), path)
            if parts is None:
                self.origins.pop(path, None)
                return None
            written += _as_code(joined(*parts) if isinstance(piece, _Text) else parts[0])
        return written


def _as_code(value: Any) -> str:
    match value:
        case Expression():
            return value.code
        case bool():
            return f"{as_text(value)}()"
        case int():
            return str(value)
    return quote(as_text(value))
