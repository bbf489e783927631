"""The check before anything is sent: errors stop it, warnings are told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from generator.cli.arm_files import deployment_for
from generator.cli.reporting import has_error
from generator.diagnostics import Diagnostic, Severity, to_text

if TYPE_CHECKING:
    from generator.cli.subjects import Subject
    from generator.cli.submitting import Prepared


def checked_offline(prepared: Prepared) -> int:
    """Tell what is found in a deployment; give the number of warnings, or exit with 1 where there is an error."""
    from generator.cli.checking import Checker

    subject, values = prepared.subject, prepared.submission.parameters
    checked = Checker(is_told=_is_told).check_subject(
        prepared.wanted.file, subject, {"": values}, prepared.deployment()
    )
    return _told(checked.found)


def check_template(file: Path, subject: Subject) -> None:
    """Tell what is found in a template whose parameters have no values yet; exit with 1 where there is an error."""
    from generator.cli.checking import Checker

    checked = Checker(is_told=_is_told).check_subject(file, subject, {}, deployment_for(subject.content))
    _told(checked.found)


def _is_told(finding: Diagnostic) -> bool:
    return finding.severity is not Severity.INFO


def _told(found: Sequence[Diagnostic]) -> int:
    for each in found:
        typer.echo(to_text(each), err=True)
    if has_error(found):
        typer.echo("nothing was sent to Azure", err=True)
        raise typer.Exit(1)
    return len(found)
