"""Making an image of a virtual machine, step by step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NoReturn

import typer

from generator.cli.azure_session import AZURE_FAILED, asking_azure, connect
from generator.cli.capture_commands import PREPARATION, blueprint_line, start_command
from generator.cli.confirmation import confirm
from generator.cli.files import print_text
from generator.cli.following import INTERRUPTED
from generator.cli.steps import step
from generator.diagnostics import Diagnostic, DiagnosticError, to_text

if TYPE_CHECKING:
    from generator.azure.capture import Image, Machine
    from generator.cli.capture_wanted import Wanted


@dataclass(frozen=True, slots=True)
class _Step:
    """What is told as it begins, what is true when it is done, and what does it."""

    title: str
    result: str
    do: Callable[[], None]


def capture_now(wanted: Wanted, *, verbose: bool) -> None:
    """Look, show, ask and make the image; exits as the command does."""
    with asking_azure():
        connection = connect(wanted.subscription, wanted.cloud, verbose=verbose)
        from generator.azure.capture import find_machine
        from generator.azure.capture_checks import is_begun, require_capturable, require_location

        image = wanted.image_in(connection.subscription.id)
        with connection.telling():
            machine = find_machine(connection, wanted.group, wanted.machine)
            require_capturable(machine, image)
            require_location(machine, wanted.location)
            begun = is_begun(machine, image)
    _show(machine, image)
    _confirm(machine, image, wanted, begun=begun)
    _do(_steps(machine, image, begun=begun), wanted)
    _tell(machine, image, wanted)


def _show(machine: Machine, image: Image) -> None:
    disks = len(machine.data_disks)
    with_disks = f", {disks} data disk{'' if disks == 1 else 's'}" if disks else ""
    marked = ", marked as generalised" if machine.is_generalized else ""
    for title, text in (
        ("cloud", machine.connection.cloud.name),
        ("subscription", str(machine.connection.subscription)),
        ("group", machine.group),
        ("machine", f"{machine.name} ({machine.os}, {machine.power}{marked}{with_disks})"),
        ("becomes", str(image)),
    ):
        typer.echo(f"  {title:<12}  {text}", err=True)


def _confirm(machine: Machine, image: Image, wanted: Wanted, *, begun: bool) -> None:
    if machine.scale_set and not machine.is_generalized:
        typer.echo(f"{machine.name} is an instance of the scale set {machine.scale_set.rpartition('/')[2]}", err=True)
    if begun or machine.is_generalized:
        confirm("Azure makes it already. Wait for it?" if begun else "Make it?", yes=wanted.yes)
    elif image.is_specialized:
        is_stopped = "" if machine.is_deallocated else f"{machine.name} is stopped for it. "
        confirm(f"{is_stopped}Make it?", yes=wanted.yes)
    else:
        preparation = PREPARATION.get(machine.os, "the preparation")
        typer.echo(f"Has {preparation} been run on it? Azure cannot tell.", err=True)
        if machine.os == "Windows" and machine.power == "running":
            typer.echo("It runs, and sysprep shuts a machine down at its end.", err=True)
        message = f"{machine.name} is marked as generalised: it can never be started again."
        confirm(message, yes=wanted.yes, type_name=machine.name)


def _steps(machine: Machine, image: Image, *, begun: bool) -> list[_Step]:
    from generator.azure.capture_actions import deallocate, generalize, make

    name, steps = machine.name, list[_Step]()
    if not machine.is_deallocated and not begun:
        steps.append(_Step(f"Deallocating {name}", f"{name} is deallocated", partial(deallocate, machine)))
    if not (machine.is_generalized or image.is_specialized or begun):
        result = f"{name} is marked as generalised"
        steps.append(_Step(f"Marking {name} as generalised", result, partial(generalize, machine)))
    title = f"{'Waiting for' if begun else 'Making'} {image}"
    return [*steps, _Step(title, f"{image} is made", partial(make, machine, image, begun=begun))]


def _do(steps: list[_Step], wanted: Wanted) -> None:
    from generator.azure.patience import DetachedError

    for index, each in enumerate(steps):
        try:
            with step(each.title):
                each.do()
        except DiagnosticError as error:
            _stopped(steps, index, wanted, *error.diagnostics)
        except DetachedError as error:
            _stopped(steps, index, wanted, error.reason, goes_on=True)
        except KeyboardInterrupt:
            _stopped(steps, index, wanted, goes_on=True)


def _stopped(steps: list[_Step], index: int, wanted: Wanted, *reasons: Diagnostic, goes_on: bool = False) -> NoReturn:
    """Tell why, what is done and what not, and how to go on; exits with 3, or with 130 after Ctrl-C."""
    for reason in reasons:
        typer.echo(to_text(reason), err=True)
    for number, each in enumerate(steps):
        typer.echo(f"{'done' if number < index else 'not done'}: {each.result}", err=True)
    if goes_on:
        typer.echo("Azure goes on with what it has begun", err=True)
    typer.echo(f"go on: {wanted.command()}", err=True)
    raise typer.Exit(AZURE_FAILED if reasons else INTERRUPTED)


def _tell(machine: Machine, image: Image, wanted: Wanted) -> None:
    """The id on standard output, and what to do with it."""
    plan = machine.plan and ", ".join(
        f"{key}: {machine.plan[key]}" for key in ("name", "publisher", "product") if machine.plan.get(key)
    )
    line = blueprint_line(image.id, machine.os, specialized=image.is_specialized, plan=f"{{{plan}}}" if plan else None)
    typer.echo(f"in a blueprint: {line}", err=True)
    if machine.data_disks:
        disks = ", ".join(f"{{lun: {lun}, createOption: FromImage}}" for lun in machine.data_disks)
        typer.echo(f"  with its data disks: scaleSet: {{dataDisks: [{disks}]}}", err=True)
    if image.is_specialized:
        typer.echo(f"{machine.name} is stopped; start it again: {start_command(wanted)}", err=True)
    print_text(f"{image.id}\n")
