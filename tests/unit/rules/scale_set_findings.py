"""What one rule says to a scale set."""

from collections.abc import Mapping, Sequence
from typing import Any

from generator.diagnostics import Diagnostic, Severity
from generator.rules.check import check
from generator.rules.configuration import Configuration
from generator.rules.example import nested

SCALE_SET = "Microsoft.Compute/virtualMachineScaleSets"
LINUX = {"properties.virtualMachineProfile.osProfile.linuxConfiguration.disablePasswordAuthentication": True}


def findings(code: str, scale_set: Mapping[str, Any], *others: Mapping[str, Any]) -> list[Diagnostic]:
    """The rule's findings on a template of a scale set and other resources; parameters p and flag have no value."""
    resources = [{"type": SCALE_SET, "apiVersion": "2026-03-01", "name": "web", **nested(scale_set)}]
    resources += [{"apiVersion": "2026-03-01", **nested(each)} for each in others]
    template = {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "parameters": {"p": {"type": "string"}, "flag": {"type": "bool"}},
        "resources": resources,
    }
    found = check(template, configuration=Configuration(levels={}))
    assert [each for each in found if each.code == "internal/rule-failed"] == []
    return [each for each in found if each.code == code]


def messages(code: str, scale_set: Mapping[str, Any], *others: Mapping[str, Any]) -> list[str]:
    """What they say."""
    return [each.message for each in findings(code, scale_set, *others)]


def severities(code: str, scale_set: Mapping[str, Any], *others: Mapping[str, Any]) -> list[Severity]:
    """How severe they are."""
    return [each.severity for each in findings(code, scale_set, *others)]


def child(name: str, part: Mapping[str, Any], /, **members: Any) -> dict[str, Any]:
    """An extension as a resource of its own."""
    return {"type": f"{SCALE_SET}/extensions", "name": f"web/{name}", "properties": part["properties"], **members}


def with_parts(parts: Sequence[Any]) -> dict[str, Any]:
    """A scale set with these extensions, or expressions for some."""
    return {"properties.virtualMachineProfile.extensionProfile.extensions": list(parts)}
