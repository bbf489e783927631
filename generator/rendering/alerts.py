"""Alerts on metrics, and the action group that hears of them."""

from __future__ import annotations

import re
from typing import Any

from generator.rendering.checks import Checks
from generator.rendering.roles import BUILT_IN_ROLES
from generator.rendering.values import Expression, View, as_text, joined, plain

_FREQUENCIES = {"PT1M": "PT1M", "PT5M": "PT1M", "PT15M": "PT5M", "PT30M": "PT5M", "PT1H": "PT5M"}
_LEARNED_FREQUENCY = "PT5M"
"""The shortest time between two looks at a metric whose threshold Azure learns ("Dynamic thresholds")."""
_PERIODS = 4
"""Looks that count, and that must fail, where the blueprint says nothing: as the portal has it."""
_ONE_RESOURCE, _SEVERAL_RESOURCES = (
    f"Microsoft.Azure.Monitor.{scope}ResourceMultipleMetricCriteria" for scope in ("Single", "Multiple")
)
_WORDS = {
    "GreaterThan": "above",
    "GreaterThanOrEqual": "at-least",
    "LessThan": "below",
    "LessThanOrEqual": "at-most",
    "Equals": "at",
    "GreaterOrLessThan": "not",
}
_SHORT_NAME = 12
"""Characters of an action group's name in messages (Azure's limit)."""


def new_action_group(group: View, names: dict[str, Any]) -> dict[str, Any]:
    """A new action group as its template takes it."""
    name = plain(names["actionGroup"])
    short = Expression(f"take({name.code}, {_SHORT_NAME})") if isinstance(name, Expression) else name[:_SHORT_NAME]
    return {
        "group": group,
        "shortName": group.at("groupShortName") or short,
        "emailReceivers": [
            {"name": receiver.at("name") or receiver.at("emailAddress"), "emailAddress": receiver.at("emailAddress")}
            for receiver in group.at("emailReceivers")
        ],
        "armRoleReceivers": [
            {"name": receiver.at("name"), "roleId": _role_id(role)}
            for receiver in group.at("armRoleReceivers")
            for role in [receiver.at("role")]
        ],
        "eventHubReceivers": [
            {
                "receiver": receiver,
                "subscriptionId": receiver.at("subscriptionId") or Expression("subscription().subscriptionId"),
            }
            for receiver in group.at("eventHubReceivers")
        ],
    }


def _role_id(role: View) -> Any:
    """The guid of a role that is given by its name, its guid or its id."""
    written = plain(role)
    if isinstance(written, Expression):
        return role
    return BUILT_IN_ROLES.get(written) or (written.rpartition("/")[2] if "/" in written else role)


def metric_alert(alert: View, facts: dict[str, Any], group: View, check: Checks) -> dict[str, Any]:
    """An alert as its template takes it; `facts` are those of network and scale set.

    Azure takes a dynamic threshold only among the criteria for several resources, be it for one
    ("Resource Manager template samples for metric alert rules").
    """
    ids, learned = facts["ids"], bool(alert.at("alertSensitivity"))
    window = str(plain(alert.at("windowSize")))
    usual = _LEARNED_FREQUENCY if learned else _FREQUENCIES.get(window, "PT1H")
    groups: list[Any] = list(alert.at("actionGroups")) or ([ids["actionGroup"]] if group else [])
    texts = alert.at("webHookProperties") or None
    further = [_threshold(each, f"threshold-{number}") for number, each in enumerate(alert.at("allOf"), 2)]
    return {
        "name": alert.at("name") or _alert_name(alert, facts["names"]["scaleSet"]),
        "alert": alert,
        "frequency": alert.at("evaluationFrequency") or usual,
        "scopes": [alert.at("scope") or ids["scaleSet"]],
        "criteria": _SEVERAL_RESOURCES if learned else _ONE_RESOURCE,
        "conditions": [_learned_threshold(alert, check) if learned else _threshold(alert, "threshold"), *further],
        "actions": [{"actionGroupId": each, "webHookProperties": texts} for each in groups],
    }


def _threshold(condition: View, name: str) -> dict[str, Any]:
    absent = dict.fromkeys(("sensitivity", "failingPeriods", "ignoreDataBefore"))
    threshold = condition.at("threshold")
    return {**absent, "type": "StaticThresholdCriterion", "name": name, "condition": condition, "threshold": threshold}


def _learned_threshold(alert: View, check: Checks) -> dict[str, Any]:
    given = alert.at("failingPeriods")
    periods = given.at("numberOfEvaluationPeriods") if given else _PERIODS
    failing = given.at("minFailingPeriodsToAlert") or periods
    if isinstance(plain(periods), int) and isinstance(plain(failing), int) and plain(failing) > plain(periods):
        message = f"an alert after {plain(failing)} unusual looks never comes, as {plain(periods)} count"
        check.add("monitoring/failing-periods", message, given.path)
    return {
        "type": "DynamicThresholdCriterion",
        "name": "threshold",
        "condition": alert,
        "threshold": None,
        "sensitivity": alert.at("alertSensitivity"),
        "failingPeriods": {"numberOfEvaluationPeriods": periods, "minFailingPeriodsToAlert": failing},
        "ignoreDataBefore": alert.at("ignoreDataBefore"),
    }


def _alert_name(alert: View, scale_set: Any) -> Any:
    """The scale set's name, metric and threshold: `web-percentage-cpu-above-90`, `web-percentage-cpu-above-usual`."""
    operator = plain(alert.at("operator"))
    threshold = "usual" if alert.at("alertSensitivity") else plain(alert.at("threshold"))
    parts = (_slug(plain(alert.at("metricName"))), _WORDS.get(str(operator)), threshold)
    known = [as_text(part) for part in parts if part is not None and not isinstance(part, Expression)]
    return joined(scale_set, "-", "-".join(known))


def _slug(metric: Any) -> str:
    return "metric" if isinstance(metric, Expression) else re.sub(r"[^a-z0-9]+", "-", str(metric).lower()).strip("-")
