"""What Azure predicts of a deployment: what happens to each resource, and what changes in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from generator.diagnostics import Diagnostic, Path


class ChangeKind(StrEnum):
    """Azure's `changeType` of a resource."""

    CREATE = "Create"
    DELETE = "Delete"
    IGNORE = "Ignore"
    DEPLOY = "Deploy"
    NO_CHANGE = "NoChange"
    MODIFY = "Modify"
    UNSUPPORTED = "Unsupported"


class PropertyChangeKind(StrEnum):
    """Azure's `propertyChangeType`."""

    CREATE = "Create"
    DELETE = "Delete"
    MODIFY = "Modify"
    ARRAY = "Array"
    NO_EFFECT = "NoEffect"


class Effect(StrEnum):
    """What becomes of a resource once noise is folded; in the order in which reports show it."""

    DELETE = "delete"
    REPLACE = "replace"
    """A property changes that Azure never changes of a resource that exists."""
    CREATE = "create"
    MODIFY = "modify"
    DEPLOY = "deploy"
    """Deployed, and Azure does not say whether that changes anything: it was asked for resource ids only."""
    UNSUPPORTED = "unsupported"
    """Azure cannot predict it."""
    UNKNOWN = "unknown"
    """All that differs are values that cannot be compared before the deployment."""
    UNCHANGED = "unchanged"
    IGNORE = "ignore"
    """There, but no part of the deployment."""


CERTAINLY_UNCHANGED = frozenset({Effect.UNCHANGED, Effect.IGNORE})
NOT_KNOWN_TO_CHANGE = CERTAINLY_UNCHANGED | {Effect.UNKNOWN}


class Noise(StrEnum):
    """Why a reported change of a property is none."""

    NO_EFFECT = "Azure ignores it"
    READ_ONLY = "read-only"
    EQUAL = "equal to Azure"
    """The same but for case, order, type, or nothing written as null or as an empty list."""
    DEFAULT = "default"
    ASSIGNED = "assigned by Azure"
    MASKED = "masked on both sides"


class Unknown(StrEnum):
    """Why the two values of a property cannot be compared."""

    AT_DEPLOYMENT = "known after deployment"
    HIDDEN = "hidden by Azure"


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyChange:
    """One reported change; `path` leads from the resource to the property, also that of a child.

    A change with children has no values of its own. `noise` and `unknown` are of changes without children.
    """

    path: Path
    kind: PropertyChangeKind
    before: Any = None
    after: Any = None
    children: tuple[PropertyChange, ...] = ()
    noise: Noise | None = None
    unknown: Unknown | None = None

    def leaves(self) -> Iterator[PropertyChange]:
        """The changes without children that this is made of, itself if it has none."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()

    def without_noise(self) -> PropertyChange | None:
        """What is left of the change, if anything, once noise is taken away."""
        if not self.children:
            return None if self.noise else self
        left = tuple(filter(None, (child.without_noise() for child in self.children)))
        return replace(self, children=left) if left else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceChange:
    """What a deployment does to one resource.

    `kind` is what Azure said, `effect` what is left of it without noise. `properties` holds every change that Azure
    reported. `before` and `after` are the whole resource, as far as the result holds it.
    """

    resource_id: str
    kind: ChangeKind
    effect: Effect
    properties: tuple[PropertyChange, ...] = ()
    before: Any = None
    after: Any = None
    api_version: str = ""
    unsupported_reason: str = ""
    is_potential: bool = False
    """Whether the resource depends on what only the deployment itself finds out."""

    def leaves(self) -> Iterator[PropertyChange]:
        """Every reported change of a single property."""
        for change in self.properties:
            yield from change.leaves()

    @property
    def shown(self) -> tuple[PropertyChange, ...]:
        """The reported changes without noise."""
        return tuple(filter(None, (change.without_noise() for change in self.properties)))


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """A finished what-if. `error` is Azure's, where there is no result for it."""

    status: str
    resources: tuple[ResourceChange, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    """What Azure says of the result: that something was left out, or could not be evaluated."""
    error: Mapping[str, Any] | None = None

    @property
    def has_changes(self) -> bool:
        """Whether anything changes, or Azure cannot rule out that a whole resource does."""
        return any(resource.effect not in NOT_KNOWN_TO_CHANGE for resource in self.resources)

    @property
    def counts(self) -> Counter[Effect]:
        """How many resources there are of each effect."""
        return Counter(resource.effect for resource in self.resources)

    @property
    def deletions(self) -> tuple[ResourceChange, ...]:
        """The resources that the deployment deletes."""
        return tuple(each for each in self.resources if each.effect is Effect.DELETE)

    @property
    def replacements(self) -> tuple[ResourceChange, ...]:
        """The resources that would have to be made anew for what the deployment asks."""
        return tuple(each for each in self.resources if each.effect is Effect.REPLACE)

    @property
    def noise(self) -> Counter[Noise]:
        """How many properties are folded, by reason."""
        return Counter(leaf.noise for each in self.resources for leaf in each.leaves() if leaf.noise)

    @property
    def unknown(self) -> Counter[Unknown]:
        """How many properties have values that cannot be compared, by reason."""
        return Counter(leaf.unknown for each in self.resources for leaf in each.leaves() if leaf.unknown)
