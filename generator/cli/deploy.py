"""`vmssgen deploy`."""

from __future__ import annotations

from typing import Annotated

import typer

from generator.azure.stack_settings import Deny, StackSettings, Unmanaged
from generator.cli import azure_options, options
from generator.cli.confirmation import require_answer
from generator.cli.options import ReportFormat
from generator.cli.reporting import reporting
from generator.cli.submitting import Wanted, prepare


def deploy(
    file: azure_options.TemplateOrBlueprint,
    resource_group: azure_options.ResourceGroup = None,
    location: azure_options.Location = None,
    create_group: azure_options.CreateGroup = False,
    parameters: azure_options.ParameterFiles = None,
    arguments: azure_options.ParameterArguments = None,
    allow_secret_arguments: azure_options.AllowSecretArguments = False,
    name: azure_options.DeploymentName = None,
    mode: azure_options.DeploymentMode = azure_options.Mode.INCREMENTAL,
    yes: azure_options.Yes = False,
    skip_what_if: azure_options.SkipWhatIf = False,
    no_wait: Annotated[bool, typer.Option("--no-wait", help="Leave when Azure has taken the deployment.")] = False,
    timeout: Annotated[
        str, typer.Option("--timeout", metavar="TIME", help="How long to wait, such as 90m, 2h or PT90M.")
    ] = "90m",
    stack: azure_options.Stack = None,
    unmanaged: azure_options.UnmanagedResources = Unmanaged.DETACH,
    deny: azure_options.DenyOthers = Deny.NONE,
    record: azure_options.Record = None,
    subscription: azure_options.Subscription = None,
    cloud: azure_options.Cloud = None,
    environment: options.Environment = None,
    settings: options.Settings = None,
    templates: options.Templates = None,
    allow_outside: options.AllowOutside = False,
    show_all: azure_options.ShowAll = False,
    form: Annotated[ReportFormat, typer.Option("--format", help="How the result is told.")] = ReportFormat.TEXT,
    verbose: azure_options.Verbose = False,
) -> None:
    """Submit a deployment: checked offline and by Azure, previewed, confirmed, followed to its end.

    Exits with 0 where Azure made all of it, 1 where the check offline finds an error or the answer is no, and 3 where
    Azure refuses or fails, or the end could not be seen.
    """
    from generator.cli.deploying import Place, Steps, deploy_prepared

    seconds = azure_options.seconds_of(timeout, "", "--timeout", least=1)
    require_answer(yes=yes)
    if create_group and not location:
        raise typer.BadParameter("a new group is made in a region: which?", param_hint="--location")
    azure_options.require_one_name(stack, name, mode)
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
        name=stack or name,
        mode=mode.value.capitalize(),
    )
    with reporting():
        prepared = prepare(wanted)
    steps = Steps(
        yes=yes,
        create_group=create_group,
        skip_what_if=skip_what_if,
        wait=not no_wait,
        seconds=seconds,
        show_all=show_all,
        stack=StackSettings(unmanaged, deny) if stack is not None else None,
    )
    place = Place(subscription=subscription, cloud=cloud, verbose=verbose)
    deploy_prepared(prepared, steps, place, record, as_json=form is ReportFormat.JSON)
