"""JSON files of Azure Resource Manager: templates and parameter files, with the places of their values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Diagnostic, DiagnosticError, Location
from generator.diagnostics import Path as ValuePath

if TYPE_CHECKING:
    from generator.arm.document import Document
    from generator.arm.scope import Deployment
    from generator.blueprint.source import Source


@dataclass(frozen=True, slots=True)
class ArmFile:
    """A JSON text as Azure reads it."""

    source: Source
    document: Document

    @property
    def name(self) -> str:
        """What messages call it."""
        return self.source.name

    @property
    def value(self) -> Any:
        """What stands in it."""
        return self.document.value

    def location(self, path: ValuePath) -> Location:
        """The place of a value, or of the closest around it."""
        return self.source.location(*self.document.span(path))


def arm_file(file: Path) -> ArmFile | None:
    """The template or parameter file in a .json file or standard input; None for what is a blueprint, if anything.

    Raises DiagnosticError where the file cannot be read, even as Azure reads JSON.
    """
    from generator.blueprint.source import read_source

    if file.suffix.lower() == ".json":
        read = read_json(read_source(file))
        return read if isinstance(read.value, dict) and not _is_blueprint(read.value) else None
    if str(file) != "-":
        return None
    source = read_source(file)
    if not source.text.lstrip().startswith(("{", "//", "/*")):
        return None
    try:
        read = read_json(source)
    except DiagnosticError:
        return None
    return read if is_arm(read.value) else None


def read_json(source: Source) -> ArmFile:
    """The text as JSON; raises DiagnosticError with the line of a mistake."""
    from generator.arm.document import Document, DocumentError

    try:
        return ArmFile(source, Document(source.text))
    except DocumentError as error:
        place = source.location(error.line, error.column)
        problem = Diagnostic(code="template/not-readable", message=f"not valid JSON: {error}", location=place)
        raise DiagnosticError(problem) from None


def is_arm(value: Any) -> bool:
    """Whether a JSON document is a template or a parameter file, and no blueprint or anything else."""
    if not isinstance(value, dict) or _is_blueprint(value):
        return False
    return "schema.management.azure.com" in str(value.get("$schema")) or "resources" in value


def _is_blueprint(value: dict[str, Any]) -> bool:
    """Whether it has what a blueprint cannot do without: a scale set, or the name of another blueprint."""
    return not value.keys().isdisjoint(("scaleSet", "scaleSets", "extends", "include"))


def deployment_for(template: dict[str, Any], **known: Any) -> Deployment:
    """Where a template goes: to a group, subscription, management group or tenant, by its schema.

    `known` are members of Deployment.
    """
    from generator.arm.scope import Deployment

    schema = str(template.get("$schema", "")).lower()
    kinds = {
        "subscriptiondeploymenttemplate": "subscription",
        "managementgroupdeploymenttemplate": "managementGroup",
        "tenantdeploymenttemplate": "tenant",
    }
    return Deployment(scope=next((kinds[kind] for kind in kinds if kind in schema), "resourceGroup"), **known)
