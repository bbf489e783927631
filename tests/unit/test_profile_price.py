"""Spot instances, alone and beside regular ones."""

from pathlib import Path
from typing import Any

import pytest
from unit.scale_sets import PROFILE, refusal, scale_set, value_at

SPOT = {"priority": "Spot"}
MAPPINGS: list[tuple[dict[str, Any], str, Any]] = [
    ({"priority": "Regular"}, f"{PROFILE}.priority", "Regular"),
    (SPOT, f"{PROFILE}.priority", "Spot"),
    (SPOT, f"{PROFILE}.evictionPolicy", "Deallocate"),
    ({**SPOT, "osDisk": {"diffDiskSettings": {}}}, f"{PROFILE}.evictionPolicy", "Delete"),
    ({**SPOT, "evictionPolicy": "Delete"}, f"{PROFILE}.evictionPolicy", "Delete"),
    ({**SPOT, "billingProfile": {"maxPrice": 0.05}}, f"{PROFILE}.billingProfile", {"maxPrice": 0.05}),
    ({**SPOT, "billingProfile": {"maxPrice": -1}}, f"{PROFILE}.billingProfile", {"maxPrice": -1}),
    (
        {**SPOT, "spotRestorePolicy": {"restoreTimeout": "1h"}},
        "properties.spotRestorePolicy",
        {"enabled": True, "restoreTimeout": "PT1H"},
    ),
    (
        {**SPOT, "priorityMixPolicy": {"baseRegularPriorityCount": 2, "regularPriorityPercentageAboveBase": "50%"}},
        "properties.priorityMixPolicy",
        {"baseRegularPriorityCount": 2, "regularPriorityPercentageAboveBase": 50},
    ),
    ({}, f"{PROFILE}.evictionPolicy", None),
]


@pytest.mark.parametrize(("fragment", "path", "value"), MAPPINGS)
def test_a_key_becomes_a_property(tmp_path: Path, fragment: dict[str, Any], path: str, value: Any) -> None:
    assert value_at(scale_set(tmp_path, fragment), path) == value


@pytest.mark.parametrize(
    ("fragment", "key"),
    [
        ({"evictionPolicy": "Delete"}, "evictionPolicy"),
        ({"priority": "Regular", "evictionPolicy": "Delete"}, "evictionPolicy"),
        ({"billingProfile": {"maxPrice": -1}}, "billingProfile"),
        ({"spotRestorePolicy": {}}, "spotRestorePolicy"),
        ({"priorityMixPolicy": {"baseRegularPriorityCount": 1}}, "priorityMixPolicy"),
    ],
)
def test_what_is_for_spot_instances_is_refused_for_regular_ones(
    tmp_path: Path, fragment: dict[str, Any], key: str
) -> None:
    problem = refusal(tmp_path, fragment)

    assert (problem.code, problem.path) == ("scale-set/not-together", ("scaleSet", key))


def test_a_price_is_an_amount(tmp_path: Path) -> None:
    problem = refusal(tmp_path, {**SPOT, "billingProfile": {"maxPrice": 0}})

    assert problem.message == "maxPrice is -1, or at least 0.00001 US dollars an hour"


def test_an_ephemeral_disk_cannot_be_kept(tmp_path: Path) -> None:
    fragment = {**SPOT, "evictionPolicy": "Deallocate", "osDisk": {"diffDiskSettings": {}}}

    assert refusal(tmp_path, fragment).path == ("scaleSet", "evictionPolicy")


@pytest.mark.parametrize(
    ("strategy", "rank", "refused"), [("Prioritized", 1, False), ("LowestPrice", 1, True), (None, 1, True)]
)
def test_ranks_are_for_prioritized_sizes(tmp_path: Path, strategy: str | None, rank: int, refused: bool) -> None:
    mix = {"vmSizes": [{"name": "Standard_D2s_v5", "rank": rank}], "allocationStrategy": strategy}
    fragment = {"sku": {"name": "Mix"}, "skuProfile": {key: value for key, value in mix.items() if value}}

    if refused:
        assert refusal(tmp_path, fragment).path[-1] == "rank"
    else:
        assert value_at(scale_set(tmp_path, fragment), "properties.skuProfile.vmSizes.0.rank") == rank
