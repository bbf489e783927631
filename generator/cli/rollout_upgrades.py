"""Azure's own roll-outs: begun, followed, ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from generator.cli.azure_session import AZURE_FAILED
from generator.cli.confirmation import confirm
from generator.cli.following import INTERRUPTED
from generator.cli.instances_table import headline
from generator.cli.rollout_progress import upgrade_reporter
from generator.cli.rollout_wanted import Wanted
from generator.diagnostics import Diagnostic, DiagnosticError, to_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.azure.instances import ScaleSet
    from generator.azure.instances_views import Instance
    from generator.azure.rolling_upgrades import Begun, Ended


def roll_out_by_azure(scale_set: ScaleSet, wanted: Wanted) -> None:
    """Have Azure roll out what is asked for, or what there is, and follow it; exits as the command does."""
    from generator.azure.instances import instances_of
    from generator.azure.rolling_upgrades import Begun, What, begin, latest

    with scale_set.connection.telling():
        instances = instances_of(scale_set)
        running = latest(scale_set)
    typer.echo(headline(scale_set, instances), err=not wanted.dry_run)
    if running is not None and running.is_active:
        typer.echo(f"Azure rolls out already: {running}", err=not wanted.dry_run)
        if not wanted.dry_run:
            _follow(scale_set, Begun(None), wanted)
        return
    what = What.OS if wanted.os else What.EXTENSIONS if wanted.extensions else What.MODEL
    if what is What.MODEL and _is_nothing_to_do(scale_set, instances, wanted):
        return
    if wanted.dry_run:
        typer.echo(f"Azure would roll out {what.value} by the rollingUpgradePolicy of {scale_set.name}")
        return
    lost = " It replaces OS disks, and what is on them is lost." if what is What.OS else ""
    confirm(f"Let Azure roll out {what.value} to {scale_set.name}?{lost}", yes=wanted.yes)
    _follow(scale_set, begin(scale_set, what), wanted, must_begin=what is What.MODEL)


def cancel_upgrade(scale_set: ScaleSet, wanted: Wanted) -> None:
    """End Azure's own roll-out, and wait until it has ended. Raises DiagnosticError where none is active."""
    from generator.azure.rolling_upgrades import cancel

    ended = _ended(scale_set, cancel(scale_set), wanted)
    upgrade = ended.upgrade
    typer.echo(f"{upgrade.state}: {upgrade}" if upgrade else "Azure has ended it", err=True)


def _is_nothing_to_do(scale_set: ScaleSet, instances: Sequence[Instance], wanted: Wanted) -> bool:
    """Tell so where Azure has nothing to roll out, or does so at once by itself."""
    from generator.azure.instances import named

    old = [each.id for each in instances if each.is_latest is False and not each.is_protected]
    if not old:
        is_automatic = scale_set.mode == "Automatic"
        why = (
            "in Automatic mode a new model reaches all instances by itself"
            if is_automatic
            else "all instances have the latest model"
        )
        typer.echo(f"nothing to roll out: {why}", err=not wanted.dry_run)
        typer.echo("  --os rolls out a new OS image, --extensions new versions of extensions", err=not wanted.dry_run)
        return True
    if scale_set.mode == "Automatic":
        are = "is" if len(old) == 1 else "are"
        raise DiagnosticError(
            Diagnostic(
                code="azure/instances-behind",
                message=f"{named(old)} {are} not on the latest model, though the upgrade mode is Automatic, in which "
                "Azure changes all instances at once by itself",
                hint=f"wait for that; where it stays so, look for what failed: {wanted.instances_command()}",
            )
        )
    return False


def _follow(scale_set: ScaleSet, begun: Begun, wanted: Wanted, *, must_begin: bool = False) -> None:
    """Show the progress to the end, and what came of it; exits with 3 where it is not all."""
    from generator.azure.errors import azure_error

    ended = _ended(scale_set, begun, wanted, must_begin=must_begin)
    upgrade = ended.upgrade
    if ended.error is not None:
        typer.echo(to_text(azure_error(ended.error, resource_id=scale_set.id)), err=True)
    if upgrade is None and ended.error is None:
        typer.echo("Azure has not begun a roll-out" if must_begin else "Azure found nothing to roll out", err=True)
    elif upgrade is not None:
        typer.echo(f"{upgrade.state}: {upgrade}", err=True)
    completed = upgrade is not None and upgrade.state.lower() == "completed"
    if not completed and (must_begin or upgrade is not None or ended.error is not None):
        _tell_rest(scale_set, wanted)
        raise typer.Exit(AZURE_FAILED)


def _ended(scale_set: ScaleSet, begun: Begun, wanted: Wanted, *, must_begin: bool = False) -> Ended:
    """The end of a rolling upgrade; exits where that cannot be seen, and tells how to go on."""
    from generator.azure.patience import DetachedError
    from generator.azure.rolling_upgrades import follow

    try:
        with upgrade_reporter() as report:
            return follow(scale_set, begun, report=report, seconds=wanted.seconds, must_begin=must_begin)
    except DetachedError as error:
        typer.echo(to_text(error.reason), err=True)
        code = AZURE_FAILED
    except KeyboardInterrupt:
        code = INTERRUPTED
    typer.echo(f"Azure goes on without us; follow it: {wanted.command()}", err=True)
    typer.echo(f"end it: {wanted.cancel_command()}", err=True)
    raise typer.Exit(code)


def _tell_rest(scale_set: ScaleSet, wanted: Wanted) -> None:
    """The instances that Azure has not brought along, or that are not well, and how to go on."""
    from generator.azure.instances import instances_of, named

    with scale_set.connection.telling():
        instances = instances_of(scale_set)
    for each in instances:
        if each.ills:
            typer.echo(f"instance {each.id}: {', '.join(each.ills)}", err=True)
            for failure in each.failures():
                typer.echo(to_text(failure, indent="    "), err=True)
    old = [each.id for each in instances if each.is_latest is False]
    if old:
        typer.echo(f"not on the latest model: {named(old)}", err=True)
    typer.echo(f"go on: {wanted.command()}", err=True)
