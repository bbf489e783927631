"""What a change does to what runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Effect(StrEnum):
    """The consequences, from the lightest to the gravest; what is not known stands apart from that order."""

    NOTHING = "nothing"
    IN_PLACE = "in-place"
    NEW_INSTANCES = "new-instances"
    UPDATE = "update"
    RERUN = "rerun"
    RESTART = "restart"
    REIMAGE = "reimage"
    REMOVE = "remove"
    REPLACE = "replace"
    IMMUTABLE = "immutable"
    UNKNOWN = "unknown"

    @property
    def rank(self) -> int:
        """Where it stands in the order; -1 for what is not known."""
        return -1 if self is Effect.UNKNOWN else list(Effect).index(self)

    @property
    def reaches_instances(self) -> bool:
        """Whether instances that run get it, as the upgrade mode says."""
        return self in (Effect.UPDATE, Effect.RERUN, Effect.RESTART, Effect.REIMAGE)


TITLES = {
    Effect.NOTHING: "nothing happens",
    Effect.IN_PLACE: "applied in place",
    Effect.NEW_INSTANCES: "only new instances",
    Effect.UPDATE: "instances need the latest model",
    Effect.RERUN: "the extension runs on each instance",
    Effect.RESTART: "instances restart",
    Effect.REIMAGE: "instances are reimaged",
    Effect.REMOVE: "instances are deleted",
    Effect.REPLACE: "replaced",
    Effect.IMMUTABLE: "refused by Azure",
    Effect.UNKNOWN: "not known",
}
"""What people read."""


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a change does, with the page of Azure's documentation that says so.

    `instead` is what to do about what Azure refuses; `loses` names what goes with it.
    """

    effect: Effect
    note: str
    source: str = ""
    instead: str = ""
    loses: str = ""


NOT_KNOWN = Consequence(Effect.UNKNOWN, "there is no rule for it")


def gravest(effects: Iterable[Effect]) -> Effect | None:
    """The gravest of them: what is not known only where nothing else is among them; None where there are none."""
    return max(effects, key=lambda effect: effect.rank, default=None)
