"""Which scale set a command is about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from generator.cli import azure_options
from generator.cli.azure_session import connect

if TYPE_CHECKING:
    from generator.azure.instances import ScaleSet

_NAME = re.compile(r"[A-Za-z0-9]([\w.-]{0,62}\w)?")
"""https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftcompute"""


def _scale_set_name(given: str) -> str:
    if not _NAME.fullmatch(given):
        raise typer.BadParameter(f"{given[:100]!r} is no name of a scale set")
    return given


Name = Annotated[
    str, typer.Argument(metavar="NAME", help="Name of the scale set.", show_default=False, callback=_scale_set_name)
]
Group = Annotated[
    str,
    typer.Option(
        "--resource-group",
        "-g",
        metavar="NAME",
        help="The resource group that it is in.",
        show_default=False,
        callback=azure_options.group_name,
    ),
]


def scale_set_at(name: str, group: str, subscription: str | None, cloud: str | None, *, verbose: bool) -> ScaleSet:
    """The scale set that the options mean; raises DiagnosticError where there is none."""
    connection = connect(subscription, cloud, verbose=verbose)
    from generator.azure.instances import find_scale_set

    with connection.telling():
        return find_scale_set(connection, group, name)
