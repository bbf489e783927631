"""What came of a deployment."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import typer

from generator.cli.azure_session import AZURE_FAILED
from generator.cli.files import print_text
from generator.diagnostics import Diagnostic, DiagnosticError, to_json, to_text

if TYPE_CHECKING:
    from generator.azure.deployments import Deployments
    from generator.azure.errors import Locate
    from generator.azure.following import Outcome
    from generator.azure.scale_sets import Outdated
    from generator.azure.stacks import Stacks
    from generator.cli.deploying import Place
    from generator.cli.submitting import Prepared


def show_result(
    deployments: Deployments | Stacks, prepared: Prepared, outcome: Outcome, place: Place, *, as_json: bool
) -> None:
    """Tell what Azure made, or why not, and what remains to be done; exits with 3 where it failed."""
    locate = prepared.locator(deployments.scope.subscription_id)
    failures = failures_of(outcome, locate, prepared.submission.secrets)
    behind = [] if failures else list(_outdated(deployments, prepared))
    show_outcome(
        outcome,
        failures,
        as_json=as_json,
        secrets=prepared.submission.secrets,
        names=prepared.subject.content.get("outputs") or (),
    )
    for each in behind:
        instances = ", ".join(each.instances[:10]) + (" …" if len(each.instances) > 10 else "")
        typer.echo(
            f"{len(each.instances)} of {each.total} instances of {each.name} are not on the latest model, since its "
            f"upgrade mode is Manual: {instances}",
            err=True,
        )
        typer.echo(f"  roll it out to them: {_update(each, place)}", err=True)
    if failures:
        raise typer.Exit(AZURE_FAILED)


def failures_of(outcome: Outcome, locate: Locate, secrets: frozenset[str] = frozenset()) -> tuple[Diagnostic, ...]:
    """Why a deployment did not succeed; empty where it did."""
    if outcome.succeeded:
        return ()
    from generator.azure.deployments import state_of
    from generator.azure.errors import failed_operations

    state = state_of(outcome.deployment)
    error = outcome.deployment.get("properties", {}).get("error")
    said = error or {"code": f"Deployment{state}", "message": f"The deployment was {state.lower()}."}
    return failed_operations(outcome.operations, said, locate=locate, secrets=secrets)


def show_outcome(
    outcome: Outcome,
    failures: tuple[Diagnostic, ...],
    *,
    as_json: bool,
    secrets: frozenset[str] = frozenset(),
    names: Iterable[str] = (),
) -> None:
    """The state, the failures, the outputs: for people, or as one JSON document on standard output.

    `secrets` are masked, also where an output of the template repeats them; `names` are those of the outputs as the
    template has them.
    """
    from generator.azure.deployments import state_of
    from generator.azure.operations import seconds_of, show_seconds
    from generator.azure.secrets import masked

    properties = outcome.deployment.get("properties", {})
    written = {name.lower(): name for name in names}  # Azure changes the case of the first letters
    outputs = {
        written.get(name.lower(), name): each.get("value") for name, each in (properties.get("outputs") or {}).items()
    }
    outputs = masked(outputs, secrets)
    state, seconds = state_of(outcome.deployment), seconds_of(str(properties.get("duration") or ""))
    for each in failures:
        typer.echo(to_text(each), err=True)
    typer.echo(f"{state} in {show_seconds(seconds)}: {outcome.deployment.get('name')}", err=True)
    if as_json:
        document = {
            "id": outcome.deployment.get("id"),
            "name": outcome.deployment.get("name"),
            "state": state,
            "seconds": seconds,
            "correlationId": properties.get("correlationId"),
            "outputs": outputs,
            "errors": [to_json(each) for each in failures],
        }
        print_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
        return
    print_text("".join(f"{name} = {_shown(value)}\n" for name, value in outputs.items()))


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _outdated(deployments: Deployments | Stacks, prepared: Prepared) -> Iterator[Outdated]:
    """Scale sets with instances on an old model; what cannot be asked is told, and is no failure."""
    from generator.azure.scale_sets import manual_scale_sets, outdated_instances

    resources = prepared.expansion(deployments.scope.subscription_id).resources
    for scale_set in manual_scale_sets(resources):
        try:
            with deployments.connection.telling():
                found = outdated_instances(deployments.connection, scale_set)
        except DiagnosticError as error:
            typer.echo(
                f"the instances of {scale_set.name} cannot be asked for: {error.diagnostics[0].message}", err=True
            )
            continue
        if found.instances:
            yield found


def _update(found: Outdated, place: Place) -> str:
    """The command that brings the instances to the latest model, batch by batch."""
    return place.command("rollout", found.name, group=found.resource_id.split("/")[4])
