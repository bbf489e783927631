"""The record of a deployment: what was sent, what was foreseen, what came of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from generator.cli.files import write_file
from generator.diagnostics import DiagnosticError, to_text


@dataclass(frozen=True, slots=True)
class Record:
    """A folder with a file for each step, without secrets; none is kept where the folder is None."""

    folder: Path | None
    secrets: Collection[str]

    def keep(self, name: str, content: Any) -> None:
        """Write `name.json`. A record that cannot be written is told, and stops nothing: the deployment counts more."""
        if self.folder is None:
            return
        from generator.azure.secrets import masked
        from generator.rendering.json_text import dumps

        try:
            write_file(self.folder / f"{name}.json", dumps(masked(content, self.secrets)))
        except DiagnosticError as error:
            for each in error.diagnostics:
                typer.echo(to_text(each), err=True)
