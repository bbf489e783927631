"""What each step of a swap sends to Azure."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from generator.blueprint.swap import STEPS
from generator.cli.parameter_files import read_parameter_file
from generator.cli.submitting import Prepared, Wanted, prepare
from generator.cli.swap_plan import SwapPlan, read_steps, settings_of

if TYPE_CHECKING:
    from generator.arm.resources import ExpandedResource
    from generator.azure.connection import Connection
    from generator.azure.submission import Submission

_PARAMETER = re.compile(r"\[parameters\('([^']+)'\)\]")
_LONGEST_NAME = 64


def prepared_steps(wanted: Wanted, to: str, *, as_stack: bool) -> dict[str, Prepared]:
    """Each step ready to be sent; values are asked for once.

    A step has a name of its own, by which a later run knows it, and a stack has one name for all. Raises
    DiagnosticError, or a usage error of Typer.
    """
    first = prepare(replace(wanted, settings=settings_of(wanted, to, STEPS[0])))
    found = {}
    for step, subject in read_steps(wanted, to).items():
        declared = {name.lower() for name in subject.content["parameters"]}
        submission = replace(
            first.submission,
            template=subject.content,
            parameters={name: value for name, value in first.submission.parameters.items() if name.lower() in declared},
            stem=f"{first.submission.stem}-{step}",
        )
        name = submission.name if as_stack or wanted.name is None else f"{wanted.name[: _LONGEST_NAME - 7]}-{step}"
        found[step] = replace(first, subject=subject, submission=replace(submission, given_name=name))
    return found


def online_plan(prepared: Mapping[str, Prepared], to: str, subscription_id: str) -> SwapPlan:
    """The plan with the very values that are deployed."""
    from generator.cli.subjects import RenderedBlueprint

    subjects = {step: each.subject for step, each in prepared.items() if isinstance(each.subject, RenderedBlueprint)}
    return SwapPlan(to, subjects, {step: each.expansion(subscription_id) for step, each in prepared.items()})


def with_live_numbers(prepared: Prepared, plan: SwapPlan, step: str, connection: Connection) -> Prepared:
    """The step with as many instances as there are, where autoscale owns the number and nobody gave it.

    The set that is staged gets as many as the one that it takes over from, within its own limits. Raises what the SDK
    raises.
    """
    from generator.azure.parameter_values import variable
    from generator.azure.slot_health import live_capacity

    old, new = plan.scale_set(plan.other), plan.scale_set(plan.to)
    live = {each.id: live_capacity(connection, each) or 0 for each in (old, new)}
    given = _given(prepared.wanted)
    numbers: dict[str, Any] = {}
    for each in (old, new):
        name = _parameter(plan, step, each)
        if name is None or name.lower() in given or variable(name) in os.environ:
            continue
        number = live[each.id]
        if step == STEPS[0] and each is new:
            usual = prepared.subject.content["parameters"][name]["defaultValue"]
            number = min(max(live[old.id], number, usual), _maximum(plan))
        if number:
            numbers[name] = {"value": number}
    submission: Submission = prepared.submission
    return replace(prepared, submission=replace(submission, parameters={**submission.parameters, **numbers}))


def _given(wanted: Wanted) -> set[str]:
    """The names, in lower case, of the parameters that the command line gives."""
    files = [read_parameter_file(file) for file in wanted.parameter_files]
    in_files = {name.lower() for file in files for name in file.given}
    return in_files | {argument.partition("=")[0].lower() for argument in wanted.parameter_arguments}


def _parameter(plan: SwapPlan, step: str, scale_set: ExpandedResource) -> str | None:
    """The parameter with a number as default that is the number of instances; None where there is none in this step."""
    content = plan.subjects[step].content
    for each in plan.expansions[step].resources:
        if each.id == scale_set.id:
            sku = content["resources"][each.path[1]].get("sku") or {}
            match = _PARAMETER.fullmatch(str(sku.get("capacity")))
            if match and isinstance(content["parameters"].get(match[1], {}).get("defaultValue"), int):
                return match[1]
    return None


def _maximum(plan: SwapPlan) -> int:
    """The limit of autoscale for the slot that is staged; a scale set has at most 1000 instances in any case."""
    parts = plan.subjects[STEPS[0]].template.blueprint.parts
    document = next((part.document for _, part in parts if part.slot and part.slot.name == plan.to), {})
    maximum = (document.get("autoscale") or {}).get("maximum")
    return maximum if isinstance(maximum, int) else 1000
