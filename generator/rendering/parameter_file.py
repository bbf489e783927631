"""The parameter file that goes with a template."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from generator.blueprint.blueprint import Blueprint
from generator.rendering.image_parts import scale_set_parameters
from generator.rendering.prepare import Parameter, prepare
from generator.rendering.values import as_expression

_SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#"


@dataclass(frozen=True, slots=True)
class ParameterFile:
    """An ARM parameter file, and the names of the parameters that it has no value for."""

    content: dict[str, Any]
    missing: tuple[str, ...]


def parameters(blueprint: Blueprint) -> ParameterFile:
    """The parameter file of a blueprint: defaults, and references to Key Vault secrets.

    Raises DiagnosticError where a parameter contradicts the blueprint.
    """
    if blueprint.parts:
        from generator.rendering.template import render  # which writes parameter files too

        return parameter_file(render(blueprint).parameters)
    return parameter_file(scale_set_parameters(prepare(blueprint)))


def parameter_file(declared: Iterable[Parameter]) -> ParameterFile:
    """The file for these parameters.

    A default that is an expression is left to the template, as parameter files hold no expressions, and so is the
    empty default of a secret.
    """
    values: dict[str, Any] = {}
    missing: list[str] = []
    for parameter in declared:
        if parameter.reference is not None:
            values[parameter.name] = {"reference": parameter.reference}
        elif parameter.default is None:
            missing.append(parameter.name)
        elif not parameter.secure and not (isinstance(parameter.default, str) and as_expression(parameter.default)):
            values[parameter.name] = {"value": parameter.default}
    content = {"$schema": _SCHEMA, "contentVersion": "1.0.0.0", "parameters": values}
    return ParameterFile(content, tuple(missing))
