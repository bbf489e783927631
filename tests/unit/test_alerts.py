"""Alerts on what is unusual, and on several conditions at once."""

from pathlib import Path
from typing import Any

import pytest
from properties.examples import LINUX, laid_over, problems, rendered, resource

import generator

ID = "/subscriptions/0/resourceGroups/shop/providers"
UNUSUAL: dict[str, Any] = {"metricName": "Percentage CPU", "operator": "GreaterThan", "alertSensitivity": "Low"}
HIGH: dict[str, Any] = {"metricName": "Percentage CPU", "operator": "GreaterThan", "threshold": 90}


def made(folder: Path, monitoring: dict[str, Any]) -> generator.Template:
    return rendered(folder, laid_over(LINUX, {"monitoring": monitoring}))


def alert(folder: Path, written: Any) -> dict[str, Any]:
    return resource(made(folder, {"metricAlerts": [written]}), "metricAlerts")


def conditions(folder: Path, written: Any) -> list[dict[str, Any]]:
    return list(alert(folder, written)["properties"]["criteria"]["allOf"])


def codes(folder: Path, written: Any) -> list[str]:
    with pytest.raises(generator.DiagnosticError) as error:
        alert(folder, written)
    return problems(error.value)


# Dynamic thresholds


def test_azure_learns_what_is_usual(tmp_path: Path) -> None:
    written = {
        **UNUSUAL,
        "failingPeriods": {"numberOfEvaluationPeriods": 6, "minFailingPeriodsToAlert": 3},
        "ignoreDataBefore": "2026-06-01T00:00:00Z",
    }

    (condition,) = conditions(tmp_path, written)

    assert condition == {
        "criterionType": "DynamicThresholdCriterion",
        "name": "threshold",
        "metricName": "Percentage CPU",
        "operator": "GreaterThan",
        "alertSensitivity": "Low",
        "failingPeriods": {"numberOfEvaluationPeriods": 6, "minFailingPeriodsToAlert": 3},
        "ignoreDataBefore": "2026-06-01T00:00:00Z",
        "timeAggregation": "Average",
    }


def test_azure_takes_it_among_criteria_for_several_resources(tmp_path: Path) -> None:
    kinds = [alert(tmp_path, written)["properties"]["criteria"]["odata.type"] for written in (UNUSUAL, HIGH)]

    assert [each.rpartition(".")[2] for each in kinds] == [
        "MultipleResourceMultipleMetricCriteria",
        "SingleResourceMultipleMetricCriteria",
    ]


def test_by_default_it_must_be_unusual_four_times_in_a_row(tmp_path: Path) -> None:
    (condition,) = conditions(tmp_path, UNUSUAL)

    assert condition["failingPeriods"] == {"numberOfEvaluationPeriods": 4, "minFailingPeriodsToAlert": 4}


def test_by_default_it_must_be_unusual_at_all_looks_that_count(tmp_path: Path) -> None:
    (condition,) = conditions(tmp_path, {**UNUSUAL, "failingPeriods": {"numberOfEvaluationPeriods": 2}})

    assert condition["failingPeriods"] == {"numberOfEvaluationPeriods": 2, "minFailingPeriodsToAlert": 2}


@pytest.mark.parametrize(
    ("text", "operator", "sensitivity"),
    [
        ("cpu > dynamic", "GreaterThan", "Medium"),
        ("cpu < dynamic low", "LessThan", "Low"),
        ("cpu >< dynamic high", "GreaterOrLessThan", "High"),
    ],
)
def test_it_as_text(tmp_path: Path, text: str, operator: str, sensitivity: str) -> None:
    (condition,) = conditions(tmp_path, text)

    assert (condition["operator"], condition["alertSensitivity"]) == (operator, sensitivity)


def test_all_of_it_as_text(tmp_path: Path) -> None:
    found = alert(tmp_path, "cpu >< dynamic medium 3 of 4 since 2026-06-01 for 15m, severity 1")["properties"]

    (condition,) = found["criteria"]["allOf"]
    assert condition["failingPeriods"] == {"numberOfEvaluationPeriods": 4, "minFailingPeriodsToAlert": 3}
    assert condition["ignoreDataBefore"] == "2026-06-01T00:00:00Z"
    assert (found["windowSize"], found["severity"]) == ("PT15M", 1)


@pytest.mark.parametrize("window", ["5m", "15m", "30m", "1h"])
def test_azure_looks_every_five_minutes(tmp_path: Path, window: str) -> None:
    assert alert(tmp_path, f"cpu > dynamic for {window}")["properties"]["evaluationFrequency"] == "PT5M"


@pytest.mark.parametrize(
    ("text", "name"),
    [("cpu > dynamic", "web-percentage-cpu-above-usual"), ("cpu >< dynamic", "web-percentage-cpu-not-usual")],
)
def test_it_is_named_after_what_is_unusual(tmp_path: Path, text: str, name: str) -> None:
    assert alert(tmp_path, text)["name"] == name


@pytest.mark.parametrize(
    "written",
    [
        "cpu > dynamic for 1m",
        "cpu > dynamic for 6h",
        {**UNUSUAL, "evaluationFrequency": "1m"},
        {**UNUSUAL, "operator": "Equals"},
        {**UNUSUAL, "allOf": ["memory < 10%"]},
        {**HIGH, "operator": "GreaterOrLessThan"},
    ],
)
def test_what_azure_does_not_take_with_it_is_refused(tmp_path: Path, written: Any) -> None:
    assert codes(tmp_path, written) == ["blueprint/bad-value"]


def test_a_threshold_is_given_or_learned(tmp_path: Path) -> None:
    assert codes(tmp_path, {**UNUSUAL, "threshold": 90}) == ["blueprint/exactly-one"]
    assert codes(tmp_path, {"metricName": "Percentage CPU", "operator": "GreaterThan"}) == ["blueprint/exactly-one"]


def test_more_unusual_looks_than_count_are_refused(tmp_path: Path) -> None:
    assert codes(tmp_path, "cpu > dynamic high 5 of 4") == ["monitoring/failing-periods"]


def test_what_is_learned_is_for_a_learned_threshold(tmp_path: Path) -> None:
    assert codes(tmp_path, {**HIGH, "ignoreDataBefore": "2026-06-01T00:00:00Z"}) == ["blueprint/missing-key"]


# Several conditions


def test_several_conditions_must_hold_at_once(tmp_path: Path) -> None:
    queue = {
        "metricName": "OS Disk Queue Depth",
        "operator": "GreaterThan",
        "threshold": 8,
        "timeAggregation": "Maximum",
    }

    found = conditions(tmp_path, {**HIGH, "allOf": ["memory < 10%", queue]})

    assert [(each["name"], each["metricName"], each["threshold"]) for each in found] == [
        ("threshold", "Percentage CPU", 90),
        ("threshold-2", "Available Memory Percentage", 10),
        ("threshold-3", "OS Disk Queue Depth", 8),
    ]


def test_a_further_condition_has_no_window_of_its_own(tmp_path: Path) -> None:
    assert codes(tmp_path, {**HIGH, "allOf": ["memory < 10% for 5m"]}) == ["blueprint/unknown-key"]


def test_a_metric_that_has_no_values_yet(tmp_path: Path) -> None:
    (condition,) = conditions(tmp_path, {**HIGH, "metricName": "orders", "skipMetricValidation": True})

    assert condition["skipMetricValidation"] is True


def test_texts_go_with_the_message(tmp_path: Path) -> None:
    group = f"{ID}/Microsoft.Insights/actionGroups/operations"

    found = alert(tmp_path, {**HIGH, "actionGroups": [group], "webHookProperties": {"team": "web"}})

    assert found["properties"]["actions"] == [{"actionGroupId": group, "webHookProperties": {"team": "web"}}]
