"""What of a blueprint belongs to the template of its scale set, and what to that of its image.

A parameter or variable that only `image.build` reads is none of the scale set's template, where nothing would read it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.rendering.prepare import Parameter, Prepared
from generator.rendering.values import Expression, View, as_expression

IMAGES = "microsoft.virtualmachineimages/"
"""Namespace of the types of image templates, in lower case."""


def is_of_image(patch: View) -> bool:
    """Whether a patch is for the image template."""
    return str(patch.at("target", "type").value).lower().startswith(IMAGES)


def scale_set_patches(view: View) -> list[View]:
    """The patches for the template of the scale set: all, where no image is built."""
    return [patch for patch in view.at("patches") if not view.at("image", "build") or not is_of_image(patch)]


def scale_set_parameters(prepared: Prepared) -> tuple[Parameter, ...]:
    """The parameters of the template of the scale set."""
    left_out = _of_build_alone(prepared.view)
    return tuple(each for name, each in prepared.parameters.items() if ("parameters", name) not in left_out)


def scale_set_variables(prepared: Prepared) -> Any:
    """The variables of the template of the scale set."""
    variables, left_out = prepared.view.at("variables"), _of_build_alone(prepared.view)
    if not left_out:
        return variables
    kept = [name for name in variables.value or () if ("variables", name.lower()) not in left_out]
    return {name: variables.at(name) for name in kept} or None


def names_read(value: Any, variables: dict[str, Any]) -> set[tuple[str, str]]:
    """The parameters and variables that expressions in the value read, be it by way of a variable, in lower case."""
    values = {name.lower(): each for name, each in variables.items()}
    found: set[tuple[str, str]] = set()
    waiting = [value]
    while waiting:
        for expression in _expressions(waiting.pop()):
            found |= {("parameters", name) for name in expression.parameters}
            new = {("variables", name) for name in expression.variables} - found
            found |= new
            waiting += [values.get(name) for _, name in new]
    return found


def _of_build_alone(view: View) -> set[tuple[str, str]]:
    build = view.at("image", "build")
    if not build:
        return set()
    variables = view.at("variables").value or {}
    patches = [patch.value for patch in view.at("patches") if is_of_image(patch)]
    rest = {key: value for key, value in view.value.items() if key != "variables"}
    rest["image"] = {key: value for key, value in view.value["image"].items() if key != "build"}
    rest["patches"] = [patch.value for patch in scale_set_patches(view)]
    return names_read([build.value, patches], variables) - names_read(rest, variables)


def _expressions(value: Any) -> Iterator[Expression]:
    match value:
        case Expression():
            yield value
        case str() if (expression := as_expression(value)) is not None:
            yield expression
        case dict():
            for key, inner in value.items():
                yield from _expressions(key)
                yield from _expressions(inner)
        case list():
            for inner in value:
                yield from _expressions(inner)
