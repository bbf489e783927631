"""Following a deployment on behalf of a person, who may leave at any time."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, NoReturn

import typer

from generator.cli.azure_session import AZURE_FAILED, asking_azure
from generator.cli.progress import progress_reporter
from generator.diagnostics import to_text

if TYPE_CHECKING:
    from generator.azure.deployments import Deployments
    from generator.azure.following import Outcome
    from generator.azure.patience import DetachedError
    from generator.azure.stacks import Stacks

_SECOND_THOUGHT = 2.0
"""Seconds in which a second Ctrl-C means more than the first."""
INTERRUPTED = 130
"""The exit code of a command that Ctrl-C ended: 128 and the number of SIGINT."""


def follow_to_end(
    deployments: Deployments | Stacks,
    name: str,
    resume: str,
    *,
    status_url: str | None = None,
    seconds: float | None = None,
) -> Outcome:
    """Show the progress until the end. Exits where that cannot be seen, and tells how to `resume`."""
    from generator.azure.following import follow
    from generator.azure.patience import DetachedError

    try:
        with asking_azure(), progress_reporter() as report:
            return follow(deployments, name, report=report, status_url=status_url, seconds=seconds)
    except DetachedError as error:
        detached(error, resume)
    except KeyboardInterrupt:
        _interrupted(deployments, name, resume)


def detached(error: DetachedError, resume: str) -> NoReturn:
    """Tell that the deployment goes on, or may, without anybody to see it; exit as where Azure fails."""
    typer.echo(to_text(error.reason), err=True)
    if error.started:
        typer.echo(f"the deployment goes on without us; follow it: {resume}", err=True)
    else:
        typer.echo(f"Azure may have taken the deployment; see: {resume}", err=True)
        typer.echo("the same command again follows it, or starts it where it has not", err=True)
    raise typer.Exit(AZURE_FAILED)


def _interrupted(deployments: Deployments | Stacks, name: str, resume: str) -> NoReturn:
    """The deployment goes on, unless a second Ctrl-C asks for its end."""
    typer.echo(f"the deployment goes on without us; follow it: {resume}", err=True)
    from generator.azure.deployments import Deployments

    if not isinstance(deployments, Deployments):  # Azure has no way to cancel a stack
        raise typer.Exit(INTERRUPTED)
    try:
        typer.echo("Ctrl-C again cancels it", err=True)
        time.sleep(_SECOND_THOUGHT)
    except KeyboardInterrupt:
        if sys.stdin.isatty() and typer.confirm("Cancel the deployment?", err=True):
            with asking_azure(), deployments.connection.telling():
                deployments.cancel(name)
            typer.echo("Azure cancels it: what runs already runs to its end", err=True)
    raise typer.Exit(INTERRUPTED)
