"""Template specs: templates kept in Azure, with versions, for others to deploy.

https://learn.microsoft.com/azure/azure-resource-manager/templates/template-specs
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from azure.core.exceptions import ResourceNotFoundError
from azure.mgmt.resource.templatespecs.models import TemplateSpec, TemplateSpecVersion

from generator.azure.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A version of a template spec to be."""

    group: str
    name: str
    version: str
    location: str
    template: Mapping[str, Any]
    description: str | None = None


def version_exists(connection: Connection, group: str, name: str, version: str) -> bool:
    """Whether the template spec has that version. Raises what the SDK raises."""
    try:
        connection.template_specs.template_spec_versions.get(group, name, version)
    except ResourceNotFoundError:
        return False
    return True


def publish(connection: Connection, publication: Publication) -> str:
    """Make or replace the version, and the template spec around it where there is none; give the version's id.

    Raises what the SDK raises.
    """
    specs, versions = connection.template_specs.template_specs, connection.template_specs.template_spec_versions
    try:
        location = str(specs.get(publication.group, publication.name).location)
    except ResourceNotFoundError:
        spec = TemplateSpec(location=publication.location, description=publication.description)
        location = str(specs.create_or_update(publication.group, publication.name, spec).location)
    version = TemplateSpecVersion(
        location=location,  # a version is where its template spec is
        description=publication.description,
        main_template=dict(publication.template),
    )
    return str(versions.create_or_update(publication.group, publication.name, publication.version, version).id)
