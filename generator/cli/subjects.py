"""Templates to work on, whoever wrote them: read from a file, or rendered from a blueprint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.cli import options
from generator.cli.arm_files import ArmFile, arm_file
from generator.diagnostics import Location, show_path
from generator.diagnostics import Path as ValuePath

if TYPE_CHECKING:
    from generator.rendering.template import Template
    from generator.rules.suppressions import Suppressions


@dataclass(frozen=True, slots=True)
class TemplateFile:
    """A template that stands in a file."""

    file: ArmFile

    @property
    def content(self) -> dict[str, Any]:
        """The template."""
        content: dict[str, Any] = self.file.value
        return content

    @property
    def values(self) -> dict[str, Any]:
        """Nobody has a value for its parameters."""
        return {}

    @property
    def size(self) -> int:
        """The characters of its text."""
        return len(self.file.source.text)

    @property
    def stem(self) -> str:
        """What a deployment of it is called after."""
        return Path(self.file.name).stem if self.file.source.path else "template"

    def suppressions(self) -> Suppressions:
        """What it says should be accepted."""
        from generator.rules.suppressions import of_template

        return of_template(self.content)

    def location(self, path: ValuePath) -> Location | None:
        """The line of a place in the template."""
        return self.file.location(path)

    def suppression_location(self, path: ValuePath) -> Location | None:
        """The line of a suppression."""
        return self.file.location(path)

    def place(self, path: ValuePath) -> str | None:
        """What suppressions call a place in the template."""
        return show_path(path)


@dataclass(frozen=True, slots=True)
class RenderedBlueprint:
    """A template that a blueprint makes, in one of its environments."""

    template: Template

    @property
    def content(self) -> dict[str, Any]:
        """The template."""
        return self.template.content

    @property
    def values(self) -> dict[str, Any]:
        """The members of the parameter file that goes with it."""
        from generator.rendering.parameter_file import parameter_file

        found: dict[str, Any] = parameter_file(self.template.parameters).content["parameters"]
        return found

    @property
    def size(self) -> None:
        """It has no text yet."""
        return

    @property
    def stem(self) -> str:
        """What a deployment of it is called after: the blueprint's name."""
        return str(self.template.blueprint.document.get("name") or "blueprint")

    def suppressions(self) -> Suppressions:
        """What `suppress` of the blueprint says; its paths may name items of lists."""
        from generator.blueprint.paths import parse_path, settle
        from generator.rules.suppressions import suppressions

        document = self.template.blueprint.document

        def settled(path: str) -> str:
            return show_path(settle(parse_path(path), document))

        return suppressions(document.get("suppress", []), ("suppress",), settled=settled)

    def location(self, path: ValuePath) -> Location | None:
        """The line of the blueprint, or the blueprint as a whole for what no line of it says."""
        return self.template.location(path) or Location(file=self.template.blueprint.mark.source.name)

    def suppression_location(self, path: ValuePath) -> Location | None:
        """The line of a suppression."""
        return self.template.blueprint.location(path)

    def place(self, path: ValuePath) -> str | None:
        """What suppressions call a place in the template: the path in the blueprint."""
        origin = self.template.origin(path)
        return show_path(origin) if origin is not None else None


Subject = TemplateFile | RenderedBlueprint


def read_subject(
    file: Path,
    environment: str | None = None,
    settings: Sequence[str] = (),
    templates: Path | None = None,
    *,
    allow_outside: bool = False,
) -> Subject:
    """The template of a file; raises DiagnosticError."""
    if (read := arm_file(file)) is not None:
        return TemplateFile(read)
    from generator.rendering.template import render

    blueprint = options.load_blueprint(file, environment, [*settings], templates, allow_outside=allow_outside)
    return RenderedBlueprint(render(blueprint))
