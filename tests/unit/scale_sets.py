"""Scale sets that fragments of blueprints make, and values within them."""

from pathlib import Path
from typing import Any

import pytest
from properties.examples import LINUX, laid_over, rendered, resource

import generator

PROFILE = "properties.virtualMachineProfile"


def scale_set(folder: Path, fragment: dict[str, Any], base: dict[str, Any] = LINUX) -> dict[str, Any]:
    """The scale set of the base with the fragment as part of its `scaleSet`."""
    return resource(rendered(folder, laid_over(base, {"scaleSet": fragment})), "virtualMachineScaleSets")


def value_at(resource: dict[str, Any], path: str) -> Any:
    """The value at a path such as `properties.dataDisks.0.lun`; None where there is none."""
    value: Any = resource
    for step in path.split("."):
        try:
            value = value[int(step)] if isinstance(value, list) else value[step]
        except (KeyError, IndexError):
            return None
    return value


def refusal(folder: Path, fragment: dict[str, Any], base: dict[str, Any] = LINUX) -> generator.Diagnostic:
    """The only reason why the base with the fragment as part of its `scaleSet` is refused."""
    with pytest.raises(generator.DiagnosticError) as error:
        scale_set(folder, fragment, base)
    (problem,) = error.value.diagnostics
    return problem
