"""`vmssgen image`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from generator.cli import options
from generator.cli.files import print_text, write_file
from generator.cli.reporting import report, reporting

if TYPE_CHECKING:
    from generator.blueprint.blueprint import Blueprint
    from generator.diagnostics import Diagnostic

image = typer.Typer(
    name="image",
    help="Images as code: what builds the image that a blueprint names.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)


class Builder(StrEnum):
    """What builds the image."""

    IMAGE_BUILDER = "image-builder"
    PACKER = "packer"


class PackerFormat(StrEnum):
    """The syntax of a Packer template: .pkr.hcl or .pkr.json."""

    HCL = "hcl"
    JSON = "json"


@image.callback()
def _group() -> None:
    """Make `export` a command of a group, which further ones can join."""


@image.command()
def export(
    blueprint: options.BlueprintFile,
    builder: Annotated[Builder, typer.Option("--as", help="A template of Azure Image Builder, or of Packer.")],
    packer_format: Annotated[
        PackerFormat | None,
        typer.Option(
            "--packer-format", help="With --as packer: .pkr.hcl, as by default, or .pkr.json.", show_default=False
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where to; else standard output.", show_default=False),
    ] = None,
    scale_set: Annotated[
        str | None,
        typer.Option(
            "--scale-set",
            metavar="NAME",
            help="Whose image, where several scale sets have different ones.",
            show_default=False,
        ),
    ] = None,
    environment: options.Environment = None,
    settings: options.Settings = None,
    templates: options.Templates = None,
    allow_outside: options.AllowOutside = False,
    form: options.Format = options.ReportFormat.TEXT,
) -> None:
    """Export what builds the image of a blueprint, from image.build.

    For Azure Image Builder it is an ARM template: deploy it, then run az image builder run. For Packer it is a template
    of the azure-arm builder; what Packer has no word for is named on standard error.
    """
    from generator.rendering.image_template import part_with_build

    if packer_format is not None and builder is not Builder.PACKER:
        raise typer.BadParameter("--packer-format goes with --as packer")
    with reporting(form):
        loaded = options.load_blueprint(blueprint, environment, settings, templates, allow_outside=allow_outside)
        part = part_with_build(loaded, scale_set)
        if builder is Builder.IMAGE_BUILDER:
            text = _image_builder_text(part)
        else:
            text, warnings = _packer_text(part, packer_format)
            if warnings:
                report(warnings, form)
        if output is None:
            print_text(text)
            return
        written = write_file(output, text)
        typer.echo(f"{'wrote    ' if written else 'unchanged'}  {output}", err=True)


def _image_builder_text(blueprint: Blueprint) -> str:
    from generator.rendering.image_template import render_image_template
    from generator.rendering.json_text import dumps

    return dumps(render_image_template(blueprint).content)


def _packer_text(blueprint: Blueprint, form: PackerFormat | None) -> tuple[str, tuple[Diagnostic, ...]]:
    from generator.rendering.hcl import json_text, native_text
    from generator.rendering.packer import packer_template

    made = packer_template(blueprint)
    if form is PackerFormat.JSON:
        return json_text(made.blocks), made.warnings
    return native_text(made.blocks, made.comment), made.warnings
