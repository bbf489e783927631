"""SARIF 2.1.0 as GitHub's code scanning reads it ("SARIF support for code scanning")."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any
from urllib.parse import quote

from generator.diagnostics import Diagnostic, Location, Severity
from generator.reporting.checked import Checked, explanation_lines, findings
from generator.reporting.explanations import explanations
from generator.reporting.fingerprints import line_fingerprints
from generator.reporting.rule_text import rule_markdown
from generator.rules.catalogue import all_rules
from generator.rules.rule import Rule

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_HOME = "https://github.com/vmssgen/vmssgen"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}
_MOST_RESULTS, _MOST_PLACES, _LONGEST_TEXT = 25_000, 100, 1024
_ROOT = "%SRCROOT%"
_ORDER = list(Severity)


def sarif(
    checked: Iterable[Checked], version: str, shown: Callable[[str], str], read: Callable[[str], str | None]
) -> dict[str, Any]:
    """The log with one run: all rules, and each finding, accepted ones with the reason.

    `shown` makes the file's path in the repository of its name, and `read` its text, None where there is none to read.
    """
    found = sorted(findings(checked), key=lambda each: _ORDER.index(each[1].severity))[:_MOST_RESULTS]
    rules = _rules(finding for _, finding, _ in found)
    numbers = {rule["id"]: index for index, rule in enumerate(rules)}
    places = _Places(shown, read)
    results = [
        _result(finding, numbers, places, Location(file=checked.name), reason) for checked, finding, reason in found
    ]
    driver = {"name": "vmssgen", "semanticVersion": version, "informationUri": _HOME, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": "vmssgen/"},
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
        "columnKind": "utf16CodeUnits",
        "invocations": [{"executionSuccessful": True}],
        "results": results,
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rules(found: Iterable[Diagnostic]) -> list[dict[str, Any]]:
    """The rules, and the other codes that were found."""
    rules = {rule.code: _rule(rule) for rule in all_rules()}
    for finding in found:
        if finding.code not in rules:
            rules[finding.code] = _other_code(finding)
    return [*rules.values()]


def _rule(rule: Rule) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "tags": _tags(rule.code, security=rule.security is not None),
        "precision": "very-high" if rule.severity is Severity.ERROR else "high",
        "problem.severity": _PROBLEMS[rule.severity],
    }
    if rule.security is not None:
        properties["security-severity"] = f"{rule.security:.1f}"
    return {
        "id": rule.code,
        "name": rule.slug,
        "shortDescription": {"text": rule.what[:_LONGEST_TEXT]},
        "fullDescription": {"text": f"{rule.what} {rule.why}"[:_LONGEST_TEXT]},
        "help": {"text": f"{rule.what} {rule.why} {rule.source}", "markdown": "\n".join(rule_markdown(rule))},
        "helpUri": rule.source,
        "defaultConfiguration": {"enabled": rule.enabled, "level": _LEVELS[rule.severity]},
        "properties": properties,
    }


def _other_code(finding: Diagnostic) -> dict[str, Any]:
    text = explanations().get(finding.code, finding.code)
    plain = " ".join(text.split())[:_LONGEST_TEXT]
    first = plain.partition(". ")[0].removesuffix(".")
    return {
        "id": finding.code,
        "name": finding.code.rpartition("/")[2],
        "shortDescription": {"text": f"{first}."},
        "fullDescription": {"text": plain},
        "help": {"text": plain, "markdown": text},
        "defaultConfiguration": {"enabled": True, "level": _LEVELS[finding.severity]},
        "properties": {
            "tags": _tags(finding.code),
            "precision": "very-high",
            "problem.severity": _PROBLEMS[finding.severity],
        },
    }


def _tags(code: str, *, security: bool = False) -> list[str]:
    return ["azure", code.partition("/")[0], *(["security"] if security else [])]


def _result(
    finding: Diagnostic, numbers: Mapping[str, int], places: _Places, file: Location, reason: str | None
) -> dict[str, Any]:
    place = finding.location or file
    related = [each for each in finding.causes if each.location][:_MOST_PLACES]
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": numbers[finding.code],
        "level": _LEVELS[finding.severity],
        "message": {"text": "\n".join(_message(finding, related))},
        "locations": [places.location(place)],
        "partialFingerprints": places.fingerprint(place),
        "relatedLocations": [
            {"id": number, **places.location(cause.location or file), "message": {"text": cause.message}}
            for number, cause in enumerate(related, start=1)
        ],
        "suppressions": [] if reason is None else [{"kind": "inSource", "justification": reason}],
    }
    return {key: value for key, value in result.items() if value not in ({}, []) or key == "suppressions"}


def _message(finding: Diagnostic, related: list[Diagnostic]) -> Iterator[str]:
    """The text with a link to each cause that has a place: the number is that of the related location."""
    yield from explanation_lines(replace(finding, causes=tuple(each for each in finding.causes if not each.location)))
    for number, cause in enumerate(related, start=1):
        yield f"note: [{_link_text(cause.message)}]({number})"


def _link_text(text: str) -> str:
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


class _Places:
    """Locations as SARIF has them: paths in the repository, columns in units of UTF-16."""

    def __init__(self, shown: Callable[[str], str], read: Callable[[str], str | None]) -> None:
        self.shown = shown
        self.read = cache(read)
        self.lines = cache(self._lines)
        self.hashes = cache(self._hashes)

    def location(self, place: Location) -> dict[str, Any]:
        path = self.shown(place.file)
        absolute = path.startswith("file:")
        artifact = {"uri": path} if absolute else {"uri": quote(path), "uriBaseId": _ROOT}
        return {"physicalLocation": {"artifactLocation": artifact, "region": dict(self._region(place))}}

    def fingerprint(self, place: Location) -> dict[str, str]:
        hashes = self.hashes(place.file)
        line = place.line or 1
        return {"primaryLocationLineHash": hashes[line - 1]} if line <= len(hashes) else {}

    def _region(self, place: Location) -> Iterator[tuple[str, int]]:
        yield "startLine", place.line or 1
        if place.line is not None and place.column is not None:
            yield "startColumn", self._column(place.file, place.line, place.column)
        if place.end_line is not None and place.end_column is not None:
            yield "endLine", place.end_line
            yield "endColumn", self._column(place.file, place.end_line, place.end_column)

    def _column(self, file: str, line: int, column: int) -> int:
        lines = self.lines(file)
        before = lines[line - 1][: column - 1] if line <= len(lines) else ""
        return column + sum(character > "\uffff" for character in before)

    def _lines(self, file: str) -> list[str]:
        return (self.read(file) or "").removeprefix("\ufeff").split("\n")

    def _hashes(self, file: str) -> list[str]:
        text = self.read(file)
        return [] if text is None else line_fingerprints(text)
