"""What rules find in a template."""

from collections.abc import Mapping
from typing import Any

from generator.diagnostics import Diagnostic, show_path
from generator.rules.check import check
from generator.rules.configuration import Configuration

VNET = {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2025-07-01", "name": "vnet", "location": "westus"}
NSG = {
    "type": "Microsoft.Network/networkSecurityGroups",
    "apiVersion": "2025-07-01",
    "name": "nsg",
    "location": "westus",
}


def diagnostics(template: Mapping[str, Any], code: str, **options: Any) -> list[Diagnostic]:
    """What the rule finds in a template of which the envelope is left out."""
    envelope = {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "resources": [],
    }
    configuration = Configuration(options={code: options}, levels={})
    return [each for each in check({**envelope, **template}, configuration=configuration) if each.code == code]


def findings(template: Mapping[str, Any], code: str, **options: Any) -> list[tuple[str, str]]:
    """The same: where, and what."""
    return [(show_path(each.path), each.message) for each in diagnostics(template, code, **options)]


def places(template: Mapping[str, Any], code: str) -> list[str]:
    """Where the rule finds something."""
    return [place for place, _ in findings(template, code)]


def output(value: Any, **more: Any) -> dict[str, Any]:
    """A template with one output."""
    return {**more, "outputs": {"it": {"type": "string", "value": value}}}


def nested(template: Mapping[str, Any], scope: str = "outer", **properties: Any) -> dict[str, Any]:
    """A nested deployment."""
    options = {"expressionEvaluationOptions": {"scope": scope}}
    return {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2025-04-01",
        "name": "inner",
        "properties": {"mode": "Incremental", **options, "template": {"resources": [], **template}, **properties},
    }
