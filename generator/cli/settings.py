"""`vmssgen settings`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from generator.cli import options
from generator.cli.files import print_text
from generator.cli.reporting import reporting


class SettingsForm(StrEnum):
    """What the settings are written as."""

    JSON = "json"
    AZ = "az"
    POWERSHELL = "powershell"


def settings(
    blueprint: options.BlueprintFile,
    extension: Annotated[
        str | None,
        typer.Option(
            "--extension", metavar="NAME", help="Which extension, where there are several.", show_default=False
        ),
    ] = None,
    protected: Annotated[
        bool, typer.Option("--protected", help="The protected settings; with --as json only.")
    ] = False,
    form: Annotated[
        SettingsForm, typer.Option("--as", help="A settings file, an az command, or PowerShell.")
    ] = SettingsForm.JSON,
    resource_group: Annotated[
        str | None,
        typer.Option(
            "--resource-group",
            "-g",
            metavar="NAME",
            help="For the commands; else they read a variable.",
            show_default=False,
        ),
    ] = None,
    environment: options.Environment = None,
    changes: options.Settings = None,
    templates: options.Templates = None,
    allow_outside: options.AllowOutside = False,
    problems: options.Format = options.ReportFormat.TEXT,
) -> None:
    """Print the settings of an extension, as its handler gets them.

    As the JSON file for az vmss extension set, as that whole command, or as PowerShell. A secret is not in the
    blueprint: in its place stand its name, or a variable of that name.
    """
    from generator.rendering import settings as forms
    from generator.rendering.template import render

    if protected and form is not SettingsForm.JSON:
        raise typer.BadParameter("--protected goes with --as json; the commands hold both kinds")
    with reporting(problems):
        loaded = options.load_blueprint(blueprint, environment, changes, templates, allow_outside=allow_outside)
        found = forms.scale_set_extension(render(loaded), extension)
        if form is SettingsForm.JSON:
            values = found.member("protectedSettings" if protected else "settings") or {}
            print_text(forms.as_settings_file(values))
            if names := forms.secret_names(values):
                typer.echo(f"put in the values of: {', '.join(names)}", err=True)
        elif form is SettingsForm.AZ:
            print_text(forms.as_az(found, _quoted(resource_group, "'\\''") or '"$RESOURCE_GROUP"'))
        else:
            print_text(forms.as_powershell(found, _quoted(resource_group, "''") or "$resourceGroup"))


def _quoted(name: str | None, quote: str) -> str | None:
    """The name for a shell, whose way to write a quote within quotes is given."""
    if name is None or name.replace("-", "").replace("_", "").isalnum():
        return name
    return "'" + name.replace("'", quote) + "'"
