"""Make a blueprint ready for the templates: expressions told from text, references turned into parameters."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from generator.arm.expression import ExpressionError, parse
from generator.blueprint.blueprint import Blueprint
from generator.blueprint.paths import get, parse_path, put, settle
from generator.blueprint.schema import Schema
from generator.diagnostics import Diagnostic, DiagnosticError, Path, did_you_mean, nearest, show_path
from generator.rendering.artifacts import artifact_parameters, artifact_uri, is_relative
from generator.rendering.instance_count import CAPACITY, DEFINITION, instance_count_name
from generator.rendering.key_vault import key_vault_reference, parameter_name
from generator.rendering.parameter_defaults import default_problems, type_of
from generator.rendering.values import Expression, View, as_expression, literal

RAW = frozenset({"patches", "resources", "parameters"})
"""Members whose values are ARM already, or are about parameters themselves."""


@dataclass(slots=True)
class Parameter:
    """A template parameter: its declaration, its value in the parameter file, and whether it is secure."""

    name: str
    definition: dict[str, Any] = field(default_factory=dict)
    secure: bool = False
    default: Any = None
    reference: dict[str, Any] | None = None


@dataclass(frozen=True)
class Prepared:
    """The blueprint as templates see it, and the template parameters in the order of their first use."""

    view: View
    parameters: dict[str, Parameter]

    def is_secret(self, value: Any) -> bool:
        """Whether any expression in the value reads a secure parameter, be it by way of a variable."""
        match value:
            case View():
                return self.is_secret(value.value)
            case Expression():
                read = (self.parameters[name] for name in value.parameters if name in self.parameters)
                return any(parameter.secure for parameter in read) or bool(value.variables & self.secret_variables)
            case dict():
                return any(map(self.is_secret, value.values()))
            case list():
                return any(map(self.is_secret, value))
        return False

    @cached_property
    def secret_variables(self) -> frozenset[str]:
        """The names, in lower case, of the variables that read a secure parameter."""
        variables = {name.lower(): value for name, value in (self.view.at("variables").value or {}).items()}
        secret: frozenset[str] = frozenset()
        while True:
            found = secret | {
                name
                for name, value in variables.items()
                for _, read in _expressions(value, ())
                if read.variables & secret or any(self.parameters[each].secure for each in read.parameters)
            }
            if found == secret:
                return secret
            secret = found


def prepare(blueprint: Blueprint) -> Prepared:
    """Classify every text and collect the parameters.

    Raises DiagnosticError where a parameter cannot be made, or an expression reads one that is not declared.
    """
    preparation = _Preparation(blueprint)
    preparation.add_artifacts()
    document = preparation.walk(blueprint.document, blueprint.schema.root, (), secret=False)
    document = preparation.add_instance_count(preparation.declare(document))
    preparation.check_references(document)
    if preparation.problems:
        raise DiagnosticError(*preparation.problems)
    return Prepared(View(document, (), blueprint.schema.root, blueprint.schema), preparation.parameters)


class _Preparation:
    def __init__(self, blueprint: Blueprint) -> None:
        self.blueprint = blueprint
        self.schema = blueprint.schema
        self.parameters: dict[str, Parameter] = {}
        self.problems: list[Diagnostic] = []

    def walk(self, value: Any, node: Schema, path: Path, *, secret: bool) -> Any:
        """The value with expressions and references to parameters in place of their written forms."""
        match value:
            case str():
                expression = as_expression(value)
                if expression is None and self.schema.only_as_expression(node, value):
                    self.not_expression(value, path)
                if expression is None and node.get("x-artifact") and is_relative(value):
                    return self.artifact(value, path, token=node["x-artifact"] is True)
                return expression or value
            case dict():
                resolved = self.schema.resolve(node)
                inside = secret or bool(resolved.get("x-secrets-inside"))
                if (name := self.reference(value, resolved, secret=inside)) is not None:
                    return Expression(f"parameters('{name}')")
                return {
                    key: inner
                    if not path and key in RAW
                    else self.walk(inner, self.schema.child(resolved, key), (*path, key), secret=inside)
                    for key, inner in value.items()
                }
            case list():
                return [
                    self.walk(item, self.schema.child(node, index, item), (*path, index), secret=secret)
                    for index, item in enumerate(value)
                ]
        return value

    def add_artifacts(self) -> None:
        artifacts = self.blueprint.document.get("artifacts")
        for name, definition, default in artifact_parameters(artifacts["location"]) if artifacts else ():
            secure = definition["type"] == "secureString"
            self.parameters[name.lower()] = Parameter(name, definition, secure=secure, default=default)

    def artifact(self, value: str, path: Path, *, token: bool) -> Any:
        if self.blueprint.document.get("artifacts") is not None:
            return artifact_uri(value, token=token)
        message = f"{value} is no URL, and there is no location that it could be relative to"
        hint = "begin it with https://, or add artifacts: {location: https://…/}"
        self.problem("extension/relative-file", message, path, hint)
        return value

    def not_expression(self, value: str, path: Path) -> None:
        try:
            parse(value)
            reason = "it calls no function"
        except ExpressionError as error:
            reason = str(error)
        message = f"{show_path(path)} takes text only as an ARM expression, which {value} is not: {reason}"
        self.problem("blueprint/not-expression", message, path)

    def reference(self, value: dict[str, Any], node: Schema, *, secret: bool) -> str | None:
        """The parameter that `{parameter: NAME}` or `{keyVault: …}` means; None for any other object."""
        allowed = node.get("properties")
        if len(value) != 1 or (allowed is not None and not allowed.keys() & {"parameter", "keyVault"}):
            return None
        secure = secret or bool(node.get("x-secret") or node.get("x-may-be-secret"))
        match value:
            case {"parameter": str(name)}:
                parameter = self.parameters.setdefault(name.lower(), Parameter(name))
            case {"keyVault": {"vault": str(), "secret": str()} as source}:
                secure = True
                parameter = self.key_vault_parameter(source)
            case _:
                return None
        parameter.secure = parameter.secure or secure
        return parameter.name

    def key_vault_parameter(self, source: dict[str, str]) -> Parameter:
        """The parameter of a Key Vault secret: named after it, with a number where another secret has the name."""
        reference, base = key_vault_reference(source), parameter_name(source["secret"])
        declared = {name.lower() for name in self.blueprint.document.get("parameters") or ()}
        for number in itertools.count(1):
            name = base if number == 1 else f"{base}{number}"
            if name.lower() in declared:
                continue
            parameter = self.parameters.setdefault(name.lower(), Parameter(name, reference=reference))
            if parameter.reference == reference:
                return parameter
        raise AssertionError

    def declare(self, document: Any) -> Any:
        """Add what `parameters` says, and put a reference in each place that it promotes."""
        declared: set[str] = set()
        for name, declaration in (self.blueprint.document.get("parameters") or {}).items():
            if name.lower() in declared:
                message = f"two parameters are named {name}, as their names ignore case"
                self.problem("parameters/same-name", message, ("parameters", name))
            declared.add(name.lower())
            parameter = self.parameters.setdefault(name.lower(), Parameter(name))
            if "keyVault" in declaration:
                parameter.secure, parameter.reference = True, key_vault_reference(declaration["keyVault"])
            parameter.secure = parameter.secure or str(declaration.get("type", "")).startswith("secure")
            parameter.default = declaration.get("defaultValue")
            if "path" in declaration:
                document = self.promote(document, parameter, declaration["path"], ("parameters", name, "path"))
            kind = declaration.get("type") or type_of(parameter.default)
            if parameter.secure:
                kind = _SECURE.get(str(kind).lower(), kind)
            definition: dict[str, Any] = {"type": kind} if kind else {}
            definition |= {key: value for key, value in declaration.items() if key in _CONSTRAINTS}
            if "description" in declaration:
                definition["metadata"] = {"description": literal(declaration["description"])}
            parameter.definition = definition
            self.check_default(parameter, ("parameters", name))
        return document

    def add_instance_count(self, document: Any) -> Any:
        """Leave the number of instances to whoever deploys, where autoscale changes it."""
        name = instance_count_name(document, self.parameters)
        if name is None:
            return document
        self.parameters[name.lower()] = Parameter(name, DEFINITION, default=get(document, CAPACITY))
        return put(document, CAPACITY, Expression(f"parameters('{name}')"))

    def promote(self, document: Any, parameter: Parameter, written: str, path: Path) -> Any:
        try:
            target = settle(parse_path(written), document)
        except ValueError as error:
            self.problem("parameters/no-such-path", str(error), path)
            return document
        node = self.schema.at(target, document)
        current = get(document, target)
        if not node and current is None:
            hint = self.nearest_key(target, document)
            self.problem("parameters/no-such-path", f"the blueprint has no {written}", path, hint)
        elif isinstance(current, Expression) and current.parameters:
            message = f"{written} is {current.text} already, which another parameter decides"
            self.problem("parameters/not-promotable", message, path)
        elif not self.schema.accepts_expression(node):
            message = f"{written} shapes the template itself, so it cannot be left to a parameter"
            self.problem("parameters/not-promotable", message, path, "use environments, or --set, to vary it")
        else:
            if parameter.default is None:
                parameter.default = get(self.blueprint.document, target)
            return put(document, target, Expression(f"parameters('{parameter.name}')"))
        return document

    def nearest_key(self, target: Path, document: Any) -> str | None:
        for length, step in enumerate(target):
            node = self.schema.at(target[:length], document)
            known = self.schema.properties(node)
            if known is not None and step not in known:
                close = nearest(str(step), known)
                return (
                    f"did you mean {show_path((*target[:length], close))}?" if close else did_you_mean(str(step), known)
                )
        return None

    def check_default(self, parameter: Parameter, path: Path) -> None:
        """A default outside the parameter's own limits is refused by Azure before anything else."""
        if parameter.secure and parameter.default is not None:
            self.problem("parameters/secret-default", f"the secret {parameter.name} cannot have a default", path)
            return
        for message in default_problems(parameter.default, parameter.definition):
            self.problem("parameters/bad-default", message, path)

    def check_references(self, document: Any) -> None:
        variables = {name.lower(): name for name in document.get("variables") or ()}
        for path, expression in _expressions(document, ()):
            for name in sorted(expression.parameters - self.parameters.keys()):
                close = nearest(name, [parameter.name for parameter in self.parameters.values()])
                hint = f"did you mean {close}?" if close else f"add parameters: {{{name}: {{type: string}}}}"
                message = f"the expression reads the parameter {name}, which is not declared"
                self.problem("parameters/undeclared", message, path, hint)
            for name in sorted(expression.variables - variables.keys()):
                close = nearest(name, variables.values())
                hint = f"did you mean {close}?" if close else f"add variables: {{{name}: …}}"
                message = f"the expression reads the variable {name}, which is not there"
                self.problem("parameters/undeclared-variable", message, path, hint)

    def problem(self, code: str, message: str, path: Path, hint: str | None = None) -> None:
        location = self.blueprint.location(path)
        self.problems.append(Diagnostic(code=code, message=message, path=path, location=location, hint=hint))


_SECURE = {"string": "secureString", "object": "secureObject", "none": "secureString"}
_CONSTRAINTS = ("allowedValues", "minValue", "maxValue", "minLength", "maxLength")


def _expressions(value: Any, path: Path) -> Iterator[tuple[Path, Expression]]:
    match value:
        case Expression():
            yield path, value
        case str() if (expression := as_expression(value)) is not None:
            yield path, expression
        case dict():
            for key, inner in value.items():
                yield from _expressions(inner, (*path, key))
        case list():
            for index, inner in enumerate(value):
                yield from _expressions(inner, (*path, index))
