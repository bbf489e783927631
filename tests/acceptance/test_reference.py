"""The pages that are made from the source say what the source says."""

import runpy
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


def test_the_reference_is_made_from_the_schema_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(DOCS)
    made = runpy.run_path(str(DOCS / "reference.py"))["reference"]()

    assert (DOCS / "reference.md").read_text(encoding="utf-8") == made, "run make docs"


def test_the_pages_of_rules_are_made_from_the_rules_in_force() -> None:
    made = runpy.run_path(str(DOCS / "rules.py"))["pages"]()

    files = [DOCS / "rules.md", *DOCS.glob("rules/*.md")]
    written = {file.relative_to(DOCS).as_posix(): file.read_text(encoding="utf-8") for file in files}
    assert written == made, "run make docs"


def test_the_reference_goes_into_every_object() -> None:
    page = (DOCS / "reference.md").read_text(encoding="utf-8")

    for name in ("scaleSet", "scaleSet.sku", "scaleSet.upgradePolicy.rollingUpgradePolicy", "autoscale.rules[]"):
        assert f"## `{name}`\n" in page


def test_the_reference_says_what_a_key_becomes() -> None:
    page = (DOCS / "reference.md").read_text(encoding="utf-8")

    (capacity,) = (
        line for line in page.splitlines() if line.startswith("| `capacity` | integer | Number of instances")
    )
    assert capacity.endswith("| `virtualMachineScaleSets sku.capacity` |")
