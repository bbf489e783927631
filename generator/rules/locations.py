"""Rules of where resources are deployed: the location is a parameter, not written in the template."""

from __future__ import annotations

from collections.abc import Iterator

from generator.arm.schemas.store import find
from generator.rules.documents import BICEP_LINTER
from generator.rules.expression_uses import uses
from generator.rules.resource import Resource
from generator.rules.rule import INFO, WARNING, rule
from generator.rules.subject import every_resource, scopes
from generator.rules.template_scope import TemplateScope, WrittenResource
from generator.rules.value import Finding, Value
from generator.rules.written_values import expression, expressions, source

_LOCATION = {"parameters": {"location": {"type": "string", "defaultValue": "[resourceGroup().location]"}}}
_INNER = {
    "type": "Microsoft.Resources/deployments",
    "apiVersion": "2025-04-01",
    "name": "inner",
    "properties.mode": "Incremental",
    "properties.expressionEvaluationOptions.scope": "inner",
    "properties.template": {
        **_LOCATION,
        "resources": [],
        "outputs.location": {"type": "string", "value": "[parameters('location')]"},
    },
}


@rule(
    "template/no-hardcoded-location",
    WARNING,
    each=scopes,
    enabled=False,
    what="The location of a resource comes from a parameter, or is global.",
    why="The template can be deployed to one region alone, which may not be where the resource group is.",
    source=f"{BICEP_LINTER}no-hardcoded-location",
    aliases=("no-hardcoded-location", "Location-Should-Not-Be-Hardcoded", "AZR-000222"),
    bad={"resources": [{"location": "westeurope"}]},
    good={**_LOCATION, "resources": [{"location": "[parameters('location')]"}]},
)
def _hardcoded_location(scope: TemplateScope) -> Iterator[Finding]:
    origins = [source(scope, resource.member("location")) for resource in scope.resources]
    for origin in {each.path: each for each in origins}.values():
        if origin.text and expression(origin.raw) is None and origin.lower != "global":
            message = f"the location {origin.text[:60]} is written in the template"
            yield origin.finding(message, "declare a parameter location with the default [resourceGroup().location]")


@rule(
    "template/no-loc-expr-outside-params",
    INFO,
    each=scopes,
    enabled=False,
    what="resourceGroup().location and deployment().location stand only in defaults of parameters.",
    why="Whoever deploys the template can not choose another location.",
    source=f"{BICEP_LINTER}no-loc-expr-outside-params",
    aliases=("no-loc-expr-outside-params",),
    bad={"resources": [{"location": "[resourceGroup().location]"}]},
    good={**_LOCATION, "resources": [{"location": "[parameters('location')]"}]},
)
def _location_expression(scope: TemplateScope) -> Iterator[Finding]:
    for use in scope.calls("resourcegroup", "deployment"):
        if str(next(iter(use.keys), "")).lower() == "location" and scope.place(use.path)[:1] != ("parameters",):
            message = f"{use.call.name}().location stands outside the default of a parameter"
            yield Finding(use.path, message, "declare a parameter location with that default, and use it here")


@rule(
    "template/explicit-values-for-loc-params",
    INFO,
    each=scopes,
    enabled=False,
    what="A nested template gets the value of each parameter for a location.",
    why="Its default is the location of the group that it is deployed to, which may not be where the others are.",
    source=f"{BICEP_LINTER}explicit-values-for-loc-params",
    aliases=("explicit-values-for-loc-params",),
    bad={"resources": [_INNER]},
    good={
        **_LOCATION,
        "resources": [{**_INNER, "properties.parameters.location.value": "[parameters('location')]"}],
    },
)
def _explicit_location(scope: TemplateScope) -> Iterator[Finding]:
    for resource in filter(WrittenResource.deploys_inner, scope.resources):
        given = resource.at("properties.parameters")
        for name, declaration in resource.at("properties.template.parameters").members:
            if given.member(name).missing and _is_location(declaration.member("defaultValue")):
                place = given if given.exists else resource.member("properties")
                message = f"the nested template gets no {name}, and takes the location of the resource group"
                yield place.finding(message, f"give {name} among its parameters")


def _is_location(default: Value) -> bool:
    found = (use for written in expressions(default) for use in uses(written))
    return any(use.name in ("resourcegroup", "deployment") and "location" in use.keys for use in found)


@rule(
    "template/location-parameter",
    INFO,
    each=scopes,
    what="The parameter location is a string, and its default is the location of the resource group or deployment.",
    why="Resources otherwise go to another region than their group, unless someone thinks of the parameter.",
    source="https://learn.microsoft.com/azure/azure-resource-manager/templates/template-test-cases",
    aliases=(
        "Azure.Template.LocationDefault",
        "AZR-000220",
        "Azure.Template.LocationType",
        "AZR-000221",
    ),
    bad={"parameters": {"location": {"type": "string", "defaultValue": "westeurope"}}, "resources": []},
    good={**_LOCATION, "resources": []},
)
def _location_parameter(scope: TemplateScope) -> Iterator[Finding]:
    if "location" not in scope.parameters:
        return
    name, _ = scope.parameters["location"]
    declaration = scope.at("parameters", name)
    kind, default = declaration.member("type"), declaration.member("defaultValue")
    if kind.text and kind.lower != "string":
        yield kind.finding(f"the parameter {name} is of type {kind.text}, not string")
    if default.text and expression(default.raw) is None and default.lower != "global":
        message = f"the default of {name} is the literal {default.text[:60]}"
        yield default.finding(message, "write [resourceGroup().location]")


@rule(
    "template/resources-should-have-location",
    WARNING,
    each=every_resource,
    what="A resource that stands in a region says in which.",
    why="Azure refuses it: the location property is required.",
    source="https://learn.microsoft.com/azure/azure-resource-manager/templates/resource-location",
    aliases=("Resources-Should-Have-Location",),
    bad={
        "resources": [{"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2025-07-01", "name": "vnet"}],
    },
    good={
        "resources": [
            {
                "type": "Microsoft.Network/virtualNetworks",
                "apiVersion": "2025-07-01",
                "name": "vnet",
                "location": "[resourceGroup().location]",
            }
        ],
    },
)
def _missing_location(resource: Resource) -> Iterator[Finding]:
    if resource.member("location").missing and resource.type.lower() in _REGIONAL and _schema_allows(resource):
        message = f"the {resource.type.rpartition('/')[2]} {resource.expanded.name} has no location"
        yield resource.finding(message, 'add "location": "[resourceGroup().location]"')


_REGIONAL = frozenset(
    f"microsoft.network/{name.lower()}"
    for name in (
        *("applicationGateways", "applicationGatewayWebApplicationFirewallPolicies", "applicationSecurityGroups"),
        *("bastionHosts", "ddosProtectionPlans", "loadBalancers", "natGateways", "networkInterfaces"),
        *("networkSecurityGroups", "privateEndpoints", "publicIPAddresses", "publicIPPrefixes", "routeTables"),
        "virtualNetworks",
    )
)
"""Types whose schema does not require the location that Azure does."""


def _schema_allows(resource: Resource) -> bool:
    """Whether the check against the schema says nothing of it, so that this is the one place that does."""
    schema = find(resource.type)
    return schema is None or "location" not in schema.models[schema.model].get("required", ())
