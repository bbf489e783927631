"""The steps of `vmssgen swap --deploy`, one after the other."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from generator.cli.azure_session import AZURE_FAILED, asking_azure
from generator.cli.confirmation import confirm
from generator.cli.deploying import Steps, deploy_prepared
from generator.cli.following import INTERRUPTED
from generator.cli.steps import step
from generator.cli.swap_prepare import with_live_numbers
from generator.cli.swap_standing import Standing, follow_earlier, seconds_since, standing
from generator.diagnostics import Diagnostic, DiagnosticError, to_text

if TYPE_CHECKING:
    from generator.azure.connection import Connection
    from generator.azure.deployments import Deployments
    from generator.azure.slot_health import SetHealth
    from generator.azure.stacks import Stacks
    from generator.cli.deploying import Place
    from generator.cli.submitting import Prepared
    from generator.cli.swap_commands import Commands
    from generator.cli.swap_plan import SwapPlan
    from generator.cli.swap_run import Patience


@dataclass(frozen=True, kw_only=True)
class SwapRun:
    """A swap on its way: the plan, what each step sends and where, and the file to keep it in.

    `is_in_file` is whether the blueprint has the new slot in production already.
    """

    plan: SwapPlan
    prepared: Mapping[str, Prepared]
    deployments: Deployments | Stacks
    steps: Steps
    place: Place
    patience: Patience
    record: Path | None
    commands: Commands
    is_in_file: bool
    keep_in_file: Callable[[], None]

    @property
    def connection(self) -> Connection:
        """Who speaks to Azure."""
        return self.deployments.connection

    def carry_out(self, until: str | None) -> str:
        """Stage, wait, repoint, retire, as far as is wanted and not done yet; what became of the old slot.

        Exits as the command does where a step fails.
        """
        where = self._standing(says_so=self.is_in_file, is_first=True)
        if where is Standing.OLD:
            with self._explaining(self._nothing_repointed):
                self._deploy("stage")
                self._require_healthy()
            if until == "stage":
                typer.echo(f"{self._new} is staged; bring it into production: {self.commands.again}", err=True)
                return "running"
        elif where is Standing.PARTLY:
            typer.echo("an earlier run has repointed some rules: going on from there", err=True)
            with self._explaining(self._partly_repointed):
                self._require_healthy()
        else:
            typer.echo(f"{self._new} is in production already", err=True)
        if where is not Standing.NEW and self.plan.turns:
            with self._explaining(self._after_failed_swap):
                self._deploy("swap")
        self.keep_in_file()
        return self._retire(kept_for=self._since_swap() if where is Standing.NEW else 0.0, until=until)

    @property
    def _new(self) -> str:
        return self.plan.scale_set(self.plan.to).name

    @property
    def _old(self) -> str:
        return self.plan.scale_set(self.plan.other).name

    def _standing(self, *, says_so: bool, is_first: bool = False) -> Standing:
        with asking_azure(), self.connection.telling():
            if is_first:
                if self._group_is_missing():
                    return Standing.OLD
                names = [self.prepared[each].submission.name for each in self.prepared]
                follow_earlier(self.deployments, names, self.commands.follow)
            return standing(self.connection, self.plan, says_so=says_so)

    def _group_is_missing(self) -> bool:
        from generator.azure.groups import group_location

        group = self.prepared["stage"].wanted.resource_group
        return group is not None and group_location(self.connection, group) is None

    def _since_swap(self) -> float:
        with asking_azure(), self.connection.telling():
            return seconds_since(self.deployments, self.prepared["swap"].submission.name)

    def _deploy(self, name: str) -> None:
        """Deploy a step with the care of `vmssgen deploy`; what that prints as a result is no result here."""
        typer.echo(f"Step {name}", err=True)
        prepared = self.prepared[name]
        if not self._is_new_group():
            with asking_azure(), self.connection.telling():
                prepared = with_live_numbers(prepared, self.plan, name, self.connection)
        with redirect_stdout(sys.stderr):
            deploy_prepared(prepared, self.steps, self.place, self.record, as_json=False)

    def _is_new_group(self) -> bool:
        with asking_azure(), self.connection.telling():
            return self._group_is_missing()

    def _require_healthy(self) -> None:
        """Wait until the new slot can take traffic; exits with 3 where that is not so in time."""
        from generator.azure.slot_health import wait_until_healthy

        told: list[str] = []

        def report(seen: SetHealth) -> None:
            if str(seen) not in told[-1:]:
                told.append(str(seen))
                typer.echo(f"  {seen}", err=True)

        patience = self.patience
        with asking_azure(), step(f"Waiting until {self._new} is healthy") as waiting, self.connection.telling():
            try:
                seen = wait_until_healthy(
                    self.connection,
                    self.plan.scale_set(self.plan.to),
                    checks=patience.checks,
                    interval=patience.interval,
                    report=report,
                )
            except KeyboardInterrupt:
                raise typer.Exit(INTERRUPTED) from None
            if not seen.is_healthy:
                message = f"{self._new} is not healthy after {patience.checks} checks: {seen}"
                raise DiagnosticError(Diagnostic(code="azure/slot-unhealthy", message=message, causes=seen.failures))
            waiting.outcome = "healthy"

    def _retire(self, *, kept_for: float, until: str | None) -> str:
        keep, fate = self.patience.keep, self.plan.fate
        if fate == "keep":
            typer.echo(f"{self._old} runs on, as the blueprint wants it", err=True)
            return "running"
        if keep is None or until == "swap":
            typer.echo(f"{self._old} runs on, for the way back: {self.commands.back}", err=True)
            typer.echo(f"retire it: {self.commands.retire}", err=True)
            return "running"
        with self._explaining(self._not_retired):
            self._wait(max(0.0, keep - kept_for))
            if self._standing(says_so=True) is not Standing.NEW:
                typer.echo(f"the rules lead to {self._new} no more", err=True)
                raise typer.Exit(AZURE_FAILED)
            self._require_healthy()
            self._deploy("retire")
            self._delete_leftovers()
        return "removed" if fate == "remove" else "scaled to zero"

    def _wait(self, seconds: float) -> None:
        if not seconds:
            return
        from generator.azure.operations import show_seconds

        typer.echo(f"{self._old} runs on for {show_seconds(seconds)} before it retires", err=True)
        try:
            time.sleep(seconds)
        except KeyboardInterrupt:
            raise typer.Exit(INTERRUPTED) from None

    def _delete_leftovers(self) -> None:
        """Delete what an incremental deployment leaves behind; stacks and complete mode have their own ways."""
        from generator.azure.removal import delete

        leftovers = self.plan.leftovers
        if not leftovers or self.steps.stack is not None or self.prepared["retire"].submission.mode == "Complete":
            return
        typer.echo("These have left the template and are deleted:", err=True)
        for each in leftovers:
            typer.echo(f"  {each.id}", err=True)
        group = self.prepared["retire"].wanted.resource_group
        confirm("Delete them?", yes=self.steps.yes, type_name=group)
        for each in leftovers:
            with asking_azure(), step(f"Deleting {each.name}") as deleting, self.connection.telling():
                deleting.outcome = "done" if delete(self.connection, each) else "it was not there"

    # What to say where a step fails

    @contextmanager
    def _explaining(self, explain: Callable[[], Iterator[str]]) -> Iterator[None]:
        try:
            yield
        except typer.Exit as error:
            if error.exit_code:
                for line in explain():
                    typer.echo(line, err=True)
            raise

    def _nothing_repointed(self) -> Iterator[str]:
        yield f"nothing was repointed: {self._old} is in production as before, and {self.commands.file} is as it was"
        yield f"what there is of {self._new} is left for a look: {self.commands.look(self._new)}"
        yield f"go on: {self.commands.again}"
        yield f"do without it: {self.commands.discard}"

    def _partly_repointed(self) -> Iterator[str]:
        yield f"some rules lead to {self._new}, others to {self._old}; {self.commands.file} is as it was"
        yield f"go on: {self.commands.again}"
        yield f"go back: {self.commands.back}"

    def _after_failed_swap(self) -> Iterator[str]:
        try:
            with self.connection.telling():
                where = standing(self.connection, self.plan, says_so=self.is_in_file)
        except DiagnosticError as error:
            yield to_text(error.diagnostics[0])
            yield f"whether rules lead to {self._new} now is not known; go on: {self.commands.again}"
            return
        if where is Standing.NEW:
            self.keep_in_file()
            yield f"the rules lead to {self._new} nevertheless; go on: {self.commands.again}"
        else:
            yield from self._nothing_repointed() if where is Standing.OLD else self._partly_repointed()

    def _not_retired(self) -> Iterator[str]:
        yield f"{self._new} is in production, and {self._old} is not retired: {self.commands.retire}"
        yield f"the way back: {self.commands.back}"
