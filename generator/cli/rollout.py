"""`vmssgen rollout`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from generator.cli import azure_options, instances_options
from generator.cli.azure_session import asking_azure
from generator.cli.confirmation import require_answer
from generator.cli.rollout_wanted import Wanted, by_azure, ids_of, share_of


class Domain(StrEnum):
    """What is never taken down in more than one piece at a time."""

    ZONE = "zone"
    FAULT_DOMAIN = "fault-domain"
    UPDATE_DOMAIN = "update-domain"


def rollout(
    name: instances_options.Name,
    resource_group: instances_options.Group,
    batch: Annotated[
        str | None,
        typer.Option("--batch", metavar="N|N%", help="Instances at a time. Default: 20%.", show_default=False),
    ] = None,
    by: Annotated[
        Domain | None,
        typer.Option("--by", help="Keep a batch within one. Default: zone, if it has zones.", show_default=False),
    ] = None,
    pause: Annotated[
        str | None,
        typer.Option("--pause", metavar="TIME", help="Between two batches. Default: 30s.", show_default=False),
    ] = None,
    max_unhealthy: Annotated[
        str | None,
        typer.Option(
            "--max-unhealthy",
            metavar="N|N%",
            help="Stop where more of all instances are not healthy. Default: 20%.",
            show_default=False,
        ),
    ] = None,
    reimage: Annotated[
        bool, typer.Option("--reimage", help="Make the OS disks anew too; what is on them is lost.")
    ] = False,
    instances: Annotated[
        str | None,
        typer.Option("--instances", metavar="IDS", help="These alone, such as 0,3,7, or all.", show_default=False),
    ] = None,
    timeout: Annotated[
        str | None,
        typer.Option(
            "--timeout",
            metavar="TIME",
            help="For each batch until it is healthy. Default: 15m; no end where Azure rolls out.",
            show_default=False,
        ),
    ] = None,
    os: Annotated[bool, typer.Option("--os", help="Let Azure roll out the latest version of the OS image.")] = False,
    extensions: Annotated[
        bool, typer.Option("--extensions", help="Let Azure roll out the latest versions of the extensions.")
    ] = False,
    cancel: Annotated[bool, typer.Option("--cancel", help="End Azure's own roll-out.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the plan, and change nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing: for pipelines.")] = False,
    subscription: azure_options.Subscription = None,
    cloud: azure_options.Cloud = None,
    verbose: azure_options.Verbose = False,
) -> None:
    """Bring the instances of a scale set to its latest model: batch by batch, each healthy before the next.

    In Manual mode the batches are ours; in Rolling mode, and with --os or --extensions, Azure's own.
    Exits with 0 where that is done or nothing is to be done, 1 where the answer is no, and 3 where it stopped.
    """
    if sum([os, extensions, cancel]) > 1:
        raise typer.BadParameter("--os, --extensions and --cancel exclude each other")
    wanted = Wanted(
        name=name,
        group=resource_group,
        batch=share_of(batch, "20%", "--batch", least=1),
        by=by.value if by else None,
        pause=azure_options.seconds_of(pause, "30s", "--pause", least=0),
        max_unhealthy=share_of(max_unhealthy, "20%", "--max-unhealthy", least=0),
        reimage=reimage,
        instances=ids_of(instances),
        seconds=azure_options.seconds_of(timeout, "15m", "--timeout", least=1) if timeout else None,
        os=os,
        extensions=extensions,
        dry_run=dry_run,
        yes=yes,
        subscription=subscription,
        cloud=cloud,
        given=(
            ("--batch", batch),
            ("--by", by.value if by else None),
            ("--pause", pause),
            ("--max-unhealthy", max_unhealthy),
            ("--timeout", timeout),
        ),
    )
    if not (dry_run or cancel):
        require_answer(yes=yes)
    with asking_azure():
        scale_set = instances_options.scale_set_at(name, resource_group, subscription, cloud, verbose=verbose)
        if cancel:
            from generator.cli.rollout_upgrades import cancel_upgrade

            cancel_upgrade(scale_set, wanted)
            return
        if by_azure(scale_set, wanted):
            from generator.cli.rollout_upgrades import roll_out_by_azure

            roll_out_by_azure(scale_set, wanted)
            return
        from generator.cli.rollout_batches import roll_out_in_batches

        roll_out_in_batches(scale_set, wanted)
