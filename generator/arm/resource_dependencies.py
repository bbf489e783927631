"""What each expanded resource waits for: what it says, and what its runtime functions refer to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from generator.arm.deferred import Deferred
from generator.arm.expression import Call, Literal, walk
from generator.arm.resources import ExpandedResource


def with_dependencies(resources: Sequence[ExpandedResource]) -> list[ExpandedResource]:
    """The resources of one template, each with the full ids of all that it waits for."""
    names = _Names(resources)
    return [_with_dependencies(each, names) for each in resources]


class _Names:
    """The ids of resources by all that can mean them, in lower case."""

    def __init__(self, resources: Sequence[ExpandedResource]) -> None:
        self.ids = {each.id.lower(): each.id for each in resources}
        self.names: defaultdict[str, list[str]] = defaultdict(list)
        self.ends_of_names: defaultdict[str, list[str]] = defaultdict(list)
        for each in resources:
            names = {each.name, f"{each.type}/{each.name}", each.loop, each.symbol, *_ends(each.id, "/providers/")}
            for name in {name.lower() for name in names if name}:
                self.names[name].append(each.id)
            for end in _ends(each.name.lower(), "/"):
                self.ends_of_names[end].append(each.id)

    def meant(self, target: Any) -> Sequence[str]:
        """The ids that an entry of dependsOn means: an id, TYPE/NAME, a name, a loop, or a symbolic name."""
        if isinstance(target, Deferred):
            return (target.text,)
        text = str(target).lower()
        if text in self.ids:
            return (self.ids[text],)
        return self.names.get(text) or self.ends_of_names.get(text) or (str(target),)


def _ends(text: str, mark: str) -> Iterator[str]:
    """What stands behind each mark in the text."""
    start = text.find(mark)
    while start >= 0:
        yield text[start + len(mark) :]
        start = text.find(mark, start + 1)


def _with_dependencies(resource: ExpandedResource, names: _Names) -> ExpandedResource:
    declared = resource.body.get("dependsOn")
    found: dict[str, None] = {}
    for target in declared if isinstance(declared, list) else ():
        found |= dict.fromkeys(names.meant(target))
    for target in _referenced(resource.body):
        if target.lower() in names.ids or target.startswith("/"):
            found[names.ids.get(target.lower(), target)] = None
    found.pop(resource.id, None)
    return replace(resource, depends_on=tuple(found))


def _is_runtime(name: str) -> bool:
    return name.lower() == "reference" or name.lower().startswith("list")


def _referenced(value: Any) -> Iterator[str]:
    """What the runtime functions in the value refer to: ids, and names of resources of the same template."""
    match value:
        case Deferred(node=node):
            for call in walk(node):
                if isinstance(call, Call) and _is_runtime(call.name):
                    yield from (str(each.value) for each in call.arguments[:1] if isinstance(each, Literal))
        case dict():
            for inner in value.values():
                yield from _referenced(inner)
        case list():
            for inner in value:
                yield from _referenced(inner)
