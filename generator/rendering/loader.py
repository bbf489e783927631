"""Find templates: a folder of the user's first, then those of the package, compiled ahead where it was built."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path as FilePath

from jinja2 import BaseLoader, ChoiceLoader, Environment, ModuleLoader, TemplateNotFound

from generator.blueprint.schema import BUILTIN_TEMPLATES
from generator.blueprint.source import LARGEST_FILE

SUFFIX = ".json.j2"
"""What a template file is called after its resource type or part."""
_COMPILED = FilePath(__file__).resolve().parent / "_compiled"


class FolderLoader(BaseLoader):
    """Templates of one folder, and nothing outside it: neither `..` nor a link leads out."""

    def __init__(self, folder: FilePath) -> None:
        self.folder = folder.resolve()

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:  # noqa: ARG002
        """Text and file name for Jinja; raises TemplateNotFound, also for what is not a text file of the folder."""
        file = (self.folder / template).resolve()
        if not file.is_relative_to(self.folder) or not file.is_file() or file.stat().st_size > LARGEST_FILE:
            raise TemplateNotFound(template)
        read_at = _changed_at(file)
        return file.read_text(encoding="utf-8-sig"), str(file), lambda: _changed_at(file) == read_at

    def list_templates(self) -> list[str]:
        """The names of all templates of the folder, for compiling them ahead of time."""
        return sorted(file.relative_to(self.folder).as_posix() for file in self.folder.rglob(f"*{SUFFIX}"))


def _changed_at(file: FilePath) -> int | None:
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return None


def template_loader(overlay: FilePath | None) -> BaseLoader:
    """The loader of all templates in force."""
    loaders: list[BaseLoader] = [FolderLoader(overlay)] if overlay is not None else []
    if _COMPILED.is_dir():
        loaders.append(ModuleLoader(_COMPILED))
    return ChoiceLoader([*loaders, FolderLoader(BUILTIN_TEMPLATES)])
