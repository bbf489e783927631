"""Workflow commands of GitHub Actions, which show findings beside the lines of a pull request."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from generator.diagnostics import Location, Severity
from generator.reporting.checked import Checked, explanation_lines, findings

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_IN_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def workflow_commands(checked: Iterable[Checked], shown: Callable[[str], str]) -> Iterator[str]:
    """A line for each finding that is not accepted; `shown` makes the file's path in the repository of its name.

    Characters that have a meaning in a command are escaped as its toolkit does (packages/core/src/command.ts of
    actions/toolkit).
    """
    for file, finding, accepted in findings(checked):
        if accepted is None:
            place = finding.location or Location(file=file.name)
            given = {"file": shown(place.file), **_positions(place), "title": finding.code}
            properties = ",".join(f"{key}={str(value).translate(_IN_PROPERTY)}" for key, value in given.items())
            message = "\n".join(explanation_lines(finding)).translate(_IN_MESSAGE)
            yield f"::{_COMMANDS[finding.severity]} {properties}::{message}"


def _positions(place: Location) -> dict[str, int]:
    """Lines, and columns as well where it is one line: GitHub takes none of several."""
    if place.line is None:
        return {}
    if place.end_line not in (None, place.line):
        return {"line": place.line, "endLine": place.end_line or place.line}
    columns = {"col": place.column, "endColumn": place.end_column}
    return {"line": place.line, "endLine": place.line} | {key: each for key, each in columns.items() if each}
