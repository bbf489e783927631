"""`vmssgen parameters`."""

from __future__ import annotations

import typer

from generator.cli import options
from generator.cli.files import print_text
from generator.cli.reporting import reporting


def parameters(
    blueprint: options.BlueprintFile,
    environment: options.Environment = None,
    settings: options.Settings = None,
    templates: options.Templates = None,
    allow_outside: options.AllowOutside = False,
    form: options.Format = options.ReportFormat.TEXT,
) -> None:
    """Print the parameter file that goes with the template.

    Secrets of a Key Vault stand in it as references. A parameter without value is left out and named on standard
    error: whoever deploys gives it.
    """
    from generator.rendering.json_text import dumps
    from generator.rendering.parameter_file import parameters

    with reporting(form):
        file = parameters(
            options.load_blueprint(blueprint, environment, settings, templates, allow_outside=allow_outside)
        )
    print_text(dumps(file.content))
    if file.missing:
        typer.echo(f"without value, to be given when deploying: {', '.join(file.missing)}", err=True)
