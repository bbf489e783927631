"""What a person is shown and asked before Azure changes anything."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from generator.azure.connection import Connection
    from generator.azure.submission import Scope, Submission


def require_answer(*, yes: bool) -> None:
    """Refuse to begin where nobody can be asked and nobody has said yes."""
    if not yes and not sys.stdin.isatty():
        message = "nobody can be asked here, since standard input is no terminal: --yes says yes beforehand"
        raise typer.BadParameter(message, param_hint="--yes")


def show_target(connection: Connection, scope: Scope, submission: Submission, *, what: str = "deployment") -> None:
    """Tell where it goes and under which name."""
    group = scope.resource_group or f"none: into the subscription, kept in {submission.location}"
    for title, text in (
        ("cloud", connection.cloud.name),
        ("subscription", str(connection.subscription)),
        ("group", group),
        (what, f"{submission.name} ({submission.mode.lower()})"),
    ):
        typer.echo(f"  {title:<12}  {text}", err=True)


def confirm(question: str, *, yes: bool, type_name: str | None = None) -> None:
    """Ask, and exit with 1 where the answer is no; `type_name` is a name to be typed, where much is lost otherwise."""
    if yes:
        return
    if type_name is None:
        agreed = typer.confirm(question, err=True)
    else:
        agreed = (
            typer.prompt(f"{question} Type {type_name} to go on", err=True, default="", show_default=False) == type_name
        )
    if not agreed:
        typer.echo("nothing was changed", err=True)
        raise typer.Exit(1)
