"""`vmssgen status` and `vmssgen cancel`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from generator.cli import azure_options
from generator.cli.azure_session import AZURE_FAILED, asking_azure, command_line, connect
from generator.cli.options import ReportFormat
from generator.diagnostics import Diagnostic, DiagnosticError

if TYPE_CHECKING:
    from generator.azure.connection import Connection
    from generator.azure.deployments import Deployments, Json
    from generator.azure.stacks import Stacks
    from generator.azure.submission import Scope

Name = Annotated[
    str,
    typer.Argument(
        metavar="NAME", help="Name of the deployment.", show_default=False, callback=azure_options.deployment_name
    ),
]
Group = Annotated[
    str | None,
    typer.Option(
        "--resource-group",
        "-g",
        metavar="NAME",
        help="Its group; none for a deployment of a subscription.",
        show_default=False,
        callback=azure_options.group_name,
    ),
]


def status(
    name: Name,
    resource_group: Group = None,
    stack: Annotated[bool, typer.Option("--stack", help="NAME is a deployment stack.")] = False,
    watch: Annotated[bool, typer.Option("--watch", "-w", help="Follow it to its end.")] = False,
    subscription: azure_options.Subscription = None,
    cloud: azure_options.Cloud = None,
    form: Annotated[ReportFormat, typer.Option("--format", help="How the result is told.")] = ReportFormat.TEXT,
    verbose: azure_options.Verbose = False,
) -> None:
    """Tell how far a deployment is, and why it failed if it has.

    Exits with 0 where it has succeeded or is on its way, and 3 where it has not.
    """
    from generator.azure.errors import nowhere

    with asking_azure():
        connection, scope = _at(resource_group, subscription, cloud, verbose=verbose)
        from generator.azure.deployments import Deployments
        from generator.azure.stacks import Stacks

        deployments = Stacks(connection, scope) if stack else Deployments(connection, scope)
        found = _existing(deployments, name)
        from generator.azure.deployments import is_active

        active = is_active(found)
    if active and not watch:
        _show_active(deployments, name, found)
        return
    from generator.cli.following import follow_to_end
    from generator.cli.results import failures_of, show_outcome

    options = (*(("-g", resource_group) if resource_group else ()), *(("--stack",) if stack else ()))
    resume = command_line("status", name, *options, "--watch", subscription=subscription, cloud=cloud)
    outcome = follow_to_end(deployments, name, resume)
    failures = failures_of(outcome, nowhere)
    show_outcome(outcome, failures, as_json=form is ReportFormat.JSON)
    if failures:
        raise typer.Exit(AZURE_FAILED)


def cancel(
    name: Name,
    resource_group: Group = None,
    subscription: azure_options.Subscription = None,
    cloud: azure_options.Cloud = None,
    verbose: azure_options.Verbose = False,
) -> None:
    """Stop a deployment. What Azure has begun already runs to its end; nothing is undone."""
    with asking_azure():
        connection, scope = _at(resource_group, subscription, cloud, verbose=verbose)
        from generator.azure.deployments import Deployments, is_active, state_of

        deployments = Deployments(connection, scope)
        found = _existing(deployments, name)

        if not is_active(found):
            message = f"the deployment {name} is not active: it has {state_of(found).lower()}"
            raise DiagnosticError(Diagnostic(code="azure/not-active", message=message))
        with deployments.connection.telling():
            deployments.cancel(name)
    typer.echo(f"Azure cancels {name}: what runs already runs to its end", err=True)


def _at(group: str | None, subscription: str | None, cloud: str | None, *, verbose: bool) -> tuple[Connection, Scope]:
    connection = connect(subscription, cloud, verbose=verbose)
    from generator.azure.submission import Scope

    return connection, Scope(connection.subscription.id, group)


def _existing(deployments: Deployments | Stacks, name: str) -> Json:
    with deployments.connection.telling():
        found = deployments.get(name)
    if found is None:
        message = f"there is no deployment {name} in {deployments.scope.id}"
        raise DiagnosticError(Diagnostic(code="azure/no-deployment", message=message))
    return found


def _show_active(deployments: Deployments | Stacks, name: str, found: Json) -> None:
    from generator.azure.deployments import state_of
    from generator.azure.operations import resource_operations, show_seconds

    with asking_azure(), deployments.connection.telling():
        operations = resource_operations(deployments.operations(name))
    typer.echo(f"{state_of(found)}: {name}")
    for each in operations:
        typer.echo(f"  {each.state:<10}  {each}  {show_seconds(each.seconds)}")
