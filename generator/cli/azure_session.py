"""A command's way to Azure: which cloud, which subscription, signed in as whom; and how what fails there is told."""

from __future__ import annotations

import logging
import os
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from generator.cli.options import ReportFormat
from generator.cli.reporting import report
from generator.diagnostics import Diagnostic, DiagnosticError

if TYPE_CHECKING:
    from generator.azure.connection import Connection

AZURE_FAILED = 3
"""The exit code where Azure refuses or fails."""


@contextmanager
def asking_azure(form: ReportFormat = ReportFormat.TEXT) -> Iterator[None]:
    """Turn a DiagnosticError into text, or JSON, on standard error and the exit code of what Azure refuses."""
    try:
        yield
    except DiagnosticError as error:
        report(error.diagnostics, form)
        raise typer.Exit(AZURE_FAILED) from None


def connect(subscription: str | None, cloud: str | None, *, verbose: bool = False) -> Connection:
    """The connection that the options mean; nobody is signed in before the first request.

    Raises DiagnosticError where there is no such cloud or subscription, or the Azure SDK is not installed.
    """
    try:
        import azure.identity
        import azure.mgmt.resource.deployments  # noqa: F401 - both are looked for here, to say what to install
    except ImportError:
        raise DiagnosticError(
            Diagnostic(
                code="azure/not-installed",
                message="the Azure SDK is not installed",
                hint="pip install 'vmssgen[azure]'",
            )
        ) from None
    from generator.azure.clouds import cloud_of
    from generator.azure.connection import Connection
    from generator.azure.sign_in import credential, find_subscription

    for library in ("azure", "msal", "urllib3"):
        logging.getLogger(library).addHandler(logging.NullHandler())  # what matters of their warnings, we say ourselves
    found = find_subscription(subscription, os.environ)
    its_cloud = cloud_of(cloud or found.cloud or "AzureCloud")
    return Connection(its_cloud, found, credential(its_cloud, found, os.environ), _log if verbose else None)


def command_line(*words: str, subscription: str | None, cloud: str | None) -> str:
    """A command of ours for the same subscription and cloud, to be copied into a shell."""
    more = [*(("--subscription", subscription) if subscription else ()), *(("--cloud", cloud) if cloud else ())]
    return shlex.join(["vmssgen", *words, *more])


def _log(text: str) -> None:
    typer.echo(f"  {text}", err=True)
