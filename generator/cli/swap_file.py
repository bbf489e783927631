"""The slot in production, as the blueprint's file says it, and changing that."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path

from generator.blueprint.document import parse_document
from generator.blueprint.editing import with_word
from generator.blueprint.paths import get
from generator.blueprint.source import Source, read_bytes
from generator.blueprint.swap import SWAP
from generator.cli.files import write_file
from generator.diagnostics import Diagnostic, DiagnosticError
from generator.diagnostics import Path as ValuePath


@dataclass(frozen=True, slots=True)
class ActiveSlot:
    """The place in a file where the slot in production stands."""

    file: Path
    environment: str | None

    def changed(self, now: str, to: str) -> str | None:
        """The text of the file with the slot as the active one; None where it says so already.

        `now` is what the blueprint means as a whole. Raises DiagnosticError where another file says it, or where all
        environments share what is to change in one.
        """
        mark, source = self._source()
        document = parse_document(source, self.file)
        path: ValuePath = (SWAP, "active")
        own: ValuePath = ("environments", self.environment, *path) if self.environment else path
        if now == to:
            return None
        if get(document.value, own) == now:
            return mark + with_word(source, self.file, own, to)
        if self.environment and get(document.value, path) == now:
            place = document.mark.nearest(path).location
            message = f"swap.active of all environments would change, and not that of {self.environment} alone"
            hint = f"give the environment its own: environments.{self.environment}.swap.active: {now}"
            raise DiagnosticError(
                Diagnostic(code="swap/shared-active", message=message, path=path, location=place, hint=hint)
            )
        message = f"swap.active does not stand in {source.name}"
        hint = f"add swap: {{active: {now}}} to this file, which then counts before what it extends"
        raise DiagnosticError(
            Diagnostic(code="swap/active-elsewhere", message=message, location=document.mark.location, hint=hint)
        )

    def write(self, text: str) -> bool:
        """Put the text into the file, all of it or nothing, behind a symbolic link where there is one."""
        return write_file(self.file.resolve(), text)

    def difference(self, text: str, to: str) -> str:
        """What changes in the file, as a unified diff."""
        mark, source = self._source()
        old = mark + source.text
        lines = difflib.unified_diff(
            old.splitlines(keepends=True), text.splitlines(keepends=True), f"{self.file}", f"{self.file} ({to})"
        )
        return "".join(each if each.endswith("\n") else f"{each}\n\\ No newline at end of file\n" for each in lines)

    def _source(self) -> tuple[str, Source]:
        """The byte order mark, if there is one, and the text behind it with the line ends that it has."""
        text = read_bytes(self.file, str(self.file)).decode("utf-8")
        mark = "\ufeff" if text.startswith("\ufeff") else ""
        return mark, Source(str(self.file), text.removeprefix(mark), self.file)
