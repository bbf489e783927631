"""A template as a configuration of Terraform that deploys it.

The template stands in the one file as JSON, in `locals`: so there is one file to review, to copy and to keep in step,
its lines are those of the template, and `terraform plan` shows what changes in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.arm.expression import is_expression
from generator.arm.parameter_definitions import (
    definition,
    definitions_of,
    parameter_definitions,
    secure_parameters,
)
from generator.cli.subjects import Subject, TemplateFile
from generator.cli.terraform_text import as_template, code, expression, identifier
from generator.cli.terraform_variables import Variables, arm_value, variables
from generator.rendering.values import literal

# From where on nullable variables, one() and these resources with all their arguments are there.
_TERRAFORM, _PROVIDER = ">= 1.1", ">= 3.0"
_LONGEST_NAME = 64
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_.()-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What is exported, and where to.

    `group` is the name of a resource group, `location` the region that keeps a deployment of a subscription; where they
    are None, they are the variables of those names. `given` are the members of a parameter file, `origin` says what the
    template was made of.
    """

    template: Mapping[str, Any]
    name: str
    origin: str
    of_subscription: bool = False
    group: str | None = None
    group_variable: str = "resource_group_name"
    location: str | None = None
    mode: str = "Incremental"
    tags: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The type of the resource that deploys it."""
        return f"azurerm_{'subscription' if self.of_subscription else 'resource_group'}_template_deployment"

    @property
    def label(self) -> str:
        """The name of the resource within the configuration."""
        return identifier(self.name.replace("-", "_"))


def deployment_name(stem: str, environment: str | None) -> str:
    """What a deployment is called after: what it deploys, and the environment."""
    name = _NOT_IN_NAMES.sub("-", "-".join(filter(None, (stem, environment)))).strip("-.")
    return name[:_LONGEST_NAME].rstrip("-.") or "deployment"


def tags_of(subject: Subject) -> dict[str, str]:
    """The tags of a blueprint that are text, for its deployment too; none of a template."""
    if isinstance(subject, TemplateFile):
        return {}
    written = subject.template.blueprint.document.get("tags") or {}
    tags = {name: literal(text) for name, text in written.items()}
    return {name: arm_value(text) for name, text in tags.items() if not is_expression(text)}


def terraform_document(export: Export) -> dict[str, Any]:
    """The configuration, in Terraform's JSON syntax."""
    place, first = _place(export)
    declared = parameter_definitions(export.template)
    made = variables(declared, frozenset(secure_parameters(export.template)), export.given, first)
    local = {f"{export.label}_parameters": made.members} if made.members else {}
    document: dict[str, Any] = {
        "//": f"Made by vmssgen export terraform from {export.origin}: change that, and export again.",
        "terraform": {
            "required_version": _TERRAFORM,
            "required_providers": {"azurerm": {"source": "hashicorp/azurerm", "version": _PROVIDER}},
        },
        "variable": made.blocks,
        "resource": {export.kind: {export.label: {**place, **_contents(export, made)}}},
        "output": _outputs(export),
        "locals": {**local, f"{export.label}_template": as_template(export.template)},
    }
    return {key: value for key, value in document.items() if value}


def _place(export: Export) -> tuple[dict[str, Any], dict[str, Any]]:
    """Where it goes, and the variables that say so."""
    name = {"name": as_template(export.name)}
    if export.of_subscription:
        argument, wanted, variable = "location", export.location, "location"
        description = "Region that keeps the deployment."
    else:
        argument, wanted, variable = "resource_group_name", export.group, export.group_variable
        description = "Resource group that is deployed to."
    if wanted is not None:
        return name | {argument: as_template(wanted)}, {}
    block = {"type": "string", "description": description, "nullable": False}
    return name | {argument: expression(f"var.{variable}")}, {variable: block}


def _contents(export: Export, made: Variables) -> dict[str, Any]:
    mode = {} if export.of_subscription else {"deployment_mode": export.mode}
    contents = {**mode, "template_content": expression(f"jsonencode(local.{export.label}_template)")}
    if made.members:
        members = f"local.{export.label}_parameters"
        if made.may_be_null:  # what is left out has the template's own default
            members = f"{{for name, entry in {members} : name => entry if try(entry.value, true) != null}}"
        contents["parameters_content"] = expression(f"jsonencode({members})")
    if export.tags:
        contents["tags"] = as_template(dict(export.tags))
    return contents


def _outputs(export: Export) -> dict[str, Any]:
    """An output for each of the template's. Of secure ones Azure gives no value."""
    declared, definitions = export.template.get("outputs"), definitions_of(export.template)
    found: dict[str, Any] = {}
    for name, entry in declared.items() if isinstance(declared, Mapping) else ():
        output = definition(entry, definitions)
        if str(output.get("type", "")).lower().startswith("secure"):
            continue
        # Azure changes the case of the first letter, and leaves out whose condition is false.
        content = f"jsondecode({export.kind}.{export.label}.output_content)"
        wanted = f"lower(name) == lower({code(name)})"
        description = str((output.get("metadata") or {}).get("description") or "")
        found[identifier(name, found)] = {
            **({"description": description} if description else {}),
            "value": expression(f"one([for name, output in {content} : output.value if {wanted}])"),
        }
    return found
