"""`vmssgen render`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from generator.cli import options
from generator.cli.files import difference, print_text, write_file
from generator.cli.reporting import reporting
from generator.diagnostics import Diagnostic, DiagnosticError, Location


class _Texts(NamedTuple):
    """What a blueprint becomes, under the name that its files start with."""

    name: str
    template: str
    parameters: str


def render(
    blueprints: options.BlueprintFiles,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="DIR", help="Folder for templates and parameter files.", show_default=False
        ),
    ] = None,
    environment: options.Environment = None,
    settings: options.Settings = None,
    templates: options.Templates = None,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="Write nothing; exit 1 with a diff where a file in DIR is not what would be written."
        ),
    ] = False,
    allow_outside: options.AllowOutside = False,
    step: options.SwapStep = None,
    form: options.Format = options.ReportFormat.TEXT,
) -> None:
    """Render ARM templates.

    One blueprint without -o goes to standard output, for a pipe. With -o each makes NAME.json and
    NAME.parameters.json, or NAME.ENV.json with --env, and NAME.STEP.json with --step.
    """
    if output is None and check:
        raise typer.BadParameter("--check compares with files: give -o DIR")
    with reporting(form):
        files = options.blueprint_files(blueprints)
        if output is None and len(files) != 1:
            raise typer.BadParameter(f"{len(files)} blueprints do not fit one output: give -o DIR")
        wanted = [*(settings or ()), *([f"swap.step={step}"] if step else ())]
        rendered = _rendered(files, environment, wanted, templates, allow_outside=allow_outside)
        if output is None:
            print_text(rendered[files[0]].template)
            return
        texts = _output_texts(rendered, output, [each for each in (environment, step) if each])
        if check:
            _check(texts)
        else:
            _write(texts)


def _rendered(
    files: list[Path],
    environment: str | None,
    settings: list[str] | None,
    templates: Path | None,
    *,
    allow_outside: bool,
) -> dict[Path, _Texts]:
    """The texts of each blueprint; raises DiagnosticError with all problems of all of them."""
    from generator.rendering.json_text import dumps
    from generator.rendering.parameter_file import parameter_file
    from generator.rendering.template import render

    problems: list[Diagnostic] = []
    rendered: dict[Path, _Texts] = {}
    with _progress(files) as watched:
        for file in watched:
            try:
                blueprint = options.load_blueprint(file, environment, settings, templates, allow_outside=allow_outside)
                template = render(blueprint)
            except DiagnosticError as error:
                problems += error.diagnostics
                continue
            name = file.stem if str(file) != "-" else str(blueprint.document["name"])
            parameters = parameter_file(template.parameters)
            rendered[file] = _Texts(name, dumps(template.content), dumps(parameters.content))
    if problems:
        raise DiagnosticError(*problems)
    return rendered


def _output_texts(rendered: dict[Path, _Texts], output: Path, variant: list[str]) -> dict[Path, str]:
    """The files to write with their texts, named after blueprint, environment and step.

    Raises DiagnosticError where names do not make files.
    """
    problems: list[Diagnostic] = []
    made: dict[str, Path] = {}
    texts: dict[Path, str] = {}
    for file, each in rendered.items():
        name = ".".join([each.name, *variant])
        problems += _name_problems(name, file, made.get(name.lower()))
        made[name.lower()] = file
        texts[output / f"{name}.json"] = each.template
        texts[output / f"{name}.parameters.json"] = each.parameters
    if problems:
        raise DiagnosticError(*problems)
    return texts


def _name_problems(name: str, file: Path, same: Path | None) -> list[Diagnostic]:
    """What is wrong with the name of the output files of a blueprint."""
    place = Location(file="standard input" if str(file) == "-" else str(file))
    if set(name) & set('/\\:*?"<>|') or not name.isprintable():
        message, hint = f"{name!r} cannot be the name of a file", "give the blueprint, or the environment, another name"
        return [Diagnostic(code="output/bad-name", message=message, location=place, hint=hint)]
    if same is not None:
        message, hint = f"{same} and {file} would both be {name}.json", "rename one, or render into two folders"
        return [Diagnostic(code="output/same-name", message=message, location=place, hint=hint)]
    return []


def _progress(files: list[Path]) -> AbstractContextManager[Iterable[Path]]:
    hidden = len(files) < 2 or not sys.stderr.isatty()
    return typer.progressbar(files, label="rendering", file=sys.stderr, hidden=hidden)


def _write(texts: dict[Path, str]) -> None:
    for file, text in texts.items():
        written = write_file(file, text)
        typer.echo(f"{'wrote    ' if written else 'unchanged'}  {file}", err=True)


def _check(texts: dict[Path, str]) -> None:
    stale = [file for file, text in texts.items() if _show_difference(file, text)]
    if stale:
        typer.echo(f"{len(stale)} of {len(texts)} files are stale: render again without --check", err=True)
        raise typer.Exit(1)
    typer.echo(f"all {len(texts)} files are what would be rendered now", err=True)


def _show_difference(file: Path, text: str) -> bool:
    found = difference(file, text)
    print_text(found)
    return bool(found)
