"""How diagnostics are written, and the names that they suggest."""

import pytest

from generator.blueprint.paths import parse_path
from generator.diagnostics import (
    Diagnostic,
    DiagnosticError,
    Location,
    Path,
    Severity,
    did_you_mean,
    nearest,
    show_path,
    to_json,
    to_text,
)

PLACE = Location(file="web.yaml", line=12, column=3, snippet="  capcity: 3", caret=3)
CAUSE = Diagnostic(code="stage/slug", message="named here", location=Location(file="base.yaml", line=2, column=1))
FULL = Diagnostic(
    code="stage/slug",
    message="something is wrong",
    path=("scaleSet", "sku", "capcity"),
    location=PLACE,
    hint="did you mean capacity?",
    docs="https://example.com/capacity",
    causes=(CAUSE,),
)


def test_the_text_for_people() -> None:
    assert to_text(FULL).splitlines() == [
        "error[stage/slug]: something is wrong",
        "  --> web.yaml:12:3  scaleSet.sku.capcity",
        "   12 |   capcity: 3",
        "      |   ^",
        "      = hint: did you mean capacity?",
        "      = docs: https://example.com/capacity",
        "    note: named here",
        "      --> base.yaml:2:1",
    ]


def test_a_diagnostic_without_a_place() -> None:
    diagnostic = Diagnostic(code="stage/slug", message="wrong", severity=Severity.WARNING, path=("a", 0))
    assert to_text(diagnostic).splitlines() == ["warning[stage/slug]: wrong", "  at a[0]"]


def test_the_caret_stands_below_its_column_behind_tabs_too() -> None:
    place = Location(file="b.json", line=1, column=3, snippet="\t\tx: 1", caret=3)
    lines = to_text(Diagnostic(code="stage/slug", message="wrong", location=place)).splitlines()
    assert lines[-1] == "      | \t\t^"


def test_the_object_for_machines() -> None:
    assert to_json(FULL) == {
        "code": "stage/slug",
        "severity": "error",
        "message": "something is wrong",
        "path": "scaleSet.sku.capcity",
        "file": "web.yaml",
        "line": 12,
        "column": 3,
        "hint": "did you mean capacity?",
        "docs": "https://example.com/capacity",
        "causes": [
            {
                "code": "stage/slug",
                "severity": "error",
                "message": "named here",
                "file": "base.yaml",
                "line": 2,
                "column": 1,
            }
        ],
    }


def test_the_error_carries_all_diagnostics_and_says_them() -> None:
    error = DiagnosticError(FULL, CAUSE)
    assert error.diagnostics == (FULL, CAUSE)
    assert str(error) == f"{to_text(FULL)}\n{to_text(CAUSE)}"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), ""),
        (("name",), "name"),
        (("scaleSet", "dataDisks", 0, "lun"), "scaleSet.dataDisks[0].lun"),
        (("tags", "cost.center"), 'tags["cost.center"]'),
        (("tags", 'so "called"', "é"), 'tags["so \\"called\\""].é'),
        (("tags", ""), 'tags[""]'),
        (("tags", "a=b"), 'tags["a=b"]'),
    ],
)
def test_a_path_is_shown_as_it_can_be_given(path: Path, text: str) -> None:
    assert show_path(path) == text
    assert not path or parse_path(text) == path


@pytest.mark.parametrize(
    ("name", "expected"),
    [("capcity", "capacity"), ("CAPACITY", "capacity"), ("nmae", "name"), ("zzz", None), ("", None)],
)
def test_the_nearest_name(name: str, expected: str | None) -> None:
    assert nearest(name, ["name", "capacity", "tier"]) == expected


def test_a_hint_names_what_was_probably_meant() -> None:
    assert did_you_mean("capcity", ["name", "capacity"]) == "did you mean capacity?"


def test_a_hint_lists_all_names_where_none_is_near() -> None:
    assert did_you_mean("zzz", ["tier", "name"]) == "known here: name, tier"


@pytest.mark.parametrize("known", [[], [f"name{number}" for number in range(31)]])
def test_no_hint_where_there_is_nothing_useful_to_say(known: list[str]) -> None:
    assert did_you_mean("zzz", known) is None
