"""Two templates compared: what differs, what each difference does, and how it reaches instances."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from generator.arm.parameter_definitions import parameter_definitions
from generator.arm.resources import ExpandedResource, Expansion
from generator.diagnostics import Diagnostic, Location, Path
from generator.review.changes import Fate, PropertyChange, ResourceChange
from generator.review.consequences import SCALE_SET, TEMPLATE, with_consequences
from generator.review.effects import Effect, gravest
from generator.review.equality import Renaming
from generator.review.properties import value_changes
from generator.review.redeployment import Files, Redeployment, forgotten, redeployments
from generator.review.resources import resource_changes
from generator.review.rollout import RollOut, roll_out
from generator.review.rule import Surroundings

_AUTOSCALE = "microsoft.insights/autoscalesettings"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two: a template that is expanded, with what leads from a place in it to the line that made it."""

    name: str
    template: Mapping[str, Any]
    expansion: Expansion
    locate: Callable[[Path], Location | None] = lambda _: None
    files: Files = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What differs between two sides, nothing of it twice.

    `problems` are mistakes of the edit itself, such as a changed file that makes nothing run.
    """

    old: Side
    new: Side
    resources: tuple[ResourceChange, ...]
    roll_outs: tuple[RollOut, ...]
    redeployments: tuple[Redeployment, ...]
    problems: tuple[Diagnostic, ...]

    @property
    def gravest(self) -> Effect | None:
        """The gravest consequence; None where nothing differs."""
        return gravest(self.effects)

    @property
    def effects(self) -> set[Effect]:
        """All consequences that there are."""
        return {each.effect for change in self.resources for each in change.consequences}

    def locations(self, change: ResourceChange, own: PropertyChange | None = None) -> tuple[Location | None, ...]:
        """The lines that made the resource, or the property, on both sides."""
        paths = (own.old_path, own.new_path) if own else ((), ())
        sides = ((self.old, change.old), (self.new, change.new))
        return tuple(
            side.locate((*resource.path, *path)) if resource else None
            for (side, resource), path in zip(sides, paths, strict=True)
        )


def compare(old: Side, new: Side) -> Comparison:
    """Compare two templates; never raises for what is in them."""
    surroundings = _surroundings(old.expansion, new.expansion)
    resources, renaming = resource_changes(old.expansion, new.expansion)
    changes = [*resources, *_of_template(old, new, renaming)]
    found = [with_consequences(each, surroundings) for each in changes]
    sets = [each for each in found if each.type.lower() == SCALE_SET]
    return Comparison(
        old=old,
        new=new,
        resources=tuple(found),
        roll_outs=tuple(filter(None, (roll_out(each, surroundings) for each in sets))),
        redeployments=tuple(each for change in sets for each in redeployments(change, old.files, new.files)),
        problems=tuple(forgotten(new.expansion, found, old.files, new.files, new.locate)),
    )


def _surroundings(old: Expansion, new: Expansion) -> Surroundings:
    probes = {
        str(probe["id"]).lower()
        for each in old.resources
        if each.type.lower() == SCALE_SET
        and isinstance(
            probe := _at(each, "properties", "virtualMachineProfile", "networkProfile", "healthProbe"), Mapping
        )
        and isinstance(probe.get("id"), str)
    }
    return Surroundings(health_probes=probes, autoscaled=dict(_autoscaled(new)))


def _autoscaled(expansion: Expansion) -> Iterator[tuple[str, tuple[str, str]]]:
    """The scale sets whose number of instances autoscale governs, with the limits of the first profile."""
    for each in expansion.resources:
        if each.type.lower() != _AUTOSCALE or each.condition is False:
            continue
        target, profiles = _at(each, "properties", "targetResourceUri"), _at(each, "properties", "profiles")
        if isinstance(target, str) and isinstance(profiles, list) and profiles and isinstance(profiles[0], Mapping):
            capacity = profiles[0].get("capacity")
            limits = capacity if isinstance(capacity, Mapping) else {}
            least, most = (str(getattr(limits.get(name), "text", limits.get(name))) for name in ("minimum", "maximum"))
            yield target.lower(), (least, most)


def _of_template(old: Side, new: Side, renaming: Renaming) -> Iterator[ResourceChange]:
    """What differs in parameters and outputs; a default shows in the resources that it is used for."""
    sides = [{"parameters": _parameters(each.template), "outputs": each.expansion.outputs} for each in (old, new)]
    found = value_changes(sides[0], sides[1], renaming)
    for section in ("parameters", "outputs"):
        own = tuple(each for each in found if each.steps[0] == section)
        if own:
            whole = [_whole(side, section) for side in (old, new)]
            yield ResourceChange(
                fate=Fate.CHANGED, type=TEMPLATE, name=section, old=whole[0], new=whole[1], properties=own
            )


def _parameters(template: Mapping[str, Any]) -> dict[str, Any]:
    """What the template asks of whoever deploys it."""
    kept = ("type", "allowedValues", "minValue", "maxValue", "minLength", "maxLength")
    return {
        name: {key: definition[key] for key in kept if key in definition}
        | ({} if "defaultValue" in definition or definition.get("nullable") else {"needsValue": True})
        for name, definition in parameter_definitions(template).items()
    }


def _whole(side: Side, section: str) -> ExpandedResource | None:
    """Stands for the template itself, so that places in it are found."""
    first = next(iter(side.expansion.resources), None)
    if first is None:
        return None
    return replace(first, id=section, type=TEMPLATE, name=section, path=(), body={})


def _at(resource: ExpandedResource, *names: str) -> Any:
    value: Any = resource.body
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
