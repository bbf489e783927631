"""All that is wrong with a template: its expansion, each resource against its type's schema, and the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from generator.arm.checking import schema_problems
from generator.arm.expansion import expand
from generator.arm.resources import Expansion
from generator.arm.scope import Deployment
from generator.diagnostics import Diagnostic, Path, Severity
from generator.rules.catalogue import all_rules
from generator.rules.configuration import Configuration
from generator.rules.rule import Rule
from generator.rules.subject import Subject
from generator.rules.template_scope import scopes_of

_LEFT_OUT = "in a resource or branch that a condition leaves out with these values"
_RUN_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def check(
    template: Mapping[str, Any],
    parameter_sets: Mapping[str, Mapping[str, Any]] | None = None,
    deployment: Deployment | None = None,
    configuration: Configuration | None = None,
    *,
    size: int | None = None,
) -> list[Diagnostic]:
    """The findings on a template, each with its path in it, errors first.

    `parameter_sets` are members of parameter files by the name that tells them apart: the template is checked with each
    of them; without any, parameters without value are no problem. `size` is the length of its text in characters.
    What a condition leaves out, of resources or within expressions, is checked as well; there an error is a warning.
    """
    configuration = configuration or Configuration()
    checker = _Checker(template, configuration, size)
    sets = parameter_sets or {"": {}}
    found: dict[Diagnostic, list[str]] = {}
    for name, values in sets.items():
        expansion = expand(template, values, deployment, complete=bool(parameter_sets))
        for finding in dict.fromkeys(checker.findings(expansion, complete=bool(parameter_sets))):
            found.setdefault(finding, []).append(name)
        if expansion.has_branches:
            other = expand(template, values, deployment, other_branches=True)
            known = {(each.code, each.path) for each in found}
            for finding in dict.fromkeys(checker.findings(other, complete=False)):
                if (finding.code, finding.path) not in known and not finding.code.startswith(_OF_EXPANSION):
                    found.setdefault(_left_out(finding), []).append(name)
    in_force = {_what(finding) for finding in found if not _is_left_out(finding)}
    told = {each: names for each, names in found.items() if not _is_left_out(each) or _what(each) not in in_force}
    result = [_with_sets(finding, names, sets) for finding, names in told.items()]
    return sorted(result, key=lambda each: _RUN_ORDER[each.severity])


_OF_EXPANSION = ("template/expression", "parameter/")
_OF_AN_EXPRESSION = ("template/expression", "parameter/bad-default")


class _Checker:
    def __init__(self, template: Mapping[str, Any], configuration: Configuration, size: int | None) -> None:
        self.template = template
        self.size = size
        self.scopes = scopes_of(template)
        self.levels = {rule.code: configuration.level(rule) for rule in all_rules()}
        self.rules = [rule for rule in all_rules() if self.levels[rule.code] is not None]
        self.options = {rule.code: configuration.options_of(rule) for rule in all_rules() if rule.options}
        self.configuration = configuration
        self.static: dict[str, list[Diagnostic]] = {}
        """What static rules found: they are asked once, for all parameter sets."""

    def findings(self, expansion: Expansion, *, complete: bool) -> Iterator[Diagnostic]:
        left_out = {each.path for each in expansion.resources if each.condition is False}
        for finding in self._all(expansion, complete=complete):
            yield _left_out(finding) if left_out and _within(finding.path, left_out) else finding

    def _all(self, expansion: Expansion, *, complete: bool) -> Iterator[Diagnostic]:
        subject = Subject(self.template, expansion, scopes=self.scopes, size=self.size, options=self.options)
        found = [finding for rule in self.rules for finding in self._once(rule, subject)]
        problems = _without_what_rules_tell(expansion.problems, found)
        yield from (each for each in problems if complete or each.code != "parameter/missing")
        yield from schema_problems(expansion.resources)
        yield from found

    def _once(self, rule: Rule, subject: Subject) -> Iterable[Diagnostic]:
        if not rule.static:
            return self._of(rule, subject)
        if rule.code not in self.static:
            self.static[rule.code] = list(self._of(rule, subject))
        return self.static[rule.code]

    def _of(self, rule: Rule, subject: Subject) -> Iterator[Diagnostic]:
        configured = self.configuration.levels.get(rule.code)
        try:
            for each in rule.check(subject):
                yield Diagnostic(
                    code=rule.code,
                    message=each.message,
                    severity=configured or each.severity or rule.severity,
                    path=each.path,
                    hint=each.hint,
                )
        except Exception as error:
            message = f"the rule {rule.code} failed on this template: {type(error).__name__}: {error}"
            yield Diagnostic(code="internal/rule-failed", message=message, severity=Severity.WARNING)


def _without_what_rules_tell(problems: Iterable[Diagnostic], found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """The problems of the expansion without those of an expression that a rule tells more exactly."""
    told = {each.path for each in found if each.severity is Severity.ERROR and each.code.startswith("template/")}
    for problem in problems:
        if problem.code not in _OF_AN_EXPRESSION or problem.path not in told:
            yield problem


def _within(path: Path, places: Iterable[Path]) -> bool:
    return any(path[: len(place)] == place for place in places)


def _left_out(finding: Diagnostic) -> Diagnostic:
    severity = Severity.WARNING if finding.severity is Severity.ERROR else finding.severity
    return replace(finding, severity=severity, causes=(*finding.causes, _note(finding, _LEFT_OUT)))


def _is_left_out(finding: Diagnostic) -> bool:
    return any(cause.message == _LEFT_OUT for cause in finding.causes)


def _what(finding: Diagnostic) -> tuple[str, Path, str]:
    """What tells a finding from others, whatever its severity and notes."""
    return finding.code, finding.path, finding.message


def _with_sets(finding: Diagnostic, names: Sequence[str], sets: Mapping[str, Any]) -> Diagnostic:
    if len(names) == len(sets):
        return finding
    return replace(finding, causes=(*finding.causes, _note(finding, f"with the values of {', '.join(names)}")))


def _note(finding: Diagnostic, message: str) -> Diagnostic:
    return Diagnostic(code=finding.code, message=message, severity=finding.severity)
