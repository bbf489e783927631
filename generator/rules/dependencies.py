"""Rules of dependsOn: what it names is there, no two resources wait for each other, and nothing is said twice."""

from __future__ import annotations

from collections.abc import Iterator

from generator.arm.expression import is_expression
from generator.arm.resource_ids import scope_id
from generator.arm.resources import ExpandedResource
from generator.diagnostics import Path, nearest
from generator.rules.dependency_graph import (
    Dependencies,
    Deployed,
    circles,
    dependencies,
    entries,
    ids,
    referenced,
    short,
)
from generator.rules.rule import ERROR, INFO, WARNING, rule
from generator.rules.subject import Subject, whole
from generator.rules.value import Finding, Value

_ORDER = "https://learn.microsoft.com/azure/azure-resource-manager/templates/resource-dependency"
_NOT_FOUND = "https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-not-found"
_INVALID = "https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-invalid-template"
_MOST_NAMES = 10
_VNET = {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2025-07-01", "name": "vnet"}
_NSG = {"type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2025-07-01", "name": "nsg"}
_VNET_ID = "[resourceId('Microsoft.Network/virtualNetworks', 'vnet')]"
_NSG_ID = "[resourceId('Microsoft.Network/networkSecurityGroups', 'nsg')]"


@rule(
    "template/dependency-cycle",
    ERROR,
    each=whole,
    what="No resource waits for itself, not even through others.",
    why="Azure refuses the template: a circular dependency is detected.",
    source=_INVALID,
    bad={"resources": [{**_VNET, "dependsOn": [_NSG_ID]}, {**_NSG, "dependsOn": [_VNET_ID]}]},
    good={"resources": [{**_VNET, "dependsOn": [_NSG_ID]}, _NSG]},
)
def _cycle(subject: Subject) -> Iterator[Finding]:
    graph = dependencies(subject)
    for deployed in graph.deployed:
        by_id = {each.id.lower(): each for each in deployed.resources}
        told: set[Path] = set()
        for way in circles(_edges(graph, deployed)):
            on_it = [by_id[each] for each in way[:-1] if each in by_id]
            if told.issuperset(each.path for each in on_it):
                continue  # another round of the same loops, or another way through the same resources
            told.update(each.path for each in on_it)
            names = [*map(short, on_it[:_MOST_NAMES]), *["…"][: len(on_it) > _MOST_NAMES], short(on_it[0])]
            place = Value(on_it[0].body, on_it[0].path).member("dependsOn")
            message = f"a resource waits for itself: {' -> '.join(names)}"
            yield place.finding(message, "leave out the dependency that is not needed")


def _edges(graph: Dependencies, deployed: Deployed) -> dict[str, list[str]]:
    """What each resource waits for, by id; a loop is a node of its own, which waits for all that it makes."""
    edges: dict[str, list[str]] = {f"copy {name}": ids(made) for name, made in deployed.loops.items()}
    for resource in deployed.resources:
        targets = edges.setdefault(resource.id.lower(), [])
        for _, text in entries(resource):
            loop = text.lower() in deployed.loops
            targets += [f"copy {text.lower()}"] if loop else ids(deployed.find(text))
        for name in _named(graph, resource):
            targets += [each for each in ids(deployed.find(name)) if each != resource.id.lower()]
    return edges


def _named(graph: Dependencies, resource: ExpandedResource) -> list[str]:
    """What the resource refers to by name, which makes Azure wait for it."""
    names = (referenced(call) for _, call in graph.references[resource.path, resource.id])
    return [name for name in names if name and not name.startswith("/")]


@rule(
    "template/missing-dependency",
    ERROR,
    each=whole,
    what="Every entry of dependsOn names a resource of the same template.",
    why="Azure refuses the template: the resource is not defined in it. What exists already needs no entry.",
    source=_NOT_FOUND,
    bad={"resources": [_VNET, {**_NSG, "dependsOn": ["[resourceId('Microsoft.Network/virtualNetworks', 'web')]"]}]},
    good={"resources": [_VNET, {**_NSG, "dependsOn": [_VNET_ID]}]},
)
def _missing(subject: Subject) -> Iterator[Finding]:
    graph = dependencies(subject)
    for deployed in graph.deployed:
        for resource in deployed.resources:
            for entry, text in entries(resource):
                if text.lower() not in graph.loops and not deployed.find(text) and not deployed.may_have(text):
                    yield _not_there(graph, deployed, resource, entry)


def _not_there(graph: Dependencies, deployed: Deployed, resource: ExpandedResource, entry: Value) -> Finding:
    text = str(entry.text)
    provided = text.rpartition("/providers/")[2]
    if graph.exists(text):
        message = f"dependsOn names a resource of another template: {provided}"
        return entry.finding(message, "let the nested deployments wait for each other", WARNING)
    around = f"{scope_id(resource.deployment)}/".lower()
    if text.startswith("/") and not text.lower().startswith(around):
        message = f"dependsOn names a resource that is deployed elsewhere: {text}"
        return entry.finding(message, "leave the entry out: what exists already needs no waiting for", WARNING)
    known = [each.id.rpartition("/providers/")[2] if "/" in text else each.name for each in deployed.resources]
    close = nearest(provided, known)
    hint = f"did you mean {close}?" if close else "leave the entry out, or add the resource"
    return entry.finding(f"dependsOn names a resource that the template does not have: {provided}", hint)


@rule(
    "template/duplicate-dependson",
    INFO,
    each=whole,
    what="dependsOn names each resource once.",
    why="The second entry changes nothing.",
    source=_ORDER,
    bad={"resources": [_VNET, {**_NSG, "dependsOn": [_VNET_ID, "vnet"]}]},
    good={"resources": [_VNET, {**_NSG, "dependsOn": [_VNET_ID]}]},
)
def _duplicate(subject: Subject) -> Iterator[Finding]:
    for deployed in dependencies(subject).deployed:
        for resource in deployed.resources:
            seen: set[str] = set()
            for entry, text in entries(resource):
                meant = " ".join(sorted(ids(deployed.find(text)))) or text.lower()
                if meant in seen:
                    yield entry.finding(f"dependsOn names {text} twice", "remove one of the entries")
                seen.add(meant)


@rule(
    "template/no-unnecessary-dependson",
    INFO,
    each=whole,
    what="dependsOn leaves out what reference() by name already says.",
    why="Azure waits for a resource that reference() names; the entry changes nothing.",
    source="https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-no-unnecessary-dependson",
    aliases=("no-unnecessary-dependson",),
    bad={
        "resources": [
            _VNET,
            {**_NSG, "dependsOn": ["vnet"], "properties.securityRules": "[reference('vnet').securityRules]"},
        ]
    },
    good={"resources": [_VNET, {**_NSG, "properties.securityRules": "[reference('vnet').securityRules]"}]},
)
def _unnecessary(subject: Subject) -> Iterator[Finding]:
    graph = dependencies(subject)
    for deployed in graph.deployed:
        for resource in deployed.resources:
            implied = {each for name in _named(graph, resource) for each in ids(deployed.find(name))}
            for entry, text in entries(resource) if implied else ():
                targets = ids(deployed.find(text))
                if targets and implied.issuperset(targets):
                    yield entry.finding(f"reference() already waits for {text}", "remove the entry")


@rule(
    "template/duplicate-resource",
    ERROR,
    each=whole,
    what="A template has each resource once.",
    why="Azure refuses the template: the resource is defined multiple times.",
    source=_INVALID,
    bad={"resources": [_VNET, {**_VNET, "tags.app": "web"}]},
    good={"resources": [_VNET, {**_VNET, "name": "vnet2", "tags.app": "web"}]},
)
def _duplicate_resource(subject: Subject) -> Iterator[Finding]:
    for deployed in dependencies(subject).deployed:
        seen: set[str] = set()
        for resource in deployed.resources:
            if resource.condition is not True or resource.existing or is_expression(resource.name):
                continue
            if resource.id.lower() in seen:
                place = Value(resource.body, resource.path).member("name")
                hint = "use copyIndex() in the name" if resource.loop else "give it another name, or remove it"
                yield place.finding(f"the template has {short(resource)} already", hint)
            seen.add(resource.id.lower())
