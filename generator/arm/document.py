"""Read the text of a template or parameter file as Resource Manager does, and know where everything stands in it."""

from __future__ import annotations

import json
import re
from functools import cached_property
from typing import Any

from generator.diagnostics import Path

_SKIP = re.compile(r"(?:[\s\ufeff]+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_SCALAR = re.compile(r"[-+\w.]+")
_DEEPEST = 200
"""Levels of nesting; expansion goes no deeper than this either."""


class DocumentError(ValueError):
    """Text that is no JSON, even as Resource Manager reads it; line and column count from 1."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class Document:
    """A JSON text with its value; comments, line breaks in strings and a comma too many are no mistakes.

    Raises DocumentError where the text cannot be read.
    """

    def __init__(self, text: str) -> None:
        self.text = text.removeprefix("\ufeff")
        try:
            self.value: Any = json.loads(self.text)
        except (ValueError, RecursionError):
            self.value = self._read[0]

    def position(self, path: Path) -> tuple[int, int]:
        """Line and column of the member or item, or of the closest around it."""
        return _line_and_column(self.text, self._place(path).offset)

    def span(self, path: Path) -> tuple[int, int, int, int]:
        """First line and column, last line and the column behind, of the member or item, or of the closest around it.

        An object or list would be half the file: of one that is a member it is the key, of others the first line.
        """
        place = self._place(path)
        end = place.end
        if self.text[place.offset] in "{[":
            first_line = self.text[place.offset : end].partition("\n")[0]
            end = place.offset + len(first_line.rstrip())
        return (*_line_and_column(self.text, place.offset), *_line_and_column(self.text, end))

    def _place(self, path: Path) -> _Place:
        place = self._read[1]
        for step in path:
            inner = place.children.get(step)
            if inner is None:
                break
            place = inner
        return place

    @cached_property
    def _read(self) -> tuple[Any, _Place]:
        return _Reader(self.text).whole()


class _Place:
    """Where a value stands, and what of it is shown; `children` by key or index."""

    __slots__ = ("children", "end", "offset")

    def __init__(self, offset: int) -> None:
        self.offset = offset
        self.end = offset
        self.children: dict[str | int, _Place] = {}


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.offset = 0
        self.depth = 0

    def whole(self) -> tuple[Any, _Place]:
        value, place = self._value()
        if self._next():
            raise self._error("nothing can follow the end of the document")
        return value, place

    def _next(self) -> str:
        skipped = _SKIP.match(self.text, self.offset)
        self.offset = skipped.end() if skipped else self.offset
        return self.text[self.offset : self.offset + 1]

    def _value(self) -> tuple[Any, _Place]:
        start = self._next()
        place = _Place(self.offset)
        if start in ("{", "["):
            self.depth += 1
            if self.depth > _DEEPEST:
                raise self._error(f"nested more than {_DEEPEST} levels deep")
            container: Any = self._object(place) if start == "{" else self._list(place)
            self.depth -= 1
            place.end = self.offset
            return container, place
        if start == '"':
            text = self._string()
            place.end = self.offset
            return text, place
        scalar = _SCALAR.match(self.text, self.offset)
        try:
            value = json.loads(scalar[0]) if scalar else None
        except ValueError:
            scalar = None
        if scalar is None:
            raise self._error(f"a value is expected, not {start or 'the end'}")
        self.offset = place.end = scalar.end()
        return value, place

    def _object(self, place: _Place) -> dict[str, Any]:
        members: dict[str, Any] = {}
        self.offset += 1
        while self._next() != "}":
            if self._next() != '"':
                raise self._error("a key in double quotes is expected")
            start = self.offset
            key = self._string()
            behind = self.offset
            self._expect(":")
            members[key], inner = self._value()
            inner.offset = start
            if isinstance(members[key], dict | list):
                inner.end = behind
            place.children[key] = inner
            self._separator("}")
        self.offset += 1
        return members

    def _list(self, place: _Place) -> list[Any]:
        items: list[Any] = []
        self.offset += 1
        while self._next() != "]":
            value, place.children[len(items)] = self._value()
            items.append(value)
            self._separator("]")
        self.offset += 1
        return items

    def _separator(self, end: str) -> None:
        if self._next() == ",":
            self.offset += 1
        elif self._next() != end:
            raise self._error(f"a comma or {end} is expected")

    def _expect(self, mark: str) -> None:
        if self._next() != mark:
            raise self._error(f"{mark} is expected")
        self.offset += 1

    def _string(self) -> str:
        found = _STRING.match(self.text, self.offset)
        if found is None:
            raise self._error("a string has no end")
        try:
            text = str(json.loads(found[0], strict=False))
        except ValueError as error:
            raise self._error(f"a string is not valid: {error}") from None
        self.offset = found.end()
        return text

    def _error(self, message: str) -> DocumentError:
        return DocumentError(message, *_line_and_column(self.text, self.offset))


def _line_and_column(text: str, offset: int) -> tuple[int, int]:
    start = text.rfind("\n", 0, offset) + 1
    return text.count("\n", 0, offset) + 1, offset - start + 1
