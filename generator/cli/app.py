"""The `vmssgen` command."""

from __future__ import annotations

import gc
import os
import sys

import typer

from generator.cli.deploy import deploy
from generator.cli.expand import expand
from generator.cli.explain import explain
from generator.cli.image import image
from generator.cli.init import init
from generator.cli.options import ReportFormat
from generator.cli.parameters import parameters
from generator.cli.publish import publish
from generator.cli.render import render
from generator.cli.reporting import report
from generator.cli.rules import rules
from generator.cli.schema import schema
from generator.cli.settings import settings
from generator.cli.show import show
from generator.cli.status import cancel, status
from generator.cli.validate import validate
from generator.cli.what_if import what_if
from generator.diagnostics import DiagnosticError

app = typer.Typer(
    name="vmssgen",
    help="Short blueprints in, Azure Resource Manager templates of virtual machine scale sets out.",
    no_args_is_help=True,
    rich_markup_mode=None,  # rich would take [parameters('x')] for markup, and 40 ms
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (render, parameters, validate, rules, explain, expand, show, settings, init, schema):
    app.command()(command)
for online in (what_if, deploy, status, cancel, publish):
    app.command()(online)
app.add_typer(image)


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
