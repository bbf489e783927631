"""Sizes, zones and placement: what a blueprint says and where ARM has it."""

from pathlib import Path
from typing import Any

import pytest
from properties.examples import LINUX
from unit.scale_sets import PROFILE, refusal, scale_set, value_at

ID = "/subscriptions/0/resourceGroups/shop/providers/Microsoft.Compute"
UNIFORM = {"orchestrationMode": "Uniform"}
MIX = {"vmSizes": [{"name": "Standard_D2s_v5"}, {"name": "Standard_D2as_v5"}], "allocationStrategy": "LowestPrice"}
MAPPINGS: list[tuple[dict[str, Any], str, Any]] = [
    ({"sku": {"name": "Standard_F4s_v2"}}, "sku.name", "Standard_F4s_v2"),
    ({"sku": {"capacity": 7}}, "sku.capacity", 7),
    ({"sku": {"tier": "Standard"}}, "sku.tier", "Standard"),
    ({"zones": ["1", "2"]}, "zones", ["1", "2"]),
    ({"zones": ["1", "2"], "zoneBalance": True}, "properties.zoneBalance", True),
    ({"placement": {"excludeZones": ["3"]}}, "placement", {"zonePlacementPolicy": "Auto", "excludeZones": ["3"]}),
    ({"extendedLocation": "losangeles"}, "extendedLocation", {"name": "losangeles", "type": "EdgeZone"}),
    ({"proximityPlacementGroup": f"{ID}/near"}, "properties.proximityPlacementGroup", {"id": f"{ID}/near"}),
    ({"hostGroup": f"{ID}/hosts"}, "properties.hostGroup", {"id": f"{ID}/hosts"}),
    (
        {"capacityReservationGroup": f"{ID}/kept"},
        f"{PROFILE}.capacityReservation",
        {"capacityReservationGroup": {"id": f"{ID}/kept"}},
    ),
    ({"platformFaultDomainCount": 3}, "properties.platformFaultDomainCount", 3),
    ({"constrainedMaximumCapacity": True}, "properties.constrainedMaximumCapacity", True),
    ({"zonalPlatformFaultDomainAlignMode": "Aligned"}, "properties.zonalPlatformFaultDomainAlignMode", "Aligned"),
    ({"highSpeedInterconnectPlacement": "Trunk"}, "properties.highSpeedInterconnectPlacement", "Trunk"),
    ({"interconnectBlock": f"{ID}/b"}, f"{PROFILE}.interconnectBlockProfile.interconnectBlock.id", f"{ID}/b"),
    (
        {"interconnectGroup": {"id": "/g", "subgroups": ["/g/s"]}},
        f"{PROFILE}.networkProfile.interconnectGroupProfile",
        {"interconnectGroup": {"id": "/g"}, "subgroups": [{"id": "/g/s"}]},
    ),
    ({"vmSizeProperties": {"vCPUsPerCore": 1}}, f"{PROFILE}.hardwareProfile.vmSizeProperties", {"vCPUsPerCore": 1}),
    (
        {"additionalCapabilities": {"hibernationEnabled": True}},
        "properties.additionalCapabilities",
        {"hibernationEnabled": True},
    ),
    (
        {"additionalCapabilities": {"enableFips1403Encryption": True}},
        "properties.additionalCapabilities",
        {"enableFips1403Encryption": True},
    ),
]


@pytest.mark.parametrize(("fragment", "path", "value"), MAPPINGS)
def test_a_key_becomes_a_property(tmp_path: Path, fragment: dict[str, Any], path: str, value: Any) -> None:
    assert value_at(scale_set(tmp_path, fragment), path) == value


def test_a_mix_of_sizes_needs_no_size_beside_it(tmp_path: Path) -> None:
    base = {**LINUX, "scaleSet": {"osProfile": LINUX["scaleSet"]["osProfile"]}}

    made = scale_set(tmp_path, {"skuProfile": MIX}, base)

    assert made["sku"] == {"name": "Mix", "capacity": 2}
    assert made["properties"]["skuProfile"] == MIX


def test_a_size_beside_a_mix_is_refused(tmp_path: Path) -> None:
    problem = refusal(tmp_path, {"skuProfile": MIX})

    assert (problem.code, problem.path) == ("scale-set/not-together", ("scaleSet", "sku", "name"))


def test_without_a_mix_a_size_is_needed(tmp_path: Path) -> None:
    base = {**LINUX, "scaleSet": {"osProfile": LINUX["scaleSet"]["osProfile"]}}

    assert refusal(tmp_path, {"sku": {"capacity": 3}}, base).message == "scaleSet.sku needs name"


@pytest.mark.parametrize(
    ("mode", "properties"),
    [
        ("Flexible", {"singlePlacementGroup": None, "overprovision": None, "platformFaultDomainCount": 1}),
        ("Uniform", {"singlePlacementGroup": None, "overprovision": False, "platformFaultDomainCount": None}),
    ],
)
def test_properties_of_the_mode_are_set_or_left_out(tmp_path: Path, mode: str, properties: dict[str, Any]) -> None:
    made = scale_set(tmp_path, {"orchestrationMode": mode, "doNotRunExtensionsOnOverprovisionedVMs": True})

    assert {key: value_at(made, f"properties.{key}") for key in properties} == properties


def test_a_uniform_set_on_reserved_capacity_has_several_placement_groups(tmp_path: Path) -> None:
    made = scale_set(tmp_path, {**UNIFORM, "capacityReservationGroup": f"{ID}/kept"})

    assert made["properties"]["singlePlacementGroup"] is False


@pytest.mark.parametrize(
    ("fragment", "path"),
    [
        (
            {**UNIFORM, "overprovision": True, "doNotRunExtensionsOnOverprovisionedVMs": True},
            "properties.overprovision",
        ),
        (
            {**UNIFORM, "doNotRunExtensionsOnOverprovisionedVMs": True},
            "properties.doNotRunExtensionsOnOverprovisionedVMs",
        ),
        ({**UNIFORM, "singlePlacementGroup": True}, "properties.singlePlacementGroup"),
    ],
)
def test_a_uniform_set_takes_what_is_its_own(tmp_path: Path, fragment: dict[str, Any], path: str) -> None:
    assert value_at(scale_set(tmp_path, fragment), path) is True
