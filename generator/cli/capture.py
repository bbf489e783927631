"""`vmssgen capture`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from generator.cli import azure_options, instances_options
from generator.cli.capture_wanted import Wanted, gallery_place, image_name, machine_name
from generator.cli.confirmation import require_answer
from generator.cli.files import print_text


class System(StrEnum):
    """The operating system of a machine."""

    LINUX = "linux"
    WINDOWS = "windows"


class Generation(StrEnum):
    """The generation of the machines that start from an image."""

    V1 = "V1"
    V2 = "V2"


def capture(
    machine: Annotated[
        str,
        typer.Argument(
            metavar="MACHINE", help="Name of the virtual machine.", show_default=False, callback=machine_name
        ),
    ],
    resource_group: instances_options.Group,
    image: Annotated[
        str | None,
        typer.Option(
            "--image",
            metavar="NAME",
            help="Make a managed image of that name. Default: MACHINE-image.",
            show_default=False,
            callback=image_name,
        ),
    ] = None,
    gallery: Annotated[
        str | None,
        typer.Option(
            "--gallery",
            metavar="GALLERY/DEFINITION|ID",
            help="Make a version of that image definition instead.",
            show_default=False,
        ),
    ] = None,
    version: Annotated[
        str | None, typer.Option("--version", metavar="VERSION", help="Which one, such as 1.0.0.", show_default=False)
    ] = None,
    os: Annotated[
        System | None,
        typer.Option("--os", help="Its operating system; with --run Azure says it.", show_default=False),
    ] = None,
    location: Annotated[
        str | None,
        typer.Option(
            "--location",
            "-l",
            metavar="REGION",
            help="The region of the machine, and so of its image.",
            show_default=False,
        ),
    ] = None,
    specialized: Annotated[
        bool, typer.Option("--specialized", help="Keep users, keys and host name in the image, and the machine alive.")
    ] = False,
    generation: Annotated[
        Generation | None,
        typer.Option(
            "--hyper-v-generation", help="Generation of a managed image. Default: the machine's.", show_default=False
        ),
    ] = None,
    zone_resilient: Annotated[
        bool, typer.Option("--zone-resilient", help="Keep the image in zone-redundant storage.")
    ] = False,
    run: Annotated[bool, typer.Option("--run", help="Do it, instead of printing the commands that do.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing: for pipelines.")] = False,
    subscription: azure_options.Subscription = None,
    cloud: azure_options.Cloud = None,
    verbose: azure_options.Verbose = False,
) -> None:
    """Make an image of a virtual machine: print the commands of az that do it, or do it with --run.

    First the machine must be prepared from within, as the first command says; only then, with --run, the rest is done:
    it is deallocated, marked as generalised, which ends its life, and captured with its data disks. What is done
    already is passed over. Prints the id of the image, and its line in a blueprint.
    """
    if image is not None and gallery is not None:
        raise typer.BadParameter("--image makes a managed image, --gallery a version in a gallery: which?")
    if specialized and gallery is None:
        raise typer.BadParameter("managed images are generalised: --specialized goes with --gallery")
    if generation is not None and gallery is not None:
        raise typer.BadParameter("a version has the generation of its definition", param_hint="--hyper-v-generation")
    wanted = Wanted(
        machine=machine,
        group=resource_group,
        image=image or f"{machine}-image",
        gallery=gallery_place(gallery, version),
        location=location,
        system=os.value.capitalize() if os else None,
        specialized=specialized,
        generation=generation.value if generation else None,
        zone_resilient=zone_resilient,
        yes=yes,
        subscription=subscription,
        cloud=cloud,
    )
    if run:
        from generator.cli.capture_run import capture_now

        require_answer(yes=yes)
        capture_now(wanted, verbose=verbose)
        return
    if os is None:
        message = "the commands differ: linux or windows? With --run Azure says it"
        raise typer.BadParameter(message, param_hint="--os")
    from generator.cli.capture_commands import commands

    print_text(commands(wanted))
