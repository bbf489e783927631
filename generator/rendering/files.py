"""Local files that a blueprint names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any

from generator.blueprint.blueprint import Blueprint
from generator.blueprint.source import Source, read_bytes
from generator.diagnostics import Diagnostic, DiagnosticError, Path


class BlueprintFiles:
    """Reads files relative to the layer that names them, and only below the blueprint's folder unless allowed."""

    def __init__(self, blueprint: Blueprint) -> None:
        self.blueprint = blueprint
        self.root = blueprint.file.parent.resolve()

    def read(self, written: str, path: Path) -> bytes:
        """The content of the file that the value at `path` names.

        Raises DiagnosticError, pointing there, where the file is missing, elsewhere, or too large.
        """
        mark = self.blueprint.mark.nearest(path)
        layer = mark.source.path
        folder = layer.parent if layer is not None else self.blueprint.file.parent
        try:
            resolved = (folder / written).resolve()
        except (OSError, ValueError, RuntimeError) as error:
            raise self._error("file/unreadable", f"{written!r} is no file name: {error}", path) from None
        if not resolved.is_relative_to(self.root) and not self.blueprint.allow_outside:
            message = f"{written} lies outside the blueprint's folder, at {resolved}"
            raise self._error("file/outside", message, path, "move it below, or give --allow-outside")
        try:
            return read_bytes(resolved, written)
        except DiagnosticError as error:
            (problem,) = error.diagnostics
            hint = f"looked for {resolved}"
            raise self._error(problem.code, problem.message, path, hint) from None

    def source(self, written: str, path: Path) -> Source:
        """The file as a text whose lines diagnostics can show; for files that must be UTF-8."""
        try:
            return Source(written, self.read(written, path).decode("utf-8-sig"), FilePath(written))
        except UnicodeDecodeError:
            raise self._error("file/not-text", f"{written} is not UTF-8 text", path) from None

    def text_or_file(self, value: Any, path: Path) -> bytes:
        """The bytes that text, or `{file: PATH}`, stands for."""
        if isinstance(value, dict):
            return self.read(value["file"], (*path, "file"))
        return str(value).encode()

    def error_at(self, problem: Diagnostic, path: Path) -> DiagnosticError:
        """A problem found in a file, with the blueprint's line that names the file as its cause."""
        cause = replace(problem, message="named here", path=path, location=self.blueprint.location(path), hint=None)
        return DiagnosticError(replace(problem, causes=(cause,)))

    def _error(self, code: str, message: str, path: Path, hint: str | None = None) -> DiagnosticError:
        location = self.blueprint.location(path)
        return DiagnosticError(Diagnostic(code=code, message=message, path=path, location=location, hint=hint))
