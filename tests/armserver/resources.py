"""The resources that exist, as their providers describe them."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

Body = dict[str, Any]


class Resources:
    """Resources by id, compared without regard to case. What is given and taken are copies."""

    def __init__(self) -> None:
        self._bodies: dict[str, Body] = {}

    def __iter__(self) -> Iterator[str]:
        """Give the ids."""
        return iter([str(body["id"]) for body in self._bodies.values()])

    def put(self, resource_id: str, body: Mapping[str, Any]) -> bool:
        """Keep the resource, which replaces one with its id; tell whether it is new."""
        is_new = resource_id.lower() not in self._bodies
        self._bodies[resource_id.lower()] = {**deepcopy(dict(body)), "id": resource_id}
        return is_new

    def get(self, resource_id: str) -> Body | None:
        """Give the resource, if it exists."""
        return deepcopy(self._bodies.get(resource_id.lower()))

    def delete(self, resource_id: str) -> bool:
        """Delete the resource with those below it; tell whether it existed."""
        key = resource_id.lower()
        for below in [each for each in self._bodies if each.startswith(f"{key}/")]:
            del self._bodies[below]
        return self._bodies.pop(key, None) is not None

    def within(self, scope: str) -> Iterator[Body]:
        """Give the resources below this id, in the order of their ids."""
        prefix = f"{scope.lower()}/"
        return (deepcopy(body) for key, body in sorted(self._bodies.items()) if key.startswith(prefix))

    def tracked(self, scope: str) -> Iterator[Body]:
        """Give what Resource Manager itself lists below this id: top-level resources, and children with a location."""
        return (body for body in self.within(scope) if body["type"].count("/") == 1 or "location" in body)
