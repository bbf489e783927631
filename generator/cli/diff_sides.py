"""From an argument of `vmssgen diff` to a template that is expanded and can be compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.cli import options
from generator.cli.arm_files import arm_file, deployment_for, is_arm
from generator.cli.parameter_files import ParameterFile, read_parameter_file
from generator.cli.reporting import has_error
from generator.cli.revisions import Found
from generator.cli.subjects import RenderedBlueprint, Subject, read_subject
from generator.diagnostics import DiagnosticError, Location
from generator.diagnostics import Path as ValuePath

if TYPE_CHECKING:
    from generator.review.comparison import Side

_PARAMETERS = ".parameters.json"
"""Ends the name of a parameter file that goes with a template beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the options of the command say of both sides; `known` are members of Deployment."""

    settings: Sequence[str] = ()
    allow_outside: bool = False
    parameter_files: Sequence[ParameterFile] = ()
    known: Mapping[str, str] = field(default_factory=dict)

    def side(self, found: Found, path: Path, environment: str | None, *, name: str) -> Side:
        """The template of a file, rendered where it is a blueprint, and expanded.

        Raises DiagnosticError where it cannot be.
        """
        while True:
            try:
                return self._side(found, path, environment, name)
            except DiagnosticError as error:
                if not found.widened_for(error):
                    raise found.failed(error) from None

    def _side(self, found: Found, path: Path, environment: str | None, name: str) -> Side:
        from generator.arm.expansion import expand
        from generator.cli.application_files import application_files
        from generator.review.comparison import Side
        from generator.review.secret_values import open_parameters, without_secret_defaults

        subject = read_subject(path, environment, self.settings, found.templates, allow_outside=self.allow_outside)
        values = _declared(subject.content, self._given(subject, found.path, path))
        template = without_secret_defaults(subject.content)
        deployment = deployment_for(subject.content, **self.known)
        expansion = expand(template, open_parameters(subject.content, values), deployment)
        problems = [replace(each, location=subject.location(each.path)) for each in expansion.problems]
        if has_error(problems):
            raise DiagnosticError(*(each for each in problems if has_error([each])))
        files = application_files(subject.template, expansion) if isinstance(subject, RenderedBlueprint) else {}
        return Side(
            name=name,
            template=template,
            expansion=expansion,
            locate=_locator(subject, found),
            files=files,
        )

    def _given(self, subject: Subject, argument: Path, path: Path) -> dict[str, Any]:
        """The values: those of the blueprint, of the file beside a template in a folder, of the options."""
        given = dict(subject.values)
        beside = path.with_name(f"{path.stem}{_PARAMETERS}")
        if path != argument and not isinstance(subject, RenderedBlueprint) and beside.is_file():
            given |= read_parameter_file(beside).given
        for each in self.parameter_files:
            given |= each.given
        return given


def _declared(template: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The values that the template takes: both sides get the same, and one may not have a parameter yet."""
    declared = template.get("parameters")
    names = {name.lower() for name in declared} if isinstance(declared, Mapping) else set()
    return {name: value for name, value in given.items() if name.lower() in names}


def _locator(subject: Subject, found: Found) -> Callable[[ValuePath], Location | None]:
    @cache
    def locate(path: ValuePath) -> Location | None:
        return found.located(subject.location(path))

    return locate


@dataclass(frozen=True, slots=True)
class FilePair:
    """What is compared with each other: files of one name, or one that has no like."""

    name: str
    old: Path | None
    new: Path | None


def file_pairs(old: Found, new: Found) -> list[FilePair]:
    """The two files, or the blueprints and templates of two folders by their names, whatever the suffix.

    Raises DiagnosticError where a folder holds none.
    """
    if not old.path.is_dir():
        return [FilePair("", old.path, new.path)]
    folders = [_named(folder) for folder in (old, new)]
    names = sorted({name for folder in folders for name in folder})
    return [FilePair(name, *(folder.get(name) for folder in folders)) for name in names]


def _named(folder: Found) -> dict[str, Path]:
    """The blueprints and templates of a folder by name without suffix, or with it where two have the same."""
    try:
        files = [file for file in options.blueprint_files([folder.path]) if _is_compared(file)]
    except DiagnosticError as error:
        raise folder.failed(error) from None
    stems = [file.stem for file in files]
    return {file.stem if stems.count(file.stem) == 1 else file.name: file for file in files}


def _is_compared(file: Path) -> bool:
    """Whether it is a blueprint or a template, and neither a parameter file nor any other JSON."""
    from generator.arm.parameter_file import is_parameter_file

    if file.name.endswith(_PARAMETERS):
        return False
    read = arm_file(file) if file.suffix.lower() == ".json" else None
    return read is None or (is_arm(read.value) and not is_parameter_file(read.value))
