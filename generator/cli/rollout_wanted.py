"""What the options of `vmssgen rollout` mean, and the command that goes on where one ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from generator.cli.azure_session import command_line
from generator.diagnostics import Diagnostic, DiagnosticError

if TYPE_CHECKING:
    from generator.azure.instances import ScaleSet
    from generator.azure.rollout_plan import Share

ALL = ("all",)
"""The value of --instances that means every one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the command line asks for. `seconds` is None where it says no time; `given` are its options as written."""

    name: str
    group: str
    batch: Share
    by: str | None
    pause: float
    max_unhealthy: Share
    reimage: bool
    instances: tuple[str, ...] | None
    seconds: float | None
    os: bool
    extensions: bool
    dry_run: bool
    yes: bool
    subscription: str | None
    cloud: str | None
    given: tuple[tuple[str, str | None], ...]

    def command(self, instances: Sequence[str] | None = None, *more: str) -> str:
        """The command again, for these instances where some are named."""
        ids = self.instances if instances is None else instances
        words = [
            *(word for option, value in self.given if value is not None for word in (option, value)),
            *(["--reimage"] if self.reimage else []),
            *(["--os"] if self.os else []),
            *(["--extensions"] if self.extensions else []),
            *(["--instances", ",".join(ids)] if ids else []),
            *(["--yes"] if self.yes else []),
            *more,
        ]
        return self._command(*words)

    def cancel_command(self) -> str:
        """The command that ends Azure's own roll-out."""
        return self._command("--cancel")

    def instances_command(self) -> str:
        """The command that shows the instances."""
        return command_line("instances", self.name, "-g", self.group, subscription=self.subscription, cloud=self.cloud)

    @property
    def of_batches(self) -> tuple[str, ...]:
        """The options given that say something of our own batches."""
        options = [option for option, value in self.given if value is not None and option != "--timeout"]
        named = [("--reimage", self.reimage), ("--instances", self.instances is not None)]
        return (*options, *(option for option, is_given in named if is_given))

    def _command(self, *words: str) -> str:
        return command_line(
            "rollout", self.name, "-g", self.group, *words, subscription=self.subscription, cloud=self.cloud
        )


def by_azure(scale_set: ScaleSet, wanted: Wanted) -> bool:
    """Whether the batches are Azure's; raises DiagnosticError where ours are asked for, and cannot be."""
    is_asked = wanted.os or wanted.extensions
    if not is_asked and scale_set.mode == "Manual":
        return False
    if wanted.of_batches:
        why = "--os and --extensions leave" if is_asked else f"the upgrade mode {scale_set.mode} leaves"
        raise DiagnosticError(
            Diagnostic(
                code="azure/not-manual",
                message=f"{why} the batches to Azure: {', '.join(wanted.of_batches)} has no effect there",
                hint="the rollingUpgradePolicy of the scale set says how large they are, how long the pause is, and "
                "how many may be unhealthy",
            )
        )
    return True


def share_of(text: str | None, default: str, option: str, *, least: int) -> Share:
    """The number or percentage of instances; raises a usage error of Typer for any other text."""
    from generator.azure.rollout_plan import Share

    try:
        share = Share.read(text or default)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no number of instances, such as 2 or 20%", param_hint=option) from None
    if share.number < least:
        raise typer.BadParameter("there must be one instance at least", param_hint=option)
    return share


def ids_of(text: str | None) -> tuple[str, ...] | None:
    """The ids in a list with commas; None where there is no list."""
    if text is None:
        return None
    ids = tuple(dict.fromkeys(each.strip() for each in text.split(",") if each.strip()))
    if not ids:
        raise typer.BadParameter("it names no instance", param_hint="--instances")
    return ids
