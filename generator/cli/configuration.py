"""Find the configuration that holds for a file."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from generator.cli.options import CONFIGURATION_FILES
from generator.diagnostics import DiagnosticError

if TYPE_CHECKING:
    from generator.rules.configuration import Configuration

_OWN = CONFIGURATION_FILES[0]
_MENTIONED = re.compile(r"""^\s*\[+\s*["']?tool["']?\s*\.\s*["']?vmssgen\b|^\s*\[\s*tool\s*\]""", re.MULTILINE)


class Configurations:
    """The configuration nearest upwards from each file, each read once."""

    def __init__(self) -> None:
        self.by_folder: dict[Path, tuple[Path | None, Configuration]] = {}

    def of(self, file: Path) -> Configuration:
        """What holds for the file, or in the current folder for standard input; raises DiagnosticError."""
        return self._nearest(file)[1]

    def excluding(self, file: Path) -> Path | None:
        """The configuration that says not to check the file; None where none does. Raises DiagnosticError."""
        source, configuration = self._nearest(file)
        if source is None or str(file) == "-":
            return None
        inner = (file.parent.resolve() / file.name).relative_to(source.parent)
        return source if configuration.excluded(inner.parts) else None

    def _nearest(self, file: Path) -> tuple[Path | None, Configuration]:
        folder = Path.cwd() if str(file) == "-" else file.parent.resolve()
        if folder not in self.by_folder:
            self.by_folder[folder] = _read_nearest(folder)
        return self.by_folder[folder]


def _read_nearest(folder: Path) -> tuple[Path | None, Configuration]:
    for each in (folder, *folder.parents):
        for name in CONFIGURATION_FILES:
            if (file := each / name).is_file() and (read := _read(file)) is not None:
                return file, read
    from generator.rules.configuration import Configuration

    return None, Configuration()


def _read(file: Path) -> Configuration | None:
    """The configuration in the file; None where a pyproject.toml has none."""
    from generator.blueprint.source import read_source

    source = read_source(file, shown_as=shown(file))
    own = file.name == _OWN
    if not own and not _MENTIONED.search(source.text):
        return None
    from generator.blueprint.toml import read_toml
    from generator.rules.configuration_file import configuration

    try:
        node = read_toml(source)
    except DiagnosticError as error:
        raise DiagnosticError(*(replace(each, code="configuration/syntax") for each in error.diagnostics)) from None
    around = () if own else ("tool", "vmssgen")
    written = node.value
    for key in around:
        written = written.get(key) if isinstance(written, dict) else None
    if written is None:
        return None
    return configuration(written, lambda path: node.mark.nearest((*around, *path)).location)


def shown(file: Path) -> str:
    """The path from the current folder where the file lies below it, else the full one."""
    try:
        return str(file.relative_to(Path.cwd()))
    except ValueError:
        return str(file)
