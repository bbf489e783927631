"""`vmssgen diff`."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from generator.cli import options
from generator.cli.files import print_text
from generator.cli.reporting import report, reporting
from generator.diagnostics import Diagnostic, DiagnosticError

if TYPE_CHECKING:
    from generator.cli.diff_sides import FilePair, Reading
    from generator.cli.revisions import Found
    from generator.review.comparison import Comparison
    from generator.review.effects import Effect


class DiffFormat(StrEnum):
    """How differences are told: to people, to programs, to reviewers of a pull request, as a page."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"


class FailOn(StrEnum):
    """Consequences from the lightest to the gravest, and what is not known."""

    IN_PLACE = "in-place"
    NEW_INSTANCES = "new-instances"
    UPDATE = "update"
    RERUN = "rerun"
    RESTART = "restart"
    REIMAGE = "reimage"
    REMOVE = "remove"
    REPLACE = "replace"
    IMMUTABLE = "immutable"
    UNKNOWN = "unknown"


def _side(metavar: str) -> Any:
    return typer.Argument(
        metavar=metavar,
        help="A blueprint, an ARM template, a folder of them, or REV:PATH of the git repository.",
        show_default=False,
    )


def diff(
    old: Annotated[str, _side("OLD")],
    new: Annotated[str, _side("NEW")],
    parameters: Annotated[
        list[Path] | None,
        typer.Option(
            "--parameters", metavar="FILE", help="A parameter file, for both; a later one wins.", show_default=False
        ),
    ] = None,
    environment: options.Environment = None,
    old_environment: Annotated[
        str | None, typer.Option("--env-old", metavar="NAME", help="The environment of OLD.", show_default=False)
    ] = None,
    new_environment: Annotated[
        str | None, typer.Option("--env-new", metavar="NAME", help="The environment of NEW.", show_default=False)
    ] = None,
    settings: options.Settings = None,
    templates: options.Templates = None,
    allow_outside: options.AllowOutside = False,
    resource_group: Annotated[
        str, typer.Option("--resource-group", "-g", metavar="NAME", help="Group deployed to.")
    ] = "resource-group",
    location: Annotated[
        str, typer.Option("--location", "-l", metavar="REGION", help="Region of that group.")
    ] = "westeurope",
    subscription: Annotated[
        str, typer.Option("--subscription", metavar="ID", help="Subscription deployed to.")
    ] = "00000000-0000-0000-0000-000000000000",
    form: Annotated[DiffFormat, typer.Option("--format", help="How differences are told.")] = DiffFormat.TEXT,
    fail_on: Annotated[
        list[FailOn] | None,
        typer.Option(
            "--fail-on",
            help="Exit with 1 for this or anything graver alone, in the order of the list; unknown is apart from it.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Tell what an edit does: what differs between OLD and NEW, and what becomes of the instances that run.

    Both are expanded as for the same deployment. Exits with 0 where nothing differs, and with 1 where anything does.
    """
    from generator.cli.diff_sides import Reading, file_pairs
    from generator.cli.parameter_files import read_parameter_file
    from generator.cli.revisions import find

    with ExitStack() as stack, reporting():
        sides = find(old, templates, stack), find(new, templates, stack)
        if sides[0].path.is_dir() != sides[1].path.is_dir():
            raise typer.BadParameter("a folder is compared with a folder, a file with a file", param_hint="NEW")
        reading = Reading(
            settings=settings or (),
            allow_outside=allow_outside,
            parameter_files=[read_parameter_file(each) for each in parameters or ()],
            known={"subscription_id": subscription, "resource_group": resource_group, "location": location},
        )
        environments = (old_environment or environment, new_environment or environment)
        pairs = file_pairs(*sides)
        compared = _compared(pairs, sides, environments, reading)
        print_text(_told(compared, pairs, form))
    problems = [problem for each in compared for problem in each.problems]
    report(problems, options.ReportFormat.TEXT)
    effects = {effect for each in compared for effect in each.effects}
    is_other = bool(effects) or any(each.old is None or each.new is None for each in pairs)
    if problems or (_fails(effects, fail_on) if fail_on else is_other):
        raise typer.Exit(1)


def _compared(
    pairs: list[FilePair], sides: tuple[Found, Found], environments: tuple[str | None, str | None], reading: Reading
) -> list[Comparison]:
    """The comparisons of files that are on both sides; raises DiagnosticError with what is wrong with any of them."""
    from generator.review.comparison import compare

    found: list[Comparison] = []
    problems: dict[Diagnostic, None] = {}
    for pair in pairs:
        if pair.old is None or pair.new is None:
            continue
        read = []
        for path, side, environment in zip((pair.old, pair.new), sides, environments, strict=True):
            name = side.name if path == side.path else side.shown(str(path))
            try:
                read.append(
                    reading.side(side, path, environment, name=f"{name} ({environment})" if environment else name)
                )
            except DiagnosticError as error:
                problems |= dict.fromkeys(error.diagnostics)
        if len(read) == 2:
            found.append(compare(*read))
    if problems:
        raise DiagnosticError(*problems)
    return found


def _fails(effects: set[Effect], fail_on: list[FailOn]) -> bool:
    """Whether any of the consequences is as grave as one that was asked for."""
    order = list(FailOn)
    known = [order.index(FailOn(each.value)) for each in effects if each.value in order]
    asked = {order.index(each) for each in fail_on}
    unknown = order.index(FailOn.UNKNOWN)
    least = min(asked - {unknown}, default=unknown)
    return any(least <= each < unknown or each in asked for each in known)


def _told(compared: list[Comparison], pairs: list[FilePair], form: DiffFormat) -> str:
    from generator.cli.diff_reports import as_json, as_text

    if form is DiffFormat.JSON:
        return as_json(compared, pairs)
    if form is DiffFormat.TEXT:
        return as_text(compared, pairs, sys.stdout)
    from generator.cli.diff_reports import only_on_one_side

    only = only_on_one_side(pairs)
    if form is DiffFormat.HTML:
        from generator.review.html import to_page

        return to_page(compared, only)
    from generator.review.markdown import to_markdown

    return "\n".join([*map(to_markdown, compared), *(f"{each}\n" for each in only)])
