"""What Azure answers where it refuses or fails, as diagnostics: first what happened, in the hint what to do.

A body is read into levels (`bodies`), these into failures (`failures`), each of a kind (`kinds`) with
its advice (`hints`), and failures into a diagnostic (`reports`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from generator.azure.errors.bodies import Chain, Level, read_chains
from generator.azure.errors.failures import Failure, failures_of, is_consequence, says_nothing
from generator.azure.errors.kinds import status_named
from generator.azure.errors.messages import tidy
from generator.azure.errors.places import POSITION, Locate, is_deployment
from generator.azure.errors.reports import report, without_reason
from generator.azure.secrets import masker
from generator.diagnostics import Diagnostic, Location, Path

__all__ = ["POSITION", "Locate", "azure_error", "failed_operations", "nowhere"]
_Mask = Callable[[str], str]


def nowhere(_resource_id: str, _path: Path) -> Location | None:
    """The place of nothing: for errors of requests that no template made."""
    return None


def azure_error(
    body: Any,
    *,
    status: int | None = None,
    resource_id: str | None = None,
    locate: Locate = nowhere,
    secrets: Collection[str] = (),
) -> Diagnostic:
    """Any error body of Azure, or of what stands between, as one diagnostic; never raises.

    `body` is JSON or its text, `status` that of the answer, `resource_id` what the request or operation was about.
    Where several things failed, the most telling one is the diagnostic, and the others are causes. The values in
    `secrets` are masked in every text.
    """
    mask = masker(secrets)
    failures = failures_of(read_chains(body, mask), resource_id=resource_id, status=status)
    return _masked(report(failures, locate) if failures else without_reason(status, resource_id, locate), mask)


def failed_operations(
    operations: Iterable[Mapping[str, Any]],
    error: Mapping[str, Any] | None,
    *,
    locate: Locate = nowhere,
    secrets: Collection[str] = (),
) -> tuple[Diagnostic, ...]:
    """A diagnostic for each resource that failed in a deployment that has ended, in the order of time; never raises.

    `operations` are those of the deployment and, if at hand, of the deployments nested in it, as Azure's JSON; `error`
    is the deployment's own, and becomes a diagnostic only where it says something else. What was cancelled or skipped
    because something else failed is left out, unless there is nothing else.
    """
    mask = masker(secrets)
    failures: list[Failure] = []
    for operation in _failed(operations, mask):
        failures += failures_of(operation.chains, resource_id=operation.resource_id, status=operation.status)
    said = {_said(failure) for failure in failures}
    for failure in failures_of(read_chains(error, mask)):
        if _said(failure) not in said and not (said and says_nothing(failure.innermost)):
            failures.append(failure)
    together: dict[str, list[Failure]] = {}
    for index, failure in enumerate(failures):
        together.setdefault(failure.place.resource_id.lower() or str(index), []).append(failure)
    return tuple(_masked(report(each, locate), mask) for each in together.values())


@dataclass(frozen=True, slots=True)
class _Operation:
    """An operation that failed: its own id, what it was about, what it says."""

    id: str
    resource_id: str
    status: int | None
    chains: Sequence[Chain]


def _failed(operations: Iterable[Mapping[str, Any]], mask: _Mask) -> list[_Operation]:
    """The operations that failed of themselves, oldest first; a deployment only if its own operations are not there."""
    failed = [read for each in sorted(operations, key=_time) if (read := _read(each, mask)) is not None]
    causes = [each for each in failed if not all(is_consequence(chain) for chain in each.chains)] or failed
    return [
        each
        for each in causes
        if not is_deployment(each.resource_id)
        or not any(other.id.lower().startswith(f"{each.resource_id.lower()}/operations/") for other in causes)
    ]


def _read(operation: Mapping[str, Any], mask: _Mask) -> _Operation | None:
    properties = _mapping(operation.get("properties"))
    if str(properties.get("provisioningState")).lower() != "failed":
        return None
    status = str(properties.get("statusCode") or "Failed")
    chains = read_chains(properties.get("statusMessage"), mask) or [(Level(code=status),)]
    resource_id = _mapping(properties.get("targetResource")).get("id")
    return _Operation(str(operation.get("id") or ""), str(resource_id or ""), status_named(status), chains)


def _time(operation: Mapping[str, Any]) -> str:
    return str(_mapping(operation.get("properties")).get("timestamp") or "")


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _said(failure: Failure) -> tuple[str, str]:
    return failure.innermost.code, tidy(failure.innermost.message).text


def _masked(diagnostic: Diagnostic, mask: _Mask) -> Diagnostic:
    """With the secrets masked that came in by another way than the messages, such as values that a policy looked at."""
    return replace(
        diagnostic,
        message=mask(diagnostic.message),
        path=tuple(mask(step) if isinstance(step, str) else step for step in diagnostic.path),
        hint=diagnostic.hint and mask(diagnostic.hint),
        causes=tuple(_masked(cause, mask) for cause in diagnostic.causes),
    )
