"""`vmssgen what-if`."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from generator.cli import azure_options, options
from generator.cli.azure_session import asking_azure, connect
from generator.cli.colours import coloured
from generator.cli.files import print_text
from generator.cli.offline import checked_offline
from generator.cli.options import ReportFormat
from generator.cli.reporting import has_error, report, reporting
from generator.cli.submitting import Wanted, prepare
from generator.diagnostics import DiagnosticError

if TYPE_CHECKING:
    from generator.azure.deployments import Deployments
    from generator.azure.stacks import Stacks
    from generator.azure.what_if import WhatIf
    from generator.cli.submitting import Prepared


class WhatIfFormat(StrEnum):
    """How changes are told: to people, to other programs, in a comment of a pull request."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


def what_if(
    file: azure_options.TemplateOrBlueprint,
    resource_group: azure_options.ResourceGroup = None,
    location: azure_options.Location = None,
    parameters: azure_options.ParameterFiles = None,
    arguments: azure_options.ParameterArguments = None,
    allow_secret_arguments: azure_options.AllowSecretArguments = False,
    mode: azure_options.DeploymentMode = azure_options.Mode.INCREMENTAL,
    subscription: azure_options.Subscription = None,
    cloud: azure_options.Cloud = None,
    environment: options.Environment = None,
    settings: options.Settings = None,
    templates: options.Templates = None,
    allow_outside: options.AllowOutside = False,
    show_all: Annotated[
        bool, typer.Option("--all", help="Show unchanged resources, and what is known as noise, too.")
    ] = False,
    form: Annotated[WhatIfFormat, typer.Option("--format", help="How changes are told.")] = WhatIfFormat.TEXT,
    verbose: azure_options.Verbose = False,
) -> None:
    """Ask Azure what a deployment would change, and fold away what is known as noise.

    Exits with 0 where nothing changes, 1 where something does or the check offline finds an error, and 3 where Azure
    refuses.
    """
    wanted = Wanted(
        file=file,
        resource_group=resource_group,
        location=location,
        parameter_files=parameters or (),
        parameter_arguments=arguments or (),
        allow_secret_arguments=allow_secret_arguments,
        environment=environment,
        settings=settings or (),
        templates=templates,
        allow_outside=allow_outside,
        mode=mode.value.capitalize(),
    )
    with reporting():
        prepared = prepare(wanted)
        checked_offline(prepared)
    with asking_azure():
        from generator.azure.deployments import Deployments

        connection = connect(subscription, cloud, verbose=verbose)
        deployments = Deployments(connection, prepared.scope(connection.subscription.id))
        found = preview(deployments, prepared)
    print_text(text_of(found, form, title=f"{file.name}: {deployments.scope.id}", show_all=show_all))
    if found.has_changes:
        raise typer.Exit(1)


def preview(deployments: Deployments | Stacks, prepared: Prepared) -> WhatIf:
    """What Azure says would change; raises DiagnosticError where it cannot say."""
    from generator.azure.what_if import read_what_if

    submission = prepared.submission
    locate = prepared.locator(deployments.scope.subscription_id)
    with deployments.connection.telling(locate=locate, secrets=submission.secrets):
        result = deployments.what_if(submission)
    found = read_what_if(result, secrets=submission.secrets)
    if found.error is not None:
        from generator.azure.errors import azure_error

        raise DiagnosticError(azure_error(found.error, locate=locate, secrets=submission.secrets))
    if has_error(found.diagnostics):
        raise DiagnosticError(*found.diagnostics)
    report(found.diagnostics, ReportFormat.TEXT)
    return found


def text_of(found: WhatIf, form: WhatIfFormat, *, title: str, show_all: bool) -> str:
    """The changes in a form."""
    if form is WhatIfFormat.MARKDOWN:
        from generator.azure.what_if.report_markdown import to_markdown

        return to_markdown(found, title=title, show_all=show_all)
    if form is WhatIfFormat.JSON:
        from generator.azure.what_if.report_json import to_json
        from generator.rendering.json_text import dumps

        return dumps(to_json(found))
    from generator.azure.what_if.report_lines import to_lines

    return coloured(to_lines(found, show_all=show_all), sys.stdout)
