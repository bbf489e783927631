"""Where in a resource a value stands, and what the schema of the type says of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from generator.arm.schemas.findings import same_but_case
from generator.arm.schemas.store import ResourceSchema, find


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a resource; `shape` is that of the schema (`arm/schemas/store.py`), "any" where nothing is known.

    `name` is the property as Azure writes it, or the key as it is written; `depth` counts the steps from the resource.
    """

    shape: str = "any"
    name: str = ""
    schema: ResourceSchema | None = None
    depth: int = 0

    @property
    def is_object(self) -> bool:
        """Whether the schema knows the members, whose names may then differ in case."""
        return self.shape.startswith("#")

    @property
    def is_location(self) -> bool:
        """Whether this is a region of Azure."""
        return self.name == "location" and (self.depth == 1 or self.shape == "string")

    def member(self, key: str) -> Place:
        """The place of a member of the object that is here."""
        depth = self.depth + 1
        if self.shape.startswith("{}"):
            return replace(self, shape=self.shape[2:], name=key, depth=depth)
        if self.is_object and self.schema is not None:
            for properties in self._models(self.schema):
                if found := same_but_case(key, properties):
                    return replace(self, shape=_plain(properties[found]), name=found, depth=depth)
        return replace(self, shape="any", name=key, depth=depth)

    def item(self) -> Place:
        """The place of an item of the list that is here."""
        return replace(self, shape=self.shape[2:] if self.shape.startswith("[]") else "any", depth=self.depth + 1)

    def _models(self, schema: ResourceSchema) -> list[dict[str, Any]]:
        """The properties of the object's model, and of its variants."""
        model = schema.models[self.shape[1:]]
        variants = (schema.models[name] for name in model.get("variants", {}).values())
        return [each["properties"] for each in (model, *variants)]


def place_of_resource(resource_type: str) -> Place:
    """The place of a whole resource of a type, which need not be known."""
    schema = find(resource_type)
    return Place() if schema is None else Place(shape=f"#{schema.model}", schema=schema)


def _plain(shape: Any) -> str:
    """A shape without its constraints."""
    return str(shape if isinstance(shape, str) else shape["is"])
