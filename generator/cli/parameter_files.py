"""Parameter files that are given beside a template."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.cli.arm_files import ArmFile, read_json
from generator.cli.reporting import has_error
from generator.diagnostics import Diagnostic, DiagnosticError
from generator.diagnostics import Path as ValuePath

if TYPE_CHECKING:
    from generator.arm.scope import Deployment

_OF_VALUES = ("parameter/missing", "parameter/unknown")


@dataclass(frozen=True, slots=True)
class ParameterFile:
    """A parameter file and its members: `{name: {"value": …}}`, or with `reference`."""

    file: ArmFile
    given: dict[str, Any]

    def problems(
        self, template: Mapping[str, Any], below: Mapping[str, Any], deployment: Deployment
    ) -> Iterator[Diagnostic]:
        """What is wrong with the file: its form, and its values, laid over others, against the template."""
        from generator.arm.expansion import expand
        from generator.arm.parameter_definitions import secure_parameters

        yield from self.problems_of_form(name.lower() for name in secure_parameters(template))
        for problem in expand(template, {**below, **self.given}, deployment, complete=True).problems:
            if problem.code in _OF_VALUES or self._is_given(problem):
                yield replace(problem, location=self.file.location(self._path(problem)))

    def problems_of_form(self, secure: Iterable[str] = ()) -> Iterator[Diagnostic]:
        """What is wrong with the file whichever template it is for; `secure` are names of parameters in lower case."""
        from generator.arm.parameter_file import parameter_file_problems

        names = frozenset(secure)
        for name, entry in self.given.items():
            if name.lower() in names:
                self.file.source.secrets |= set(_texts(entry.get("value")))
        for problem in parameter_file_problems(self.file.value, names):
            yield replace(problem, location=self.file.location(problem.path))

    def _is_given(self, problem: Diagnostic) -> bool:
        """Whether it is about a parameter whose value stands in this file."""
        section, name, *_ = (*problem.path, "", "")
        is_parameter = section == "parameters" and problem.code.startswith("parameter/")
        return is_parameter and self._as_given(str(name)) is not None

    def _as_given(self, name: str) -> str | None:
        return next((each for each in self.given if each.lower() == name.lower()), None)

    def _path(self, problem: Diagnostic) -> ValuePath:
        """The place of the value in the file, or of all values where it is missing."""
        around: ValuePath = ("parameters",) if "parameters" in self.file.value else ()
        name = self._as_given(str(problem.path[1])) if len(problem.path) > 1 else None
        return (*around, name, "value") if name else around


def read_parameter_file(file: Path) -> ParameterFile:
    """The parameter file; raises DiagnosticError where it cannot be read, or is none."""
    from generator.blueprint.source import read_source

    return as_parameter_file(read_json(read_source(file)))


def as_parameter_file(file: ArmFile) -> ParameterFile:
    """The file as a parameter file; raises DiagnosticError where it is none."""
    from generator.arm.parameter_file import given_parameters

    given = given_parameters(file.value)
    if given is None:
        message = "a parameter file is an object of parameters, each an object with its value"
        raise DiagnosticError(Diagnostic(code="parameter/no-file", message=message, location=file.location(())))
    return ParameterFile(file, given)


def usable(
    files: Sequence[ParameterFile], template: Mapping[str, Any], below: Mapping[str, Any], deployment: Deployment
) -> tuple[dict[str, dict[str, Any]], list[Diagnostic]]:
    """The values to check a template with, by file, and the problems of the files: one with an error is not used.

    `below` are values that each file is laid over.
    """
    sets: dict[str, dict[str, Any]] = {}
    found: list[Diagnostic] = []
    for file in files:
        problems = list(file.problems(template, below, deployment))
        found += problems
        if not has_error(problems):
            sets[file.file.name] = {**below, **file.given}
    return sets, found


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)
    elif value not in (None, "", True, False):
        yield str(value)
