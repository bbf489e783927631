"""Which resource of a template waits for which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from generator.arm.deferred import Deferred
from generator.arm.expression import Call, Literal, is_expression, walk
from generator.arm.resources import ExpandedResource
from generator.diagnostics import Path
from generator.rules.subject import Subject
from generator.rules.value import Value


class Deployed:
    """The resources of one template, which dependencies can name: by id, TYPE/NAME, name, loop or symbolic name."""

    def __init__(self, resources: list[ExpandedResource]) -> None:
        self.resources = resources
        self.named: dict[str, list[ExpandedResource]] = {}
        self.loops: dict[str, list[ExpandedResource]] = {}
        for each in resources:
            for name in _names(each):
                self.named.setdefault(name, []).append(each)
            if each.loop:
                self.loops.setdefault(each.loop.lower(), []).append(each)
        self.unknown = [each for each in resources if is_expression(each.name)]

    def find(self, name: str) -> list[ExpandedResource]:
        """The resources that a name in any of its forms means, except that of a loop.

        The group and subscription of an id do not count: what the template is deployed to is only assumed.
        """
        return self.named.get(name.lower().rpartition("/providers/")[2], [])

    def may_have(self, name: str) -> bool:
        """Whether a resource whose name only Azure knows may be the one that is meant."""
        types = _types(name)
        return any(not types or _types(each.id) == types for each in self.unknown)


class Dependencies:
    """The dependencies of a template and its nested ones."""

    def __init__(self, subject: Subject) -> None:
        groups: dict[tuple[Path, str], list[ExpandedResource]] = {}
        for each in subject.expansion.resources:
            groups.setdefault((_template(each.path), each.deployment.name), []).append(each)
        self.deployed = [Deployed(resources) for resources in groups.values()]
        names = (each.member("copy").member("name") for scope in subject.scopes for each in scope.resources)
        self.loops = {name.lower for name in names}
        """The names of all loops as they are written, also of those that have no rounds."""
        self.references = {key: list(_runtime_calls(body)) for key, body in _bodies(subject)}
        """The calls of `reference`, with the expression that each is in, by path and id of the resource or output."""

    def exists(self, name: str) -> bool:
        """Whether any of the templates has the resource, or may have it."""
        return name.lower() in self.loops or any(each.find(name) or each.may_have(name) for each in self.deployed)


@lru_cache(maxsize=2)
def dependencies(subject: Subject) -> Dependencies:
    """The dependencies of a template, put together once for all rules that ask."""
    return Dependencies(subject)


def entries(resource: ExpandedResource) -> Iterator[tuple[Value, str]]:
    """The entries of `dependsOn` whose value is known."""
    for entry in Value(resource.body, resource.path).member("dependsOn").items:
        if entry.text and not is_expression(entry.text):
            yield entry, entry.text


def _bodies(subject: Subject) -> Iterator[tuple[tuple[Path, str], Value]]:
    for resource in subject.expansion.resources:
        yield (resource.path, resource.id), Value(resource.body, resource.path)
    for name, value in subject.expansion.outputs.items():
        yield (("outputs", name), ""), Value(value, ("outputs", name, "value"))


def _runtime_calls(value: Value) -> Iterator[tuple[Value, Call]]:
    for each in value.walk():
        if isinstance(each.raw, Deferred):
            for node in walk(each.raw.node):
                if isinstance(node, Call) and node.name.lower() == "reference":
                    yield each, node


def referenced(call: Call) -> str | None:
    """The id or name that `reference` asks for; None where only Azure knows it."""
    first = call.arguments[0] if call.arguments else None
    return first.value if isinstance(first, Literal) and isinstance(first.value, str) else None


def circles(edges: dict[str, list[str]]) -> Iterator[list[str]]:
    """The circles that a walk along the edges meets, each from its first node to that node again."""
    done: set[str] = set()
    for first in edges:
        way = {} if first in done else {first: iter(edges.get(first, ()))}
        while way:
            target = next(next(reversed(way.values())), None)
            if target is None:
                done.add(way.popitem()[0])
            elif target in way:
                names = list(way)
                yield [*names[names.index(target) :], target]
            elif target not in done:
                way[target] = iter(edges.get(target, ()))


def short(resource: ExpandedResource) -> str:
    """The resource in a message: the end of its type, and its name."""
    return f"{resource.type.rpartition('/')[2]}/{resource.name}"


def ids(resources: Iterable[ExpandedResource]) -> list[str]:
    """Their ids in lower case."""
    return [each.id.lower() for each in resources]


def _names(resource: ExpandedResource) -> set[str]:
    provided = resource.id.rpartition("/providers/")[2]
    last = resource.name.rpartition("/")[2]
    names = (resource.id, provided, f"{resource.type}/{resource.name}", resource.name, last, resource.symbol or "")
    return {name.lower() for name in names if name}


def _types(name: str) -> tuple[str, ...]:
    """The provider and types of an id or of PROVIDER/TYPE/NAME, in lower case; none for a name alone."""
    parts = name.lower().rpartition("/providers/")[2].split("/")
    return (parts[0], *parts[1::2]) if "." in parts[0] else ()


def _template(path: Path) -> Path:
    """Where the template stands that the path is in."""
    ends = [place for place in range(1, len(path)) if path[place - 1 : place + 1] == ("properties", "template")]
    return path[: ends[-1] + 1] if ends else ()
