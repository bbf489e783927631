"""A template as it is written: what it declares, its resources, and every text in it with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from generator.arm.expression import ExpressionError, Literal, is_expression, parse, walk
from generator.diagnostics import Path
from generator.rules.expression_uses import Use, Written, uses
from generator.rules.value import Value

__all__ = ["TemplateScope", "Written", "WrittenResource", "scopes_of"]

_DEPLOYMENT = "microsoft.resources/deployments"
_TARGETS = {
    "deploymenttemplate": "resourceGroup",
    "subscriptiondeploymenttemplate": "subscription",
    "managementgroupdeploymenttemplate": "managementGroup",
    "tenantdeploymenttemplate": "tenant",
}


class WrittenResource(Value):
    """A resource as it is written; `type` has its parent's before it, in lower case, "" where it is an expression."""

    __slots__ = ("parent", "type")

    def __init__(self, raw: Mapping[str, Any], path: Path, parent: WrittenResource | None) -> None:
        super().__init__(raw, path)
        kind = self.member("type").lower
        around = parent.type if parent is not None else ""
        full = f"{around}/{kind}" if around and not kind.startswith(f"{around}/") else kind
        self.type: str = "" if is_expression(kind) else full
        self.parent = parent

    @property
    def is_deployment(self) -> bool:
        """Whether it is a nested or linked deployment."""
        return self.type == _DEPLOYMENT

    def deploys_inner(self) -> bool:
        """Whether it is a nested deployment whose template has a scope of its own."""
        options = self.at("properties.expressionEvaluationOptions.scope")
        return self.is_deployment and options.lower == "inner"


@dataclass(eq=False)
class TemplateScope:
    """A template, or a nested one with a scope of its own (`expressionEvaluationOptions.scope: inner`).

    `template` is as written and stands at `path`. `expressions` are all that see its parameters and variables, so also
    those of nested templates with outer scope, which stand in `templates` after the template itself; `literals` are all
    other strings. The root is the first of all scopes, `parent` is None for it.
    """

    template: Mapping[str, Any]
    path: Path
    parent: TemplateScope | None = None
    expressions: list[Written] = field(default_factory=list)
    literals: list[tuple[Path, str]] = field(default_factory=list)
    templates: list[tuple[Path, Mapping[str, Any]]] = field(default_factory=list)

    def declared(self, section: str) -> Mapping[str, Any]:
        """The members of `parameters`, `variables` or `outputs`; none where that is no object."""
        return _object(self.template.get(section))

    @property
    def target(self) -> str:
        """What its schema says that it is deployed to, as in Deployment.scope; "" where it says nothing known."""
        schema = str(self.template.get("$schema", "")).rstrip("#").rpartition("/")[2]
        return _TARGETS.get(schema.lower().removesuffix(".json"), "")

    def place(self, path: Path) -> Path:
        """Where that is within the template itself."""
        return path[len(self.path) :]

    def at(self, *keys: str | int) -> Value:
        """The value that the keys lead to within the template."""
        value: Any = self.template
        for key in keys:
            value = value[key]
        return Value(value, (*self.path, *keys))

    @cached_property
    def parameters(self) -> dict[str, tuple[str, Mapping[str, Any]]]:
        """The parameters by name in lower case: the name as written, and the declaration with the type it refers to."""
        return {name.lower(): (name, self._definition(entry)) for name, entry in self.declared("parameters").items()}

    def _definition(self, entry: Any) -> Mapping[str, Any]:
        found, seen = _object(entry), set[str]()
        while isinstance(reference := found.get("$ref"), str) and reference not in seen:
            seen.add(reference)
            target = _object(self.declared("definitions").get(reference.removeprefix("#/definitions/")))
            found = {**target, **{key: value for key, value in found.items() if key != "$ref"}}
        return found

    @cached_property
    def variables(self) -> dict[str, tuple[str, Path, Any]]:
        """The variables by name in lower case: the name and place as written, and what stands there.

        One that a loop makes has None.
        """
        declared = self.declared("variables")
        found = {name.lower(): (name, (*self.path, "variables", name), value) for name, value in declared.items()}
        loops = declared.get("copy")
        if isinstance(loops, list):
            del found["copy"]
            for index, loop in enumerate(map(_object, loops)):
                name = str(loop.get("name"))
                found[name.lower()] = (name, (*self.path, "variables", "copy", index), None)
        return found

    @cached_property
    def functions(self) -> dict[str, tuple[str, Path, list[str]]]:
        """The functions of the template by `namespace.name` in lower case: name, place, names of the parameters."""
        spaces = self.template.get("functions")
        found: dict[str, tuple[str, Path, list[str]]] = {}
        for index, space in enumerate(map(_object, spaces if isinstance(spaces, list) else ())):
            for name, written in _object(space.get("members")).items():
                declared = _object(written).get("parameters")
                names = [str(_object(each).get("name")) for each in (declared if isinstance(declared, list) else ())]
                full = f"{space.get('namespace')}.{name}"
                found[full.lower()] = (full, (*self.path, "functions", index, "members", name), names)
        return found

    @cached_property
    def uses(self) -> dict[str, list[Use]]:
        """All calls in the expressions, by the function in lower case."""
        found: dict[str, list[Use]] = {}
        for written in self.expressions:
            for use in uses(written):
                found.setdefault(use.name, []).append(use)
        return found

    def calls(self, *names: str) -> Iterator[Use]:
        """The calls of these functions, given in lower case."""
        for name in names:
            yield from self.uses.get(name, ())

    @cached_property
    def runtime_calls(self) -> list[Use]:
        """The calls of `reference` and of all functions whose name begins with `list`."""
        return [use for name in self.uses if is_runtime(name) for use in self.uses[name]]

    @cached_property
    def texts(self) -> list[tuple[Path, str]]:
        """Every text: strings that are no expressions, and the literals within expressions."""
        found = list(self.literals)
        for written in self.expressions:
            nodes = walk(written.node) if written.node else ()
            texts = (node.value for node in nodes if isinstance(node, Literal) and isinstance(node.value, str))
            found += [(written.path, text) for text in texts]
        return found

    @cached_property
    def resources(self) -> list[WrittenResource]:
        """The resources with their children, those of nested templates with outer scope too."""
        return [each for path, template in self.templates for each in _resources(template, path, None)]

    @cached_property
    def outputs(self) -> list[tuple[str, Value]]:
        """The outputs, those of nested templates with outer scope too."""
        return [member for path, template in self.templates for member in Value(template, path).at("outputs").members]


def is_runtime(name: str) -> bool:
    """Whether the function, in lower case, asks Azure about a resource that exists."""
    return name in ("reference", "references") or name.startswith("list")


def scopes_of(template: Mapping[str, Any]) -> tuple[TemplateScope, ...]:
    """The scope of the template and those of its nested templates, outermost first."""
    scopes = [TemplateScope(template, ())]
    scopes[0].templates.append(((), template))
    _collect(template, (), scopes[0], scopes)
    return tuple(scopes)


def _collect(value: Any, path: Path, scope: TemplateScope, scopes: list[TemplateScope]) -> None:
    if isinstance(value, str):
        _text(value, path, scope)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _collect(item, (*path, index), scope, scopes)
    elif isinstance(value, dict):
        for key, inner in value.items():
            place = (*path, key)
            if key[:1] == "[":
                _text(key, place, scope)
            if key == "properties" and isinstance(inner, dict) and _is_deployment(value):
                _deployment(inner, place, scope, scopes)
            else:
                _collect(inner, place, scope, scopes)


def _text(text: str, path: Path, scope: TemplateScope) -> None:
    if not is_expression(text):
        scope.literals.append((path, text))
        return
    try:
        scope.expressions.append(Written(path, text, parse(text)))
    except ExpressionError as error:
        scope.expressions.append(Written(path, text, None, error))


def _deployment(properties: Mapping[str, Any], path: Path, scope: TemplateScope, scopes: list[TemplateScope]) -> None:
    """The properties of a deployment: the template in them has a scope of its own, or that around it."""
    template = properties.get("template")
    own = scope
    if isinstance(template, dict):
        place = (*path, "template")
        if str(_object(properties.get("expressionEvaluationOptions")).get("scope", "")).lower() == "inner":
            own = TemplateScope(template, place, scope)
            scopes.append(own)
        own.templates.append((place, template))
    for name, member in properties.items():
        _collect(member, (*path, name), own if name == "template" else scope, scopes)


def _is_deployment(resource: Mapping[str, Any]) -> bool:
    return str(resource.get("type", "")).lower() == _DEPLOYMENT


def _resources(around: Mapping[str, Any], path: Path, parent: WrittenResource | None) -> Iterator[WrittenResource]:
    listed = around.get("resources")
    members = listed.items() if isinstance(listed, dict) else enumerate(listed) if isinstance(listed, list) else ()
    for key, raw in members:
        if isinstance(raw, dict):
            resource = WrittenResource(raw, (*path, "resources", key), parent)
            yield resource
            yield from _resources(raw, resource.path, resource)


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
