"""From a file and the options of a command to what is sent to Azure, proven offline as far as it can be."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from generator.cli.arm_files import deployment_for
from generator.cli.subjects import Subject
from generator.diagnostics import Location
from generator.diagnostics import Path as ValuePath

if TYPE_CHECKING:
    from generator.arm.resources import ExpandedResource, Expansion
    from generator.arm.scope import Deployment
    from generator.azure.submission import Scope, Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the options of a command say of a submission."""

    file: Path
    resource_group: str | None = None
    location: str | None = None
    parameter_files: Sequence[Path] = ()
    parameter_arguments: Sequence[str] = ()
    allow_secret_arguments: bool = False
    environment: str | None = None
    settings: Sequence[str] = ()
    templates: Path | None = None
    allow_outside: bool = False
    name: str | None = None
    mode: str = "Incremental"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A template and its values, ready to be sent; `kind` is the scope that the template is written for."""

    wanted: Wanted
    subject: Subject
    submission: Submission
    kind: str

    def scope(self, subscription_id: str) -> Scope:
        """Where it goes."""
        from generator.azure.submission import Scope

        return Scope(subscription_id, self.wanted.resource_group)

    def deployment(self, subscription_id: str | None = None) -> Deployment:
        """Where it goes, as far as expressions can ask."""
        known: dict[str, Any] = {
            "name": self.submission.name,
            "subscription_id": subscription_id,
            "resource_group": self.wanted.resource_group,
            "location": self.wanted.location,
        }
        said = {key: value for key, value in known.items() if value}
        return deployment_for(self.subject.content, **said)

    def expansion(self, subscription_id: str) -> Expansion:
        """The resources that it deploys."""
        from generator.arm.expansion import expand

        return expand(self.subject.content, self.submission.parameters, self.deployment(subscription_id))

    def locator(self, subscription_id: str) -> Locator:
        """From what Azure calls a resource to the line that made it."""
        return Locator(self, subscription_id)


def prepare(wanted: Wanted) -> Prepared:
    """Read, render, and find a value for every parameter; raises DiagnosticError, or a usage error of Typer."""
    from generator.azure.parameter_values import parameter_values, secret_arguments, variable
    from generator.azure.submission import Submission
    from generator.cli.parameter_files import read_parameter_file
    from generator.cli.subjects import read_subject

    subject = read_subject(
        wanted.file, wanted.environment, wanted.settings, wanted.templates, allow_outside=wanted.allow_outside
    )
    kind = _kind(subject, wanted)
    arguments = _arguments(wanted.parameter_arguments)
    secret = secret_arguments(subject.content, arguments)
    if secret and not wanted.allow_secret_arguments:
        message = (
            f"{', '.join(secret)} is a secret, and other users of this machine can read command lines: set "
            f"{variable(secret[0])}, or refer to a Key Vault (--allow-secret-arguments allows it)"
        )
        raise typer.BadParameter(message, param_hint="--parameter")
    files = [read_parameter_file(file) for file in wanted.parameter_files]
    values = parameter_values(
        subject.content,
        [subject.values, *(file.given for file in files)],
        environ=os.environ,
        arguments=arguments,
        ask=_ask,
    )
    submission = Submission(
        template=subject.content,
        parameters=values,
        stem="-".join(filter(None, (subject.stem, wanted.environment))),
        mode=wanted.mode,
        given_name=wanted.name,
        location=wanted.location if kind == "subscription" else None,
    )
    return Prepared(wanted, subject, submission, kind)


@dataclass(frozen=True)
class Locator:
    """From a resource id and a property of it to the line of the blueprint or template."""

    prepared: Prepared
    subscription_id: str

    def __call__(self, resource_id: str, path: ValuePath) -> Location | None:
        """The line of the property, or of the closest around it that the file says; None for a resource of others.

        Without an id the path is one of the template; an id may lack its scope, as Azure writes some.
        """
        from generator.azure.errors import POSITION
        from generator.azure.errors.paths import path_in

        if not resource_id:
            return None if path[:1] == (POSITION,) else self.prepared.subject.location(path)
        wanted = resource_id.lower()
        for known, resource in self._resources.items():
            if known == wanted or (wanted.startswith("/providers/") and known.endswith(wanted)):
                return self.prepared.subject.location((*resource.path, *path_in(resource.body, path)))
        return None

    @cached_property
    def _resources(self) -> dict[str, ExpandedResource]:
        return {each.id.lower(): each for each in self.prepared.expansion(self.subscription_id).resources}


def _kind(subject: Subject, wanted: Wanted) -> str:
    """The scope that a template is written for, which the options must agree with."""
    kind = deployment_for(subject.content).scope
    if kind == "resourceGroup" and not wanted.resource_group:
        raise typer.BadParameter("the template deploys into a resource group: which?", param_hint="--resource-group")
    if kind == "subscription" and wanted.resource_group:
        message = "the template deploys into a subscription, not into a resource group"
        raise typer.BadParameter(message, param_hint="--resource-group")
    if kind == "subscription" and not wanted.location:
        message = "a deployment into a subscription is kept in a region: which?"
        raise typer.BadParameter(message, param_hint="--location")
    if kind not in ("resourceGroup", "subscription"):
        message = "templates of management groups and tenants are not submitted; az deployment mg or tenant does that"
        raise typer.BadParameter(message, param_hint="TEMPLATE")
    return kind


def _arguments(given: Sequence[str]) -> dict[str, str]:
    found = {}
    for each in given:
        name, equals, value = each.partition("=")
        if not equals or not name:
            raise typer.BadParameter(f"{name[:60]!r} is not of the form NAME=VALUE", param_hint="--parameter")
        found[name] = value
    return found


def _ask(name: str, declaration: Mapping[str, Any], secret: bool) -> str | None:
    """Ask on a terminal; None elsewhere."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    description = (declaration.get("metadata") or {}).get("description")
    if description:
        typer.echo(description, err=True)
    answer: str = typer.prompt(name, hide_input=secret, err=True)
    return answer
