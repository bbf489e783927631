"""`vmssgen init`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from generator.cli.files import print_text, write_file
from generator.cli.reporting import reporting
from generator.diagnostics import Diagnostic, DiagnosticError, Location


class System(StrEnum):
    """The operating system of the instances."""

    LINUX = "linux"
    WINDOWS = "windows"


class App(StrEnum):
    """How the application gets onto the instances."""

    CUSTOM_SCRIPT = "custom-script"
    DSC = "dsc"
    CLOUD_INIT = "cloud-init"
    IMAGE = "image"


_ONLY = {App.DSC: System.WINDOWS, App.CLOUD_INIT: System.LINUX}


def init(
    file: Annotated[Path, typer.Argument(metavar="[FILE]", help="File to write; - is standard output.")] = Path(
        "blueprint.yaml"
    ),
    system: Annotated[System, typer.Option("--os", help="Operating system of the instances.")] = System.LINUX,
    app: Annotated[App, typer.Option("--app", help="How the application gets onto them.")] = App.CUSTOM_SCRIPT,
    force: Annotated[bool, typer.Option("--force", help="Overwrite FILE.")] = False,
) -> None:
    """Write a commented blueprint to start from, which renders as it is."""
    if _ONLY.get(app, system) is not system:
        raise typer.BadParameter(f"--app {app} is for {_ONLY[app]}: add --os {_ONLY[app]}")
    text = starter(system, app)
    if str(file) == "-":
        print_text(text)
        return
    with reporting():
        if file.exists() and not force:
            message = f"{file} exists already"
            raise DiagnosticError(
                Diagnostic(
                    code="output/exists",
                    message=message,
                    location=Location(file=str(file)),
                    hint="--force overwrites it",
                )
            )
        write_file(file, text)
    typer.echo(f"wrote {file}; next: vmssgen render {file}", err=True)


def starter(system: System, app: App) -> str:
    """The starter blueprint for that system and way of installing."""
    from jinja2 import Environment

    source = Path(__file__).with_name("starter.yaml.j2").read_text(encoding="utf-8")
    environment = Environment(trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)  # noqa: S701 - YAML, no HTML
    return environment.from_string(source).render(os=system.value, app=app.value)
