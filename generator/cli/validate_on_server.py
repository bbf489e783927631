"""`vmssgen validate --server`, and the same step of a deployment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from generator.cli.azure_session import AZURE_FAILED, connect
from generator.cli.options import CheckFormat
from generator.cli.reporting import reporting
from generator.cli.submitting import Wanted, prepare
from generator.diagnostics import DiagnosticError

if TYPE_CHECKING:
    from generator.azure.deployments import Deployments
    from generator.azure.stacks import Stacks
    from generator.cli.submitting import Prepared


def validate_on_server(
    wanted: Wanted, subscription: str | None, cloud: str | None, form: CheckFormat, *, verbose: bool
) -> None:
    """Have Azure check a deployment, and tell what it says; exits with 3 where it would refuse."""
    from generator.cli.formats import report_checked
    from generator.reporting.checked import Checked

    with reporting():
        prepared = prepare(wanted)
    try:
        connection = connect(subscription, cloud, verbose=verbose)
        from generator.azure.deployments import Deployments

        require_valid(Deployments(connection, prepared.scope(connection.subscription.id)), prepared)
    except DiagnosticError as error:
        report_checked([Checked(str(wanted.file), error.diagnostics)], form)
        raise typer.Exit(AZURE_FAILED) from None
    if form is CheckFormat.TEXT:
        typer.echo(f"accepted  {wanted.file} by Azure")


def require_valid(deployments: Deployments | Stacks, prepared: Prepared) -> None:
    """Have Azure check the deployment without making it; raises DiagnosticError where it would refuse."""
    locate = prepared.locator(deployments.scope.subscription_id)
    secrets = prepared.submission.secrets
    with deployments.connection.telling(locate=locate, secrets=secrets):
        answer = deployments.validate(prepared.submission)
    if (error := answer.get("error")) is not None:
        from generator.azure.errors import azure_error

        raise DiagnosticError(azure_error(error, status=400, locate=locate, secrets=secrets))
