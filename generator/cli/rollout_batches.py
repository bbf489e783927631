"""Rolling out in batches of our own, for scale sets in Manual mode."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import typer

from generator.cli.azure_session import AZURE_FAILED
from generator.cli.confirmation import confirm
from generator.cli.following import INTERRUPTED
from generator.cli.instances_table import headline
from generator.cli.rollout_progress import batch_reporter, batch_title
from generator.cli.rollout_wanted import ALL, Wanted
from generator.diagnostics import Diagnostic, DiagnosticError, to_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.azure.instances import ScaleSet
    from generator.azure.instances_views import Instance
    from generator.azure.rollout import Finished
    from generator.azure.rollout_plan import Plan
    from generator.azure.rollout_reports import StoppedError

_SECONDS = 15 * 60.0
"""For each batch, where nobody says otherwise: a reboot, the extensions, and their first report of health."""

_FATES = {
    True: "Azure goes on with {} without us",
    False: "begun and not done: {}",
    None: "Azure may have begun with {}",
}


def roll_out_in_batches(scale_set: ScaleSet, wanted: Wanted) -> None:
    """Show the plan, ask, carry it out; exits as the command does. Raises DiagnosticError."""
    from generator.azure.instances import instances_of
    from generator.azure.rollout import Settings, roll_out
    from generator.azure.rollout_reports import StoppedError

    with scale_set.connection.telling():
        instances = instances_of(scale_set)
    plan = _plan(instances, wanted)
    _show(scale_set, instances, plan, wanted)
    if wanted.dry_run or not plan.batches:
        return
    _require_no_other(scale_set, wanted)
    _confirm(scale_set, plan, wanted)
    settings = Settings(
        max_unhealthy=wanted.max_unhealthy,
        pause=wanted.pause,
        seconds=wanted.seconds or _SECONDS,
        reimage=wanted.reimage,
    )
    try:
        with batch_reporter(len(plan.batches)) as report:
            finished = roll_out(scale_set, plan, settings, report=report)
    except StoppedError as error:
        _stopped(error, wanted)
    _tell(finished, wanted)


def _plan(instances: Sequence[Instance], wanted: Wanted) -> Plan:
    from generator.azure.instances import require_instances
    from generator.azure.rollout_plan import Grouping, plan

    ids = [each.id for each in instances] if wanted.instances == ALL else wanted.instances
    if ids is not None:
        require_instances(instances, ids)
    return plan(
        instances,
        size=wanted.batch,
        by=Grouping(wanted.by) if wanted.by else None,
        wanted=ids,
        anew=wanted.reimage,
    )


def _show(scale_set: ScaleSet, instances: Sequence[Instance], plan: Plan, wanted: Wanted) -> None:
    """The scale set and the plan: on standard output where that is all that is wanted."""
    from generator.azure.instances import named

    to_stderr = not wanted.dry_run
    for title, text in (
        ("cloud", scale_set.connection.cloud.name),
        ("subscription", str(scale_set.connection.subscription)),
        ("group", scale_set.group),
        ("scale set", headline(scale_set, instances)),
    ):
        typer.echo(f"  {title:<12}  {text}", err=to_stderr)
    if plan.protected:
        ids = named(each.id for each in plan.protected)
        typer.echo(f"left alone, since protected from actions of the scale set: {ids}", err=to_stderr)
    if not plan.batches:
        typer.echo(f"nothing to roll out: {_why_nothing(plan)}", err=to_stderr)
        return
    for batch in plan.batches:
        typer.echo(batch_title(batch, len(plan.batches)), err=to_stderr)


def _why_nothing(plan: Plan) -> str:
    from generator.azure.instances import named

    if not plan.total:
        return "there are no instances"
    if not plan.up_to_date:
        return "no other instance is left"
    which = named(each.id for each in plan.up_to_date) if plan.is_by_name else "all instances"
    return f"{which} {'has' if plan.is_by_name and len(plan.up_to_date) == 1 else 'have'} the latest model"


def _require_no_other(scale_set: ScaleSet, wanted: Wanted) -> None:
    """Raise DiagnosticError where Azure rolls out itself, such as a new OS image: both at once hinder each other."""
    from generator.azure.rolling_upgrades import latest

    with scale_set.connection.telling():
        running = latest(scale_set)
    if running is not None and running.is_active:
        message = f"Azure itself rolls out to {scale_set.name}: {running}"
        hint = f"wait for its end, or end it: {wanted.cancel_command()}"
        raise DiagnosticError(Diagnostic(code="azure/rollout-active", message=message, hint=hint))


def _confirm(scale_set: ScaleSet, plan: Plan, wanted: Wanted) -> None:
    number = len(plan.ids)
    instances = f"{number} instance{'' if number == 1 else 's'}"
    if wanted.reimage:
        question = f"The OS disks of {instances} are made anew, and what is on them is lost."
        confirm(question, yes=wanted.yes, type_name=scale_set.name)
        return
    confirm(f"Roll out to {instances}?", yes=wanted.yes)


def _tell(finished: Finished, wanted: Wanted) -> None:
    from generator.azure.instances import named

    number = len(finished.upgraded)
    typer.echo(f"{number} instance{' has' if number == 1 else 's have'} the latest model", err=True)
    if finished.gone:
        typer.echo(f"gone meanwhile: {named(finished.gone)}", err=True)
    for each, words in finished.ill.items():
        typer.echo(f"not well, though as few as --max-unhealthy allows: {each} ({', '.join(words)})", err=True)
    if finished.ill:
        typer.echo(f"  see why: {wanted.instances_command()}", err=True)


def _stopped(error: StoppedError, wanted: Wanted) -> NoReturn:
    """Tell why, what is left, and how to go on; exits with 3, or with 130 after Ctrl-C."""
    from generator.azure.instances import named

    if error.reason is not None:
        typer.echo(to_text(error.reason), err=True)
    if error.unfinished:
        typer.echo(_FATES[error.goes_on].format(named(error.unfinished)), err=True)
    if error.untouched:
        typer.echo(f"not touched: {named(error.untouched)}", err=True)
    typer.echo(f"go on: {_again(error, wanted)}", err=True)
    raise typer.Exit(INTERRUPTED if error.reason is None else AZURE_FAILED)


def _again(error: StoppedError, wanted: Wanted) -> str:
    """The command that goes on. Who has the model is passed over; who has a new disk already, Azure does not say."""
    if wanted.reimage and (error.unfinished or wanted.instances is not None):
        return wanted.command([*error.unfinished, *error.untouched])
    return wanted.command()
