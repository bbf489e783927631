"""`vmssgen validate`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from generator.cli import options
from generator.cli.reporting import has_error, report, reporting
from generator.diagnostics import Diagnostic, DiagnosticError, Severity


def validate(
    blueprints: options.BlueprintFiles,
    environment: options.Environment = None,
    settings: options.Settings = None,
    templates: options.Templates = None,
    allow_outside: options.AllowOutside = False,
    severity: Annotated[
        Severity, typer.Option("--severity", help="The least severe findings to tell.")
    ] = Severity.WARNING,
    rules: Annotated[
        list[str] | None,
        typer.Option("--rule", metavar="CODE", help="Tell only what this rule finds.", show_default=False),
    ] = None,
    form: options.Format = options.ReportFormat.TEXT,
) -> None:
    """Check blueprints in all their environments, and ARM templates (.json); nothing is written.

    Each is expanded as Azure would, and every resource is checked against the schema of its type.
    """
    found: dict[Diagnostic, None] = {}
    with reporting(form):
        files = options.blueprint_files(blueprints)
    for file in files:
        with reporting(form):
            problems, environments = _problems(file, environment, settings, templates, allow_outside=allow_outside)
        problems = [each for each in problems if _told(each, severity, rules)]
        found |= dict.fromkeys(problems)
        if form is options.ReportFormat.TEXT and not problems:
            suffix = f" ({', '.join(environments)})" if environments else ""
            typer.echo(f"valid  {file}{suffix}")
    if found or form is options.ReportFormat.JSON:
        report(found, form, to_stdout=form is options.ReportFormat.JSON)
    if has_error(found):
        raise typer.Exit(1)


def _told(problem: Diagnostic, least: Severity, rules: list[str] | None) -> bool:
    order = list(Severity)
    return order.index(problem.severity) <= order.index(least) and (not rules or problem.code in rules)


def _problems(
    file: Path, environment: str | None, settings: list[str] | None, templates: Path | None, *, allow_outside: bool
) -> tuple[list[Diagnostic], tuple[str, ...]]:
    """What is wrong with a blueprint in any of its environments, or with a template; and those environments."""
    from generator.rendering.template import render
    from generator.rules.check import check

    if (read := options.arm_template(file)) is not None:
        content, locate = read
        return [replace(each, location=locate(each.path)) for each in check(content)], ()
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
            template = render(blueprint)
            found = check(template.content)
            problems += [replace(each, location=template.location(each.path)) for each in found]
        except DiagnosticError as error:
            problems += error.diagnostics
    return problems, environments
