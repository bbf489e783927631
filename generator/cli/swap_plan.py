"""What a swap does, before it does anything: the template of each step, and which rules lead elsewhere then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from generator.blueprint.swap import STEPS, SWAP, other_slot
from generator.cli import options
from generator.cli.subjects import RenderedBlueprint
from generator.diagnostics import Diagnostic, DiagnosticError, Location

if TYPE_CHECKING:
    from generator.arm.resources import ExpandedResource, Expansion
    from generator.azure.rule_targets import Turn
    from generator.blueprint.blueprint import Blueprint
    from generator.cli.submitting import Wanted

_SCALE_SET = "microsoft.compute/virtualmachinescalesets"


@dataclass(frozen=True)
class SwapPlan:
    """The steps to a slot: what each deploys, and what that is once expanded."""

    to: str
    subjects: Mapping[str, RenderedBlueprint]
    expansions: Mapping[str, Expansion]

    @property
    def other(self) -> str:
        """The slot that is no longer in production after it."""
        return other_slot(self.to)

    def scale_set(self, slot: str) -> ExpandedResource:
        """The scale set of a slot, as the step `swap` deploys it."""
        template = self.subjects["swap"].template
        for each in self.expansions["swap"].resources:
            place = each.path[:2]
            origins = (origin for path, origin in template.origins.items() if path[:2] == place)
            if each.type.lower() == _SCALE_SET and next(origins, ())[:2] == (SWAP, slot):
                return each
        raise DiagnosticError(_no_slot(template.blueprint, f"there is no scale set of the slot {slot}"))

    @cached_property
    def turns(self) -> tuple[Turn, ...]:
        """The rules of production, which lead to the slot after the step `swap` and to the other one before."""
        from generator.azure.rule_targets import pools_of

        new = pools_of(self.scale_set(self.to)) - pools_of(self.scale_set(self.other))
        return tuple(each for each in self._all_turns if each.after in new)

    @cached_property
    def leftovers(self) -> tuple[ExpandedResource, ...]:
        """What the last step leaves out of the template, and an incremental deployment leaves behind."""
        from generator.azure.removal import leftovers

        return leftovers(self.expansions["swap"].resources, self.expansions["retire"].resources)

    @property
    def fate(self) -> str:
        """What becomes of the slot that is retired: scaleToZero, remove or keep."""
        part = self.subjects["swap"].template.blueprint.parts[0][1]
        return str(part.document[SWAP]["retire"])

    @cached_property
    def _all_turns(self) -> tuple[Turn, ...]:
        from generator.azure.rule_targets import turns

        return turns(self.expansions["stage"].resources, self.expansions["swap"].resources)

    def lines(self) -> list[str]:
        """What happens to the rules and to the other slot, a line for each."""
        new, old = self.scale_set(self.to).name, self.scale_set(self.other).name
        found = []
        for balancer in dict.fromkeys(each.balancer.name for each in self._all_turns):
            for set_name, is_new in ((new, True), (old, False)):
                of_set = [each for each in self._all_turns if each.balancer.name == balancer]
                names = [each.title for each in of_set if (each in self.turns) is is_new]
                if names:
                    found.append(f"{balancer}: {_listed(names)} {'leads' if len(names) == 1 else 'lead'} to {set_name}")
        if not self.turns:
            found.append(f"no rule leads to {new} or to {old}: there is nothing to repoint")
        fates = {
            "scaleToZero": f"retired, {old} has no instances",
            "remove": f"retired, {old} is no more",
            "keep": f"{old} runs on",
        }
        return [*found, fates[self.fate]]


def settings_of(wanted: Wanted, to: str, step: str) -> tuple[str, ...]:
    """The settings that make a step towards a slot of the blueprint."""
    return (*wanted.settings, f"swap.active={to}", f"swap.step={step}")


def require_slots(blueprint: Blueprint, file: str) -> str:
    """The slot that the blueprint has in production; raises DiagnosticError where it has not two."""
    slots = [part for _, part in blueprint.parts if part.slot is not None]
    if not slots:
        place, hint = Location(file=file), "add swap: {active: blue}"
        message = "the blueprint has no swap, and so no slots"
        raise DiagnosticError(Diagnostic(code="swap/none", message=message, location=place, hint=hint))
    if len(slots) == 1:
        only = slots[0].slot
        name = only.name if only is not None else ""
        raise DiagnosticError(_no_slot(blueprint, f"the slot {other_slot(name)} is not there: there is {name} alone"))
    return str(slots[0].document[SWAP]["active"])


def read_steps(wanted: Wanted, to: str) -> dict[str, RenderedBlueprint]:
    """The template of each step; raises DiagnosticError."""
    from generator.rendering.template import render

    found = {}
    for step in STEPS:
        blueprint = options.load_blueprint(
            wanted.file,
            wanted.environment,
            [*settings_of(wanted, to, step)],
            wanted.templates,
            allow_outside=wanted.allow_outside,
        )
        found[step] = RenderedBlueprint(render(blueprint))
    return found


def offline_plan(wanted: Wanted, to: str) -> SwapPlan:
    """The plan with the values that the blueprint itself gives; raises DiagnosticError."""
    from generator.arm.expansion import expand
    from generator.cli.arm_files import deployment_for

    subjects = read_steps(wanted, to)
    expansions = {
        step: expand(subject.content, subject.values, deployment_for(subject.content))
        for step, subject in subjects.items()
    }
    plan = SwapPlan(to, subjects, expansions)
    _require_instances(plan)
    return plan


def _require_instances(plan: SwapPlan) -> None:
    """Raise a DiagnosticError where the slot would come into production without any instance."""
    own_id = plan.scale_set(plan.to).id
    staged = next(each for each in plan.expansions["stage"].resources if each.id == own_id)
    if (staged.body.get("sku") or {}).get("capacity") == 0:
        template = plan.subjects["stage"].template
        place = template.location((*staged.path, "sku", "capacity"))
        message = f"{staged.name} has no instances, so nothing would answer in production"
        hint = f"give swap.{plan.to} a scaleSet.sku.capacity"
        raise DiagnosticError(Diagnostic(code="swap/no-instances", message=message, location=place, hint=hint))


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _no_slot(blueprint: Blueprint, message: str) -> Diagnostic:
    path = (SWAP,)
    hint = "a slot that is false is not there"
    return Diagnostic(code="swap/no-slot", message=message, path=path, location=blueprint.location(path), hint=hint)
