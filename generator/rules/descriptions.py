"""Rules of what helps the reader of a template: descriptions, no blanks, the customary parameters."""

from __future__ import annotations

from collections.abc import Iterator

from generator.arm.expression import Call
from generator.rules.documents import BICEP_LINTER
from generator.rules.expression_uses import chain
from generator.rules.rule import INFO, WARNING, rule
from generator.rules.subject import scopes
from generator.rules.template_scope import TemplateScope
from generator.rules.value import Finding, Value
from generator.rules.written_values import expression

_TESTS = "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-test-cases"
_SIZE = {"type": "string", "metadata.description": "The size of each instance."}


def _undescribed(scope: TemplateScope, section: str, word: str) -> Iterator[Finding]:
    for name in scope.declared(section):
        entry = scope.at(section, name)
        if not (entry.at("metadata.description").text or "").strip():
            hint = 'add "metadata": {"description": "…"} that says what it is for'
            yield entry.finding(f"the {word} {name} has no description", hint)


@rule(
    "template/use-description-params",
    INFO,
    each=scopes,
    enabled=False,
    what="Every parameter has a description.",
    why="Whoever deploys the template is asked for a value by its name alone.",
    source=f"{BICEP_LINTER}use-description-params",
    aliases=("use-description-params", "Azure.Template.ParameterMetadata", "AZR-000215"),
    bad={"parameters": {"size": {"type": "string"}}, "resources": []},
    good={"parameters": {"size": _SIZE}, "resources": []},
)
def _parameters(scope: TemplateScope) -> Iterator[Finding]:
    yield from _undescribed(scope, "parameters", "parameter")


@rule(
    "template/use-description-outputs",
    INFO,
    each=scopes,
    enabled=False,
    what="Every output has a description.",
    why="Whoever uses the output has to read the template to know what it is.",
    source=f"{BICEP_LINTER}use-description-outputs",
    aliases=("use-description-outputs",),
    bad={"outputs": {"name": {"type": "string", "value": "web"}}, "resources": []},
    good={
        "outputs": {
            "name": {"type": "string", "value": "web", "metadata.description": "The name of the scale set."},
        },
        "resources": [],
    },
)
def _outputs(scope: TemplateScope) -> Iterator[Finding]:
    yield from _undescribed(scope, "outputs", "output")


@rule(
    "template/no-hardcoded-outputs",
    INFO,
    each=scopes,
    enabled=False,
    what="An output is not a value that is written in the template.",
    why="It tells nothing of what was deployed, and is forgotten when the resources change.",
    source=f"{BICEP_LINTER}no-hardcoded-outputs",
    aliases=("no-hardcoded-outputs",),
    bad={"outputs": {"name": {"type": "string", "value": "web"}}, "resources": []},
    good={"outputs": {"name": {"type": "string", "value": "[resourceGroup().name]"}}, "resources": []},
)
def _literal_outputs(scope: TemplateScope) -> Iterator[Finding]:
    for name, output in scope.outputs:
        value = output.member("value")
        if value.text and expression(value.raw) is None:
            yield value.finding(f"the output {name} is a literal", "take it from what is deployed, or leave it out")


@rule(
    "template/use-description-types",
    INFO,
    each=scopes,
    enabled=False,
    what="Every type under definitions has a description.",
    why="Whoever writes a value of the type has to guess what it means.",
    source=f"{BICEP_LINTER}use-description-types",
    aliases=("use-description-types",),
    bad={"definitions": {"size": {"type": "string"}}, "resources": []},
    good={"definitions": {"size": _SIZE}, "resources": []},
)
def _types(scope: TemplateScope) -> Iterator[Finding]:
    yield from _undescribed(scope, "definitions", "type")


@rule(
    "template/use-description-type-properties",
    INFO,
    each=scopes,
    enabled=False,
    what="Every property of a type under definitions has a description.",
    why="Whoever writes a value of the type has to guess what it means.",
    source=f"{BICEP_LINTER}use-description-type-properties",
    aliases=("use-description-type-properties",),
    bad={"definitions": {"machine": {"type": "object", "properties": {"size": {"type": "string"}}}}, "resources": []},
    good={"definitions": {"machine": {"type": "object", "properties": {"size": _SIZE}}}, "resources": []},
)
def _type_properties(scope: TemplateScope) -> Iterator[Finding]:
    for name in scope.declared("definitions"):
        for key, entry in scope.at("definitions", name).member("properties").members:
            if not (entry.at("metadata.description").text or "").strip():
                yield entry.finding(f"the property {key} of the type {name} has no description")


_LOCATION, _TOKEN = "_artifactslocation", "_artifactslocationsastoken"


@rule(
    "template/artifacts-parameters",
    WARNING,
    each=scopes,
    what="_artifactsLocation and _artifactsLocationSasToken come together, with the customary types and defaults.",
    why="The tools that stage files next to a template fill in both, and know the template by them.",
    source=f"{BICEP_LINTER}artifacts-parameters",
    aliases=("artifacts-parameters", "artifacts-parameter"),
    bad={"parameters": {"_artifactsLocation": {"type": "string"}}, "resources": []},
    good={
        "parameters": {
            "_artifactsLocation": {
                "type": "string",
                "defaultValue": "[deployment().properties.templateLink.uri]",
            },
            "_artifactsLocationSasToken": {"type": "secureString", "defaultValue": ""},
        },
        "resources": [],
    },
)
def _artifacts(scope: TemplateScope) -> Iterator[Finding]:
    found = {key: scope.at("parameters", name) for key, (name, _) in scope.parameters.items()}
    location, token = found.get(_LOCATION), found.get(_TOKEN)
    if location is None or token is None:
        for present, missing in ((location, "_artifactsLocationSasToken"), (token, "_artifactsLocation")):
            if present is not None:
                yield present.finding(f"there is no parameter {missing} beside it", f"declare {missing}")
        return
    yield from _of_type(location, "string", "securestring")
    yield from _of_type(token, "securestring")
    default = location.member("defaultValue")
    if default.exists and not _is_location(default):
        hint = "write [deployment().properties.templateLink.uri]"
        yield default.finding("the default is neither an address nor that of the template", hint)
    default = token.member("defaultValue")
    if default.exists and default.raw != "":
        yield default.finding("the default of a token is empty", 'write ""')


def _of_type(parameter: Value, *types: str) -> Iterator[Finding]:
    kind = parameter.member("type")
    if kind.text and kind.lower not in types:
        wanted = " or ".join("secureString" if each == "securestring" else each for each in types)
        yield kind.finding(f"{parameter.path[-1]} is of type {kind.text}, not {wanted}")


def _is_location(default: Value) -> bool:
    node = expression(default.raw)
    if node is None:
        return default.lower.startswith(("http://", "https://"))
    start, keys = chain(node)
    lowered = [str(key).lower() for key in keys]
    return (
        isinstance(start, Call)
        and start.name.lower() == "deployment"
        and lowered == ["properties", "templatelink", "uri"]
    )


@rule(
    "template/no-blanks",
    INFO,
    each=scopes,
    enabled=False,
    what="A resource has no empty objects, lists or texts among its properties.",
    why="They say nothing, and a reader wonders whether something is missing.",
    source=_TESTS,
    aliases=("Template-Should-Not-Contain-Blanks",),
    bad={"resources": [{"properties.additionalCapabilities": {}}]},
    good={"resources": [{"properties.additionalCapabilities.ultraSSDEnabled": True}]},
)
def _blanks(scope: TemplateScope) -> Iterator[Finding]:
    for resource in scope.resources:
        properties = resource.member("properties")
        for each in () if resource.is_deployment else properties.walk():
            if each.raw in ({}, [], "") and each is not properties and str(each.path[-1]).lower() not in _MEANT:
                yield each.finding(f"{each.path[-1]} is empty", "remove it")


_MEANT = frozenset(
    {
        *("settings", "protectedsettings", "parameters", "tags", "defaultvalue", "value", "resources", "outputs"),
        *("variables", "securityrules", "dependson", "userassignedidentities", "applicationrule"),
    }
)
"""Members that say something by being empty."""
