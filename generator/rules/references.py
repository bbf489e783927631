"""Rules of reference(): it can ask only about what is in the template, or by full id and apiVersion."""

from __future__ import annotations

from collections.abc import Iterator

from generator.arm.expression import Call
from generator.diagnostics import nearest
from generator.rules.dependency_graph import dependencies, referenced
from generator.rules.rule import ERROR, rule
from generator.rules.subject import Subject, whole
from generator.rules.value import Finding, Value

_SOURCE = "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-resource"
_IP = {"type": "Microsoft.Network/publicIPAddresses", "apiVersion": "2025-07-01", "name": "web-ip"}


def _references(subject: Subject) -> Iterator[tuple[Value, Call, str]]:
    """The calls of reference() in resources and outputs whose target is known."""
    for calls in dependencies(subject).references.values():
        for place, call in calls:
            name = referenced(call)
            if name:
                yield place, call, name


@rule(
    "template/unknown-reference",
    ERROR,
    each=whole,
    what="reference() names a resource of the template, or gives a full id.",
    why="Azure refuses the template: it has no resource of that name.",
    source=_SOURCE,
    bad={"resources": [_IP], "outputs": {"ip": {"type": "string", "value": "[reference('web').ipAddress]"}}},
    good={"resources": [_IP], "outputs": {"ip": {"type": "string", "value": "[reference('web-ip').ipAddress]"}}},
)
def _unknown_reference(subject: Subject) -> Iterator[Finding]:
    graph = dependencies(subject)
    for place, _, name in _references(subject):
        if not name.startswith("/") and not graph.exists(name):
            known = [each.name for deployed in graph.deployed for each in deployed.resources]
            close = nearest(name, known)
            hint = f"did you mean {close}?" if close else "give the id of the resource, as resourceId() makes it"
            yield place.finding(f"reference() names a resource that the template does not have: {name}", hint)


@rule(
    "template/reference-needs-api-version",
    ERROR,
    each=whole,
    what="reference() to a resource that is not in the template gives the apiVersion.",
    why="Azure can not know in which version to ask for the resource, and refuses the template.",
    source=_SOURCE,
    bad={
        "resources": [_IP],
        "outputs": {
            "ip": {
                "type": "string",
                "value": "[reference(resourceId('Microsoft.Network/publicIPAddresses', 'v4')).ipAddress]",
            }
        },
    },
    good={
        "resources": [_IP],
        "outputs": {
            "ip": {
                "type": "string",
                "value": "[reference(resourceId('Microsoft.Network/publicIPAddresses', 'v4'), '2025-07-01').ipAddress]",
            }
        },
    },
)
def _needs_api_version(subject: Subject) -> Iterator[Finding]:
    graph = dependencies(subject)
    for place, call, name in _references(subject):
        if name.startswith("/") and len(call.arguments) == 1 and not graph.exists(name):
            message = f"reference() has no apiVersion, and the template has no {name.rpartition('/providers/')[2]}"
            yield place.finding(message, "give the apiVersion as the second argument of reference()")
