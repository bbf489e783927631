"""`vmssgen expand`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from generator.cli import options
from generator.cli.arm_files import deployment_for
from generator.cli.files import print_text
from generator.cli.reporting import has_error, report, reporting


def expand(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="TEMPLATE|BLUEPRINT",
            help="An ARM template (.json) or a blueprint; - is standard input.",
        ),
    ],
    parameters: Annotated[
        list[Path] | None,
        typer.Option("--parameters", metavar="FILE", help="A parameter file; a later one wins.", show_default=False),
    ] = None,
    resource_group: Annotated[
        str, typer.Option("--resource-group", "-g", metavar="NAME", help="Group deployed to.")
    ] = "resource-group",
    location: Annotated[
        str, typer.Option("--location", "-l", metavar="REGION", help="Region of that group.")
    ] = "westeurope",
    subscription: Annotated[
        str, typer.Option("--subscription", metavar="ID", help="Subscription deployed to.")
    ] = "00000000-0000-0000-0000-000000000000",
    environment: options.Environment = None,
    settings: options.Settings = None,
    templates: options.Templates = None,
    allow_outside: options.AllowOutside = False,
    form: options.Format = options.ReportFormat.TEXT,
) -> None:
    """Print the resources that a template would deploy, everything evaluated that can be without Azure.

    Each comes with its full id and those that it waits for. What only Azure knows stays an expression.
    """
    from generator.arm.expansion import expand as expansion_of
    from generator.arm.resources import written
    from generator.cli.parameter_files import read_parameter_file
    from generator.cli.subjects import read_subject
    from generator.rendering.json_text import dumps

    with reporting(form):
        subject = read_subject(file, environment, settings or (), templates, allow_outside=allow_outside)
        given = subject.values
        for each in parameters or ():
            given |= read_parameter_file(each).given
        deployment = deployment_for(
            subject.content, subscription_id=subscription, resource_group=resource_group, location=location
        )
        found = expansion_of(subject.content, given, deployment, complete=bool(parameters))
        resources = [
            {"id": each.id, **each.body, "dependsOn": list(each.depends_on), **_condition(each.condition)}
            for each in found.resources
            if each.condition is not False and not each.existing
        ]
        if not has_error(found.problems):
            print_text(dumps(written({"resources": resources, "outputs": found.outputs})))
    report([replace(problem, location=subject.location(problem.path)) for problem in found.problems], form)
    if has_error(found.problems):
        raise typer.Exit(1)


def _condition(condition: Any) -> dict[str, Any]:
    return {} if condition is True else {"condition": condition}
