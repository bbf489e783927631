"""What watches the scale set: a workspace, a data collection rule, alerts, diagnostic settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.rendering.alerts import metric_alert, new_action_group
from generator.rendering.checks import Checks
from generator.rendering.names import resource_id
from generator.rendering.values import View, joined, plain

_WORKSPACE = "workspace"
"""Name of the workspace among the destinations of a data collection rule."""
_COUNTERS = {
    "Linux": (
        r"Processor(*)\% Processor Time",
        r"Memory(*)\% Used Memory",
        r"Memory(*)\% Used Swap Space",
        r"Logical Disk(*)\% Used Space",
        r"Logical Disk(*)\% Used Inodes",
        r"Logical Disk(*)\Disk Transfers/sec",
        r"Network(*)\Total Bytes",
    ),
    "Windows": (
        r"\Processor Information(_Total)\% Processor Time",
        r"\Memory\Available Bytes",
        r"\Memory\% Committed Bytes In Use",
        r"\LogicalDisk(*)\% Free Space",
        r"\LogicalDisk(*)\Disk Transfers/sec",
        r"\Network Interface(*)\Bytes Total/sec",
    ),
}
_FACILITIES = ("auth", "authpriv", "cron", "daemon", "kern", "syslog", "user")
_LEVELS = ("Warning", "Error", "Critical", "Alert", "Emergency")
_EVENTS = tuple(f"{log}!*[System[(Level=1 or Level=2 or Level=3)]]" for log in ("Application", "System"))


def monitoring_ids(view: View, names: dict[str, Any]) -> dict[str, Any]:
    """The ids of what watches, new or existing."""
    monitoring = view.at("monitoring")
    kinds = {
        "workspace": "Microsoft.OperationalInsights/workspaces",
        "dataCollectionRule": "Microsoft.Insights/dataCollectionRules",
        "actionGroup": "Microsoft.Insights/actionGroups",
    }
    return {name: monitoring.at(name, "id") or resource_id(kind, names[name]) for name, kind in kinds.items()}


def monitoring_facts(view: View, facts: dict[str, Any], check: Checks) -> dict[str, Any]:
    """The names that the templates of what watches can use; `facts` are those of network and scale set."""
    monitoring, names = view.at("monitoring"), facts["names"]
    rule, group, settings = (monitoring.at(key) for key in ("dataCollectionRule", "actionGroup", "diagnosticSettings"))
    new_rule = bool(rule) and not rule.at("id")
    elsewhere = bool(settings) and _elsewhere(settings)
    needs_workspace = new_rule or (bool(settings) and not elsewhere)
    alerts = [metric_alert(alert, facts, group, check) for alert in monitoring.at("metricAlerts")]
    check.unique([alert["name"] for alert in alerts], "alerts", ("monitoring", "metricAlerts"))
    return {
        "newWorkspace": needs_workspace and not monitoring.at("workspace", "id"),
        "newDataCollectionRule": _data_collection(rule, view, facts["os"]) if new_rule else None,
        "dataCollected": bool(rule),
        "newActionGroup": new_action_group(group, names) if group and not group.at("id") else None,
        "metricAlerts": alerts,
        "diagnosticSettings": list(_diagnostics(settings, view, facts)) if settings else [],
        "agentAuthentication": _agent_authentication(view, facts["identityIds"]),
    }


def _agent_authentication(view: View, assigned: list[Any]) -> dict[str, Any] | None:
    """The identity that the agent signs in with, where it would not find it by itself (its documentation)."""
    if not assigned or "SystemAssigned" in str(plain(view.at("scaleSet", "identity", "type"))):
        return None
    return {"managedIdentity": {"identifier-name": "mi_res_id", "identifier-value": assigned[0]}}


# Data collection


def _data_collection(rule: View, view: View, system: str) -> dict[str, Any]:
    """The sources of a data collection rule, each group of them as given or as most want it, and where they flow."""
    linux = str(system) == "Linux"
    counters: list[Any] = list(rule.at("performanceCounters"))
    if rule.at("performanceCounters").value is None:
        counters = [
            {
                "counterSpecifiers": list(_COUNTERS["Linux" if linux else "Windows"]),
                "samplingFrequencyInSeconds": 60,
                "streams": ["Microsoft-Perf"],
            }
        ]
    syslog: list[Any] = list(rule.at("syslog"))
    if linux and rule.at("syslog").value is None:
        syslog = [{"facilityNames": list(_FACILITIES), "logLevels": list(_LEVELS)}]
    events: list[Any] = list(rule.at("windowsEventLogs"))
    if not linux and rule.at("windowsEventLogs").value is None:
        events = list(_EVENTS)
    maps = any((each.value or {}).get("kind") == "dependencyAgent" for each in view.at("extensions"))
    streams = [stream for group in counters for stream in _streams(group)]
    streams += ["Microsoft-Syslog"] if syslog else []
    streams += ["Microsoft-Event"] if events else []
    streams += ["Microsoft-ServiceMap"] if maps else []
    return {
        "rule": rule,
        "performanceCounters": counters,
        "syslog": syslog,
        "events": [events] if events else [],
        "maps": maps,
        "flows": [{"streams": list(dict.fromkeys(streams)), "destinations": [_WORKSPACE]}],
    }


def _streams(group: Any) -> list[Any]:
    return [plain(stream) for stream in (group.at("streams") if isinstance(group, View) else group["streams"])]


# Diagnostic settings


def _elsewhere(settings: View) -> bool:
    """Whether they go somewhere that is not the workspace."""
    return isinstance(settings.value, dict) and bool(
        settings.at("storageAccountId") or settings.at("eventHubAuthorizationRuleId")
    )


def _diagnostics(settings: View, view: View, facts: dict[str, Any]) -> Iterator[dict[str, Any]]:
    wanted = {str(plain(each)) for each in settings.at("resources")}
    for word, kind, name, logs, metrics in _sources(view, facts, facts["names"]):
        asked = word in wanted or not wanted
        categories = logs and settings.at("logs").value is not False
        numbers = metrics and settings.at("metrics").value is not False
        if asked and (categories or numbers):
            yield {
                "name": joined(name, "-diagnostics"),
                "scope": resource_id(kind, name),
                "settings": settings,
                "workspace": None if _elsewhere(settings) else facts["ids"]["workspace"],
                "logs": [{"categoryGroup": "allLogs", "enabled": True}] if categories else None,
                "metrics": [{"category": "AllMetrics", "enabled": True}] if numbers else None,
            }


def _sources(view: View, facts: dict[str, Any], names: dict[str, Any]) -> Iterator[tuple[str, str, Any, bool, bool]]:
    """What the template makes: its word, type and name, whether it has logs, whether it has metrics."""
    yield "scaleSet", "Microsoft.Compute/virtualMachineScaleSets", names["scaleSet"], False, True
    for balancer in facts["loadBalancers"]:
        yield "loadBalancer", "Microsoft.Network/loadBalancers", balancer["name"], True, True
    if facts["applicationGateway"]:
        yield "applicationGateway", "Microsoft.Network/applicationGateways", names["applicationGateway"], True, True
    for address in facts["publicIPAddresses"]:
        yield "publicIPAddress", "Microsoft.Network/publicIPAddresses", address["name"], True, True
    if facts["newSecurityGroup"]:
        yield (
            "networkSecurityGroup",
            "Microsoft.Network/networkSecurityGroups",
            names["networkSecurityGroup"],
            True,
            False,
        )
    if facts["newNatGateway"]:
        yield "natGateway", "Microsoft.Network/natGateways", names["natGateway"], False, True
    if view.at("autoscale"):
        yield "autoscale", "Microsoft.Insights/autoscaleSettings", names["autoscale"], True, True
