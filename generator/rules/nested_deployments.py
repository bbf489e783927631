"""Rules of deployments within a template."""

from __future__ import annotations

from collections.abc import Iterator

from generator.arm.expression import Call, Literal
from generator.rules.rule import INFO, WARNING, rule
from generator.rules.subject import scopes
from generator.rules.template_scope import TemplateScope, WrittenResource
from generator.rules.value import Finding, Value
from generator.rules.written_values import expression

_NESTED = "https://learn.microsoft.com/azure/azure-resource-manager/templates/linked-templates"
_DEPLOYMENT = {
    "type": "Microsoft.Resources/deployments",
    "apiVersion": "2025-04-01",
    "name": "inner",
    "properties.mode": "Incremental",
    "properties.template.resources": [],
}
_PASSWORD = {"password": {"type": "secureString"}}


@rule(
    "template/no-debug-deployments",
    WARNING,
    each=scopes,
    what="A nested deployment has no debugSetting.",
    why="Azure keeps what it asks and is told, secrets too, for all who can read the history of deployments.",
    source="https://learn.microsoft.com/azure/azure-resource-manager/templates/template-test-cases",
    aliases=("Deployment-Resources-Must-Not-Be-Debug", "Azure.Template.DebugDeployment", "AZR-000225"),
    security=5.0,
    bad={"resources": [{**_DEPLOYMENT, "properties.debugSetting.detailLevel": "requestContent"}]},
    good={"resources": [_DEPLOYMENT]},
)
def _debug(scope: TemplateScope) -> Iterator[Finding]:
    for resource in scope.resources:
        level = resource.at("properties.debugSetting.detailLevel")
        if resource.is_deployment and level.text and level.lower != "none":
            yield level.finding(f"the nested deployment logs {level.text}", "remove debugSetting")


@rule(
    "template/no-deployments-resources",
    INFO,
    each=scopes,
    enabled=False,
    what="A template has no nested or linked deployments.",
    why="In Bicep a module says the same with types that are checked.",
    source="https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-no-deployments-resources",
    aliases=("no-deployments-resources",),
    bad={"resources": [_DEPLOYMENT]},
    good={"resources": [{"name": "web"}]},
)
def _deployments(scope: TemplateScope) -> Iterator[Finding]:
    for resource in scope.resources:
        if resource.is_deployment:
            message = "the template has a deployment within it"
            yield resource.member("type").finding(message, "put its resources into the template, or use a module")


@rule(
    "template/parameter-types-consistent",
    WARNING,
    each=scopes,
    what="A parameter that is passed on to a nested template has the same type there.",
    why="Azure refuses a value of another type, and a secret is no longer kept once the type is not secure.",
    source=_NESTED,
    aliases=("Parameter-Types-Should-Be-Consistent", "Azure.Template.ParameterDataTypes", "AZR-000226"),
    security=5.0,
    bad={
        "parameters": _PASSWORD,
        "resources": [
            {
                **_DEPLOYMENT,
                "properties.expressionEvaluationOptions.scope": "inner",
                "properties.parameters.password.value": "[parameters('password')]",
                "properties.template": {"parameters": {"password": {"type": "string"}}, "resources": []},
            }
        ],
    },
    good={
        "parameters": _PASSWORD,
        "resources": [
            {
                **_DEPLOYMENT,
                "properties.expressionEvaluationOptions.scope": "inner",
                "properties.parameters.password.value": "[parameters('password')]",
                "properties.template": {"parameters": _PASSWORD, "resources": []},
            }
        ],
    },
)
def _consistent_types(scope: TemplateScope) -> Iterator[Finding]:
    for resource in filter(WrittenResource.deploys_inner, scope.resources):
        declared = resource.at("properties.template.parameters")
        for name, given in resource.at("properties.parameters").members:
            outer, inner = _passed(scope, given.member("value")), declared.member(name).member("type")
            if outer and inner.text and outer.lower() != inner.lower:
                message = f"{name} is of type {outer} here, and {inner.text} in the nested template"
                yield given.finding(message, f"make both {outer}")


def _passed(scope: TemplateScope, value: Value) -> str:
    """The type of the parameter that is passed on as it is; "" where something else is."""
    node = expression(value.raw)
    if isinstance(node, Call) and node.name.lower() == "parameters" and len(node.arguments) == 1:
        name = node.arguments[0].value if isinstance(node.arguments[0], Literal) else None
        _, declaration = scope.parameters.get(str(name).lower(), ("", {}))
        return str(declaration.get("type", ""))
    return ""
