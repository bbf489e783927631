"""What differs between two resources, property by property."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any

from generator.arm.resources import ExpandedResource
from generator.diagnostics import Path
from generator.review.effects import NOT_KNOWN, Consequence


class Absent(Enum):
    """Stands where there is no value, which null is not."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT


class Kind(StrEnum):
    """What became of a property, or of an item of a list."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"
    """The items of a list are the same, in another order."""


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list: the member that tells it from the others, if there is one, and its index on each side."""

    key: str | None
    value: Any
    old: int | None
    new: int | None


Step = str | Item


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyChange:
    """One difference: a value, or an item of a list as a whole.

    `steps` lead to it by the names of properties as Azure writes them; `items` are the innermost item of a list that it
    stands in, before and after.
    """

    kind: Kind
    steps: tuple[Step, ...]
    old_path: Path
    new_path: Path
    before: Any = ABSENT
    after: Any = ABSENT
    items: tuple[Any, Any] = (ABSENT, ABSENT)
    is_secret: bool = False
    is_unknown: bool = False
    """Whether only the deployment shows what the value is on one of the sides."""
    consequence: Consequence = NOT_KNOWN

    @property
    def pattern(self) -> tuple[str, ...]:
        """The steps as the rules name them: in lower case, `[]` for an item."""
        return tuple("[]" if isinstance(step, Item) else step.lower() for step in self.steps)

    @property
    def innermost(self) -> Item | None:
        """The innermost item of a list that it stands in, or is."""
        return next((step for step in reversed(self.steps) if isinstance(step, Item)), None)

    def item_of(self, name: str) -> Item | None:
        """The item of the list that is called so."""
        for step, inner in zip(self.steps, self.steps[1:], strict=False):
            if step == name and isinstance(inner, Item):
                return inner
        return None


class Fate(StrEnum):
    """What becomes of a resource."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    REPLACED = "replaced"
    """It has another name, so it is another resource."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceChange:
    """A resource that is not the same on both sides, with what differs in it."""

    fate: Fate
    type: str
    name: str
    old: ExpandedResource | None
    new: ExpandedResource | None
    properties: tuple[PropertyChange, ...] = ()
    consequence: Consequence | None = None
    """That of the resource as a whole, where it is added, removed or replaced."""

    @property
    def consequences(self) -> tuple[Consequence, ...]:
        """All there are: that of the whole, and those of the changes in it."""
        own = (self.consequence,) if self.consequence else ()
        return (*own, *(each.consequence for each in self.properties))


def path_text(steps: Sequence[Step]) -> str:
    """`properties.extensions[web].settings`: the steps for people."""
    text = ""
    for step in steps:
        text += f"[{item_label(step)}]" if isinstance(step, Item) else f".{step}"
    return text.removeprefix(".")


def item_label(item: Item) -> str:
    """How people know the item: by its name or what else identifies it, or by its index."""
    if item.key is None:
        return str(item.new if item.new is not None else item.old)
    text = str(item.value)
    if item.key == "id":
        text = text.rpartition("/")[2]
    return text if item.key in ("name", "id", "") else f"{item.key} {text}"
