"""Values of a blueprint as Packer has them: template parameters are its input variables.

What only Azure can evaluate is not known to Packer, with few exceptions: the deployment's location, group and
subscription are variables too.
"""

from __future__ import annotations

import json
import re
from typing import Any

from generator.diagnostics import Path
from generator.rendering.checks import Checks
from generator.rendering.hcl import Block, Reference, block
from generator.rendering.prepare import Parameter, Prepared
from generator.rendering.values import Expression, View, as_expression, plain

_PARAMETER = re.compile(r"parameters\('([^']+)'\)", re.IGNORECASE)
SUBSCRIPTION = "Subscription in which the image is built, and which az login has set."
_OF_DEPLOYMENT = {
    "resourcegroup().location": ("location", "Region in which the image is built."),
    "resourcegroup().name": ("resource_group", "Resource group of the gallery."),
    "subscription().subscriptionid": ("subscription_id", SUBSCRIPTION),
}
_TYPES = {"string": "string", "securestring": "string", "int": "number", "bool": "bool"}
_BOUNDS = {
    "minValue": ("var.{0} >= {1}", "at least {0}"),
    "maxValue": ("var.{0} <= {1}", "at most {0}"),
    "minLength": ("length(var.{0}) >= {1}", "at least {0} long"),
    "maxLength": ("length(var.{0}) <= {1}", "at most {0} long"),
}


class PackerValues:
    """Turns values into Packer's; collects the variables that they read, and problems in `check`."""

    def __init__(self, prepared: Prepared, check: Checks) -> None:
        self.prepared = prepared
        self.check = check
        self.variables: dict[str, Block] = {}

    def value(self, given: Any, path: Path = ()) -> Any:
        """The value for HCL; None where it is absent."""
        match given:
            case View():
                return self.value(given.value, given.path)
            case Expression():
                return self._expression(given, path)
            case str():
                # Packer reads {{ in each text as an expression of its own, and gives this back as it was.
                return given.replace("{{", "{{`{{`}}")
            case list():
                return [self.value(each, (*path, index)) for index, each in enumerate(given)]
            case dict():
                return {key: self.value(each, (*path, key)) for key, each in given.items()}
        return given

    def variable(self, name: str, description: str, *, default: Any = None, kind: str = "string") -> Reference:
        """An input variable of our own."""
        if name not in self.variables:
            given = Reference(kind, is_type=True)
            self.variables[name] = block("variable", name, type=given, description=description, default=default)
        return Reference(f"var.{name}")

    def subscription(self, known: Any = None) -> Any:
        """The subscription where the blueprint says it, else a variable."""
        return known if known is not None else self.of_deployment("subscription().subscriptionId")

    def of_deployment(self, code: str) -> Reference:
        """The variable for what Azure would know of the deployment."""
        return self.variable(*_OF_DEPLOYMENT[code.lower()])

    def _expression(self, given: Expression, path: Path) -> Any:
        if found := _PARAMETER.fullmatch(given.code):
            return self._parameter(self.prepared.parameters[found[1].lower()])
        if given.code.lower() in _OF_DEPLOYMENT:
            return self.of_deployment(given.code)
        message = f"only Azure knows what {given.text} is, and Packer does not ask it"
        hint = "write the value, or a template parameter, which becomes a variable of Packer"
        self.check.add("image/not-for-packer", message, path, hint)
        return ""

    def _parameter(self, parameter: Parameter) -> Reference:
        definition, default = parameter.definition, parameter.default
        if isinstance(default, str) and as_expression(default) is not None:
            default = None
        kind = _TYPES.get(str(definition.get("type", "string")).lower(), "any")
        values = {
            "type": Reference(kind, is_type=True),
            "description": plain(definition.get("metadata", {}).get("description")),
            "default": default,
        }
        self.variables[parameter.name] = block("variable", parameter.name, inner=_validations(parameter), **values)
        return Reference(f"var.{parameter.name}")


def _validations(parameter: Parameter) -> tuple[Block, ...]:
    """What the template parameter allows, as Packer checks it."""
    definition, found = parameter.definition, list[Block]()
    if allowed := definition.get("allowedValues"):
        listed = ", ".join(map(str, allowed))
        condition = Reference(f"contains({json.dumps(allowed, ensure_ascii=False)}, var.{parameter.name})")
        found.append(block("validation", condition=condition, error_message=f"The value is one of {listed}."))
    for key, (condition_text, message) in _BOUNDS.items():
        if key in definition:
            condition = Reference(condition_text.format(parameter.name, definition[key]))
            text = f"The value is {message.format(definition[key])}."
            found.append(block("validation", condition=condition, error_message=text))
    return tuple(found)
