"""Rules of how much a template can hold, and of the values that stand at its top."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from generator.arm.expression import is_expression
from generator.rules.documents import BICEP_LINTER
from generator.rules.resource import Resource
from generator.rules.rule import ERROR, INFO, WARNING, rule
from generator.rules.subject import Subject, every_resource, scopes, whole
from generator.rules.template_scope import TemplateScope
from generator.rules.value import Finding

_LIMITS = "https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices"
_SYNTAX = "https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax"
_PARAMETERS, _VARIABLES, _OUTPUTS, _ASSERTS = 256, 512, 64, 32
_LARGEST = 4 * 1024 * 1024
_LARGEST_RESOURCE = 1024 * 1024
_LARGE = {
    "name": "[concat('web', copyIndex())]",
    "properties.virtualMachineProfile.userData": "[padLeft('', 8000, 'x')]",
}
_VERSION = re.compile(r"\d+(\.\d+){1,3}")
_SCHEMA = re.compile(
    r"https?://schema\.management\.azure\.com/schemas/(20\d\d-\d\d-\d\d)(?:-preview)?/"
    r"(?:deployment|subscriptiondeployment|managementgroupdeployment|tenantdeployment)template\.json#?",
    re.IGNORECASE,
)
_OLD = "2015-01-01"


def _many(count: int, **declaration: Any) -> dict[str, Any]:
    return {f"p{index}": declaration for index in range(count)}


def _too_many(scope: TemplateScope, section: str, most: int, names: int | None = None) -> Iterator[Finding]:
    count = len(scope.declared(section)) if names is None else names
    if count > most:
        message = f"the template has {count} {section}, more than the {most} that Azure takes"
        yield scope.at(section).finding(message, "group them into objects, or split the template")


@rule(
    "template/max-params",
    ERROR,
    each=scopes,
    what="A template has at most 256 parameters.",
    why="Azure refuses the template.",
    source=f"{BICEP_LINTER}max-parameters",
    aliases=("max-params",),
    bad={"parameters": _many(_PARAMETERS + 1, type="string"), "resources": []},
    good={"parameters": _many(2, type="string"), "resources": []},
)
def _max_parameters(scope: TemplateScope) -> Iterator[Finding]:
    yield from _too_many(scope, "parameters", _PARAMETERS)


@rule(
    "template/max-variables",
    ERROR,
    each=scopes,
    what="A template has at most 512 variables.",
    why="Azure refuses the template.",
    source=f"{BICEP_LINTER}max-variables",
    aliases=("max-variables",),
    bad={"variables": _many(_VARIABLES + 1), "resources": []},
    good={"variables": _many(2), "resources": []},
)
def _max_variables(scope: TemplateScope) -> Iterator[Finding]:
    yield from _too_many(scope, "variables", _VARIABLES, len(scope.variables))


@rule(
    "template/max-outputs",
    ERROR,
    each=scopes,
    what="A template has at most 64 outputs.",
    why="Azure refuses the template.",
    source=f"{BICEP_LINTER}max-outputs",
    aliases=("max-outputs",),
    bad={"outputs": _many(_OUTPUTS + 1, type="string", value="web"), "resources": []},
    good={"outputs": _many(2, type="string", value="web"), "resources": []},
)
def _max_outputs(scope: TemplateScope) -> Iterator[Finding]:
    yield from _too_many(scope, "outputs", _OUTPUTS)


@rule(
    "template/max-asserts",
    ERROR,
    each=scopes,
    what="A template has at most 32 asserts.",
    why="Azure refuses the template.",
    source=f"{BICEP_LINTER}max-asserts",
    aliases=("max-asserts",),
    bad={"asserts": {f"a{index}": "[true()]" for index in range(_ASSERTS + 1)}, "resources": []},
    good={"asserts": {"holds": "[true()]"}, "resources": []},
)
def _max_asserts(scope: TemplateScope) -> Iterator[Finding]:
    yield from _too_many(scope, "asserts", _ASSERTS)


@rule(
    "template/max-size",
    ERROR,
    each=whole,
    what="A template has at most 4 MB with all its loops and variables expanded.",
    why="Azure refuses the request.",
    source=_LIMITS,
    bad={"resources": [{**_LARGE, "copy": {"name": "sets", "count": 600}}]},
    good={"resources": [{**_LARGE, "copy": {"name": "sets", "count": 3}}]},
)
def _max_size(subject: Subject) -> Iterator[Finding]:
    size = max(sum(each.least_size for each in subject.resources), subject.size or 0)
    if size > _LARGEST:
        message = f"the template has {size:,} characters when it is expanded, more than the {_LARGEST:,} of 4 MB"
        yield subject.template.finding(message, "read large texts from an address instead, or split the template")


@rule(
    "template/max-resource-size",
    ERROR,
    each=every_resource,
    what="A resource has at most 1 MB with all its loops and variables expanded.",
    why="Azure refuses the template.",
    source=_LIMITS,
    bad={"tags": {"note": "[padLeft('', 1100000, 'x')]"}},
    good={"tags": {"note": "[padLeft('', 100, 'x')]"}},
)
def _max_resource_size(resource: Resource) -> Iterator[Finding]:
    size = resource.least_size
    if size > _LARGEST_RESOURCE:
        message = (
            f"the resource has {size:,} characters when it is expanded, more than the {_LARGEST_RESOURCE:,} of 1 MB"
        )
        yield resource.finding(message, "read large texts from an address instead")


@rule(
    "template/valid-schema",
    WARNING,
    each=scopes,
    what="$schema is the address of a schema of deployment templates.",
    why="Editors know by it what the file is, and the Azure tools what it is deployed to.",
    source=_SYNTAX,
    aliases=(
        "DeploymentTemplate-Schema-Is-Correct",
        "Azure.Template.TemplateSchema",
        "AZR-000213",
        "Azure.Template.TemplateScheme",
        "AZR-000214",
    ),
    bad={"$schema": "https://schema.management.azure.com/deploymentTemplate.json", "resources": []},
    good={
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "resources": [],
    },
)
def _valid_schema(scope: TemplateScope) -> Iterator[Finding]:
    schema = str(scope.template.get("$schema") or "")
    known = _SCHEMA.fullmatch(schema)
    hint = "write https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
    place = (*scope.path, "$schema") if "$schema" in scope.template else scope.path
    if not known:
        message = f"$schema is no schema of templates: {schema[:80]}" if schema else "the template has no $schema"
        yield Finding(place, message, hint)
    elif known[1] == _OLD and scope.parent is None:
        yield Finding(place, f"$schema is that of {_OLD}, which is out of date", hint, severity=INFO)


@rule(
    "template/content-version",
    WARNING,
    each=scopes,
    what="contentVersion is two to four numbers with dots between, such as 1.0.0.0.",
    why="Azure refuses a template that has none, or one that is no version.",
    source=_SYNTAX,
    aliases=("Azure.Template.TemplateFile", "AZR-000212"),
    bad={"contentVersion": "first", "resources": []},
    good={"contentVersion": "1.0.0.0", "resources": []},
)
def _content_version(scope: TemplateScope) -> Iterator[Finding]:
    version = scope.template.get("contentVersion")
    if version is None:
        yield Finding(scope.path, "the template has no contentVersion", 'add "contentVersion": "1.0.0.0"')
    elif not isinstance(version, str) or not (_VERSION.fullmatch(version) or is_expression(version)):
        place = (*scope.path, "contentVersion")
        yield Finding(place, f"contentVersion is no version: {version!s:.40}", "write 1.0.0.0")


@rule(
    "template/min-max-are-numbers",
    WARNING,
    each=scopes,
    what="minValue, maxValue, minLength and maxLength of a parameter are integers.",
    why="Azure takes no text or expression there, and a limit that is not applied is none.",
    source="https://learn.microsoft.com/azure/azure-resource-manager/templates/parameters",
    aliases=("Min-And-Max-Value-Are-Numbers", "Azure.Template.ParameterMinMaxValue", "AZR-000224"),
    bad={"parameters": {"count": {"type": "int", "maxValue": "100"}}, "resources": []},
    good={"parameters": {"count": {"type": "int", "maxValue": 100}}, "resources": []},
)
def _limits_are_numbers(scope: TemplateScope) -> Iterator[Finding]:
    for name in scope.declared("parameters"):
        declaration = scope.at("parameters", name)
        for limit in ("minValue", "maxValue", "minLength", "maxLength"):
            value = declaration.member(limit)
            if value.exists and (not isinstance(value.raw, int) or isinstance(value.raw, bool)):
                yield value.finding(f"{limit} of {name} is no integer", "write it without quotes")
