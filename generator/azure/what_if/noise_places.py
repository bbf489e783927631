"""Where in a resource a property is: what its schema says of it, and what Resource Manager says of every resource."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from generator.arm.schemas.findings import same_but_case
from generator.arm.schemas.store import ResourceSchema, find
from generator.diagnostics import Path

_READ_ONLY_IN_RESOURCE = ("id", "name", "type", "apiVersion", "etag", "systemData")
_READ_ONLY_ANYWHERE = ("allowBackendPortConflict", "etag", "provisioningState", "resourceGuid", "systemData")
"""Resource Manager's and the provider's own, where the schema has no property of that name that can be set."""
_READ_ONLY_IN_IDENTITY = ("principalId", "tenantId", "clientId")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in a resource of some type; `model` and `name` say which property it is, where the schema knows it."""

    path: Path = ()
    shape: str = "any"
    schema: ResourceSchema | None = None
    model: str = ""
    name: str = ""
    is_read_only: bool = False
    is_ignored: bool = False
    """Whether the type has no such property, and Azure takes it all the same."""

    @property
    def is_tag(self) -> bool:
        """Whether this is the tags of the resource, or one of them."""
        return self._top == "tags"

    @property
    def _top(self) -> str:
        return str(self.path[0]).lower() if self.path else ""

    @property
    def is_item(self) -> bool:
        """Whether this is an item of a list."""
        return bool(self.path) and isinstance(self.path[-1], int)

    @property
    def is_location(self) -> bool:
        """Whether this is an Azure region."""
        of_resource = len(self.path) == 1 and self._top == "location"
        return of_resource or (self.shape == "string" and self.name in ("location", "locations"))

    @property
    def key(self) -> str:
        """The property as the table of noise names it, within its provider; empty for what the schema does not know."""
        return f"{self.model}.{self.name}" if self.name and not self.is_item else ""

    @property
    def provider(self) -> str:
        """The namespace of the resource's provider, in Azure's spelling."""
        return self.schema.type.partition("/")[0] if self.schema else ""

    def at(self, path: Path) -> Place:
        """The place at the end of a path from here."""
        place = self
        for step in path:
            place = place.item(step) if isinstance(step, int) else place.member(step)
        return place

    def item(self, index: int) -> Place:
        """The place of an item of the list that is here."""
        return replace(self, path=(*self.path, index), shape=self.shape[2:] if self.shape.startswith("[]") else "any")

    def member(self, key: str) -> Place:
        """The place of a member of the object that is here; names differ in case at will."""
        path = (*self.path, key)
        if self.shape.startswith("{}"):
            return replace(self, path=path, shape=self.shape[2:], name="", is_read_only=self._is_fixed(key))
        if not self.shape.startswith("#") or self.schema is None:
            return replace(self, path=path, shape="any", name="", is_read_only=self._is_fixed(key))
        for name, properties in self._models():
            if found := same_but_case(key, properties):
                return replace(self, path=path, shape=_plain(properties[found]), model=name, name=found)
        return replace(
            self,
            path=path,
            shape="any",
            name="",
            is_read_only=self._is_fixed(key) or any(same_but_case(key, names) for names in self._read_only()),
            is_ignored=not self.path and key.lower() == "location",
        )

    def _is_fixed(self, key: str) -> bool:
        """Whether nobody can set it: a part of what is read-only, or read-only in every resource."""
        if not self.path:
            names: tuple[str, ...] = _READ_ONLY_IN_RESOURCE
        elif self._top == "identity":
            names = _READ_ONLY_IN_IDENTITY
        elif self._top == "properties" and (len(self.path) == 1 or self.shape.startswith("#")):
            names = _READ_ONLY_ANYWHERE
        else:
            names = ()
        return self.is_read_only or same_but_case(key, names) is not None

    def _models(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for name in self._names():
            yield name, self._schemas()[name]["properties"]

    def _read_only(self) -> Iterator[list[str]]:
        for name in self._names():
            yield self._schemas()[name].get("readonly", [])

    def _names(self) -> list[str]:
        name = self.shape[1:]
        return [name, *self._schemas()[name].get("variants", {}).values()]

    def _schemas(self) -> dict[str, dict[str, Any]]:
        return self.schema.models if self.schema else {}


def place_of_resource(resource_type: str) -> Place:
    """The place of a whole resource of a type, which need not be known."""
    schema = find(resource_type)
    if schema is None:
        return Place()
    return Place(schema=schema, shape=f"#{schema.model}", model=schema.model)


def _plain(shape: Any) -> str:
    """A shape without its constraints."""
    return str(shape if isinstance(shape, str) else shape["is"])
