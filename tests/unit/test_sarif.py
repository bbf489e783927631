"""The SARIF log as code scanning wants it."""

from typing import Any

import pytest

from generator.diagnostics import Diagnostic, Location, Severity
from generator.reporting.checked import Checked
from generator.reporting.sarif import sarif
from generator.rules.catalogue import all_rules

PLACE = Location(file="web.yaml", line=2, column=4, end_line=2, end_column=6)
FINDING = Diagnostic(code="blueprint/bad-value", message="it is wrong", location=PLACE, hint="mend it")
TEXT = "name: web\n🚀 😀😀\n"


def run_of(*findings: Diagnostic) -> dict[str, Any]:
    (run,) = sarif([Checked("web.yaml", findings)], "1.2.3", lambda name: name, lambda _: TEXT)["runs"]
    return dict(run)


def result_of(finding: Diagnostic) -> dict[str, Any]:
    (result,) = run_of(finding)["results"]
    return dict(result)


RULES = run_of()["tool"]["driver"]["rules"]


def test_all_rules_are_listed_found_or_not() -> None:
    assert [rule["id"] for rule in RULES] == [rule.code for rule in all_rules()]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["id"])
def test_a_rule_has_what_code_scanning_requires_within_its_limits(rule: dict[str, Any]) -> None:
    assert 0 < len(rule["name"]) <= 255
    assert 0 < len(rule["shortDescription"]["text"]) <= 1024
    assert 0 < len(rule["fullDescription"]["text"]) <= 1024
    assert rule["help"]["text"]
    assert rule["help"]["markdown"]
    assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
    assert 0 < len(rule["properties"]["tags"]) <= 20


def test_a_rule_for_security_has_its_severity_as_text() -> None:
    declared = {rule.code: f"{rule.security:.1f}" for rule in all_rules() if rule.security is not None}
    shown = {rule["id"]: rule["properties"].get("security-severity") for rule in RULES}

    assert {code: severity for code, severity in shown.items() if severity} == declared


def test_what_is_no_finding_of_a_rule_is_listed_with_what_the_documentation_says() -> None:
    listed = run_of(FINDING)["tool"]["driver"]["rules"][-1]

    assert listed["id"] == "blueprint/bad-value"
    assert listed["shortDescription"]["text"].startswith("The value has the right type")


@pytest.mark.parametrize(
    ("severity", "level"), [(Severity.ERROR, "error"), (Severity.WARNING, "warning"), (Severity.INFO, "note")]
)
def test_the_level_of_a_result(severity: Severity, level: str) -> None:
    finding = Diagnostic(code="blueprint/bad-value", message="wrong", severity=severity, location=PLACE)

    assert result_of(finding)["level"] == level


def test_columns_are_units_of_utf_16() -> None:
    region = result_of(FINDING)["locations"][0]["physicalLocation"]["region"]

    assert region == {"startLine": 2, "startColumn": 6, "endLine": 2, "endColumn": 9}


def test_the_message_tells_what_to_do() -> None:
    assert result_of(FINDING)["message"]["text"] == "it is wrong\nhint: mend it"


def test_a_cause_with_a_place_is_a_link() -> None:
    base = Location(file="base.yaml", line=1, column=1)
    cause = Diagnostic(code="blueprint/bad-value", message="see disks[0]", location=base)

    result = result_of(Diagnostic(code="blueprint/bad-value", message="wrong", location=PLACE, causes=(cause,)))

    assert result["message"]["text"] == "wrong\nnote: [see disks\\[0\\]](1)"
    assert [each["id"] for each in result["relatedLocations"]] == [1]
    assert result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "base.yaml"


def test_what_has_no_place_is_shown_at_the_start_of_its_file() -> None:
    result = result_of(Diagnostic(code="internal/rule-failed", message="wrong"))

    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 1}


def test_the_worst_results_are_kept_where_there_are_more_than_code_scanning_takes() -> None:
    warning = Diagnostic(code="blueprint/bad-value", message="odd", severity=Severity.WARNING, location=PLACE)

    results = run_of(*[warning] * 25_000, FINDING)["results"]

    assert len(results) == 25_000
    assert results[0]["level"] == "error"
