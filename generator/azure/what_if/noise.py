"""Which of the changes that what-if reports are none, and which nobody can tell before the deployment.

What-if compares what the provider answers of a resource with what the template says, so it reports what the provider
adds, writes otherwise or never answers (https://learn.microsoft.com/azure/azure-resource-manager/templates/deploy-what-if).
A change is folded only where it cannot be one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from generator.azure.what_if.changes import Noise, PropertyChange, PropertyChangeKind, Unknown
from generator.azure.what_if.noise_differences import Difference, Differences, partners
from generator.azure.what_if.noise_equality import identical
from generator.azure.what_if.noise_places import Place, place_of_resource
from generator.azure.what_if.noise_table import is_set
from generator.azure.what_if.paths import ABSENT, value_at

_CREATE, _DELETE = PropertyChangeKind.CREATE, PropertyChangeKind.DELETE


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """The resource that changes: its full type, and as far as they are known its body before and after."""

    type: str
    id: str
    api_version: str = ""
    before: Any = None
    after: Any = None


def judged(changes: Iterable[PropertyChange], resource: Resource) -> tuple[PropertyChange, ...]:
    """The changes, each marked as noise or as unknown where it is."""
    judge = _Judge(resource)
    return tuple(judge.siblings(list(changes), Place()))


class _Judge:
    def __init__(self, resource: Resource) -> None:
        self._resource = resource
        self._root = place_of_resource(resource.type)
        self._differences = Differences(resource_id=resource.id, api_version=resource.api_version)

    def siblings(self, changes: list[PropertyChange], place: Place) -> list[PropertyChange]:
        """Each change, marked; what is deleted here and created there may be two halves of one."""
        marked = [self._one(change) for change in changes]
        for one, other in self._halves(changes, place):
            before, after = changes[one].before, changes[other].after
            found = list(self._differences.between(before, after, self._at(changes[one])))
            marked[one], marked[other] = _marked(found, changes[one], changes[other])
        return marked

    def _one(self, change: PropertyChange) -> PropertyChange:
        if change.children:
            return replace(change, children=tuple(self.siblings(list(change.children), self._at(change))))
        if change.kind is PropertyChangeKind.NO_EFFECT:
            return replace(change, noise=Noise.NO_EFFECT)
        place, container = self._at(change), self._container(change)
        says_nothing = not change.path or (container is ABSENT and _value(change) is None)
        if says_nothing and not place.is_read_only:
            return change
        before = ABSENT if change.kind is _CREATE else change.before
        after = ABSENT if change.kind is _DELETE else change.after
        return _marked(list(self._differences.between(before, after, place, container)), change)[0]

    def _at(self, change: PropertyChange) -> Place:
        return self._root.at(change.path)

    def _container(self, change: PropertyChange) -> Any:
        """The object that has the property; ABSENT if the result does not hold it.

        An index may be of the list as it was or as it will be: the object must have the very value that was reported.
        """
        body = self._resource.after if change.kind is _CREATE else self._resource.before
        found = value_at(body, change.path[:-1])
        return found if identical(value_at(found, change.path[-1:]), _value(change)) else ABSENT

    def _halves(self, changes: list[PropertyChange], place: Place) -> Iterator[tuple[int, int]]:
        """Pairs of indexes: of a deletion and of a creation of the same property, or of the like item of a set."""
        whole = [index for index, each in enumerate(changes) if not each.children]
        deleted = [index for index in whole if changes[index].kind is _DELETE]
        created = [index for index in whole if changes[index].kind is _CREATE]
        before, after = [changes[each].before for each in deleted], [changes[each].after for each in created]
        if any(self._at(changes[each]).is_item for each in deleted) and is_set(place, before, after):
            for one, partner in zip(deleted, partners(before, after, place), strict=True):
                if partner is not None:
                    yield one, created[partner]
            return
        places = {self._key(changes[each]): each for each in created}
        for one in deleted:
            if (other := places.get(self._key(changes[one]))) is not None:
                yield one, other

    def _key(self, change: PropertyChange) -> tuple[Any, ...]:
        """The same for a property that is written in another case, where the schema knows it."""
        place = self._at(change)
        return tuple(str(each).lower() for each in change.path) if place.name else change.path


def _value(change: PropertyChange) -> Any:
    """The value that there is, or will be where there is none yet."""
    return change.after if change.kind is _CREATE else change.before


def _marked(found: list[Difference], *changes: PropertyChange) -> list[PropertyChange]:
    """The changes with what their differences have in common; a real one among them makes all of them real."""
    if None in found:
        return list(changes)
    unknown = next((each for each in Unknown if each in found), None)
    noise = None if unknown else next((each for each in Noise if each in found), Noise.EQUAL)
    return [replace(change, noise=noise, unknown=unknown) for change in changes]
