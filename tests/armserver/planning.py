"""What a deployment would do, by our own expansion of its template: resources, nested deployments, outputs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any

from armserver.camel_case import camel_case
from armserver.dependencies import check_dependencies
from armserver.errors import invalid_template
from armserver.validation import SECURE, TYPES, check_parameters, checked
from generator.arm.expansion import expand
from generator.arm.expression import quote
from generator.arm.parameter_definitions import parameter_definitions
from generator.arm.resources import ExpandedResource, Expansion, written
from generator.arm.scope import Deployment
from generator.diagnostics import Severity

NESTED = "microsoft.resources/deployments"


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """An output as it is declared: its type as Azure writes it, and its value as far as it is known by now."""

    kind: str
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A resource to create after others; a nested deployment has a plan of its own."""

    resource: ExpandedResource
    nested: "Plan | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A template with its parameters, ready to be deployed to `place`.

    `parameters` have type and value each, as in Azure's answers: a secure one no value.
    """

    place: Deployment
    template: Mapping[str, Any]
    parameters: Mapping[str, Any]
    given: Mapping[str, Any] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    outputs: Mapping[str, Output] = field(default_factory=dict)
    mode: str = "Incremental"

    def resources(self) -> Iterator[ExpandedResource]:
        """Give the resources that are created: those of nested deployments too, but not the deployments."""
        for step in self.steps:
            if step.nested is None:
                yield step.resource
            else:
                yield from step.nested.resources()


def plan(template: Any, given: Mapping[str, Any], place: Deployment) -> Plan:
    """Expand a template with the parameters of a request; raise ArmError (400) for what Azure refuses of it."""
    template = checked(template)
    check_parameters(template.get("parameters") or {}, given)
    expansion = expand(template, given, place, complete=True)
    for problem in expansion.problems:
        # A reference to Key Vault has no value before Azure reads it, which is no mistake.
        if problem.severity is Severity.ERROR and problem.code != "parameter/missing":
            raise invalid_template(problem.message)
    made = _of(template, given, place, expansion)
    check_dependencies(expansion.resources)
    return made


def _of(template: Mapping[str, Any], given: Mapping[str, Any], place: Deployment, expansion: Expansion) -> Plan:
    return Plan(
        place=place,
        template=template,
        parameters=_described(template, given, place),
        given=given,
        steps=tuple(_steps(expansion.resources, template, given, place)),
        outputs=_outputs(template, expansion.outputs),
    )


def _steps(
    resources: list[ExpandedResource], template: Mapping[str, Any], given: Mapping[str, Any], place: Deployment
) -> Iterator[Step]:
    """The resources of one template, those of a nested deployment, which follow it, within its step."""
    position = 0
    while position < len(resources):
        resource = resources[position]
        around = (*resource.path, "properties", "template")
        position += 1
        inner: list[ExpandedResource] = []
        while position < len(resources) and resources[position].path[: len(around)] == around:
            inner.append(resources[position])
            position += 1
        if not resource.existing and resource.condition is not False:
            yield Step(resource=resource, nested=_nested(resource, inner, template, given, place))


def _nested(
    owner: ExpandedResource,
    inner: list[ExpandedResource],
    around: Mapping[str, Any],
    given: Mapping[str, Any],
    place: Deployment,
) -> Plan | None:
    """The plan of a nested deployment, whose expressions mean the template around it unless it says otherwise."""
    start: Any = around
    written_at = reduce(lambda value, step: value[step], owner.path, start)
    template = (written_at.get("properties") or {}).get("template")
    if owner.type.lower() != NESTED or not isinstance(template, dict):
        return None
    properties = owner.body.get("properties") or {}
    target = replace(owner.deployment, name=owner.name)
    own = properties.get("parameters") or {}
    mode = str(properties.get("mode", "Incremental"))
    if str((properties.get("expressionEvaluationOptions") or {}).get("scope")).lower() == "inner":
        return replace(_of(template, own, target, expand(template, own, target)), mode=mode)
    outputs = expand({**around, "resources": [], "outputs": template.get("outputs") or {}}, given, place).outputs
    return Plan(
        place=target,
        template=template,
        parameters={},
        steps=tuple(_steps(inner, around, given, place)),
        outputs=_outputs(template, outputs),
        mode=mode,
    )


def _outputs(template: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Output]:
    declared = template.get("outputs") or {}
    return {name: Output(kind=_kind(declared[name]), value=value) for name, value in values.items()}


def _described(template: Mapping[str, Any], given: Mapping[str, Any], place: Deployment) -> dict[str, Any]:
    declared = parameter_definitions(template)
    # Whatever expression a default is, an output can ask for its value.
    asked = {name: {"type": "object", "value": f"[parameters({quote(name)})]"} for name in declared}
    values = expand({**template, "resources": [], "outputs": asked}, given, place).outputs
    references = {name.lower(): each["reference"] for name, each in given.items() if "reference" in each}
    described: dict[str, dict[str, Any]] = {}
    for name, each in declared.items():
        kind = _kind(each)
        described[camel_case(name)] = entry = dict[str, Any](type=kind)
        if name.lower() in references:
            entry["reference"] = references[name.lower()]
        elif kind not in SECURE:
            entry["value"] = written(values.get(name))
    return described


def _kind(declaration: Mapping[str, Any]) -> str:
    return TYPES.get(str(declaration.get("type")).lower(), "Object")
