"""One file of any of the three languages as a value with marks."""

from __future__ import annotations

import json
import math
from pathlib import Path as FilePath
from typing import Any

from generator.blueprint.source import Mark, Node, Source, fail, read_source
from generator.blueprint.toml import read_toml
from generator.blueprint.yaml12 import DEEPEST, read_yaml
from generator.diagnostics import Diagnostic, DiagnosticError

SUFFIXES = (".yaml", ".yml", ".json", ".toml")
"""What a blueprint file is called; standard input is YAML, of which JSON is a part."""


def read_document(path: FilePath, *, shown_as: str | None = None) -> Node:
    """The blueprint file as an object with marks.

    Raises DiagnosticError where the file cannot be read, is not in its language, or holds no object.
    """
    return parse_document(read_source(path, shown_as=shown_as), path)


def parse_document(source: Source, path: FilePath) -> Node:
    """The text of a blueprint file, whose language its name tells, as an object with marks.

    Raises DiagnosticError where it is not in that language, or holds no object.
    """
    readers = {".json": _read_json, ".toml": read_toml}
    reader = _read_json if _is_json(path, source) else readers.get(path.suffix.lower(), read_yaml)
    node = reader(source)
    if node.value is None:
        raise fail("blueprint/empty", f"{source.name} is empty", source.name, "vmssgen init writes one to start from")
    if not isinstance(node.value, dict):
        message = f"a blueprint is an object with keys such as name, image and scaleSet; {source.name} is not"
        raise DiagnosticError(Diagnostic(code="blueprint/not-object", message=message, location=node.mark.location))
    return node


def _is_json(path: FilePath, source: Source) -> bool:
    """Whether standard input is JSON, whose escapes YAML does not all know."""
    if str(path) != "-" or not source.text.lstrip().startswith("{"):
        return False
    try:
        json.loads(source.text)
    except (ValueError, RecursionError):
        return False
    return True


def _read_json(source: Source) -> Node:
    """The values by `json`, which knows all escapes of JSON; the marks by YAML, of which JSON is a part."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members: dict[str, Any] = {}
        for key, value in pairs:
            if key in members:
                raise _syntax(source, f"the key {key!r} is given twice", "blueprint/duplicate-key")
            members[key] = value
        return members

    def finite(text: str) -> float | str:
        number = float(text)
        return number if math.isfinite(number) else text  # as YAML does: JSON could not hold it

    try:
        marks: Mark | None = read_yaml(source).mark
    except DiagnosticError as error:
        if error.diagnostics[0].code != "blueprint/syntax":
            raise
        marks = None
    try:
        value = (
            json.loads(source.text, object_pairs_hook=unique, parse_constant=str, parse_float=finite)
            if source.text.strip()
            else None
        )
        json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        place = source.location(error.lineno, error.colno)
        message = f"not valid JSON: {error.msg}"
        raise DiagnosticError(Diagnostic(code="blueprint/syntax", message=message, location=place)) from None
    except RecursionError:
        raise _syntax(source, f"nested more than {DEEPEST} levels deep", "blueprint/too-deep") from None
    except ValueError as error:
        raise _syntax(source, f"not valid JSON: {error}", "blueprint/syntax") from None
    return Node(value, marks or Mark(source, 1, 1))


def _syntax(source: Source, message: str, code: str) -> DiagnosticError:
    return DiagnosticError(Diagnostic(code=code, message=message, location=source.location(1, 1)))
