"""Rules of names in expressions: whatever is named exists, and every function gets the arguments that it takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.arm.functions.function import meant
from generator.arm.functions.table import find
from generator.arm.scope import EvaluationError
from generator.diagnostics import Path
from generator.rules.expression_uses import Use
from generator.rules.rule import ERROR, WARNING, rule
from generator.rules.subject import scopes
from generator.rules.template_scope import TemplateScope
from generator.rules.value import Finding, Value
from generator.rules.written_values import source

_LANGUAGE = "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-expressions"
_FUNCTIONS = "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions"
_USER_FUNCTIONS = "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-user-defined-functions"
_NESTED = "https://learn.microsoft.com/azure/azure-resource-manager/templates/linked-templates"


@rule(
    "template/undefined-parameter",
    ERROR,
    each=scopes,
    what="Every parameter that an expression names is declared.",
    why="Azure refuses the template where it evaluates the expression.",
    source="https://learn.microsoft.com/azure/azure-resource-manager/templates/parameters",
    aliases=("undefinedParam",),
    bad={"parameters": {"vmSize": {"type": "string"}}, "resources": [{"sku.name": "[parameters('size')]"}]},
    good={"parameters": {"vmSize": {"type": "string"}}, "resources": [{"sku.name": "[parameters('vmSize')]"}]},
)
def _undefined_parameter(scope: TemplateScope) -> Iterator[Finding]:
    for use in scope.calls("parameters"):
        name = use.literal
        if name is None or _elsewhere(scope, use, "parameters"):
            continue
        known = parameters_at(scope, use.path)
        if name.lower() not in known:
            yield Finding(use.path, f"there is no parameter {name}{meant(name, known.values())}", _declare(known))


def _declare(known: dict[str, str]) -> str:
    return (
        f"the template declares {', '.join(known.values())}" if 0 < len(known) <= 10 else "declare it under parameters"
    )


def parameters_at(scope: TemplateScope, path: Path) -> dict[str, str]:
    """The parameters that an expression can name, by lower case: within a function of the template its own."""
    inside = function_at(scope, path)
    if inside is not None:
        return {name.lower(): name for name in inside}
    return {key: name for key, (name, _) in scope.parameters.items()}


def function_at(scope: TemplateScope, path: Path) -> list[str] | None:
    """The parameters of the function of the template that the place is in; None where it is in none."""
    if scope.place(path)[:1] != ("functions",):
        return None
    depth = len(scope.path) + 4
    return next((names for _, place, names in scope.functions.values() if place == path[:depth]), [])


@rule(
    "template/undefined-variable",
    ERROR,
    each=scopes,
    what="Every variable that an expression names is declared.",
    why="Azure refuses the template where it evaluates the expression.",
    source="https://learn.microsoft.com/azure/azure-resource-manager/templates/variables",
    aliases=("undefinedVar",),
    bad={"variables": {"sizes": ["Standard_D2s_v5"]}, "resources": [{"sku.name": "[first(variables('size'))]"}]},
    good={"variables": {"sizes": ["Standard_D2s_v5"]}, "resources": [{"sku.name": "[first(variables('sizes'))]"}]},
)
def _undefined_variable(scope: TemplateScope) -> Iterator[Finding]:
    names = [name for name, _, _ in scope.variables.values()]
    for use in scope.calls("variables"):
        name = use.literal
        if name is not None and name.lower() not in scope.variables and not _elsewhere(scope, use, "variables"):
            yield Finding(use.path, f"there is no variable {name}{meant(name, names)}", "declare it under variables")


@rule(
    "template/nested-deployment-template-scoping",
    ERROR,
    each=scopes,
    what="A nested template names only parameters and variables of its scope: inner its own, outer those around it.",
    why="Its expressions see those of one of the two templates, and Azure refuses the names of the other.",
    source=_NESTED,
    aliases=("nested-deployment-template-scoping",),
    bad={
        "parameters": {"size": {"type": "string"}},
        "resources": [
            {
                "type": "Microsoft.Resources/deployments",
                "apiVersion": "2025-04-01",
                "name": "inner",
                "properties": {
                    "mode": "Incremental",
                    "expressionEvaluationOptions": {"scope": "inner"},
                    "template": {"resources": [], "outputs.size": {"type": "string", "value": "[parameters('size')]"}},
                },
            }
        ],
    },
    good={
        "parameters": {"size": {"type": "string"}},
        "resources": [
            {
                "type": "Microsoft.Resources/deployments",
                "apiVersion": "2025-04-01",
                "name": "inner",
                "properties": {
                    "mode": "Incremental",
                    "expressionEvaluationOptions": {"scope": "inner"},
                    "parameters.size.value": "[parameters('size')]",
                    "template": {
                        "parameters.size.type": "string",
                        "resources": [],
                        "outputs.size": {"type": "string", "value": "[parameters('size')]"},
                    },
                },
            }
        ],
    },
)
def _nested_scoping(scope: TemplateScope) -> Iterator[Finding]:
    for function, kind in (("parameters", "parameter"), ("variables", "variable")):
        for use in scope.calls(function):
            name, place = use.literal, _elsewhere(scope, use, function)
            if place == "outer":
                hint = (
                    f"declare the {kind} in the nested template and give it a value in the properties.parameters there"
                )
                yield Finding(use.path, f"the {kind} {name} is of the outer template, and inner scope hides it", hint)
            elif place == "nested":
                hint = "set expressionEvaluationOptions.scope to inner, or name what the outer template declares"
                yield Finding(use.path, f"the {kind} {name} is of the nested template, and outer scope hides it", hint)


def _elsewhere(scope: TemplateScope, use: Use, section: str) -> str:
    """Where a name is declared that its scope lacks: in the template around (`outer`), or in a `nested` one."""
    name = (use.literal or "").lower()
    declared = scope.parameters if section == "parameters" else scope.variables
    if not name or name in declared or function_at(scope, use.path) is not None:
        return ""
    outer = scope.parent
    while outer is not None:
        if name in (outer.parameters if section == "parameters" else outer.variables):
            return "outer"
        outer = outer.parent
    for path, template in scope.templates[1:]:
        if use.path[: len(path)] == path and Value(template, path).at(section).member(name).exists:
            return "nested"
    return ""


@rule(
    "template/undefined-property",
    ERROR,
    each=scopes,
    what="A member that an expression takes of a variable is written there.",
    why="Azure refuses the template where it evaluates the expression.",
    source="https://learn.microsoft.com/azure/azure-resource-manager/templates/variables",
    aliases=("undefinedVarProp",),
    bad={
        "variables": {"sizes": {"small": "Standard_D2s_v5"}},
        "resources": [{"sku.name": "[variables('sizes').smal]"}],
    },
    good={
        "variables": {"sizes": {"small": "Standard_D2s_v5"}},
        "resources": [{"sku.name": "[variables('sizes').small]"}],
    },
)
def _undefined_property(scope: TemplateScope) -> Iterator[Finding]:
    for use in scope.calls("variables"):
        if not use.keys or use.literal is None or use.literal.lower() not in scope.variables:
            continue
        name, path, raw = scope.variables[use.literal.lower()]
        value = source(scope, Value(raw, path))
        shown = f"the variable {name}"
        for key in use.keys:
            if not isinstance(key, str) or not _is_plain_object(value):
                break
            if value.member(key).path[-1] not in value.raw:
                certain = use.certain and scope.place(use.path)[:1] != ("functions",)
                message = f"{shown} has no member {key}{meant(key, value.raw)}"
                yield Finding(use.path, message, severity=None if certain else WARNING)
                break
            value, shown = source(scope, value.member(key)), f"{shown}.{key}"


def _is_plain_object(value: Value) -> bool:
    """Whether all members of the object stand there by name."""
    return isinstance(value.raw, dict) and "copy" not in value.raw and not any(key[:1] == "[" for key in value.raw)


@rule(
    "template/undefined-function",
    ERROR,
    each=scopes,
    what="Every function that an expression calls is one of the language.",
    why="Azure refuses the template: the template function is not valid.",
    source=_FUNCTIONS,
    aliases=("undefinedFunc",),
    bad={"resources": [{"name": "[lower('WEB')]"}]},
    good={"resources": [{"name": "[toLower('WEB')]"}]},
)
def _undefined_function(scope: TemplateScope) -> Iterator[Finding]:
    for name, used in scope.uses.items():
        if "." not in name and (problem := _unknown(used[0].call.name)) is not None:
            for use in used:
                yield Finding(use.path, problem)


def _unknown(name: str) -> str | None:
    try:
        find(name)
    except EvaluationError as error:
        return str(error)
    return None


@rule(
    "template/undefined-user-function",
    ERROR,
    each=scopes,
    what="Every function with a namespace that an expression calls is defined under functions.",
    why="Azure refuses the template: the template function is not valid.",
    source=_USER_FUNCTIONS,
    aliases=("undefinedUdf", "undefinedNs"),
    bad={"resources": [{"name": "[naming.unique('web')]"}]},
    good={
        "functions": [
            {
                "namespace": "naming",
                "members.unique": {
                    "parameters": [{"name": "base", "type": "string"}],
                    "output": {"type": "string", "value": "[concat(parameters('base'), '-01')]"},
                },
            }
        ],
        "resources": [{"name": "[naming.unique('web')]"}],
    },
)
def _undefined_user_function(scope: TemplateScope) -> Iterator[Finding]:
    names = [name for name, _, _ in scope.functions.values()]
    for name, used in scope.uses.items():
        if "." in name and name not in scope.functions:
            for use in used:
                message = f"the template defines no function {use.call.name}{meant(use.call.name, names)}"
                yield Finding(use.path, message, "define it under functions, in a namespace of its own")


@rule(
    "template/argument-count",
    ERROR,
    each=scopes,
    what="Every function gets as many arguments as it takes.",
    why="Azure refuses the template where it evaluates the expression.",
    source=_LANGUAGE,
    aliases=("badArgsCount",),
    bad={"resources": [{"name": "[replace('web', 'b')]"}]},
    good={"resources": [{"name": "[replace('web', 'b', 'p')]"}]},
)
def _argument_count(scope: TemplateScope) -> Iterator[Finding]:
    for name, used in scope.uses.items():
        for use, problem in _miscounted(scope, name, used):
            yield Finding(use.path, problem)


def _miscounted(scope: TemplateScope, name: str, used: Iterable[Use]) -> Iterator[tuple[Use, str]]:
    if "." in name:
        full, _, wanted = scope.functions.get(name, ("", (), []))
        for use in used if full else ():
            if len(use.call.arguments) != len(wanted):
                takes = "1 argument" if len(wanted) == 1 else f"{len(wanted)} arguments"
                yield use, f"{full} takes {takes}, not {len(use.call.arguments)}"
        return
    try:
        function = find(name)
    except EvaluationError:
        return
    for use in used:
        try:
            function.check_count(len(use.call.arguments))
        except EvaluationError as error:
            yield use, str(error)
