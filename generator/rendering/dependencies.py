"""`dependsOn`, from the references that resources make to one another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.arm.expression import Call, ExpressionError, Literal, Node, calls, is_expression, parse, unparse

Resource = dict[str, Any]
_Key = tuple[str, tuple[str, ...]]


def with_dependencies(resources: list[Resource]) -> list[Resource]:
    """The resources, each with a dependsOn for every other one that a resourceId in it leads to.

    A reference to a child, such as the subnet of a network, is one to the resource that carries it.
    """
    known = {_key(resource): _identifier(resource) for resource in resources}
    return [_ordered({**resource, "dependsOn": _dependencies(resource, known)}) for resource in resources]


def _dependencies(resource: Resource, known: dict[_Key, str]) -> list[str]:
    found: dict[str, None] = dict.fromkeys(resource.get("dependsOn", ()))
    own = _key(resource)
    for call in _references({key: value for key, value in resource.items() if key != "dependsOn"}):
        for target in _targets(call):
            if target in known and target != own:
                found.setdefault(known[target])
                break
    return list(found)


def _references(value: Any) -> Iterator[Call]:
    match value:
        case str() if is_expression(value):
            try:
                yield from calls(parse(value), "resourceId")
            except ExpressionError:
                return
        case dict():
            for key, inner in value.items():
                yield from _references(key)
                yield from _references(inner)
        case list():
            for inner in value:
                yield from _references(inner)


def _targets(call: Call) -> Iterator[_Key]:
    """The resource that a resourceId names, then those around it."""
    kind, *names = call.arguments
    if not isinstance(kind, Literal) or not isinstance(kind.value, str):
        return
    segments = kind.value.lower().split("/")
    while len(segments) > 1 and names:
        yield "/".join(segments), tuple(map(unparse, names))
        segments, names = segments[:-1], names[:-1]


def _key(resource: Resource) -> _Key:
    return str(resource["type"]).lower(), tuple(unparse(name) for name in _names(resource))


def _names(resource: Resource) -> list[Node]:
    """The name's segments; one segment where the name is an expression, whose slashes only Azure knows."""
    name = str(resource["name"])
    if is_expression(name):
        try:
            return [parse(name)]
        except ExpressionError:
            return [Literal(name, 0)]
    plain = name[1:] if name.startswith("[[") and name.endswith("]") else name
    return [Literal(part, 0) for part in plain.split("/")]


def _identifier(resource: Resource) -> str:
    arguments = ", ".join(unparse(name) for name in _names(resource))
    return f"[resourceId('{resource['type']}', {arguments})]"


_ORDER = (
    "type",
    "apiVersion",
    "name",
    "scope",
    "location",
    "tags",
    "kind",
    "sku",
    "plan",
    "identity",
    "zones",
    "dependsOn",
)


def _ordered(resource: Resource) -> Resource:
    """Keys in the customary order of ARM templates ("Template best practices"), the rest as they came."""
    first = {key: resource[key] for key in _ORDER if key in resource and (key != "dependsOn" or resource[key])}
    return first | {key: value for key, value in resource.items() if key not in _ORDER}
