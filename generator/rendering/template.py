"""The second stage whole: from a blueprint to an ARM template and its parameter file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generator.blueprint.blueprint import Blueprint
from generator.blueprint.parts import SCALE_SETS
from generator.diagnostics import Diagnostic, DiagnosticError, Location, Path
from generator.rendering.artifacts import artifacts_token
from generator.rendering.certificates import Certificates
from generator.rendering.composition import Composition
from generator.rendering.custom_data import CustomData
from generator.rendering.dependencies import with_dependencies
from generator.rendering.engine import Engine
from generator.rendering.extensions import Extensions
from generator.rendering.facts import template_facts
from generator.rendering.files import BlueprintFiles
from generator.rendering.image_parts import scale_set_parameters, scale_set_patches, scale_set_variables
from generator.rendering.outputs import outputs
from generator.rendering.patches import apply_patches, is_resource
from generator.rendering.prepare import Parameter, Prepared, prepare
from generator.rendering.slots import SlotTemplate, joining, staging_last
from generator.rendering.values import Expression, Rendered, View, as_expression, literal, plain

_TEMPLATE = "deploymentTemplate"
_OF_RESOURCE = 2
"""Steps of the path to a resource, an output or a parameter."""
_OF_ALL = ("name", "location", "tags")
"""Keys whose values every resource has: they do not tell what made one."""


@dataclass(frozen=True, slots=True)
class Template:
    """A rendered ARM template.

    `content` is the template as plain JSON values; `origins` leads from a place in it to the blueprint path whose
    value stands there; `parameters` are what whoever deploys gives or may change.
    """

    content: dict[str, Any]
    origins: dict[Path, Path]
    parameters: tuple[Parameter, ...]
    blueprint: Blueprint

    def origin(self, path: Path) -> Path | None:
        """The blueprint path of a place in the template; None where nothing in the blueprint led to it.

        Of a place that is no value of the blueprint, it is what most of the values within it have in common, or within
        the closest place around it.
        """
        for length in range(len(path), 0, -1):
            if (origin := self.origins.get(path[:length])) is not None:
                return (*origin, *path[length:])
            if (origin := self._maker(path[:length])) is not None:
                return origin
        return None

    def _maker(self, place: Path) -> Path | None:
        """The blueprint path that most values within a place come from."""
        within = [origin for path, origin in self.origins.items() if path[: len(place)] == place]
        sections = Counter(origin[0] for origin in within if origin[0] not in _OF_ALL)
        if len(place) < _OF_RESOURCE or not sections:
            return None
        section, _ = sections.most_common(1)[0]
        return tuple(_common([origin for origin in within if origin[0] == section]))

    def location(self, path: Path) -> Location | None:
        """The blueprint line of a place in the template."""
        origin = self.origin(path)
        return self.blueprint.location(origin) if origin is not None else None


def _common(paths: list[Path]) -> Iterator[str | int]:
    """The steps that the paths begin with alike."""
    for steps in zip(*paths, strict=False):
        if len(set(steps)) > 1:
            return
        yield steps[0]


def render(blueprint: Blueprint) -> Template:
    """Render the ARM template of a blueprint.

    Raises DiagnosticError where a file is missing, a template is at fault, or the blueprint contradicts itself.
    """
    if blueprint.parts:
        return _composed(blueprint)
    prepared = prepare(blueprint)
    files = BlueprintFiles(blueprint)
    facts = template_facts(blueprint, prepared.view)
    engine = Engine(blueprint.templates)
    parameters = scale_set_parameters(prepared)
    context = context_of(prepared, facts)
    custom_data, extensions = CustomData(files, prepared), Extensions(engine, prepared, files, context)
    engine.filters = {
        "custom_data": custom_data.custom_data,
        "user_data": custom_data.user_data,
        "script": custom_data.script,
        "identities": _identities,
        "artifacts_token": artifacts_token,
        "certificate": Certificates(files).certificate,
        "extensions": extensions.extensions,
        "public": extensions.public,
        "protected": extensions.protected,
    }
    context["parameters"] = Rendered(declarations(parameters))
    context["variables"] = scale_set_variables(prepared)
    context["outputs"] = outputs(prepared, blueprint)
    rendered = engine.render(_TEMPLATE, context)
    content = checked_content(rendered.value)
    patched, origins = apply_patches(content["resources"], scale_set_patches(prepared.view), blueprint)
    raw = prepared.view.at("resources").value or ()
    origins |= {("resources", len(patched) + index): ("resources", index) for index in range(len(raw))}
    resources = with_dependencies([*patched, *raw], content.get("variables"))
    check_unique(resources, blueprint)
    return Template({**content, "resources": resources}, rendered.origins | origins, parameters, blueprint)


def _composed(blueprint: Blueprint) -> Template:
    """The template of several scale sets: those of all parts in one."""
    composition = Composition(blueprint)
    made = {place: render(part) for place, part in blueprint.parts}
    slots = {place: part.slot for place, part in blueprint.parts if part.slot is not None}
    joined = joining([SlotTemplate(slots[place], _rendered(made[place]), made[place].parameters) for place in slots])
    for place, one in zip(slots, joined, strict=True):
        composition.add(place, one.slot.name, one.template, one.parameters)
    for place, part in blueprint.parts:
        if part.slot is None:
            name = str(place[-1]) if place[0] == SCALE_SETS else str(part.document["name"])
            composition.add(place, name, _rendered(made[place]), made[place].parameters)
    composition.stop()
    content, origins = composition.content, composition.origins
    if slots:
        content, origins = (ordered := staging_last(content, origins, joined)).value, ordered.origins
    return Template(content, origins, tuple(composition.parameters.values()), blueprint)


def _rendered(template: Template) -> Rendered:
    return Rendered(template.content, template.origins)


def context_of(prepared: Prepared, facts: dict[str, Any]) -> dict[str, Any]:
    """What templates see: the blueprint's own keys, and the facts."""
    view = prepared.view
    known = view.schema.properties(view.node) or {}
    return {name: view.at(name) for name in known} | facts


def declarations(parameters: tuple[Parameter, ...]) -> dict[str, Any]:
    """The parameters as a template declares them."""
    declared = {}
    for parameter in parameters:
        definition = {"type": "secureString" if parameter.secure else "string"} | parameter.definition
        if parameter.default is not None:
            definition = {"type": definition.pop("type"), "defaultValue": _escaped(parameter.default)} | definition
        declared[parameter.name] = definition
    return declared


def _escaped(value: Any) -> Any:
    match value:
        case str():
            return value if as_expression(value) else literal(value)
        case dict():
            return {literal(key): _escaped(inner) for key, inner in value.items()}
        case list():
            return [_escaped(inner) for inner in value]
    return value


def _identities(identities: list[Any] | None) -> Any:
    """ARM's form of user-assigned identities: an object whose keys are the resource ids."""
    if not identities:
        return None
    values = [plain(each) for each in identities]
    first = next((each.path for each in identities if isinstance(each, View)), None)
    origins: dict[Path, Path] = {}
    if first is not None:
        origins[()] = first[:-1] if isinstance(first[-1], int) else first
    return Rendered({value.text if isinstance(value, Expression) else value: {} for value in values}, origins)


def checked_content(content: Any) -> dict[str, Any]:
    """The template; overlaid templates can make anything, and a DiagnosticError tells where it is none."""
    resources = content.get("resources") if isinstance(content, dict) else None
    if isinstance(resources, list):
        wrong = next((f"resources[{index}]" for index, each in enumerate(resources) if not is_resource(each)), None)
        if wrong is None:
            return dict(content)
    else:
        wrong = "resources"
    message = f"{wrong} is not what ARM takes: a list, each with type, apiVersion and name as text"
    raise DiagnosticError(Diagnostic(code="template/no-resource", message=message, location=Location(file=_TEMPLATE)))


def check_unique(resources: list[dict[str, Any]], blueprint: Blueprint) -> None:
    """Raise a DiagnosticError where two resources have one name."""
    seen: set[tuple[str, str]] = set()
    raw = len(resources) - len(blueprint.document["resources"])
    for index, resource in enumerate(resources):
        key = str(resource["type"]).lower(), str(resource["name"]).lower()
        if key in seen:
            raise DiagnosticError(
                Diagnostic(
                    code="template/same-resource",
                    message=f"two resources are {resource['type']} {resource['name']}",
                    location=blueprint.location(("resources", index - raw)),
                    path=("resources", index - raw),
                    hint="give one of them another name",
                )
            )
        seen.add(key)
