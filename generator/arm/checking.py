"""What is wrong with a template as Azure would get it: its expansion, and each resource against its type's schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.arm.expansion import expand
from generator.arm.resources import ExpandedResource
from generator.arm.schemas import FindingKind, check_resource
from generator.diagnostics import Diagnostic, Severity

_CODES = {
    FindingKind.UNKNOWN_PROPERTY: "schema/unknown-property",
    FindingKind.READ_ONLY_PROPERTY: "schema/read-only-property",
    FindingKind.MISSING_PROPERTY: "schema/missing-property",
    FindingKind.WRONG_TYPE: "schema/wrong-type",
    FindingKind.WRONG_VALUE: "schema/wrong-value",
    FindingKind.OUT_OF_RANGE: "schema/out-of-range",
    FindingKind.WRONG_CASE: "schema/wrong-case",
    FindingKind.CONVERTED: "schema/converted",
}


def template_problems(template: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """The errors and warnings of a template, each with its path in it.

    Parameters without value are no problem here: whoever deploys gives them. Types without a schema are not checked.
    """
    expansion = expand(template)
    yield from (problem for problem in expansion.problems if problem.code != "parameter/missing")
    for resource in expansion.resources:
        yield from _schema_problems(resource)


def _schema_problems(resource: ExpandedResource) -> Iterator[Diagnostic]:
    if resource.existing:
        return
    for finding in check_resource(resource.body, type=resource.type, api_version=resource.api_version):
        if finding.severity is not Severity.INFO:
            yield Diagnostic(
                code=_CODES[finding.kind],
                message=finding.message,
                severity=finding.severity,
                path=(*resource.path, *finding.path),
                hint=finding.hint,
            )
