"""Parts of resources, such as the probes of a load balancer or the subnets of a network, and the ids that name them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.rules.resource import Resource
from generator.rules.subject import Subject
from generator.rules.value import Value


def parts(resource: Resource, kind: str) -> list[Value]:
    """The parts of a kind, as `probes`: those within the resource, and those that are child resources."""
    return [*resource.properties.member(kind).items, *resource.subject.children(resource, kind)]


def name_of(part: Value) -> str:
    """The name of a part in lower case; "" where it is not known."""
    name = part.name if isinstance(part, Resource) else part.member("name").text
    return (name or "").lower()


def title_of(part: Value) -> str:
    """What a message calls a part: its name as it is written, or `another rule` where that is not known."""
    name = part.name if isinstance(part, Resource) else part.member("name").text
    return f"the rule {name}" if name else "another rule"


def all_known(resource: Resource, kind: str) -> bool:
    """Whether all parts of a kind are known by name."""
    return not resource.properties.member(kind).unknown and all(map(name_of, parts(resource, kind)))


def split_id(reference: Value) -> tuple[str, str, str]:
    """The id of the owner, the kind and the name that an id of a part is made of, in lower case; "" where unknown."""
    rest, _, name = reference.lower.rpartition("/")
    owner, _, kind = rest.rpartition("/")
    return owner, kind, name


def owner_of(subject: Subject, reference: Value) -> Resource | None:
    """The resource of the template that the named part belongs to; None where it lies elsewhere."""
    return subject.find(Value(split_id(reference)[0], ()))


def part_of(subject: Subject, reference: Value) -> Value | None:
    """The part of a resource of the template that the id names; None where it is not there or lies elsewhere."""
    owner = owner_of(subject, reference)
    _, kind, name = split_id(reference)
    if owner is None:
        return None
    return next((part for part in parts(owner, kind) if name_of(part) == name), None)


def is_absent(subject: Subject, reference: Value) -> bool:
    """Whether an id surely names a part that its owner, a resource of the template, has not got."""
    owner = owner_of(subject, reference)
    _, kind, name = split_id(reference)
    if owner is None or not owner.deployed or not all_known(owner, kind):
        return False
    if kind == "subnets" and not parts(owner, kind):
        return False  # a network written without subnets keeps those that it has
    return all(name_of(part) != name for part in parts(owner, kind))


def known_names(subject: Subject, reference: Value) -> list[str]:
    """The names that an id of this kind could have, as they are written."""
    owner = owner_of(subject, reference)
    found = parts(owner, split_id(reference)[1]) if owner is not None else []
    return [text for part in found if (text := part.name if isinstance(part, Resource) else part.at("name").text)]


def ids(value: Value) -> Iterator[Value]:
    """The ids in a reference or a list of references: objects with the member `id`."""
    for each in [value, *value.items]:
        identity = each.member("id")
        if identity.text:
            yield identity


def last_name(reference: Value) -> str:
    """The name at the end of an id, as it is written."""
    return (reference.text or "").rpartition("/")[2]


def repeated(values: Iterable[Value]) -> Iterator[tuple[Value, Value]]:
    """Each part whose name another one before it has, with that one; names without regard to case."""
    first: dict[str, Value] = {}
    for each in values:
        if name := name_of(each):
            if name in first:
                yield each, first[name]
            first.setdefault(name, each)
