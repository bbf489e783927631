import runpy
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_the_reference_page_is_made_from_the_schema_in_force() -> None:
    made = runpy.run_path(str(DOCS / "reference.py"))["reference"]()

    assert (DOCS / "reference.md").read_text(encoding="utf-8") == made
