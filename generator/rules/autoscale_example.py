"""What the examples of autoscale rules are made of."""

from __future__ import annotations

from typing import Any

from generator.rules.rule import Example

TARGET = "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web')]"


def setting(*profiles: Example, **properties: Any) -> dict[str, Any]:
    """The autoscale setting `web-autoscale` of the scale set `web`, with its profiles."""
    given = {"enabled": True, "targetResourceUri": TARGET, "profiles": list(profiles), **properties}
    return {"type": "Microsoft.Insights/autoscaleSettings", "name": "web-autoscale", "properties": given}


def profile(*rules: Example, minimum: str = "2", maximum: str = "10", **members: Any) -> dict[str, Any]:
    """A profile with its rules, from 2 to 10 instances unless said otherwise."""
    capacity = {"minimum": minimum, "maximum": maximum, "default": minimum}
    return {"name": "default", "capacity": capacity, "rules": list(rules), **members}


def scaling(direction: str, operator: str, threshold: float, **trigger: Any) -> dict[str, Any]:
    """A rule by processor load: `Increase` or `Decrease` by 1 where the operator holds for the threshold."""
    metric = {"metricName": "Percentage CPU", "operator": operator, "threshold": threshold, "metricResourceUri": TARGET}
    action = {"direction": direction, "type": "ChangeCount", "value": "1"}
    return {"metricTrigger": {**metric, **trigger}, "scaleAction": action}


OUT = scaling("Increase", "GreaterThan", 70)
IN = scaling("Decrease", "LessThan", 30)
