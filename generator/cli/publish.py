"""`vmssgen publish`."""

from __future__ import annotations

from typing import Annotated

import typer

from generator.cli import azure_options, options
from generator.cli.azure_session import asking_azure, connect
from generator.cli.confirmation import confirm
from generator.cli.offline import check_template
from generator.cli.reporting import reporting


def publish(
    file: azure_options.TemplateOrBlueprint,
    resource_group: Annotated[
        str,
        typer.Option(
            "--resource-group",
            "-g",
            metavar="NAME",
            help="Group that keeps it.",
            show_default=False,
            callback=azure_options.group_name,
        ),
    ],
    template_spec: Annotated[
        str, typer.Option("--template-spec", metavar="NAME", help="Name of the template spec.", show_default=False)
    ],
    version: Annotated[
        str, typer.Option("--version", metavar="VERSION", help="The version, such as 1.0.", show_default=False)
    ],
    location: Annotated[
        str | None,
        typer.Option(
            "--location",
            "-l",
            metavar="REGION",
            help="Region of a new template spec. Default: that of the group.",
            show_default=False,
        ),
    ] = None,
    description: Annotated[
        str | None, typer.Option("--description", metavar="TEXT", help="What is in it.", show_default=False)
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Replace a version that exists without asking.")] = False,
    subscription: azure_options.Subscription = None,
    cloud: azure_options.Cloud = None,
    environment: options.Environment = None,
    settings: options.Settings = None,
    templates: options.Templates = None,
    allow_outside: options.AllowOutside = False,
    verbose: azure_options.Verbose = False,
) -> None:
    """Publish a template as a version of a template spec, for others to deploy.

    Prints the id of the version. Parameters stay parameters: who deploys the version gives their values.
    """
    from generator.cli.subjects import read_subject

    with reporting():
        subject = read_subject(file, environment, settings or (), templates, allow_outside=allow_outside)
        check_template(file, subject)
    with asking_azure():
        connection = connect(subscription, cloud, verbose=verbose)
        from generator.azure.groups import require_group
        from generator.azure.template_specs import Publication, publish, version_exists

        with connection.telling():
            region = require_group(connection, resource_group)
            exists = version_exists(connection, resource_group, template_spec, version)
    if exists:
        confirm(f"{template_spec} has a version {version} already. Replace it?", yes=yes)
    publication = Publication(
        group=resource_group,
        name=template_spec,
        version=version,
        location=location or region,
        template=subject.content,
        description=description,
    )
    with asking_azure(), connection.telling():
        typer.echo(publish(connection, publication))
