"""Short blueprints in, Azure Resource Manager (ARM) templates of virtual machine scale sets out.

    import generator

    blueprint = generator.load("web.yaml", environment="prod")
    template = generator.render(blueprint)
    print(template.content["resources"])
    print(generator.parameters(blueprint).content)

Whatever is wrong is raised as one DiagnosticError, which carries every Diagnostic of the stage that failed.
"""

from typing import TYPE_CHECKING, Any

from generator.diagnostics import Diagnostic, DiagnosticError, Location, Severity

if TYPE_CHECKING:
    from generator.blueprint.blueprint import Blueprint, load
    from generator.rendering.parameter_file import ParameterFile, parameters
    from generator.rendering.template import Template, render

__all__ = [
    "Blueprint",
    "Diagnostic",
    "DiagnosticError",
    "Location",
    "ParameterFile",
    "Severity",
    "Template",
    "load",
    "parameters",
    "render",
]

_LAZY = {
    "Blueprint": "generator.blueprint.blueprint",
    "load": "generator.blueprint.blueprint",
    "ParameterFile": "generator.rendering.parameter_file",
    "parameters": "generator.rendering.parameter_file",
    "Template": "generator.rendering.template",
    "render": "generator.rendering.template",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for: help and completion shall not wait for Jinja and YAML."""
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_LAZY[name]), name)
