"""Exports for Terraform, and the templates and parameter files that they are made of."""

import json
from pathlib import Path
from typing import Any

from commands import Answer, vmssgen

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
SUBSCRIPTION_SCHEMA = "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#"


def export(*arguments: object) -> Answer:
    return vmssgen("export", "terraform", *map(str, arguments))


def exported(*arguments: object) -> dict[str, Any]:
    answer = export(*arguments)
    assert answer.exit_code == 0, answer.stderr
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def template(folder: Path, schema: str = SCHEMA, **members: Any) -> Path:
    """A template `net.json` without resources and with these members."""
    content = {"$schema": schema, "contentVersion": "1.0.0.0", "resources": [], **members}
    file = folder / "net.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


def parameter_file(folder: Path, **members: Any) -> Path:
    schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#"
    file = folder / "values.json"
    file.write_text(json.dumps({"$schema": schema, "contentVersion": "1.0.0.0", "parameters": members}))
    return file
