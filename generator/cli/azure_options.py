"""Options of the commands that speak with Azure."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from generator.azure.stack_settings import Deny, Unmanaged


class Mode(StrEnum):
    """What happens to resources of the group that the template does not hold."""

    INCREMENTAL = "incremental"
    COMPLETE = "complete"


def group_name(given: str | None) -> str | None:
    """The name of a resource group; a usage error of Typer where Azure allows no such name."""
    from generator.azure.submission import group_name_problem

    if given is not None and (problem := group_name_problem(given)) is not None:
        raise typer.BadParameter(f"{given[:100]!r} is no name of a resource group: {problem}")
    return given


def deployment_name(given: str | None) -> str | None:
    """The name of a deployment or a stack; a usage error of Typer where Azure allows no such name."""
    from generator.azure.submission import name_problem

    if given is not None and (problem := name_problem(given)) is not None:
        raise typer.BadParameter(f"{given[:100]!r} is no name of a deployment: {problem}")
    return given


TemplateOrBlueprint = Annotated[
    Path,
    typer.Argument(
        metavar="TEMPLATE|BLUEPRINT",
        help="An ARM template (.json) or a blueprint; - is standard input.",
        show_default=False,
    ),
]
ResourceGroup = Annotated[
    str | None,
    typer.Option(
        "--resource-group",
        "-g",
        metavar="NAME",
        help="The resource group; not for templates of a subscription.",
        show_default=False,
        callback=group_name,
    ),
]
Location = Annotated[
    str | None,
    typer.Option(
        "--location",
        "-l",
        metavar="REGION",
        help="Region of a new group, or of a deployment of a subscription.",
        show_default=False,
    ),
]
Subscription = Annotated[
    str | None,
    typer.Option(
        "--subscription", metavar="ID|NAME", help="Default: AZURE_SUBSCRIPTION_ID, or that of az.", show_default=False
    ),
]
Cloud = Annotated[
    str | None,
    typer.Option(
        "--cloud",
        metavar="NAME|URL",
        help="AzureCloud, AzureUSGovernment, AzureChinaCloud, or the https URL of a Resource Manager.",
        show_default=False,
    ),
]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Tell of every request: method, path, status and time.")]
ParameterFiles = Annotated[
    list[Path] | None,
    typer.Option("--parameters", metavar="FILE", help="A parameter file; a later one wins.", show_default=False),
]
ParameterArguments = Annotated[
    list[str] | None,
    typer.Option("--parameter", metavar="NAME=VALUE", help="One parameter; no secret.", show_default=False),
]
AllowSecretArguments = Annotated[
    bool, typer.Option("--allow-secret-arguments", help="Let --parameter hold secrets, which other users can read.")
]
DeploymentName = Annotated[
    str | None,
    typer.Option(
        "--name",
        "-n",
        metavar="NAME",
        help="Name of the deployment. Default: blueprint, environment, hash of the content.",
        show_default=False,
        callback=deployment_name,
    ),
]
DeploymentMode = Annotated[Mode, typer.Option("--mode", help="complete deletes what the template does not hold.")]
CreateGroup = Annotated[bool, typer.Option("--create-group", help="Make the group where there is none.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing: for pipelines.")]
SkipWhatIf = Annotated[bool, typer.Option("--skip-what-if", help="Do not ask what would change.")]
Stack = Annotated[
    str | None,
    typer.Option(
        "--stack",
        metavar="NAME",
        help="Deploy as the deployment stack NAME.",
        show_default=False,
        callback=deployment_name,
    ),
]
UnmanagedResources = Annotated[
    Unmanaged, typer.Option("--unmanaged", help="What becomes of resources that leave the stack.")
]
DenyOthers = Annotated[Deny, typer.Option("--deny", help="What others are kept from doing to resources of the stack.")]
Record = Annotated[
    Path | None,
    typer.Option("-o", "--record", metavar="DIR", help="Keep request, what-if and result there.", show_default=False),
]
ShowAll = Annotated[bool, typer.Option("--all", help="Show all of the what-if, known noise too.")]


def require_one_name(stack: str | None, name: str | None, mode: Mode) -> None:
    """Refuse, as a usage error of Typer, a stack with the name or the mode of a deployment."""
    if stack is not None and (name is not None or mode is Mode.COMPLETE):
        message = "a stack has a name of its own, and --unmanaged in place of a mode"
        raise typer.BadParameter(message, param_hint="--stack")


def seconds_of(text: str | None, default: str, option: str, *, least: float) -> float:
    """The seconds of a time; raises a usage error of Typer for any other text."""
    from generator.azure import operations
    from generator.blueprint.shorthands import duration

    given = default if text is None else text
    seconds = 0.0 if _NO_TIME.fullmatch(given) else operations.seconds_of(str(duration(given))) or -1.0
    if seconds < least:
        raise typer.BadParameter(f"{given!r} is no time, such as 30s or 1h30m", param_hint=option)
    return seconds


_NO_TIME = re.compile(r"0+[smhd]?")
