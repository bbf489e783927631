"""Rules of where expressions and functions can stand."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Path
from generator.rules.expression_uses import Use
from generator.rules.rule import ERROR, INFO, WARNING, rule
from generator.rules.subject import scopes
from generator.rules.template_scope import TemplateScope
from generator.rules.value import Finding

_LANGUAGE = "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-expressions"
_RESOURCE_FUNCTIONS = "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-resource"
_DEPLOYMENT_FUNCTIONS = "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-scope"
_STRING_FUNCTIONS = "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-string"
_USER_FUNCTIONS = "https://learn.microsoft.com/azure/azure-resource-manager/templates/user-defined-functions"
_LIMITS = "https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices"
_LONGEST = 24_576
_EARLY = frozenset({"name", "type", "apiversion", "condition", "scope", "copy"})
"""Members of a resource that Azure evaluates before it deploys anything."""


@rule(
    "template/expression-syntax",
    ERROR,
    each=scopes,
    what="A string in brackets is an expression of the language.",
    why="Azure refuses the template: the language expression is not valid.",
    source=_LANGUAGE,
    aliases=("tleSyntax",),
    bad={"resources": [{"name": "[concat('web', '-01'"}, {"name": "[concat('web', '-02']"}]},
    good={"resources": [{"name": "[concat('web', '-01')]"}, {"name": "[[prod] is text, not an expression"}]},
)
def _syntax(scope: TemplateScope) -> Iterator[Finding]:
    for written in scope.expressions:
        if written.error is not None:
            near = written.text[written.error.position :][:30]
            message = f"the expression is not valid at character {written.error.position + 1}: {written.error}"
            hint = "text that begins with [ and ends with ] is written with [[ at its beginning"
            yield Finding(written.path, message, f"at ▸{near}; {hint}" if len(near) > 1 else hint)


@rule(
    "template/expression-length",
    ERROR,
    each=scopes,
    what="An expression has at most 24,576 characters.",
    why="Azure refuses the template.",
    source=_LIMITS,
    aliases=("AZR-000228", "Azure.Template.ExpressionLength"),
    bad={"variables": {"script": "[concat('" + "x" * _LONGEST + "', 'y')]"}},
    good={"variables": {"script": "[concat('x', 'y')]"}},
)
def _length(scope: TemplateScope) -> Iterator[Finding]:
    for written in scope.expressions:
        if len(written.text) > _LONGEST:
            message = (
                f"the expression has {len(written.text):,} characters, more than the {_LONGEST:,} that Azure takes"
            )
            yield Finding(written.path, message, "put parts of it into variables, or read the text from a file")


@rule(
    "template/runtime-function-place",
    ERROR,
    each=scopes,
    what="reference and list functions stand in properties of resources and in outputs.",
    why="Azure knows other values before it deploys, when the resource is not there: it refuses the template.",
    source=_RESOURCE_FUNCTIONS,
    aliases=("referenceInVar",),
    bad={
        "variables": {"ip": "[reference('ip').ipAddress]"},
        "resources": [{"type": "Microsoft.Network/publicIPAddresses", "apiVersion": "2025-07-01", "name": "ip"}],
        "outputs": {"ip": {"type": "string", "value": "[variables('ip')]"}},
    },
    good={
        "resources": [{"type": "Microsoft.Network/publicIPAddresses", "apiVersion": "2025-07-01", "name": "ip"}],
        "outputs": {"ip": {"type": "string", "value": "[reference('ip').ipAddress]"}},
    },
)
def _runtime_function_place(scope: TemplateScope) -> Iterator[Finding]:
    for use in scope.runtime_calls:
        place = _early_place(scope.place(use.path))
        if place:
            message = f"{use.call.name}() can not stand in {place}, which Azure evaluates before any resource is there"
            yield Finding(use.path, message, "use it in the properties of a resource, or in an output")


def _early_place(place: Path) -> str:
    """What stands there if it is evaluated before anything is deployed."""
    match place:
        case ("variables", *_):
            return "a variable"
        case ("parameters", *_):
            return "a parameter"
        case ("functions", *_):
            return "a function of the template"
        case ("resources", _, *rest):
            while rest[:1] == ["resources"]:
                rest = rest[2:]
            if rest and str(rest[0]).lower() in _EARLY:
                return f"{'the count of a ' if rest[0] == 'copy' else 'the '}{rest[0]} of a resource"
    return ""


@rule(
    "template/parameter-default-function-place",
    ERROR,
    each=scopes,
    what="newGuid and utcNow stand in the default values of parameters.",
    why="Azure refuses the template: the function is not expected there.",
    source=_STRING_FUNCTIONS,
    bad={"variables": {"tag": "[utcNow('d')]"}, "resources": [{"tags.deployed": "[variables('tag')]"}]},
    good={
        "parameters": {"now": {"type": "string", "defaultValue": "[utcNow('d')]"}},
        "resources": [{"tags.deployed": "[parameters('now')]"}],
    },
)
def _default_function_place(scope: TemplateScope) -> Iterator[Finding]:
    for use in scope.calls("newguid", "utcnow"):
        place = scope.place(use.path)
        if (place[:1], place[2:3]) != (("parameters",), ("defaultValue",)):
            message = f"{use.call.name}() can stand only in the default value of a parameter"
            yield Finding(use.path, message, "declare a parameter with that default, and use it here")


@rule(
    "template/variables-place",
    ERROR,
    each=scopes,
    what="The default of a parameter uses no variables.",
    why="Azure evaluates parameters before variables, and refuses the template.",
    source="https://learn.microsoft.com/azure/azure-resource-manager/templates/parameters",
    bad={
        "variables": {"base": "web"},
        "parameters": {"name": {"type": "string", "defaultValue": "[variables('base')]"}},
        "resources": [{"name": "[parameters('name')]"}],
    },
    good={
        "parameters": {
            "base": {"type": "string", "defaultValue": "web"},
            "name": {"type": "string", "defaultValue": "[parameters('base')]"},
        },
        "resources": [{"name": "[parameters('name')]"}],
    },
)
def _variables_place(scope: TemplateScope) -> Iterator[Finding]:
    for use in scope.calls("variables"):
        if scope.place(use.path)[:1] == ("parameters",):
            message = "variables() can not stand in a parameter, which Azure evaluates before the variables"
            yield Finding(use.path, message, "make the value another parameter, or the default itself")


@rule(
    "template/variables-in-function",
    WARNING,
    each=scopes,
    what="A function that a template defines uses its parameters, and no variables.",
    why="Azure long refused it: the variable is not found.",
    source=_USER_FUNCTIONS,
    aliases=("varInUdf",),
    bad={
        "variables": {"base": "web"},
        "functions": [
            {"namespace": "my", "members.base": {"output": {"type": "string", "value": "[variables('base')]"}}}
        ],
        "resources": [{"name": "[my.base()]"}],
    },
    good={
        "variables": {"base": "web"},
        "functions": [
            {
                "namespace": "my",
                "members.first": {
                    "parameters": [{"name": "base", "type": "string"}],
                    "output": {"type": "string", "value": "[concat(parameters('base'), '01')]"},
                },
            }
        ],
        "resources": [{"name": "[my.first(variables('base'))]"}],
    },
)
def _variables_in_function(scope: TemplateScope) -> Iterator[Finding]:
    for use in scope.calls("variables"):
        if scope.place(use.path)[:1] == ("functions",):
            message = "a function of the template uses a variable, which older versions of Azure's engine refuse"
            yield Finding(use.path, message, "give the value to the function as an argument")


@rule(
    "template/copy-index-place",
    ERROR,
    each=scopes,
    what="copyIndex stands within a loop.",
    why="Azure refuses the template: the function is expected only in a resource or property with copy.",
    source="https://learn.microsoft.com/azure/azure-resource-manager/templates/copy-resources",
    aliases=("badFuncContext",),
    bad={"resources": [{"name": "[concat('web', copyIndex())]"}]},
    good={"resources": [{"name": "[concat('web', copyIndex())]", "copy": {"name": "sets", "count": 2}}]},
)
def _copy_index_place(scope: TemplateScope) -> Iterator[Finding]:
    for use in scope.calls("copyindex"):
        if not any(_has_loop(scope, use.path[:depth]) for depth in range(len(scope.path), len(use.path))):
            hint = "add copy to the resource or the value, or leave copyIndex out"
            yield Finding(use.path, "copyIndex() stands in no loop", hint)


def _has_loop(scope: TemplateScope, path: Path) -> bool:
    value = scope.at(*scope.place(path)).raw
    return isinstance(value, dict) and any(key.lower() == "copy" for key in value)


@rule(
    "template/scope-function",
    ERROR,
    each=scopes,
    what="resourceGroup() stands in templates for resource groups, managementGroup() in those for management groups.",
    why="Azure refuses the template: the function is not valid at that scope.",
    source=_DEPLOYMENT_FUNCTIONS,
    bad={
        "$schema": "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#",
        "resources": [],
        "outputs": {"location": {"type": "string", "value": "[resourceGroup().location]"}},
    },
    good={
        "$schema": "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#",
        "resources": [],
        "outputs": {"location": {"type": "string", "value": "[deployment().location]"}},
    },
)
def _scope_function(scope: TemplateScope) -> Iterator[Finding]:
    if scope.parent is not None:
        return  # the deployment says where a nested template goes, not its schema
    target = scope.target
    for name, allowed in _ALLOWED_AT.items():
        for use in scope.calls(name) if target and target not in allowed else ():
            if not use.call.arguments and not _in_deployment(scope, use):
                message = f"{use.call.name}() has no value in a template that is deployed to a {_WORDS[target]}"
                yield Finding(use.path, message, "the $schema of the template says where it is deployed to")


def _in_deployment(scope: TemplateScope, use: Use) -> bool:
    """Whether a nested template with outer scope is around it, which may be deployed elsewhere."""
    return any(use.path[: len(path)] == path for path, _ in scope.templates[1:])


_ALLOWED_AT = {
    "resourcegroup": ("resourceGroup",),
    "subscription": ("resourceGroup", "subscription"),
    "managementgroup": ("managementGroup",),
}
_WORDS = {
    "resourceGroup": "resource group",
    "subscription": "subscription",
    "managementGroup": "management group",
    "tenant": "tenant",
}


@rule(
    "template/no-dynamic-variable-references",
    INFO,
    each=scopes,
    what="variables() gets the name of a variable as it is written, not one that is put together.",
    why="No tool can then tell which variables are used, and a misspelt one shows only when it is deployed.",
    source="https://learn.microsoft.com/azure/azure-resource-manager/templates/template-test-cases",
    aliases=("Dynamic-Variable-References-Should-Not-Use-Concat",),
    bad={
        "variables": {"size-small": "Standard_D2s_v5"},
        "resources": [{"sku.name": "[variables(concat('size-', 'small'))]"}],
    },
    good={
        "variables": {"sizes": {"small": "Standard_D2s_v5"}},
        "resources": [{"sku.name": "[variables('sizes')['small']]"}],
    },
)
def _dynamic_variables(scope: TemplateScope) -> Iterator[Finding]:
    for use in scope.calls("variables"):
        if use.call.arguments and use.literal is None:
            message = "the name of the variable is put together"
            yield Finding(use.path, message, "make one variable an object, and take a member: variables('sizes')[…]")
