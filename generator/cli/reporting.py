"""Where diagnostics become text and an exit code."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import typer

from generator.cli.options import ReportFormat
from generator.diagnostics import Diagnostic, DiagnosticError, Location, Severity, to_json, to_text


@contextmanager
def reporting(form: ReportFormat = ReportFormat.TEXT) -> Iterator[None]:
    """Turn a DiagnosticError into text, or JSON, on standard error and exit code 1."""
    try:
        yield
    except DiagnosticError as error:
        report(error.diagnostics, form)
        raise typer.Exit(1) from None


def report(diagnostics: Iterable[Diagnostic], form: ReportFormat, *, to_stdout: bool = False) -> None:
    """Print the diagnostics in that form."""
    found = list(diagnostics)
    if form is ReportFormat.JSON:
        text = json.dumps({"diagnostics": [to_json(each) for each in found]}, indent=2, ensure_ascii=False)
        typer.echo(text, err=not to_stdout)
        return
    for each in found:
        typer.echo(to_text(each), err=not to_stdout)


def has_error(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of them makes the exit code 1."""
    return any(each.severity is Severity.ERROR for each in diagnostics)


def cannot_write(file: str, error: OSError) -> DiagnosticError:
    """The error of a file or folder that cannot be written."""
    reason = "it is a file, not a folder" if isinstance(error, FileExistsError | NotADirectoryError) else error.strerror
    message = f"{file} cannot be written: {reason or error}"
    return DiagnosticError(Diagnostic(code="output/not-writable", message=message, location=Location(file=file)))
