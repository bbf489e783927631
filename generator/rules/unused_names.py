"""Rules of what a template declares and never uses."""

from __future__ import annotations

from collections.abc import Iterator

from generator.rules.documents import BICEP_LINTER
from generator.rules.rule import WARNING, rule
from generator.rules.subject import scopes
from generator.rules.template_scope import TemplateScope
from generator.rules.undefined_names import function_at
from generator.rules.value import Finding, Value

_PARAMETERS = "https://learn.microsoft.com/azure/azure-resource-manager/templates/parameters"
_USER_FUNCTIONS = "https://learn.microsoft.com/azure/azure-resource-manager/templates/user-defined-functions"
_NESTED_KEYS = ("parameters", "variables", "functions")


@rule(
    "template/no-unused-params",
    WARNING,
    each=scopes,
    what="Every parameter is used.",
    why="Whoever deploys the template is asked for a value that changes nothing.",
    source=f"{BICEP_LINTER}no-unused-parameters",
    aliases=("no-unused-params", "unusedParam", "Parameters-Must-Be-Referenced"),
    bad={"parameters": {"size": {"type": "string"}}, "resources": [{"sku.name": "Standard_D2s_v5"}]},
    good={"parameters": {"size": {"type": "string"}}, "resources": [{"sku.name": "[parameters('size')]"}]},
)
def _unused_parameters(scope: TemplateScope) -> Iterator[Finding]:
    outside = [use for use in scope.calls("parameters") if function_at(scope, use.path) is None]
    if any(use.literal is None for use in outside):
        return  # a name that is computed may be any
    used = {(use.literal or "").lower() for use in outside}
    for key, (name, _) in scope.parameters.items():
        if key not in used and not name.startswith("__"):
            yield scope.at("parameters", name).finding(f"the parameter {name} is never used", "remove it, or use it")


@rule(
    "template/no-unused-vars",
    WARNING,
    each=scopes,
    what="Every variable is used.",
    why="What looks like a setting of the deployment changes nothing.",
    source=f"{BICEP_LINTER}no-unused-variables",
    aliases=("no-unused-vars", "unusedVar", "Variables-Must-Be-Referenced"),
    bad={"variables": {"size": "Standard_D2s_v5"}, "resources": [{"sku.name": "Standard_D4s_v5"}]},
    good={"variables": {"size": "Standard_D2s_v5"}, "resources": [{"sku.name": "[variables('size')]"}]},
)
def _unused_variables(scope: TemplateScope) -> Iterator[Finding]:
    used = {use.literal.lower() if use.literal is not None else None for use in scope.calls("variables")}
    if None in used:
        return  # a name that is computed may be any
    for key, (name, path, _) in scope.variables.items():
        if key not in used and not name.startswith("__"):
            yield Finding(path, f"the variable {name} is never used", "remove it, or use it")


@rule(
    "template/no-unused-functions",
    WARNING,
    each=scopes,
    what="Every function that a template defines is called.",
    why="What looks like a part of the deployment changes nothing.",
    source=_USER_FUNCTIONS,
    aliases=("unusedUdf",),
    bad={
        "functions": [{"namespace": "my", "members.base": {"output": {"type": "string", "value": "web"}}}],
        "resources": [{"name": "web"}],
    },
    good={
        "functions": [{"namespace": "my", "members.base": {"output": {"type": "string", "value": "web"}}}],
        "resources": [{"name": "[my.base()]"}],
    },
)
def _unused_functions(scope: TemplateScope) -> Iterator[Finding]:
    for key, (name, path, _) in scope.functions.items():
        if key not in scope.uses:
            yield Finding(path, f"the function {name} is never called", "remove it, or call it")


@rule(
    "template/no-unused-function-params",
    WARNING,
    each=scopes,
    what="A function that a template defines uses all of its parameters.",
    why="Every call gives a value that changes nothing.",
    source=_USER_FUNCTIONS,
    aliases=("unusedUdfParam",),
    bad={
        "functions": [
            {
                "namespace": "my",
                "members.web": {
                    "parameters": [{"name": "base", "type": "string"}],
                    "output": {"type": "string", "value": "web"},
                },
            }
        ],
        "resources": [{"name": "[my.web('web')]"}],
    },
    good={
        "functions": [
            {
                "namespace": "my",
                "members.web": {
                    "parameters": [{"name": "base", "type": "string"}],
                    "output": {"type": "string", "value": "[concat(parameters('base'), '01')]"},
                },
            }
        ],
        "resources": [{"name": "[my.web('web')]"}],
    },
)
def _unused_function_parameters(scope: TemplateScope) -> Iterator[Finding]:
    for function, path, names in scope.functions.values():
        inside = [use for use in scope.calls("parameters") if use.path[: len(path)] == path]
        used = {(use.literal or "").lower() for use in inside}
        for index, name in enumerate(names if not any(use.literal is None for use in inside) else ()):
            if name.lower() not in used:
                message = f"the function {function} never uses its parameter {name}"
                yield Finding((*path, "parameters", index), message, "remove it here and in the calls, or use it")


@rule(
    "template/no-unused-types",
    WARNING,
    each=scopes,
    what="Every type under definitions is referred to.",
    why="What looks like a constraint on values constrains nothing.",
    source=_PARAMETERS,
    aliases=("no-unused-types",),
    bad={"languageVersion": "2.0", "definitions": {"port": {"type": "int", "maxValue": 65535}}, "resources": {}},
    good={
        "languageVersion": "2.0",
        "definitions": {"port": {"type": "int", "maxValue": 65535}},
        "parameters": {"port": {"$ref": "#/definitions/port"}},
        "resources": {},
        "outputs": {"port": {"type": "int", "value": "[parameters('port')]"}},
    },
)
def _unused_types(scope: TemplateScope) -> Iterator[Finding]:
    used = {text.lower() for path, text in scope.literals if path and path[-1] == "$ref"}
    for name in scope.declared("definitions"):
        if f"#/definitions/{name}".lower() not in used:
            yield scope.at("definitions", name).finding(f"the type {name} is never used", "remove it, or refer to it")


@rule(
    "template/inaccessible-nested-members",
    WARNING,
    each=scopes,
    what="A nested template with outer scope declares no parameters, variables or functions.",
    why="Its expressions see those of the outer template, so nothing can use its own.",
    source="https://learn.microsoft.com/azure/azure-resource-manager/templates/linked-templates",
    aliases=("inaccessibleNestedScopeMembers",),
    bad={
        "resources": [
            {
                "type": "Microsoft.Resources/deployments",
                "apiVersion": "2025-04-01",
                "name": "inner",
                "properties": {"mode": "Incremental", "template": {"variables.size": "small", "resources": []}},
            }
        ]
    },
    good={
        "resources": [
            {
                "type": "Microsoft.Resources/deployments",
                "apiVersion": "2025-04-01",
                "name": "inner",
                "properties": {"mode": "Incremental", "template": {"resources": []}},
            }
        ]
    },
)
def _inaccessible_members(scope: TemplateScope) -> Iterator[Finding]:
    for path, template in scope.templates:
        if path == scope.path:
            continue
        for key in _NESTED_KEYS:
            declared = Value(template, path).member(key)
            if declared.members or declared.items:
                yield declared.finding(
                    f"the {key} of a nested template with outer scope can not be used",
                    "set expressionEvaluationOptions.scope to inner, or declare them in the outer template",
                )


@rule(
    "template/no-unused-existing-resources",
    WARNING,
    each=scopes,
    what="Every resource that is declared as existing is used.",
    why="It deploys nothing, and a reader looks for what it is for.",
    source=f"{BICEP_LINTER}no-unused-existing-resources",
    aliases=("no-unused-existing-resources",),
    bad={
        "languageVersion": "2.0",
        "resources": {
            "vnet": {
                "existing": True,
                "type": "Microsoft.Network/virtualNetworks",
                "apiVersion": "2025-07-01",
                "name": "hub",
            }
        },
    },
    good={
        "languageVersion": "2.0",
        "resources": {
            "vnet": {
                "existing": True,
                "type": "Microsoft.Network/virtualNetworks",
                "apiVersion": "2025-07-01",
                "name": "hub",
            }
        },
        "outputs": {"space": {"type": "array", "value": "[reference('vnet').addressSpace.addressPrefixes]"}},
    },
)
def _unused_existing_resources(scope: TemplateScope) -> Iterator[Finding]:
    existing = [each for each in scope.resources if each.member("existing").raw is True]
    named = {text.lower() for _, text in scope.texts} if existing else set()
    for each in existing:
        symbol = each.path[-1]
        if isinstance(symbol, str) and symbol.lower() not in named:
            hint = "remove it, or refer to it by its symbolic name"
            yield each.finding(f"the existing resource {symbol} is never used", hint)
