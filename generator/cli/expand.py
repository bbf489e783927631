"""`vmssgen expand`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from generator.blueprint.source import read_source
from generator.cli import options
from generator.cli.files import print_text
from generator.cli.reporting import has_error, report, reporting
from generator.diagnostics import Diagnostic, DiagnosticError, Location


def expand(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="TEMPLATE|BLUEPRINT",
            help="An ARM template (.json) or a blueprint; - is a blueprint from standard input.",
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
    from generator.arm.scope import Deployment
    from generator.rendering.json_text import dumps

    with reporting(form):
        template, locate, given = _template(file, environment, settings, templates, allow_outside=allow_outside)
        for each in parameters or ():
            given |= _parameters(each)
        deployment = Deployment(
            subscription_id=subscription, resource_group=resource_group, location=location, scope=_scope(template)
        )
        found = expansion_of(template, given, deployment, complete=bool(parameters))
        resources = [
            {"id": each.id, **each.body, "dependsOn": list(each.depends_on), **_condition(each.condition)}
            for each in found.resources
            if each.condition is not False and not each.existing
        ]
        if not has_error(found.problems):
            print_text(dumps(written({"resources": resources, "outputs": found.outputs})))
    report([replace(problem, location=locate(problem.path)) for problem in found.problems], form)
    if has_error(found.problems):
        raise typer.Exit(1)


def _condition(condition: Any) -> dict[str, Any]:
    return {} if condition is True else {"condition": condition}


def _template(
    file: Path, environment: str | None, settings: list[str] | None, templates: Path | None, *, allow_outside: bool
) -> tuple[dict[str, Any], options.Locate, dict[str, Any]]:
    """The template of the file, where its places come from, and the values that a blueprint has for its parameters."""
    if (read := options.arm_template(file)) is not None:
        return *read, {}
    from generator.rendering.parameter_file import parameter_file
    from generator.rendering.template import render

    template = render(options.load_blueprint(file, environment, settings, templates, allow_outside=allow_outside))
    return template.content, template.location, parameter_file(template.parameters).content["parameters"]


def _parameters(file: Path) -> dict[str, Any]:
    source = read_source(file)
    value = options.json_document(source).value
    members = value.get("parameters", value) if isinstance(value, dict) else None
    if not isinstance(members, dict) or not all(isinstance(each, dict) for each in members.values()):
        message = "a parameter file is an object of parameters, each an object with its value"
        place = Location(file=source.name)
        raise DiagnosticError(Diagnostic(code="parameter/no-file", message=message, location=place))
    return dict(members)


def _scope(template: dict[str, Any]) -> str:
    """What kind of deployment the template is for, by its schema."""
    schema = str(template.get("$schema", "")).lower()
    if "subscriptiondeploymenttemplate" in schema:
        return "subscription"
    if "managementgroupdeploymenttemplate" in schema:
        return "managementGroup"
    return "tenant" if "tenantdeploymenttemplate" in schema else "resourceGroup"
