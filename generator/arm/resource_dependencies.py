"""What each expanded resource waits for: what it says, and what its runtime functions refer to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from generator.arm.deferred import Deferred
from generator.arm.expression import Call, Literal, walk
from generator.arm.resources import ExpandedResource


def with_dependencies(resources: Sequence[ExpandedResource]) -> list[ExpandedResource]:
    """The resources, each with the full ids of all that it waits for."""
    known = {each.id.lower(): each.id for each in resources}
    return [_with_dependencies(each, resources, known) for each in resources]


def _with_dependencies(
    resource: ExpandedResource, resources: Sequence[ExpandedResource], known: Mapping[str, str]
) -> ExpandedResource:
    declared = resource.body.get("dependsOn")
    found: dict[str, None] = {}
    for target in declared if isinstance(declared, list) else ():
        found |= dict.fromkeys(_targets(target, resources, known))
    for target in _referenced(resource.body):
        if target.lower() in known or target.startswith("/"):
            found[known.get(target.lower(), target)] = None
    found.pop(resource.id, None)
    return replace(resource, depends_on=tuple(found))


def _targets(target: Any, resources: Sequence[ExpandedResource], known: Mapping[str, str]) -> Iterator[str]:
    """The ids that an entry of dependsOn means: an id, TYPE/NAME, a name, a loop, or a symbolic name."""
    if isinstance(target, Deferred):
        yield target.text
        return
    text = str(target).lower()
    if text in known:
        yield known[text]
        return
    hits = [each.id for each in resources if text in _names(each) or each.id.lower().endswith(f"/providers/{text}")]
    children = [each.id for each in resources if each.name.lower().endswith(f"/{text}")]
    yield from hits or children or [str(target)]


def _is_runtime(name: str) -> bool:
    return name.lower() == "reference" or name.lower().startswith("list")


def _names(resource: ExpandedResource) -> set[str]:
    names = {resource.name, f"{resource.type}/{resource.name}", resource.loop or "", resource.symbol or ""}
    return {name.lower() for name in names if name}


def _referenced(value: Any) -> Iterator[str]:
    """What the runtime functions in the value refer to: ids, and names of resources of the same template."""
    match value:
        case Deferred(node=node):
            for call in walk(node):
                if isinstance(call, Call) and _is_runtime(call.name) and isinstance(call.arguments[0], Literal):
                    yield str(call.arguments[0].value)
        case dict():
            for inner in value.values():
                yield from _referenced(inner)
        case list():
            for inner in value:
                yield from _referenced(inner)
