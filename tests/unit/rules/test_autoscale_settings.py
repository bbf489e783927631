"""Rules of autoscale: targets, profiles, schedules, and rules that go together."""

from typing import Any

import pytest
from unit.rules.network_findings import findings, messages

from generator.rules.autoscale_example import IN, OUT, TARGET, profile, scaling, setting

SET: dict[str, Any] = {"sku.capacity": 3}
WEEKLY: dict[str, Any] = {
    "frequency": "Week",
    "schedule": {"timeZone": "UTC", "days": ["Monday"], "hours": [7], "minutes": [0]},
}


def two_profiles(low: str, high: str) -> dict[str, Any]:
    return setting(profile(OUT, IN, minimum="2", maximum="4"), profile(OUT, IN, minimum=low, maximum=high))


def test_a_target_elsewhere_is_not_known() -> None:
    elsewhere = setting(profile(OUT, IN), targetResourceUri=TARGET.replace("web", "shop"))

    assert messages("autoscale/no-such-target", SET, elsewhere) == []


def test_a_setting_that_does_not_say_enabled_is_off() -> None:
    silent = setting(profile(OUT, IN))
    del silent["properties"]["enabled"]

    (found,) = findings("autoscale/not-enabled", silent)

    assert found.severity == "warning"


def test_an_old_setting_is_on_by_default() -> None:
    silent = {**setting(profile(OUT, IN)), "apiVersion": "2015-04-01"}
    del silent["properties"]["enabled"]

    assert messages("autoscale/not-enabled", silent) == []


def test_the_capacity_may_lie_within_any_profile() -> None:
    assert messages("autoscale/capacity-outside", {"sku.capacity": 20}, two_profiles("10", "40")) == []


def test_a_capacity_that_is_not_known_is_no_finding() -> None:
    unknown = {"sku.capacity": "[parameters('count')]"}

    assert (
        messages("autoscale/capacity-outside", unknown, two_profiles("2", "4"), parameters={"count": {"type": "int"}})
        == []
    )


def test_a_parameter_outside_of_the_limits_is_found_with_its_value() -> None:
    given = {"sku.capacity": "[parameters('count')]"}
    parameters = {"count": {"type": "int", "defaultValue": 9}}

    assert messages("autoscale/capacity-outside", given, two_profiles("2", "4"), parameters=parameters) == [
        "the capacity 9 is more than 4, the maximum of web-autoscale"
    ]


def test_no_capacity_at_all_resets_nothing() -> None:
    assert messages("autoscale/capacity-reset", {"sku.name": "Standard_D2s_v5"}, setting(profile(OUT, IN))) == []


def test_numbers_may_be_numbers_too() -> None:
    limits = profile(OUT, IN, minimum=2, maximum=10)  # type: ignore[arg-type]

    assert messages("autoscale/capacity-order", setting(limits)) == []


def test_a_default_outside_of_the_limits() -> None:
    limits = {**profile(OUT, IN), "capacity": {"minimum": "2", "maximum": "4", "default": "5"}}

    assert messages("autoscale/capacity-order", setting(limits)) == ["the default 5 is more than the maximum 4"]


def test_limits_that_are_equal_without_rules_are_a_schedule() -> None:
    assert messages("autoscale/nothing-to-scale", setting(profile(minimum="3", maximum="3"))) == []


def test_two_weekly_profiles_end_each_other() -> None:
    first, second = ({**profile(OUT, IN, recurrence=WEEKLY), "name": name} for name in ("work", "rest"))

    assert messages("autoscale/recurrence-without-end", setting(first, second)) == []


@pytest.mark.parametrize("zone", ["UTC", "W. Europe Standard Time", "w. europe standard time", "Yukon Standard Time"])
def test_time_zones_of_windows_are_known(zone: str) -> None:
    timed = {**WEEKLY, "schedule": {**WEEKLY["schedule"], "timeZone": zone}}

    assert messages("autoscale/time-zone", setting(profile(OUT, IN, recurrence=timed))) == []


def test_scaling_in_by_another_metric_is_no_pair() -> None:
    other = scaling("Decrease", "LessThan", 30, metricName="Network In Total")

    assert messages("autoscale/unpaired-rule", setting(profile(OUT, other))) == [
        "the profile scales out by Percentage CPU, and never in by it",
        "the profile scales in by Network In Total, and never out by it",
    ]


@pytest.mark.parametrize(("out", "back", "told"), [(70, 30, 0), (80, 60, 0), (70, 65, 1), (70, 70, 1), (50, 60, 1)])
def test_thresholds_need_a_margin(out: int, back: int, told: int) -> None:
    rules = [scaling("Increase", "GreaterThan", out), scaling("Decrease", "LessThan", back)]

    assert len(messages("autoscale/flapping", setting(profile(*rules)))) == told


def test_scaling_out_where_little_memory_is_free_is_meant() -> None:
    memory = scaling("Increase", "LessThan", 10, metricName="Available Memory Percentage")

    assert messages("autoscale/direction", setting(profile(memory))) == []


def test_a_metric_of_a_queue_may_have_any_name() -> None:
    queue = "/subscriptions/1/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/s/services/queue/queues/q"
    rule = scaling("Increase", "GreaterThan", 5, metricName="Percentage CPUs", metricResourceUri=queue)

    assert messages("autoscale/metric-name", setting(profile(rule))) == []


def test_a_window_shorter_than_its_grain_holds_no_measurement() -> None:
    rule = scaling("Increase", "GreaterThan", 70, timeGrain="PT10M", timeWindow="PT5M")

    assert messages("autoscale/duration", setting(profile(rule))) == [
        "timeWindow PT5M is shorter than timeGrain PT10M: no measurement falls into it"
    ]
