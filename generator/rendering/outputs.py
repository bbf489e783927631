"""The outputs that a blueprint adds to those that its template has anyway."""

from __future__ import annotations

from typing import Any

from generator.blueprint.blueprint import Blueprint
from generator.diagnostics import Diagnostic, DiagnosticError
from generator.rendering.prepare import Prepared


def outputs(prepared: Prepared, blueprint: Blueprint) -> dict[str, Any]:
    """The outputs by name, as ARM declares them.

    Raises DiagnosticError where one would show a secret: everybody reads outputs who can read the deployment
    ("Outputs in Azure Resource Manager templates").
    """
    declared, problems = prepared.view.at("outputs"), []
    made: dict[str, Any] = {}
    for name in declared.value or ():
        output = declared.at(name)
        if prepared.is_secret(output.at("value")):
            path = output.at("value").path
            problems.append(
                Diagnostic(
                    code="parameters/secret-output",
                    message=f"the output {name} reads a secret, which would stand in the deployment for all to see",
                    path=path,
                    location=blueprint.location(path),
                )
            )
        made[name] = {
            "type": output.at("type"),
            "value": output.at("value"),
            "metadata": {"description": output.at("description")} if output.at("description") else None,
        }
    if problems:
        raise DiagnosticError(*problems)
    return made
