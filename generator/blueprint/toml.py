"""TOML blueprints: `tomllib` gives the values, a scan of the lines gives their places."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable
from functools import partial
from typing import Any

from generator.blueprint.source import Mark, Node, Source
from generator.blueprint.yaml12 import DEEPEST
from generator.diagnostics import Diagnostic, DiagnosticError

_HEADER = re.compile(r"\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")
_AT = re.compile(r"\s*\(at line (\d+), column (\d+)\)$")


def read_toml(source: Source) -> Node:
    """The document of the source; dates become text, as JSON has none.

    Raises DiagnosticError where it is not valid TOML.
    """
    import tomllib

    try:
        value = tomllib.loads(source.text)
    except RecursionError:
        raise _too_deep(source) from None
    except ValueError as error:
        found = _AT.search(str(error))
        line, column = (int(found[1]), int(found[2])) if found else (source.text.count("\n") + 1, 1)
        message = f"not valid TOML: {_AT.sub('', str(error))}"
        place = source.location(line, column)
        raise DiagnosticError(Diagnostic(code="blueprint/syntax", message=message, location=place)) from None
    return Node(_plain(value, source), _marks(source))


def _plain(value: Any, source: Source, depth: int = 0) -> Any:
    """The value in JSON's types: dates as text, and numbers that JSON cannot hold as well."""
    if depth > DEEPEST:
        raise _too_deep(source)
    match value:
        case dict():
            return {key: _plain(inner, source, depth + 1) for key, inner in value.items()}
        case list():
            return [_plain(inner, source, depth + 1) for inner in value]
        case dt.date() | dt.time():
            return value.isoformat()
        case float() if not math.isfinite(value):
            return str(value)
    return value


def _too_deep(source: Source) -> DiagnosticError:
    message = f"nested more than {DEEPEST} levels deep"
    return DiagnosticError(Diagnostic(code="blueprint/too-deep", message=message, location=source.location(1, 1)))


def _marks(source: Source) -> Mark:
    """Marks of tables and of the keys that start a line; keys of inline tables take the mark of their line."""
    root = Mark(source, 1, 1, {})
    table, within_text = root, ""
    for number, line in enumerate(source.text.splitlines(), start=1):
        if not within_text:
            if header := _HEADER.match(line):
                mark = partial(Mark, source, number, 1, None, (number, len(line.rstrip()) + 1))
                table = _place(root, _parts(header[2]), mark, new_item=header[1] == "[[")
            elif key := _KEY.match(line):
                mark = partial(Mark, source, number, key.start(1) + 1, None, (number, len(line.rstrip()) + 1))
                _place(table, _parts(key[1]), mark)
        for quotes in ('"""', "'''"):
            if within_text in ("", quotes) and line.count(quotes) % 2:
                within_text = "" if within_text else quotes
    return root


def _parts(dotted: str) -> list[str]:
    return [part.strip("\"'") for part in _PART.findall(dotted)]


def _place(table: Mark, parts: list[str], mark: Callable[[], Mark], *, new_item: bool = False) -> Mark:
    for part in parts:
        children = table.children = table.children if table.children is not None else {}
        table = children.setdefault(part, mark())
        items = table.children or {}
        if 0 in items and not (new_item and part is parts[-1]):
            table = items[len(items) - 1]
    if new_item:
        children = table.children = table.children if table.children is not None else {}
        table = children[len(children)] = mark()
    return table
