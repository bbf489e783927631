"""From a file to its findings: read, rendered where it is a blueprint, checked, accepted ones set apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.blueprint.source import STANDARD_INPUT
from generator.cli import options
from generator.cli.arm_files import ArmFile, arm_file, deployment_for, is_arm
from generator.cli.configuration import Configurations
from generator.cli.parameter_files import ParameterFile, as_parameter_file, usable
from generator.cli.subjects import RenderedBlueprint, Subject, TemplateFile
from generator.diagnostics import Diagnostic, DiagnosticError, Location
from generator.reporting.checked import Checked
from generator.rules.suppressions import Suppressed

if TYPE_CHECKING:
    from generator.arm.scope import Deployment
    from generator.rules.configuration import Configuration


def check_files(
    files: Iterable[Path],
    named: Sequence[Path],
    checker: Checker,
    say: Callable[[str], None],
) -> list[Checked]:
    """What is to be told of each file; `named` are those that were not merely found in a folder.

    A file that is valid, or that a configuration excludes, is told to `say` at once.
    """
    checked: list[Checked] = []
    for file in files:
        if (excluding := checker.excluding(file)) is not None:
            say(f"skipped  {file} ({excluding.name} excludes it)")
        elif (result := checker.check(file, named=file in named)) is not None:
            found, environments = result
            if not found.found:
                say(f"valid  {file}" + (f" ({', '.join(environments)})" if environments else ""))
            checked.append(found)
    return checked


@dataclass(frozen=True, slots=True, kw_only=True)
class Checker:
    """What the options of a command ask of each file.

    `rules` are codes that run even where they are off; `is_told` picks the findings to tell: what keeps a file from
    being checked is told always.
    """

    environment: str | None = None
    settings: Sequence[str] = ()
    templates: Path | None = None
    allow_outside: bool = False
    parameter_files: Sequence[ParameterFile] = ()
    rules: Sequence[str] = ()
    is_told: Callable[[Diagnostic], bool] = lambda _: True
    configurations: Configurations = field(default_factory=Configurations)

    def check(self, file: Path, *, named: bool = True) -> tuple[Checked, tuple[str, ...]] | None:
        """What is wrong with a template, a parameter file, or a blueprint in any of its environments; and those.

        None for JSON that is nothing of these, unless the file was `named`.
        """
        findings = _Findings(self.is_told)
        environments: tuple[str, ...] = ()
        try:
            configuration = self.configurations.of(file).with_rules(self.rules)
            if (read := arm_file(file)) is not None:
                if not named and not is_arm(read.value):
                    return None
                self._arm(read, configuration, findings)
            else:
                environments = self._blueprint(file, configuration, findings)
        except DiagnosticError as error:
            findings.fail(error)
        return findings.checked(str(file)), environments

    def excluding(self, file: Path) -> Path | None:
        """The configuration that says not to check the file; None where none does, or it cannot be read."""
        try:
            return self.configurations.excluding(file)
        except DiagnosticError:
            return None  # which the check tells

    def check_subject(
        self, file: Path, subject: Subject, parameter_sets: Mapping[str, Mapping[str, Any]], deployment: Deployment
    ) -> Checked:
        """What is wrong with a template that is deployed with each of these sets of values, all that it gets.

        Raises DiagnosticError where the configuration cannot be read.
        """
        from generator.rules.check import check

        configuration = self.configurations.of(file).with_rules(self.rules)
        found = check(subject.content, parameter_sets, deployment, configuration, size=subject.size)
        findings = _Findings(self.is_told)
        findings.sort(configuration.levelled(found), subject)
        return findings.checked(str(file))

    def _arm(self, file: ArmFile, configuration: Configuration, findings: _Findings) -> None:
        from generator.arm.parameter_file import is_parameter_file

        if is_parameter_file(file.value):
            findings.add(as_parameter_file(file).problems_of_form())
            return
        subject = TemplateFile(file)
        findings.sort(self._of_template(subject, configuration), subject)

    def _blueprint(self, file: Path, configuration: Configuration, findings: _Findings) -> tuple[str, ...]:
        from generator.rendering.template import render

        environments: tuple[str, ...] = ()
        waiting = [self.environment]
        while waiting:
            name = waiting.pop(0)
            try:
                blueprint = options.load_blueprint(
                    file, name, [*self.settings], self.templates, allow_outside=self.allow_outside
                )
                if self.environment is None and name is None:
                    environments = blueprint.environments
                    waiting += environments
                subject = RenderedBlueprint(render(blueprint))
            except DiagnosticError as error:
                findings.fail(error)
                continue
            findings.sort(self._of_template(subject, configuration), subject)
        return environments

    def _of_template(self, subject: Subject, configuration: Configuration) -> Iterator[Diagnostic]:
        """The findings with their paths in the template; those in parameter files with their places."""
        from generator.rules.check import check

        template = subject.content
        deployment = deployment_for(template)
        sets, problems = usable(self.parameter_files, template, subject.values, deployment)
        yield from problems
        yield from configuration.levelled(check(template, sets, deployment, configuration, size=subject.size))


@dataclass(slots=True)
class _Findings:
    """What is found in a file, each thing once, and which suppressions were of use in any of its environments.

    `is_told` picks those to tell; `failures` are what kept the file, or an environment, from being checked.
    """

    is_told: Callable[[Diagnostic], bool]
    failures: dict[Diagnostic, None] = field(default_factory=dict)
    found: dict[Diagnostic, None] = field(default_factory=dict)
    accepted: dict[Suppressed, None] = field(default_factory=dict)
    used: dict[Location | None, bool] = field(default_factory=dict)
    unused: dict[Location | None, Diagnostic] = field(default_factory=dict)

    def fail(self, error: DiagnosticError) -> None:
        self.failures |= dict.fromkeys(error.diagnostics)

    def add(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.found |= dict.fromkeys(diagnostics)

    def sort(self, findings: Iterable[Diagnostic], subject: Subject) -> None:
        """Set apart what is accepted, and tell of mistakes in what accepts it.

        Which of these were of use is remembered: another environment may need the others.
        """
        accepted = subject.suppressions()
        for each in findings:
            located = each if each.location else replace(each, location=subject.location(each.path))
            reason = accepted.reason(each.code, subject.place(each.path))
            if reason is None:
                self.found[located] = None
            else:
                self.accepted[Suppressed(located, reason)] = None
        locate = subject.suppression_location
        self.add(replace(each, location=locate(each.path)) for each in accepted.problems)
        for suppression in accepted.used:
            self.used[locate(suppression.path)] = True
        for problem in accepted.unused():
            place = locate(problem.path)
            self.unused[place] = replace(problem, location=place)

    def checked(self, name: str) -> Checked:
        """All of it; a suppression of a base is left to the other blueprints that extend that."""
        own = (name, STANDARD_INPUT)
        unused = [
            problem
            for place, problem in self.unused.items()
            if not self.failures and place not in self.used and place is not None and place.file in own
        ]
        return Checked(
            name,
            (*self.failures, *(each for each in (*self.found, *unused) if self.is_told(each))),
            tuple(each for each in self.accepted if self.is_told(each.finding)),
        )
