"""Workflow commands of GitHub Actions."""

import pytest

from generator.diagnostics import Diagnostic, Location, Severity
from generator.reporting.checked import Checked
from generator.reporting.github import workflow_commands


def command(finding: Diagnostic) -> str:
    (line,) = workflow_commands([Checked("web.yaml", (finding,))], lambda name: name)
    return line


def finding(place: Location | None = None, severity: Severity = Severity.ERROR, **texts: str) -> Diagnostic:
    return Diagnostic(code="stage/slug", location=place, severity=severity, **{"message": "wrong", **texts})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("severity", "name"), [(Severity.ERROR, "error"), (Severity.WARNING, "warning"), (Severity.INFO, "notice")]
)
def test_each_severity_has_its_command(severity: Severity, name: str) -> None:
    assert command(finding(severity=severity)) == f"::{name} file=web.yaml,title=stage/slug::wrong"


def test_a_place_within_a_line_has_columns() -> None:
    place = Location(file="web.yaml", line=3, column=5, end_line=3, end_column=9)

    assert command(finding(place)).startswith("::error file=web.yaml,line=3,endLine=3,col=5,endColumn=9,title=")


def test_a_place_over_several_lines_has_none() -> None:
    place = Location(file="web.yaml", line=3, column=5, end_line=6, end_column=1)

    assert command(finding(place)).startswith("::error file=web.yaml,line=3,endLine=6,title=")


def test_a_message_is_one_line_with_its_hint() -> None:
    assert command(finding(message="100% of\r\nit", hint="a, b: c")).endswith("::100%25 of%0D%0Ait%0Ahint: a, b: c")


def test_a_file_name_cannot_end_its_property() -> None:
    place = Location(file="a,b:c%d\n.yaml", line=1, column=1)

    assert command(finding(place)).startswith("::error file=a%2Cb%3Ac%25d%0A.yaml,line=1,")
