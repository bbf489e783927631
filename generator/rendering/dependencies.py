"""`dependsOn`, from the references that resources make to one another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from generator.arm.expression import Call, ExpressionError, Literal, Node, calls, is_expression, parse, unparse

Resource = dict[str, Any]
_Key = tuple[str, tuple[str, ...]]


def with_dependencies(resources: list[Resource], variables: Mapping[str, Any] | None = None) -> list[Resource]:
    """The resources, each with a dependsOn for every other one that a resourceId in it, or in a variable, leads to.

    A reference to a child, such as the subnet of a network, is one to the resource that carries it.
    """
    known = {_key(resource): _identifier(resource) for resource in resources}
    values = {name.lower(): value for name, value in (variables or {}).items()}
    return [_ordered({**resource, "dependsOn": _dependencies(resource, known, values)}) for resource in resources]


def _dependencies(resource: Resource, known: dict[_Key, str], variables: Mapping[str, Any]) -> list[str]:
    found: dict[str, None] = dict.fromkeys(resource.get("dependsOn", ()))
    own = _key(resource)
    for call in _references({key: value for key, value in resource.items() if key != "dependsOn"}, variables):
        for target in _targets(call):
            if target in known and target != own:
                found.setdefault(known[target])
                break
    return list(found)


def _references(value: Any, variables: Mapping[str, Any]) -> Iterator[Call]:
    """The calls of resourceId in the value, in the order in which they stand there."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            if part.startswith("[") and is_expression(part):
                ids, read = _calls(part)
                yield from ids
                for call in read:
                    yield from _references_of_variable(call, variables)
        elif isinstance(part, dict):
            for key, inner in reversed(part.items()):
                waiting.append(inner)
                waiting.append(key)
        elif isinstance(part, list):
            waiting.extend(reversed(part))


@lru_cache(maxsize=4096)
def _calls(text: str) -> tuple[tuple[Call, ...], tuple[Call, ...]]:
    """The calls of resourceId and of variables in an expression; none in what is no expression."""
    try:
        tree = parse(text)
    except ExpressionError:
        return (), ()
    return tuple(calls(tree, "resourceId")), tuple(calls(tree, "variables"))


def _references_of_variable(call: Call, variables: Mapping[str, Any]) -> Iterator[Call]:
    name = str(call.arguments[0].value).lower() if call.arguments and isinstance(call.arguments[0], Literal) else ""
    others = {other: value for other, value in variables.items() if other != name}
    yield from _references(variables.get(name), others)


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
