"""Where values come from: the files, and a mark for each value in them."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any
from weakref import WeakKeyDictionary

from generator.diagnostics import Diagnostic, DiagnosticError, Location, Path

LARGEST_FILE = 4 * 1024 * 1024
"""Bytes. A template may have 4 MB at most (Azure Resource Manager limits), and a blueprint is the short form."""
STANDARD_INPUT = "standard input"
"""The name of `-` in messages."""
_LIKELY_SECRET = re.compile(
    r"""((?:password|passwd|secret|account_?key|sas_?token|token)["']?\s*[:=]\s*)"""
    r"""("(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s,}{\[\]|>&*#][^,}]*)""",
    re.IGNORECASE,
)
_SURE_SECRET = re.compile(
    r"""([?&]sig=)[^&"'\s]+|((?:Shared|Account)[A-Za-z]*Key=)[^;"'\s]+|(-----BEGIN [A-Z ]*PRIVATE KEY-----)[^"']*""",
    re.IGNORECASE,
)
_WIDEST, _BEFORE = 200, 60
"""Characters of a snippet, and how many of them stand before the place, where a line is longer."""


class Source:
    """A text that was read: a file, standard input, or an argument of the command line.

    `path` is where its relative file names start from; `secrets` are texts that no message may repeat.
    """

    def __init__(self, name: str, text: str, path: FilePath | None = None) -> None:
        self.name = name
        self.text = text
        self.path = path
        self.secrets: set[str] = set()
        self.secrets_known = False

    @cached_property
    def lines(self) -> list[str]:
        """The lines as editors count them."""
        return self.text.replace("\r\n", "\n").split("\n")

    def location(self, line: int, column: int, end_line: int | None = None, end_column: int | None = None) -> Location:
        """The place, with its line as snippet; lines and columns count from 1, `end_column` is the first one behind."""
        if line > len(self.lines):
            return Location(file=self.name, line=line, column=column)
        written = self.lines[line - 1]
        start = max(0, column - _BEFORE) if len(written) > _WIDEST else 0
        before = self.masked(written[start : column - 1])
        snippet = self.masked(written[start : start + _WIDEST])
        caret, width = 1, 1
        if snippet.startswith(before):
            caret = len(before) + 1
            if end_column is not None and end_line in (None, line):
                marked = min(len(self.masked(written[start : end_column - 1])), len(snippet))
                width = max(1, marked - len(before))
        return Location(
            file=self.name,
            line=line,
            column=column,
            end_line=end_line,
            end_column=end_column,
            snippet=snippet,
            caret=caret,
            width=width,
        )

    def masked(self, text: str) -> str:
        """The text without the secrets of this source, and without what looks like one."""
        for secret in sorted(self.secrets, key=len, reverse=True):
            text = text.replace(secret, "***")
        text = _SURE_SECRET.sub(lambda found: f"{found[1] or found[2] or found[3]}***", text)
        return _LIKELY_SECRET.sub(r"\1***", text)


class Mark:
    """Where a value stands, and where those within it do. Parallel to the value: `children` by key or index.

    A key with the value behind it is one place; of a value that others stand within it is the key alone. `end` is the
    line and column behind it; a block of lines has none.
    """

    __slots__ = ("children", "column", "end", "line", "source")

    def __init__(
        self,
        source: Source,
        line: int,
        column: int,
        children: dict[Any, Mark] | None = None,
        end: tuple[int, int] | None = None,
    ) -> None:
        self.source = source
        self.line = line
        self.column = column
        self.children = children
        self.end = end

    @property
    def location(self) -> Location:
        """The place that a diagnostic shows."""
        return self.source.location(self.line, self.column, *(self.end or ()))

    def at(self, path: Path) -> Mark | None:
        """The mark of exactly that path; None for a value that no file holds, such as a default."""
        mark: Mark | None = self
        for step in path:
            mark = (mark.children or {}).get(step) if mark else None
        return mark

    def nearest(self, path: Path) -> Mark:
        """The mark of the path, or of the closest value around it that a file holds."""
        mark = self
        for step in path:
            inner = (mark.children or {}).get(step)
            if inner is None:
                break
            mark = inner
        return mark


@dataclass(frozen=True, slots=True)
class Node:
    """A value with the marks of everything in it."""

    value: Any
    mark: Mark


def read_source(path: FilePath, *, shown_as: str | None = None) -> Source:
    """Read a text file; `-` is standard input.

    Raises DiagnosticError where it is missing, unreadable, too large, or not UTF-8 text.
    """
    name = shown_as or str(path)
    if str(path) == "-":
        return Source(STANDARD_INPUT, _decode(_standard_input(), STANDARD_INPUT), FilePath())
    return Source(name, _decode(read_bytes(path, name), name), path)


_READ: WeakKeyDictionary[Any, bytes] = WeakKeyDictionary()
"""What standard input held: it gives that once, and a blueprint is read for each of its environments."""


def _standard_input() -> bytes:
    stream = sys.stdin.buffer
    if stream not in _READ:
        _READ[stream] = stream.read(LARGEST_FILE + 1)
    return _READ[stream]


def read_bytes(path: FilePath, name: str) -> bytes:
    """The content of a file, at most LARGEST_FILE; raises DiagnosticError where it cannot be had."""
    try:
        with path.open("rb") as file:
            return _checked_size(file.read(LARGEST_FILE + 1), name)
    except FileNotFoundError:
        raise fail("file/not-found", f"there is no file {name}", name) from None
    except IsADirectoryError:
        raise fail("file/is-folder", f"{name} is a folder, a file is needed", name) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise fail("file/unreadable", f"{name} cannot be read: {reason}", name) from None


def fail(code: str, message: str, name: str, hint: str | None = None) -> DiagnosticError:
    """The error of a file as a whole, where there is no line to point to."""
    return DiagnosticError(Diagnostic(code=code, message=message, location=Location(file=name), hint=hint))


def _checked_size(content: bytes, name: str) -> bytes:
    if len(content) > LARGEST_FILE:
        raise fail("file/too-large", f"{name} has more than {LARGEST_FILE // 1024**2} MB", name)
    return content


def _decode(content: bytes, name: str) -> str:
    _checked_size(content, name)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise fail("file/not-text", f"{name} is not UTF-8 text (line {line})", name, hint="save it as UTF-8") from None
    if "\0" in text:
        raise fail("file/not-text", f"{name} is a binary file", name)
    return text
