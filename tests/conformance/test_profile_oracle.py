"""Blueprints that together say everything a scale set can, against Azure's official schema of scale sets."""

from pathlib import Path
from typing import Any

import pytest

import generator

BLUEPRINTS = sorted((Path(__file__).parents[1] / "unit/coverage").glob("*.yaml"))


@pytest.mark.parametrize("file", BLUEPRINTS, ids=lambda file: file.stem)
def test_a_blueprint_that_uses_everything_is_what_the_official_schemas_accept(file: Path, oracle: Any) -> None:
    assert oracle.check(generator.render(generator.load(file)).content) == []
