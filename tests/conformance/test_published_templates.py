"""Templates that are published and deployed every day give no error: conformance data."""

from pathlib import Path

import pytest
from conformance.conformance_data import DATA, needs_data
from typer.testing import CliRunner

from generator.cli.app import app

pytestmark = needs_data
TEMPLATES = sorted((DATA / "templates").glob("*/azuredeploy.json"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.parent.name)
def test_a_published_template_is_valid(template: Path) -> None:
    result = CliRunner().invoke(app, ["validate", str(template), "--format", "json"])

    assert (result.exit_code, [line for line in result.stdout.splitlines() if '"severity": "error"' in line]) == (0, [])


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.parent.name)
def test_a_published_template_is_expanded_with_its_own_parameters(template: Path) -> None:
    values = template.with_name("azuredeploy.parameters.json")
    given = ["--parameters", str(values)] if values.exists() else []

    result = CliRunner().invoke(app, ["expand", str(template), *given])

    assert "error[template/expression]" not in result.stderr
    assert "error[parameter/unknown]" not in result.stderr
