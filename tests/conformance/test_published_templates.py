"""Templates that are published and deployed every day give no error: conformance data."""

import json
from pathlib import Path

import pytest
from conformance.conformance_data import DATA, needs_data
from typer.testing import CliRunner

from generator.cli.app import app

pytestmark = needs_data
RETIRED = {"network/basic-load-balancer", "network/basic-public-ip", "network/application-gateway-v1"}
"""What these templates use, and Azure made until 2025 or 2026."""
TEMPLATES = sorted((DATA / "templates").glob("*/azuredeploy.json"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.parent.name)
def test_a_published_template_is_valid(template: Path) -> None:
    result = CliRunner().invoke(app, ["validate", str(template), "--format", "json"])

    found = json.loads(result.stdout)["diagnostics"]
    errors = [f"{each['code']}: {each['message']}" for each in found if each["severity"] == "error"]
    assert [error for error in errors if error.partition(":")[0] not in RETIRED] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.parent.name)
def test_a_published_template_is_expanded_with_its_own_parameters(template: Path) -> None:
    values = template.with_name("azuredeploy.parameters.json")
    given = ["--parameters", str(values)] if values.exists() else []

    result = CliRunner().invoke(app, ["expand", str(template), *given])

    assert "error[template/expression]" not in result.stderr
    assert "error[parameter/unknown]" not in result.stderr
