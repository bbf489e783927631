"""`vmssgen swap`."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer

from generator.azure.stack_settings import Deny, StackSettings, Unmanaged
from generator.cli import azure_options, options
from generator.cli.confirmation import require_answer
from generator.cli.files import print_text
from generator.cli.options import ReportFormat
from generator.cli.reporting import reporting
from generator.cli.submitting import Wanted


class SlotName(StrEnum):
    """The slots."""

    BLUE = "blue"
    GREEN = "green"


class Until(StrEnum):
    """A step to end after."""

    STAGE = "stage"
    SWAP = "swap"


def swap(
    file: options.BlueprintFile,
    to: Annotated[SlotName, typer.Option("--to", help="The slot that is to be in production.", show_default=False)],
    deploy: Annotated[
        bool, typer.Option("--deploy", help="Do it on Azure: stage, wait for health, repoint the rules, retire.")
    ] = False,
    resource_group: azure_options.ResourceGroup = None,
    location: azure_options.Location = None,
    create_group: azure_options.CreateGroup = False,
    keep: Annotated[
        str | None,
        typer.Option(
            "--keep",
            metavar="TIME",
            help="Retire the old slot after that time, such as 1h, or 0 for at once. Default: it runs on.",
            show_default=False,
        ),
    ] = None,
    until: Annotated[
        Until | None, typer.Option("--until", help="End after a step, for a look at it.", show_default=False)
    ] = None,
    checks: Annotated[
        int, typer.Option("--checks", metavar="N", min=1, help="How often to look whether the new slot is healthy.")
    ] = 40,
    check_interval: Annotated[
        str, typer.Option("--check-interval", metavar="TIME", help="Time between two of these looks.")
    ] = "15s",
    parameters: azure_options.ParameterFiles = None,
    arguments: azure_options.ParameterArguments = None,
    allow_secret_arguments: azure_options.AllowSecretArguments = False,
    name: azure_options.DeploymentName = None,
    mode: azure_options.DeploymentMode = azure_options.Mode.INCREMENTAL,
    yes: azure_options.Yes = False,
    skip_what_if: azure_options.SkipWhatIf = False,
    timeout: Annotated[
        str, typer.Option("--timeout", metavar="TIME", help="How long each deployment may take, such as 90m or 2h.")
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
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be done, and do nothing.")] = False,
    show_all: azure_options.ShowAll = False,
    form: Annotated[ReportFormat, typer.Option("--format", help="How the result is told.")] = ReportFormat.TEXT,
    verbose: azure_options.Verbose = False,
) -> None:
    """Bring the other slot of a blueprint into production: in its file, and with --deploy on Azure.

    With --deploy the slot is staged beside the one in production, and the rules are repointed once its instances are
    healthy; the file is changed after that. The same command goes on where an earlier run ended, with the other slot it
    leads back. Exits with 0 where it is done, 1 where an error is found offline or the answer is no, and 3 where Azure
    refuses or fails, or the slot is not healthy in time: then nothing was repointed.
    """
    from generator.cli.swap_commands import Commands, given_options
    from generator.cli.swap_file import ActiveSlot
    from generator.cli.swap_plan import offline_plan, require_slots

    if str(file) == "-":
        raise typer.BadParameter("standard input cannot be changed: name a file", param_hint="BLUEPRINT")
    if any(each.startswith(("swap.active", "swap.step")) for each in settings or ()):
        raise typer.BadParameter("--to says which slot", param_hint="--set")
    if resource_group and not deploy:
        raise typer.BadParameter("only --deploy speaks with Azure", param_hint="--resource-group")
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
    active = ActiveSlot(file, environment)
    with reporting():
        blueprint = options.load_blueprint(file, environment, settings, templates, allow_outside=allow_outside)
        now = require_slots(blueprint, str(file))
        text = active.changed(now, to.value)
        plan = offline_plan(wanted, to.value)
    if form is ReportFormat.TEXT:
        print_text(active.difference(text, to.value) if text is not None else "")
    for line in plan.lines():
        typer.echo(line, err=True)
    if dry_run:
        return
    if not deploy:
        with reporting():
            is_new = text is not None and active.write(text)
        typer.echo(f"wrote  {file}" if is_new else f"{to.value} is active in {file} already", err=True)
        _print_result(form, {"to": to.value, "from": plan.other})
        return
    require_answer(yes=yes)
    if create_group and not location:
        raise typer.BadParameter("a new group is made in a region: which?", param_hint="--location")
    from generator.cli.deploying import Place, Steps
    from generator.cli.swap_run import Patience, deploy_swap

    place = Place(subscription=subscription, cloud=cloud, verbose=verbose)
    given = given_options(wanted, stack=stack, unmanaged=unmanaged.value, deny=deny.value)
    commands = Commands(wanted, place, to.value, plan.other, given, keep, as_stack=stack is not None)
    steps = Steps(
        yes=yes,
        create_group=create_group,
        skip_what_if=skip_what_if,
        wait=True,
        seconds=azure_options.seconds_of(timeout, "", "--timeout", least=1),
        show_all=show_all,
        stack=StackSettings(unmanaged, deny) if stack is not None else None,
    )
    patience = Patience(
        checks=checks,
        interval=azure_options.seconds_of(check_interval, "", "--check-interval", least=0),
        keep=azure_options.seconds_of(keep, "", "--keep", least=0) if keep is not None else None,
    )
    old = deploy_swap(commands, steps, patience, record, active, now, until=until.value if until else None)
    _print_result(form, {"to": to.value, "from": plan.other, "old": old})


def _print_result(form: ReportFormat, result: dict[str, str]) -> None:
    if form is ReportFormat.JSON:
        print_text(json.dumps(result, indent=2) + "\n")
