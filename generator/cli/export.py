"""`vmssgen export`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from generator.cli import azure_options, options
from generator.cli.files import difference, print_text, write_file
from generator.cli.reporting import has_error, report, reporting
from generator.diagnostics import DiagnosticError, Severity

if TYPE_CHECKING:
    from generator.cli.subjects import Subject

export = typer.Typer(
    name="export",
    help="A template for other tools that deploy.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
_SUFFIX = ".tf.json"


def _output(given: Path | None) -> Path | None:
    if given is not None and str(given) != "-" and not given.name.endswith(_SUFFIX):
        raise typer.BadParameter(f"{given.name} would not be read: Terraform reads JSON from files named *{_SUFFIX}")
    return given


def _variable(given: str | None) -> str | None:
    from generator.cli.terraform_text import RESERVED, identifier

    if given is not None and (given != identifier(given) or given in RESERVED):
        raise typer.BadParameter(f"{given[:100]!r} cannot be the name of a variable")
    return given


@export.callback()
def _group() -> None:
    """Make `terraform` a command of a group, which further ones can join."""


@export.command()
def terraform(
    file: azure_options.TemplateOrBlueprint,
    resource_group: Annotated[
        str | None,
        typer.Option(
            "--resource-group",
            "-g",
            metavar="NAME",
            help="The resource group. Default: a variable says it.",
            show_default=False,
            callback=azure_options.group_name,
        ),
    ] = None,
    resource_group_var: Annotated[
        str | None,
        typer.Option(
            "--resource-group-var",
            metavar="NAME",
            help="Name of the variable that says it. Default: resource_group_name.",
            show_default=False,
            callback=_variable,
        ),
    ] = None,
    location: Annotated[
        str | None,
        typer.Option(
            "--location",
            "-l",
            metavar="REGION",
            help="Region of a deployment of a subscription. Default: a variable says it.",
            show_default=False,
        ),
    ] = None,
    mode: azure_options.DeploymentMode = azure_options.Mode.INCREMENTAL,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Where to, such as web.tf.json; else standard output.",
            show_default=False,
            callback=_output,
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 with a diff where FILE is not what would be written.")
    ] = False,
    parameters: azure_options.ParameterFiles = None,
    environment: options.Environment = None,
    settings: options.Settings = None,
    templates: options.Templates = None,
    allow_outside: options.AllowOutside = False,
    form: options.Format = options.ReportFormat.TEXT,
) -> None:
    """Export a template as a Terraform configuration that deploys it.

    Parameters become variables, secrets are sensitive ones without default, references to a Key Vault stay, outputs
    become outputs. Values of parameter files become defaults.
    """
    from generator.cli.terraform import Export, deployment_name, tags_of, terraform_document
    from generator.rendering.json_text import dumps

    if check and (output is None or str(output) == "-"):
        raise typer.BadParameter("--check compares with a file: give -o FILE")
    if resource_group is not None and resource_group_var is not None:
        raise typer.BadParameter("--resource-group-var is for a group that -g does not name")
    with reporting(form):
        from generator.cli.subjects import read_subject

        subject = read_subject(file, environment, settings or (), templates, allow_outside=allow_outside)
        of_subscription = _is_of_subscription(subject, resource_group or resource_group_var, location, mode)
        wanted = Export(
            template=subject.content,
            name=deployment_name(subject.stem, environment),
            origin="standard input" if str(file) == "-" else file.name,
            of_subscription=of_subscription,
            group=resource_group,
            group_variable=resource_group_var or "resource_group_name",
            location=location,
            mode=mode.value.capitalize(),
            tags=tags_of(subject),
            given=_given(subject, parameters or [], form),
        )
        text = dumps(terraform_document(wanted))
        if output is None or str(output) == "-":
            print_text(text)
        elif check:
            _check(output, text)
        else:
            typer.echo(f"{'wrote    ' if write_file(output, text) else 'unchanged'}  {output}", err=True)


def _is_of_subscription(subject: Subject, group: str | None, location: str | None, mode: azure_options.Mode) -> bool:
    """Whether it deploys into a subscription; a usage error of Typer where the options do not go with that."""
    from generator.cli.arm_files import deployment_for

    kind = deployment_for(subject.content).scope
    if kind not in ("resourceGroup", "subscription"):
        message = "templates of management groups and tenants are not exported"
        raise typer.BadParameter(message, param_hint="TEMPLATE")
    if kind == "resourceGroup" and location is not None:
        message = "the template deploys into a resource group, which has a region"
        raise typer.BadParameter(message, param_hint="--location")
    if kind == "subscription" and group is not None:
        message = "the template deploys into a subscription, not into a resource group"
        raise typer.BadParameter(message, param_hint="--resource-group")
    if kind == "subscription" and mode is azure_options.Mode.COMPLETE:
        message = "deployments of a subscription are incremental"
        raise typer.BadParameter(message, param_hint="--mode")
    return kind == "subscription"


def _given(subject: Subject, files: list[Path], form: options.ReportFormat) -> dict[str, Any]:
    """The members of a parameter file; raises DiagnosticError where they or the template are wrong."""
    from generator.arm.expansion import expand
    from generator.cli.arm_files import deployment_for
    from generator.cli.parameter_files import read_parameter_file

    deployment = deployment_for(subject.content)
    given = dict(subject.values)
    found = [
        replace(each, location=subject.location(each.path))
        for each in expand(subject.content, given, deployment).problems
    ]
    for file in files:
        read = read_parameter_file(file)
        found += read.problems(subject.content, given, deployment)
        given |= read.given
    found = [each for each in found if each.code != "parameter/missing" and each.severity is not Severity.INFO]
    if has_error(found):
        raise DiagnosticError(*found)
    if found:
        report(found, form)
    return given


def _check(output: Path, text: str) -> None:
    found = difference(output, text)
    print_text(found)
    if found:
        typer.echo(f"{output} is stale: export again without --check", err=True)
        raise typer.Exit(1)
    typer.echo(f"{output} is what would be exported now", err=True)
