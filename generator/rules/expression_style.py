"""Rules of how expressions are best written; most of them change nothing that Azure does."""

from __future__ import annotations

from collections.abc import Iterator

from generator.arm.expression import Call, Literal, Node, unparse
from generator.rules.expression_uses import Use, chain
from generator.rules.rule import INFO, WARNING, rule
from generator.rules.subject import scopes
from generator.rules.template_scope import TemplateScope
from generator.rules.value import Finding, Value
from generator.rules.written_values import expression, source

_TESTS = "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-test-cases"
_TEXT = frozenset(
    {
        *("format", "string", "uniquestring", "guid", "newguid", "tolower", "toupper", "substring", "trim", "replace"),
        *("resourceid", "subscriptionresourceid", "tenantresourceid", "extensionresourceid", "base64", "join", "uri"),
        *("base64tostring", "datauri", "uricomponent", "utcnow", "datetimeadd", "padleft"),
    }
)
"""Functions that give a string."""


@rule(
    "template/prefer-interpolation",
    INFO,
    each=scopes,
    enabled=False,
    what="Texts are put together by format().",
    why="A pattern shows the text that comes out; a long concat() hides it among quotes and commas.",
    source="https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-prefer-interpolation",
    aliases=("prefer-interpolation",),
    bad={"parameters": {"base": {"type": "string"}}, "resources": [{"name": "[concat(parameters('base'), '-01')]"}]},
    good={
        "parameters": {"base": {"type": "string"}},
        "resources": [{"name": "[format('{0}-01', parameters('base'))]"}],
    },
)
def _prefer_interpolation(scope: TemplateScope) -> Iterator[Finding]:
    for use in scope.calls("concat"):
        arguments = use.call.arguments
        if len(arguments) > 1 and all(_is_text(scope, each) for each in arguments):
            hint = "write format() with the fixed parts in its first argument and {0}, {1}, … between them"
            yield Finding(use.path, f"concat() puts a text together: {unparse(use.call):.60}", hint)


def _is_text(scope: TemplateScope, node: Node) -> bool:
    """Whether the value is surely a string."""
    start, keys = chain(node)
    if isinstance(start, Literal):
        return isinstance(start.value, str)
    if not isinstance(start, Call):
        return False
    name = start.name.lower()
    if name == "concat":
        return all(_is_text(scope, each) for each in start.arguments)
    if name == "parameters" and not keys and start.arguments and isinstance(start.arguments[0], Literal):
        _, declaration = scope.parameters.get(str(start.arguments[0].value).lower(), ("", {}))
        return str(declaration.get("type", "")).lower() in ("string", "securestring")
    if name == "variables":
        value = _variable(scope, start, keys)
        inner = expression(value.raw)
        return isinstance(value.raw, str) and (inner is None or _is_text_without_names(scope, inner))
    return not keys and name in _TEXT


def _is_text_without_names(scope: TemplateScope, node: Node) -> bool:
    """The same for what a variable holds, without a look at further variables, so that no circle is followed."""
    start, _ = chain(node)
    return not (isinstance(start, Call) and start.name.lower() in ("variables", "concat")) and _is_text(scope, node)


def _variable(scope: TemplateScope, call: Call, keys: tuple[str | int | None, ...]) -> Value:
    if keys or not call.arguments or not isinstance(call.arguments[0], Literal):
        return Value(None, ())
    _, path, raw = scope.variables.get(str(call.arguments[0].value).lower(), ("", (), None))
    return source(scope, Value(raw, path))


@rule(
    "template/simplify-json-null",
    INFO,
    each=scopes,
    what="null is written as null().",
    why="json('null') says the same in a roundabout way that older versions of the language needed.",
    source="https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-simplify-json-null",
    aliases=("simplify-json-null",),
    bad={"resources": [{"zones": "[json('null')]"}]},
    good={"resources": [{"zones": "[null()]"}]},
)
def _json_null(scope: TemplateScope) -> Iterator[Finding]:
    for use in scope.calls("json"):
        if use.literal is not None and use.literal.strip() == "null":
            yield Finding(use.path, "json('null') is null() written in a roundabout way", "write null()")


@rule(
    "template/uri-functions",
    INFO,
    each=scopes,
    what="The address in a property whose name ends in uri or url is put together by uri() or uriComponent().",
    why="concat() and format() double or drop the slash between the parts.",
    source=_TESTS,
    aliases=("URIs-Should-Be-Properly-Constructed",),
    bad={
        "parameters": {"base": {"type": "string"}},
        "resources": [{"properties.scriptUri": "[concat(parameters('base'), '/run.sh')]"}],
    },
    good={
        "parameters": {"base": {"type": "string"}},
        "resources": [{"properties.scriptUri": "[uri(parameters('base'), 'run.sh')]"}],
    },
)
def _uri_functions(scope: TemplateScope) -> Iterator[Finding]:
    for written in scope.expressions:
        place = scope.place(written.path)
        name = str(place[-1]).lower()
        if place[0] != "resources" or not name.endswith(("uri", "url")) or not isinstance(written.node, Call):
            continue
        if written.node.name.lower() in ("concat", "format"):
            message = f"{place[-1]} is put together by {written.node.name}()"
            yield Finding(written.path, message, "write uri(base, path), which sets the slash between them right")


@rule(
    "template/no-providers-function",
    WARNING,
    each=scopes,
    what="No expression calls providers().",
    why="It gives whatever apiVersions Azure has at that moment, so that the same template deploys differently; the "
    "function is deprecated.",
    source=_TESTS,
    aliases=("providers_apiVersions-Is-Not-Permitted",),
    bad={"resources": [{"apiVersion": "[providers('Microsoft.Compute', 'virtualMachineScaleSets').apiVersions[0]]"}]},
    good={"resources": [{"apiVersion": "2026-03-01"}]},
)
def _providers(scope: TemplateScope) -> Iterator[Finding]:
    for use in scope.calls("providers"):
        yield Finding(use.path, "providers() gives another value with time", "write the apiVersion as it is")


@rule(
    "template/resource-id-arguments",
    INFO,
    each=scopes,
    what="resourceId() gets types and names, without resourceGroup(), subscription() or concat() around them.",
    why="It knows the group and the subscription, and puts the names together itself.",
    source=_TESTS,
    aliases=("ResourceIds-should-not-contain",),
    bad={
        "outputs": {
            "id": {
                "type": "string",
                "value": "[resourceId(resourceGroup().name, 'Microsoft.Network/virtualNetworks', 'vnet')]",
            }
        }
    },
    good={"outputs": {"id": {"type": "string", "value": "[resourceId('Microsoft.Network/virtualNetworks', 'vnet')]"}}},
)
def _resource_id_arguments(scope: TemplateScope) -> Iterator[Finding]:
    for use in scope.calls("resourceid", "subscriptionresourceid"):
        for argument in use.call.arguments:
            start, keys = chain(argument)
            if isinstance(start, Call) and start.name.lower() in ("resourcegroup", "subscription") and keys:
                message = f"{use.call.name}() takes the {'.'.join(map(str, keys))} of {start.name}() anyway"
                yield Finding(use.path, message, "leave the argument out")


@rule(
    "template/depends-on-expressions",
    INFO,
    each=scopes,
    what="An entry of dependsOn is an id or a name, not one that concat() or if() puts together.",
    why="Azure drops dependencies on what is not deployed by itself, and resourceId() shows which resource is meant.",
    source=_TESTS,
    aliases=("DependsOn-Best-Practices",),
    bad={"resources": [{"dependsOn": ["[concat('Microsoft.Network/virtualNetworks/', 'vnet')]"]}]},
    good={"resources": [{"dependsOn": ["[resourceId('Microsoft.Network/virtualNetworks', 'vnet')]"]}]},
)
def _depends_on_expressions(scope: TemplateScope) -> Iterator[Finding]:
    for use in scope.calls("concat", "if"):
        if use.around is None and _in_depends_on(scope, use) and not _counts(use):
            message = f"the entry of dependsOn is put together by {use.call.name}()"
            yield Finding(use.path, message, "write resourceId() with the type and the name")


def _in_depends_on(scope: TemplateScope, use: Use) -> bool:
    place = scope.place(use.path)
    return place[:1] == ("resources",) and str(place[-2]).lower() == "dependson"


def _counts(use: Use) -> bool:
    return "copyindex(" in use.written.text.lower()
