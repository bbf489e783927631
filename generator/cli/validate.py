"""`vmssgen validate`."""

from __future__ import annotations

from pathlib import Path

import typer

from generator.cli import options
from generator.cli.reporting import has_error, report, reporting
from generator.diagnostics import Diagnostic, DiagnosticError


def validate(
    blueprints: options.BlueprintFiles,
    environment: options.Environment = None,
    settings: options.Settings = None,
    templates: options.Templates = None,
    allow_outside: options.AllowOutside = False,
    form: options.Format = options.ReportFormat.TEXT,
) -> None:
    """Check blueprints, each also in every environment that it defines, and write nothing."""
    found: dict[Diagnostic, None] = {}
    with reporting(form):
        files = options.blueprint_files(blueprints)
    for file in files:
        problems, environments = _problems(file, environment, settings, templates, allow_outside=allow_outside)
        found |= dict.fromkeys(problems)
        if form is options.ReportFormat.TEXT and not problems:
            suffix = f" ({', '.join(environments)})" if environments else ""
            typer.echo(f"valid  {file}{suffix}")
    if found or form is options.ReportFormat.JSON:
        report(found, form, to_stdout=form is options.ReportFormat.JSON)
    if has_error(found):
        raise typer.Exit(1)


def _problems(
    file: Path, environment: str | None, settings: list[str] | None, templates: Path | None, *, allow_outside: bool
) -> tuple[list[Diagnostic], tuple[str, ...]]:
    from generator.rendering.template import render

    problems: list[Diagnostic] = []
    environments: tuple[str, ...] = ()
    waiting = [environment]
    while waiting:
        name = waiting.pop(0)
        try:
            blueprint = options.load_blueprint(file, name, settings, templates, allow_outside=allow_outside)
            if environment is None and name is None:
                environments = blueprint.environments
                waiting += environments
            render(blueprint)
        except DiagnosticError as error:
            problems += error.diagnostics
    return problems, environments
