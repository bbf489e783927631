"""How changes reach instances that run."""

from typing import Any

import pytest
from unit.review_sides import compared, extension, resource, resource_id, scale_set, side, with_extensions

from generator.review.extension_order import in_order
from generator.review.rollout import RollOut
from generator.review.words import set_lines


def rolled(policy: dict[str, Any], *, capacity: Any = 10, mode: str = "Rolling", **members: Any) -> RollOut:
    """The roll-out of another user data in a set of that mode."""
    old, new = (
        scale_set(
            {"userData": each}, properties={"upgradePolicy": {"mode": mode, "rollingUpgradePolicy": policy}}, **members
        )
        | {"sku": {"name": "Standard_D2s_v5", "capacity": capacity}}
        for each in ("YQ==", "Yg==")
    )
    (found,) = compared(old, new).roll_outs
    return found


@pytest.mark.parametrize(
    ("policy", "capacity", "zones", "batches", "pause"),
    [
        ({"maxBatchInstancePercent": 20, "pauseTimeBetweenBatches": "PT1M"}, 10, 0, 5, 240),
        ({"maxBatchInstancePercent": 20}, 3, 0, 3, 0),
        ({"maxBatchInstancePercent": 30}, 10, 0, 4, 0),
        ({"maxBatchInstancePercent": 100, "pauseTimeBetweenBatches": "PT1H"}, 10, 0, 1, 0),
        ({}, 10, 0, 5, 0),
        ({"maxBatchInstancePercent": 50}, 10, 3, 3, 0),
        ({"maxBatchInstancePercent": 20}, 10, 3, 6, 0),
        ({"maxBatchInstancePercent": 20, "enableCrossZoneUpgrade": True}, 10, 3, 5, 0),
    ],
)
def test_the_batches_of_a_rolling_upgrade(policy: Any, capacity: int, zones: int, batches: int, pause: int) -> None:
    members: dict[str, Any] = {"zones": [str(each) for each in range(1, zones + 1)]} if zones else {}

    found = rolled(policy, capacity=capacity, **members)

    assert (found.batches, found.pause_seconds) == (batches, pause)


def test_batches_are_not_counted_where_the_number_of_instances_is_not_known() -> None:
    found = rolled({"maxBatchInstancePercent": 20}, capacity="[reference('x').count]")

    assert (found.batches, found.how) == (None, "batch by batch, at most 20 % of the instances at a time")


def test_pauses_that_are_no_duration_are_not_added_up() -> None:
    assert rolled({"pauseTimeBetweenBatches": "soon"}).pause_seconds is None


def test_automatic_mode_takes_all_instances_at_once() -> None:
    assert "perhaps all at the same time" in rolled({}, mode="Automatic").how


def test_manual_mode_waits_for_a_command() -> None:
    assert rolled({}, mode="Manual").how.endswith("vmssgen rollout -g GROUP web")


def test_with_max_surge_whole_instances_are_replaced() -> None:
    found = rolled({"maxSurge": True})

    assert found.loses == ("all disks of the instances that are replaced",)


def test_nothing_is_rolled_out_where_no_instance_needs_the_model() -> None:
    (found,) = compared(scale_set(tags={"a": "b"}), scale_set(tags={"a": "c"})).roll_outs

    assert found.how == ""


def test_a_set_that_is_new_has_no_roll_out() -> None:
    assert compared(side(), scale_set()).roll_outs == ()


def test_the_mode_is_that_of_the_new_side() -> None:
    old = scale_set({"userData": "YQ=="}, mode="Automatic")

    (found,) = compared(old, scale_set({"userData": "Yg=="}, mode="Manual")).roll_outs

    assert found.mode == "Manual"


def test_autoscale_goes_on_from_the_number_that_the_deployment_sets() -> None:
    target = resource_id("Microsoft.Compute/virtualMachineScaleSets", "web")
    profiles = [{"name": "default", "capacity": {"minimum": "2", "maximum": "9", "default": "2"}}]
    setting = resource(
        "Microsoft.Insights/autoscaleSettings", properties={"targetResourceUri": target, "profiles": profiles}
    )
    comparison = compared(side(scale_set(tags={"a": "b"}), setting), side(scale_set(tags={"a": "c"}), setting))

    (line,) = set_lines(comparison, comparison.roll_outs[0])

    assert line.startswith("autoscale governs the number of instances (2 to 9): the deployment sets it to 10")


def test_extensions_run_behind_those_that_they_wait_for() -> None:
    extensions = [
        extension("a", provisionAfterExtensions=["b"]),
        extension("b", provisionAfterExtensions=["c"]),
        extension("c"),
    ]

    assert in_order(["a", "c"], extensions) == ("c", "a")


def test_extensions_that_wait_for_each_other_are_told_all_the_same() -> None:
    extensions = [extension("a", provisionAfterExtensions=["b"]), extension("b", provisionAfterExtensions=["a"])]

    assert set(in_order(["a", "b"], extensions)) == {"a", "b"}


def test_a_reimage_runs_all_extensions() -> None:
    old, new = (
        scale_set(
            {
                "storageProfile": {"imageReference": {"version": version}},
                "extensionProfile": {"extensions": [extension("b", provisionAfterExtensions=["a"]), extension("a")]},
            }
        )
        for version in ("1.0.0", "1.0.1")
    )

    (found,) = compared(old, new).roll_outs

    assert found.reruns == ("a", "b")


def test_only_extensions_that_changed_run_again_otherwise() -> None:
    old, new = (with_extensions(extension("a", forceUpdateTag=each), extension("b")) for each in "12")

    assert compared(old, new).roll_outs[0].reruns == ("a",)
