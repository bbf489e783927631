"""`vmssgen swap --deploy`, from what it is asked for to its steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from generator.cli.azure_session import asking_azure, connect
from generator.cli.reporting import reporting
from generator.diagnostics import Diagnostic, DiagnosticError, Severity

if TYPE_CHECKING:
    from generator.cli.deploying import Steps
    from generator.cli.submitting import Prepared
    from generator.cli.swap_commands import Commands
    from generator.cli.swap_file import ActiveSlot


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long things may take: checks of health and seconds between them, and seconds until the old slot retires.

    `keep` None leaves the old slot as it is, for another run to retire.
    """

    checks: int
    interval: float
    keep: float | None


def deploy_swap(
    commands: Commands,
    steps: Steps,
    patience: Patience,
    record: Path | None,
    active: ActiveSlot,
    now: str,
    *,
    until: str | None,
) -> str:
    """Prepare all steps, and carry out those that are not done yet; what became of the old slot.

    `now` is the slot that the blueprint has in production. Exits as the command does.
    """
    from generator.cli.deploying import destination
    from generator.cli.swap_prepare import online_plan, prepared_steps
    from generator.cli.swap_steps import SwapRun

    with reporting():
        prepared = prepared_steps(commands.wanted, commands.to, as_stack=steps.stack is not None)
        _check_offline(prepared)

    def keep_in_file() -> None:
        """The rules lead to the slot: say so in the file, too."""
        try:
            text = active.changed(now, commands.to)
            if text is not None and active.write(text):
                typer.echo(f"wrote  {active.file}: {commands.to} is active", err=True)
        except DiagnosticError:
            typer.echo(f"the rules lead to {commands.to} now, and the file does not say so yet", err=True)
            raise

    with asking_azure():
        connection = connect(commands.place.subscription, commands.place.cloud, verbose=commands.place.verbose)
        run = SwapRun(
            plan=online_plan(prepared, commands.to, connection.subscription.id),
            prepared=prepared,
            deployments=destination(connection, next(iter(prepared.values())), steps),
            steps=steps,
            place=commands.place,
            patience=patience,
            record=record,
            commands=commands,
            is_in_file=now == commands.to,
            keep_in_file=keep_in_file,
        )
        return run.carry_out(until)


def _check_offline(prepared: Mapping[str, Prepared]) -> None:
    """Find the errors of all steps before the first one is sent; exits with 1 where there is any."""
    from generator.cli.checking import Checker

    checker = Checker(is_told=lambda finding: finding.severity is Severity.ERROR)
    found: dict[object, Diagnostic] = {}
    for step in prepared.values():
        values = {"": step.submission.parameters}
        checked = checker.check_subject(step.wanted.file, step.subject, values, step.deployment())
        found |= {(each.code, each.message, each.location): each for each in checked.found}
    if found:
        raise DiagnosticError(*found.values())
