"""Rules that say what a change of a property does, and which of them a change falls under."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.review.changes import Kind, PropertyChange
from generator.review.effects import Consequence, Effect

ANY = frozenset(Kind)
ADDED, REMOVED, CHANGED = frozenset({Kind.ADDED}), frozenset({Kind.REMOVED}), frozenset({Kind.CHANGED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What rules have to know of the other resources, by ids in lower case."""

    health_probes: Collection[str] = ()
    """Probes by which a scale set of the old side tells the health of its instances."""
    autoscaled: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Least and most instances of each scale set whose count autoscale governs, on the new side."""


@dataclass(frozen=True, slots=True)
class Case:
    """A change where it happens; `before` and `after` are the bodies of the resource."""

    change: PropertyChange
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    resource_id: str
    surroundings: Surroundings

    def at(self, path: str, *, old: bool = False) -> Any:
        """The value at a dotted path in the resource as it will be, or as it was; None where there is none."""
        value: Any = self.before if old else self.after
        for name in path.split("."):
            value = next((value[key] for key in value if key.lower() == name.lower()), None) if _is_map(value) else None
        return value


Condition = Callable[[Case], bool | None]
"""Whether a rule applies; None where only the deployment shows it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a change of a property does.

    `path` is dotted, as Azure writes it: `a|b` is either, `*` any step, `[]` an item of a list, `**` at the end
    whatever is below or nothing. `source` is the page that says so. `kinds` and `when` say of which changes; `instead`
    is what to do where Azure refuses; `loses` names what goes with the change.
    """

    path: str
    effect: Effect
    note: str | Callable[[Case], str]
    source: str
    kinds: frozenset[Kind] = ANY
    when: Condition | None = None
    instead: str = ""
    loses: str = ""

    @property
    def pattern(self) -> tuple[frozenset[str], ...]:
        """The steps of the path, each as the names that it stands for, in lower case."""
        return tuple(frozenset(step.lower().split("|")) for step in self.path.split("."))

    def consequence(self, case: Case) -> Consequence | None:
        """What the change does by this rule; None where the rule is not about it."""
        if case.change.kind not in self.kinds:
            return None
        applies = True if self.when is None else self.when(case)
        if applies is None:
            return Consequence(Effect.UNKNOWN, "only the deployment shows the value that decides it", self.source)
        if not applies:
            return None
        note = self.note if isinstance(self.note, str) else self.note(case)
        return Consequence(self.effect, note, self.source, self.instead, self.loses)


class Table:
    """Rules of a type of resource; of those that match, the first that applies counts."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._patterns = tuple(rule.pattern for rule in self.rules)

    def matching(self, steps: tuple[str, ...]) -> Iterable[Rule]:
        """The rules about a path whose steps are in lower case, in their order."""
        return (rule for rule, pattern in zip(self.rules, self._patterns, strict=True) if _matches(pattern, steps))

    def consequence(self, case: Case) -> Consequence | None:
        """What the change does; None where no rule says anything of it."""
        found = (rule.consequence(case) for rule in self.matching(case.change.pattern))
        return next((each for each in found if each is not None), None)


def _matches(pattern: tuple[frozenset[str], ...], steps: tuple[str, ...]) -> bool:
    for index, names in enumerate(pattern):
        if "**" in names:
            return True
        if index >= len(steps) or (steps[index] not in names and "*" not in names):
            return False
    return len(steps) == len(pattern)


def _is_map(value: Any) -> bool:
    return isinstance(value, Mapping)
