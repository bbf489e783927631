"""The `vmssgen` command."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

import typer
import typer.core
import typer.main

from generator.cli.options import ReportFormat
from generator.cli.reporting import report
from generator.diagnostics import DiagnosticError

_COMMANDS = {
    "render": "render",
    "parameters": "parameters",
    "validate": "validate",
    "rules": "rules",
    "explain": "explain",
    "expand": "expand",
    "diff": "diff",
    "show": "show",
    "settings": "settings",
    "init": "init",
    "schema": "schema",
    "what-if": "what_if",
    "deploy": "deploy",
    "status": "status",
    "cancel": "status",
    "swap": "swap",
    "rollout": "rollout",
    "instances": "instances",
    "capture": "capture",
    "publish": "publish",
    "image": "image",
    "export": "export",
}
"""The commands, each with the module of generator.cli that has a function of its name, or a Typer with commands."""
_SETTINGS: dict[str, Any] = {
    "rich_markup_mode": None,  # rich would take [parameters('x')] for markup, and 40 ms
    "pretty_exceptions_enable": False,
}


class _Commands(typer.core.TyperGroup):
    """Loads a command when it is asked for: what the others need would be half of the time that most take."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commands = dict.fromkeys(_COMMANDS)  # type: ignore[assignment]  # the names, for what was probably meant

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the interface is that of a group
        """The names, in the order in which help shows them."""
        return list(_COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """The command of that name; None where there is none."""
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"generator.cli.{_COMMANDS[cmd_name]}")
        found = getattr(module, cmd_name.replace("-", "_"))
        return typer.main.get_command(found if isinstance(found, typer.Typer) else _alone(cmd_name, found))


def _alone(name: str, function: Callable[..., None]) -> typer.Typer:
    program = typer.Typer(add_completion=False, **_SETTINGS)
    program.command(name)(function)
    return program


app = typer.Typer(
    name="vmssgen",
    cls=_Commands,
    help="Short blueprints in, Azure Resource Manager templates of virtual machine scale sets out.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    **_SETTINGS,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"vmssgen {version('vmssgen')}")
        raise typer.Exit


@app.callback()
def _options(
    *,
    version: bool = typer.Option(False, "--version", callback=_print_version, is_eager=True, help="Print the version."),
) -> None:
    pass


def main() -> None:
    """Run the command line; the last net under everything that is not a diagnostic."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace" if stream is sys.stderr else "strict")
    try:
        app()
    except SystemExit:
        gc.freeze()  # what is left goes with the process; looking through it takes a tenth of a plain render
        raise
    except DiagnosticError as error:
        report(error.diagnostics, ReportFormat.TEXT)
        sys.exit(1)
    except BrokenPipeError:
        # The reader of our output has gone, as in `vmssgen render … | head`; Python shall not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if os.environ.get("VMSSGEN_DEBUG"):
            raise
        message = f"{type(error).__name__}: {error}"
        typer.echo(f"error[internal/unexpected]: a fault of vmssgen itself: {message}", err=True)
        typer.echo("      = hint: set VMSSGEN_DEBUG=1 for the details, and please report them", err=True)
        sys.exit(1)
