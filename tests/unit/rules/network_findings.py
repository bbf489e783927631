"""What one rule finds in a template of a few resources."""

from collections.abc import Mapping
from typing import Any

from generator.diagnostics import Diagnostic
from generator.rules.check import check
from generator.rules.configuration import Configuration
from generator.rules.example import nested

VERSIONS = {"Microsoft.Compute": "2026-03-01", "Microsoft.Network": "2025-07-01", "Microsoft.Insights": "2022-10-01"}


def findings(
    code: str, *resources: Mapping[str, Any], parameters: Mapping[str, Any] | None = None, **levels: Any
) -> list[Diagnostic]:
    """The findings of the rule; a resource without type is the scale set `web`."""
    found = check(
        {"resources": [complete(each) for each in resources], "parameters": parameters or {}},
        configuration=Configuration(levels=levels),
    )
    assert [each.message for each in found if each.code == "internal/rule-failed"] == []
    return [each for each in found if each.code == code]


def messages(code: str, *resources: Mapping[str, Any], **others: Any) -> list[str]:
    """The messages of the findings of the rule."""
    return [each.message for each in findings(code, *resources, **others)]


def complete(resource: Mapping[str, Any]) -> dict[str, Any]:
    """The resource with its type, name and apiVersion."""
    whole = {"type": "Microsoft.Compute/virtualMachineScaleSets", "name": "web", **nested(resource)}
    return {"apiVersion": VERSIONS[whole["type"].partition("/")[0]], **whole}
