"""Recorded work of the Azure CLI and real templates, which lie beside the checkout and are no part of the project."""

import json
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parents[2] / "../shared/data"
BLUEPRINTS = Path(__file__).parent / "blueprints"

needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"the conformance data is not here: no folder {DATA}")


def read(path: str) -> Any:
    """A JSON document of the conformance data."""
    return json.loads((DATA / path).read_text(encoding="utf-8"))
