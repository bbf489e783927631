"""The one shape of everything that can be wrong, whichever stage finds it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

MOST_SHOWN = 50
"""Problems of one stage that a person reads; a file that is no blueprint at all has thousands."""
Path = tuple[str | int, ...]
"""Where a value stands in a document: keys and list indexes from the root."""


class Severity(StrEnum):
    """How bad it is: only an error stops a stage and makes the exit code 1."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A place in a file, or the file as a whole.

    Line and column count from 1, in characters; `end_column` is the first one behind. The snippet is the line, without
    secrets, or the part of it around `caret`, where `width` characters are meant.
    """

    file: str
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    snippet: str | None = None
    caret: int = 1
    width: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One thing that is wrong.

    `code` is `stage/kebab-slug`, which `vmssgen explain` explains; `path` leads to the value in the blueprint;
    `causes` holds what this is made of: the second of two clashing keys, the nested errors of Azure.
    """

    code: str
    message: str
    severity: Severity = Severity.ERROR
    path: Path = ()
    location: Location | None = None
    hint: str | None = None
    docs: str | None = None
    causes: tuple[Diagnostic, ...] = ()


class DiagnosticError(Exception):
    """The only exception that the public functions raise: it carries all problems of one stage."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__("\n".join(to_text(diagnostic) for diagnostic in diagnostics))
        self.diagnostics = diagnostics


def show_path(path: Path) -> str:
    """`("scaleSet", "dataDisks", 0, "lun")` as `scaleSet.dataDisks[0].lun`, the form that `--set` takes."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif step and not set(step) & set('.[]="'):
            text += f".{step}"
        else:
            text += f"[{json.dumps(step, ensure_ascii=False)}]"
    return text.removeprefix(".")


def nearest(name: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """The known name that was probably meant by a misspelt one, or None; a likeness of 1 is equality."""
    from difflib import get_close_matches

    by_lower = {candidate.lower(): candidate for candidate in known}
    close = get_close_matches(name.lower(), by_lower, n=1, cutoff=likeness)
    return by_lower[close[0]] if close else None


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """A hint with the nearest name, or with all where none is near and they are few; None where there are none."""
    names = sorted(known)
    if (close := nearest(name, names)) is not None:
        return f"did you mean {close}?"
    return f"known here: {', '.join(names)}" if 0 < len(names) <= 30 else None


def to_text(diagnostic: Diagnostic, *, indent: str = "") -> str:
    """The diagnostic for people, several lines, in the layout of the Rust and Bicep compilers."""
    lines = [f"note: {diagnostic.message}" if indent else _headline(diagnostic)]
    place = diagnostic.location
    where = show_path(diagnostic.path)
    if place:
        position = f":{place.line}:{place.column}" if place.line is not None else ""
        lines.append(f"  --> {place.file}{position}" + (f"  {where}" if where else ""))
        if place.snippet is not None:
            gutter = f"{place.line:>5}"
            lines.append(f"{gutter} | {place.snippet}")
            lines.append(f"{' ' * len(gutter)} | {_caret_margin(place.snippet, place.caret)}{'^' * place.width}")
    elif where:
        lines.append(f"  at {where}")
    if diagnostic.hint:
        lines.append(f"      = hint: {diagnostic.hint}")
    if diagnostic.docs:
        lines.append(f"      = docs: {diagnostic.docs}")
    text = "\n".join(indent + _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", line) for line in lines)
    for cause in diagnostic.causes:
        text += "\n" + to_text(cause, indent=indent + "    ")
    return text


_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]")
"""What a terminal would obey instead of showing it."""


def _headline(diagnostic: Diagnostic) -> str:
    return f"{diagnostic.severity}[{diagnostic.code}]: {diagnostic.message}"


def _caret_margin(snippet: str, caret: int) -> str:
    return "".join("\t" if character == "\t" else " " for character in snippet[: caret - 1])


def to_json(diagnostic: Diagnostic) -> dict[str, Any]:
    """The diagnostic for machines: a plain object, members without value left out."""
    place = diagnostic.location
    members: Mapping[str, Any] = {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "path": show_path(diagnostic.path),
        "file": place and place.file,
        "line": place and place.line,
        "column": place and place.column,
        "endLine": place and place.end_line,
        "endColumn": place and place.end_column,
        "hint": diagnostic.hint,
        "docs": diagnostic.docs,
        "causes": [to_json(cause) for cause in diagnostic.causes],
    }
    return {key: value for key, value in members.items() if value not in (None, "", [])}
