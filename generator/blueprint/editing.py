"""Changing one value in the text of a blueprint, and not a character besides: comments and form are a person's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path as FilePath

from generator.blueprint.document import parse_document
from generator.blueprint.paths import get, put
from generator.blueprint.source import Mark, Source
from generator.diagnostics import Diagnostic, DiagnosticError, Path, show_path

_MOST_PLACES = 100


def with_word(source: Source, file: FilePath, path: Path, new: str) -> str:
    """The text of the file with another word, letters alone, as the value at the path.

    The word is replaced where its mark says that it stands, and the text read again: the one difference is that value,
    in YAML, JSON and TOML alike. Raises DiagnosticError where no such replacement is found, as where the value stands
    behind an alias.
    """
    node = parse_document(source, file)
    old, expected = get(node.value, path), put(node.value, path, new)
    if old == new:
        return source.text
    for start in _places(source, node.mark.nearest(path), str(old)):
        text = source.text[:start] + new + source.text[start + len(old) :]
        try:
            changed = parse_document(Source(source.name, text, source.path), file)
        except DiagnosticError:
            continue
        if changed.value == expected:
            return text
    raise DiagnosticError(
        Diagnostic(
            code="blueprint/not-editable",
            message=f"{show_path(path)} is not written as the word {old}, and cannot be replaced by {new} here",
            path=path,
            location=node.mark.nearest(path).location,
            hint="edit it by hand",
        )
    )


def _places(source: Source, mark: Mark, word: str) -> Iterator[int]:
    """Where the word stands in the text: first behind the mark in its own lines, then anywhere."""
    found = [match.start() for match in re.finditer(rf"\b{re.escape(word)}\b", source.text)]
    starts = [0, *(match.end() for match in re.finditer("\n", source.text))]
    first = starts[min(mark.line, len(starts)) - 1] + mark.column - 1
    last_line = mark.end[0] if mark.end else mark.line
    last = starts[last_line] if last_line < len(starts) else len(source.text)
    near = [place for place in found if first <= place < last]
    yield from near
    yield from [place for place in found if place not in near][:_MOST_PLACES]
