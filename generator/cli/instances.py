"""`vmssgen instances`."""

from __future__ import annotations

from typing import Annotated

import typer

from generator.cli import azure_options, instances_options
from generator.cli.azure_session import asking_azure
from generator.cli.files import print_text
from generator.cli.options import ReportFormat


def instances(
    name: instances_options.Name,
    resource_group: instances_options.Group,
    subscription: azure_options.Subscription = None,
    cloud: azure_options.Cloud = None,
    form: Annotated[ReportFormat, typer.Option("--format", help="How they are told.")] = ReportFormat.TEXT,
    verbose: azure_options.Verbose = False,
) -> None:
    """Show the instances of a scale set: model, health, states, domains, extensions, and why extensions failed."""
    from generator.cli.instances_table import as_json, as_text

    with asking_azure():
        scale_set = instances_options.scale_set_at(name, resource_group, subscription, cloud, verbose=verbose)
        from generator.azure.instances import instances_of

        with scale_set.connection.telling():
            found = instances_of(scale_set)
    print_text((as_json if form is ReportFormat.JSON else as_text)(scale_set, found))
