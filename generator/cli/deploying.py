"""The steps of `vmssgen deploy`, each of them visible."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from generator.azure.stack_settings import StackSettings, Unmanaged
from generator.cli.azure_session import asking_azure, command_line, connect
from generator.cli.confirmation import confirm, show_target
from generator.cli.offline import checked_offline
from generator.cli.records import Record
from generator.cli.steps import step

if TYPE_CHECKING:
    from generator.azure.connection import Connection
    from generator.azure.deployments import Deployments
    from generator.azure.following import Outcome
    from generator.azure.stacks import Stacks
    from generator.azure.what_if import WhatIf
    from generator.cli.submitting import Prepared


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Which steps are wanted, and how; `seconds` is how long to wait for the end."""

    yes: bool
    create_group: bool
    skip_what_if: bool
    wait: bool
    seconds: float
    show_all: bool
    stack: StackSettings | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where to: what the options say of subscription and cloud."""

    subscription: str | None
    cloud: str | None
    verbose: bool

    def command(self, *words: str, group: str | None) -> str:
        """A command of ours for the same place."""
        within = ("-g", group) if group else ()
        return command_line(*words, *within, subscription=self.subscription, cloud=self.cloud)


def deploy_prepared(prepared: Prepared, steps: Steps, place: Place, folder: Path | None, *, as_json: bool) -> None:
    """Submit what is prepared and follow it; exits as the command does."""
    from generator.cli.results import show_result

    submission = prepared.submission
    record = Record(folder and folder / submission.name, submission.secrets)
    with step("Checking offline") as offline:
        warnings = checked_offline(prepared)
        offline.outcome = f"no error, {warnings} warning{'' if warnings == 1 else 's'}" if warnings else "nothing found"
    leaving: tuple[str, ...] = ()
    with asking_azure():
        connection = connect(place.subscription, place.cloud, verbose=place.verbose)
        deployments = destination(connection, prepared, steps)
        show_target(connection, deployments.scope, submission, what="stack" if steps.stack else "deployment")
        record.keep("request", submission.masked_body())
        is_new = _group_is_missing(connection, prepared, steps)
        found = None if is_new else _foreseen(deployments, prepared, steps, record)
        leaving = () if is_new else _leaving(deployments, prepared)
    is_deleting = found is not None and bool(found.deletions)
    if steps.stack is not None and leaving:
        _show_leaving(leaving, steps.stack)
        is_deleting = is_deleting or steps.stack.unmanaged is Unmanaged.DELETE
    _confirm(prepared, steps, is_deleting=is_deleting)
    with asking_azure():
        if is_new:
            _make_group(connection, prepared)
            _validate(deployments, prepared)
    outcome = _submit(deployments, prepared, steps, place)
    if outcome is None:
        return
    record.keep("result", outcome.deployment)
    record.keep("operations", list(outcome.operations))
    record.keep("outputs", outcome.deployment.get("properties", {}).get("outputs") or {})
    show_result(deployments, prepared, outcome, place, as_json=as_json)


def destination(connection: Connection, prepared: Prepared, steps: Steps) -> Deployments | Stacks:
    """Where a submission goes: the deployments of its scope, or the stacks."""
    from generator.azure.deployments import Deployments
    from generator.azure.stacks import Stacks

    scope = prepared.scope(connection.subscription.id)
    if steps.stack is None:
        return Deployments(connection, scope)
    return Stacks(connection, scope, steps.stack)


def _group_is_missing(connection: Connection, prepared: Prepared, steps: Steps) -> bool:
    """Whether the resource group has to be made first; raises DiagnosticError where that is not wanted."""
    from generator.azure.groups import group_location, require_group

    group = prepared.wanted.resource_group
    if group is None:
        return False
    with connection.telling():
        if steps.create_group:
            return group_location(connection, group) is None
        require_group(connection, group)
    return False


def _foreseen(deployments: Deployments | Stacks, prepared: Prepared, steps: Steps, record: Record) -> WhatIf | None:
    """What Azure says before: that it would take the deployment, and what that would change."""
    import sys

    from generator.azure.what_if.report_json import to_json
    from generator.azure.what_if.report_lines import to_lines
    from generator.cli.colours import coloured
    from generator.cli.what_if import preview

    _validate(deployments, prepared)
    if steps.skip_what_if:
        return None
    with step("Asking what would change"):
        found = preview(deployments, prepared)
    record.keep("what-if", to_json(found))
    typer.echo(coloured(to_lines(found, show_all=steps.show_all), sys.stderr), err=True, nl=False)
    return found


def _validate(deployments: Deployments | Stacks, prepared: Prepared) -> None:
    from generator.cli.validate_on_server import require_valid

    with step("Validating on Azure") as validation:
        require_valid(deployments, prepared)
        validation.outcome = "accepted"


def _leaving(deployments: Deployments | Stacks, prepared: Prepared) -> tuple[str, ...]:
    """The resources that the stack has and the template has not."""
    from generator.azure.stacks import Stacks

    if not isinstance(deployments, Stacks):
        return ()
    resources = prepared.expansion(deployments.scope.subscription_id).resources
    staying = frozenset(each.id.lower() for each in resources if each.condition is not False)
    with deployments.connection.telling():
        return deployments.leaving(prepared.submission.name, staying)


def _show_leaving(leaving: tuple[str, ...], stack: StackSettings) -> None:
    fate = "deleted" if stack.unmanaged is Unmanaged.DELETE else "detached, and live on by themselves"
    typer.echo(f"These leave the stack and are {fate}:", err=True)
    for each in leaving:
        typer.echo(f"  {each}", err=True)


def _confirm(prepared: Prepared, steps: Steps, *, is_deleting: bool) -> None:
    is_dangerous = is_deleting or prepared.submission.mode == "Complete"
    confirm("Deploy?", yes=steps.yes, type_name=prepared.wanted.resource_group if is_dangerous else None)


def _make_group(connection: Connection, prepared: Prepared) -> None:
    from generator.azure.groups import create_group

    group, region = prepared.wanted.resource_group, prepared.wanted.location
    if group is None or region is None:
        return
    with step(f"Making the resource group {group} in {region}"), connection.telling():
        create_group(connection, group, region)


def _submit(deployments: Deployments | Stacks, prepared: Prepared, steps: Steps, place: Place) -> Outcome | None:
    """Start and follow; None where nobody waits."""
    from generator.azure.following import start
    from generator.azure.patience import DetachedError
    from generator.cli.following import detached, follow_to_end

    submission, group = prepared.submission, prepared.wanted.resource_group
    as_stack = ("--stack",) if steps.stack else ()
    resume = place.command("status", submission.name, *as_stack, "--watch", group=group)
    with asking_azure(), step("Deploying") as deploying:
        try:
            started = start(deployments, submission)
        except DetachedError as error:
            detached(error, resume)
        deploying.outcome = "started by an earlier run, now followed" if started.attached else "Azure has taken it"
    if started.attached and submission.has_secrets:
        typer.echo("  values of secure parameters are not compared: it goes on with those of the earlier run", err=True)
    if not steps.wait:
        typer.echo(f"follow it: {resume}", err=True)
        return None
    return follow_to_end(deployments, submission.name, resume, status_url=started.status_url, seconds=steps.seconds)
