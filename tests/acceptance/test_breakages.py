"""Good templates, broken in one place each: every breakage that Azure refuses is found offline."""

import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from generator.blueprint.blueprint import load
from generator.blueprint.document import read_document
from generator.diagnostics import Diagnostic, Severity
from generator.rendering.template import render
from generator.rules.check import check

FOLDER = Path(__file__).with_name("breakages")
BASES = {name: render(load(FOLDER / f"{name}.yaml")).content for name in ("uniform", "flexible")}
WARNINGS = {
    "a computer name prefix with an underscore": "Linux itself takes one",
    "more instances in a batch than may be unhealthy": "the documents say what follows, not that it is refused",
    "a surge beside overprovisioning": "one document says it is refused, the other that overprovisioning is off then",
    "a property that is read-only": "Azure takes it, and no notice of it",
    "fewer ports than instances": "refused only when that many instances are there",
    "a prefix with bits of the host": "Azure has taken one as the range of a network",
    "a target that is not there": "it may be there already",
    "no count of fault domains": "Azure has taken sets without one",
    "one placement group": "Azure has taken one of a single instance",
    "health without a page": "the handler asks for / then",
    "traffic of the load balancer that is not let in": "the deployment succeeds, and nobody reaches the application",
    "no way out": "the deployment succeeds, and downloads of extensions fail",
}
"""Breakages that are told as warnings: why it is no error."""
STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


def breakages() -> list[tuple[str, str, str, dict[str, Any]]]:
    """Base, resource type, name and changes of each."""
    return [
        (base, kind, name, changes)
        for base in BASES
        for kind, listed in read_document(FOLDER / f"{base}.breakages.yaml").value.items()
        for each in listed
        for name, changes in each.items()
    ]


BREAKAGES = breakages()


def broken(base: str, kind: str, changes: dict[str, Any]) -> dict[str, Any]:
    """The template of the base with the changes."""
    template = deepcopy(BASES[base])
    (resource,) = (each for each in template["resources"] if each["type"].endswith(f"/{kind}"))
    for path, value in changes.items():
        *around, last = [int(index) if index else name for name, index in STEP.findall(path)]
        place = resource
        for step in around:
            place = place[step] if isinstance(step, int) else place.setdefault(step, {})
        if value is None:
            del place[last]
        else:
            place[last] = value
    return template


def findings(template: dict[str, Any]) -> list[Diagnostic]:
    return check(template)


@pytest.mark.parametrize("base", BASES)
def test_a_good_template_has_no_finding(base: str) -> None:
    assert findings(BASES[base]) == []


@pytest.mark.parametrize(
    ("base", "kind", "name", "changes"),
    BREAKAGES,
    ids=[f"{base}-{kind}-{name}" for base, kind, name, _ in BREAKAGES],
)
def test_a_breakage_is_found(base: str, kind: str, name: str, changes: dict[str, Any]) -> None:
    found = findings(broken(base, kind, changes))

    expected = Severity.WARNING if name in WARNINGS else Severity.ERROR
    assert expected in {each.severity for each in found}


def test_there_are_more_than_a_hundred_breakages() -> None:
    assert len(BREAKAGES) > 100
