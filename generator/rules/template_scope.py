"""A template as it is written: what it declares, and every expression in it with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.arm.expression import ExpressionError, Node, is_expression, parse
from generator.diagnostics import Path

_NESTED = "microsoft.resources/deployments"


@dataclass(frozen=True, slots=True)
class Written:
    """An expression of the template; `error` says why it is none, and `node` is None then."""

    path: Path
    text: str
    node: Node | None
    error: ExpressionError | None = None


@dataclass(slots=True)
class TemplateScope:
    """A template, or a nested one with a scope of its own (`expressionEvaluationOptions.scope: inner`).

    `template` is as written and stands at `path`; `expressions` are all that see its parameters and variables, so also
    those of nested templates with outer scope; the root is the first of all scopes, `parent` is None for it.
    """

    template: Mapping[str, Any]
    path: Path
    parent: TemplateScope | None = None
    expressions: list[Written] = field(default_factory=list)

    def declared(self, section: str) -> Mapping[str, Any]:
        """The members of `parameters`, `variables` or `outputs`; none where that is no object."""
        value = self.template.get(section)
        return value if isinstance(value, Mapping) else {}


def scopes_of(template: Mapping[str, Any]) -> tuple[TemplateScope, ...]:
    """The scope of the template and those of its nested templates, outermost first."""
    scopes: list[TemplateScope] = [TemplateScope(template, ())]
    _collect(template, (), scopes[0], scopes)
    return tuple(scopes)


def _collect(value: Any, path: Path, scope: TemplateScope, scopes: list[TemplateScope]) -> None:
    if isinstance(value, str):
        if is_expression(value):
            scope.expressions.append(_written(path, value))
        return
    for key, inner in _children(value):
        place = (*path, key)
        if isinstance(key, str) and is_expression(key):
            scope.expressions.append(_written(place, key))
        nested = _inner_template(value, key, inner)
        if nested is None:
            _collect(inner, place, scope, scopes)
            continue
        template_path = (*place, "template")
        child = TemplateScope(nested, template_path, scope)
        scopes.append(child)
        for name, member in inner.items():
            target = child if name == "template" else scope
            _collect(member, (*place, name), target, scopes)


def _children(value: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)


def _inner_template(resource: Any, key: str | int, properties: Any) -> Mapping[str, Any] | None:
    """The nested template with a scope of its own in the `properties` of a deployment; None for all else."""
    if key != "properties" or not isinstance(properties, dict) or not isinstance(resource, dict):
        return None
    options, template = properties.get("expressionEvaluationOptions"), properties.get("template")
    inner = isinstance(options, dict) and str(options.get("scope", "")).lower() == "inner"
    is_deployment = str(resource.get("type", "")).lower() == _NESTED
    return template if inner and is_deployment and isinstance(template, dict) else None


def _written(path: Path, text: str) -> Written:
    try:
        return Written(path, text, parse(text))
    except ExpressionError as error:
        return Written(path, text, None, error)
