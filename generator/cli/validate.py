"""`vmssgen validate`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from generator.cli import azure_options, options
from generator.cli.reporting import has_error
from generator.cli.submitting import Wanted
from generator.diagnostics import Diagnostic, DiagnosticError, Severity


def validate(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="TEMPLATE|BLUEPRINT...",
            help="ARM templates (.json), blueprints, parameter files, or folders; - is standard input.",
            show_default=False,
        ),
    ],
    parameters: Annotated[
        list[Path] | None,
        typer.Option(
            "--parameters", metavar="FILE", help="Check with these values; with each file in turn.", show_default=False
        ),
    ] = None,
    environment: options.Environment = None,
    settings: options.Settings = None,
    templates: options.Templates = None,
    allow_outside: options.AllowOutside = False,
    severity: Annotated[
        Severity, typer.Option("--severity", help="The least severe findings to tell.")
    ] = Severity.WARNING,
    rules: Annotated[
        list[str] | None,
        typer.Option("--rule", metavar="CODE", help="Tell only what this rule finds.", show_default=False),
    ] = None,
    form: Annotated[
        options.CheckFormat, typer.Option("--format", help="How findings are told.")
    ] = options.CheckFormat.TEXT,
    server: Annotated[
        bool, typer.Option("--server", help="Have Azure check the deployment too; of one file, into -g or -l.")
    ] = False,
    resource_group: azure_options.ResourceGroup = None,
    location: azure_options.Location = None,
    arguments: azure_options.ParameterArguments = None,
    subscription: azure_options.Subscription = None,
    cloud: azure_options.Cloud = None,
    verbose: azure_options.Verbose = False,
) -> None:
    """Check blueprints in all their environments, ARM templates and parameter files; nothing is written.

    Each is expanded as Azure would, every resource is checked against the schema of its type, and the rules are run.
    Exits with 1 where there is an error, and with 3 where Azure refuses.
    """
    from generator.cli.checking import Checker, check_files
    from generator.cli.formats import report_checked
    from generator.cli.parameter_files import read_parameter_file

    if server and (len(files) != 1 or files[0].is_dir()):
        raise typer.BadParameter("Azure checks one deployment: name one file", param_hint="--server")
    codes = _codes(rules or ())
    with _reporting(form):
        checker = Checker(
            environment=environment,
            settings=settings or (),
            templates=templates,
            allow_outside=allow_outside,
            parameter_files=[read_parameter_file(each) for each in parameters or ()],
            rules=codes,
            is_told=lambda each: _is_told(each, severity, codes),
        )
        found = options.blueprint_files(files)
    say = typer.echo if form is options.CheckFormat.TEXT else _nothing
    checked = check_files(found, files, checker, say)
    report_checked(checked, form)
    if any(has_error(each.found) for each in checked):
        raise typer.Exit(1)
    if server:
        from generator.cli.validate_on_server import validate_on_server

        wanted = Wanted(
            file=files[0],
            resource_group=resource_group,
            location=location,
            parameter_files=parameters or (),
            parameter_arguments=arguments or (),
            environment=environment,
            settings=settings or (),
            templates=templates,
            allow_outside=allow_outside,
        )
        validate_on_server(wanted, subscription, cloud, form, verbose=verbose)


@contextmanager
def _reporting(form: options.CheckFormat) -> Iterator[None]:
    """Tell of what keeps the check from starting in its format, and exit with 1."""
    try:
        yield
    except DiagnosticError as error:
        from generator.cli.formats import report_checked
        from generator.reporting.checked import Checked

        place = error.diagnostics[0].location
        report_checked([Checked(place.file if place else "vmssgen", error.diagnostics)], form)
        raise typer.Exit(1) from None


def _nothing(_: str) -> None:
    """Programs that read the output are told of findings alone."""


def _is_told(finding: Diagnostic, least: Severity, codes: Sequence[str]) -> bool:
    order = list(Severity)
    return order.index(finding.severity) <= order.index(least) and (not codes or finding.code in codes)


def _codes(names: Sequence[str]) -> list[str]:
    """The codes that are meant by codes, slugs and aliases of rules, and codes of other diagnostics."""
    from generator.rules.codes import code_named, nearest_code

    codes = []
    for name in names:
        code = code_named(name)
        if code is None:
            from generator.reporting.explanations import explanations

            code = name if name in explanations() else None
        if code is None:
            close = nearest_code(name)
            hint = f"did you mean {close}?" if close else "vmssgen rules lists them all"
            raise typer.BadParameter(f"there is no rule {name}; {hint}", param_hint="--rule")
        codes.append(code)
    return codes
