"""What is wrong with expanded resources: each against the schema of its type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.arm.resources import ExpandedResource
from generator.arm.schemas import FindingKind, check_resource
from generator.diagnostics import Diagnostic

_CODES = {
    FindingKind.UNKNOWN_TYPE: "schema/unknown-type",
    FindingKind.OTHER_API_VERSION: "schema/other-api-version",
    FindingKind.UNKNOWN_PROPERTY: "schema/unknown-property",
    FindingKind.READ_ONLY_PROPERTY: "schema/read-only-property",
    FindingKind.MISSING_PROPERTY: "schema/missing-property",
    FindingKind.WRONG_TYPE: "schema/wrong-type",
    FindingKind.WRONG_VALUE: "schema/wrong-value",
    FindingKind.OUT_OF_RANGE: "schema/out-of-range",
    FindingKind.WRONG_CASE: "schema/wrong-case",
    FindingKind.CONVERTED: "schema/converted",
}


def schema_problems(resources: Iterable[ExpandedResource]) -> Iterator[Diagnostic]:
    """Where the resources are against the schemas of their types, with paths in the template.

    Types without a schema are not checked, nor are resources that exist already.
    """
    for resource in resources:
        if not resource.existing:
            yield from _problems(resource)


def _problems(resource: ExpandedResource) -> Iterator[Diagnostic]:
    for finding in check_resource(resource.body, type=resource.type, api_version=resource.api_version):
        yield Diagnostic(
            code=_CODES[finding.kind],
            message=finding.message,
            severity=finding.severity,
            path=(*resource.path, *finding.path),
            hint=finding.hint,
        )
