"""Rules of capacity, placement, zones and orchestration modes."""

from typing import Any

import pytest
from unit.rules.scale_set_findings import messages, severities

from generator.diagnostics import Severity

PROFILE = "properties.virtualMachineProfile"
FLEXIBLE = {"properties.orchestrationMode": "Flexible"}
RESERVED = {f"{PROFILE}.capacityReservation.capacityReservationGroup.id": "[parameters('p')]"}
SINGLE = {"properties.singlePlacementGroup": True}


@pytest.mark.parametrize(
    ("part", "most"),
    [
        ({}, 1000),
        (SINGLE, 100),
        (
            {
                f"{PROFILE}.storageProfile.imageReference.id": "[resourceId('Microsoft.Compute/images', 'web')]",
                "properties.singlePlacementGroup": False,
            },
            600,
        ),
        ({f"{PROFILE}.storageProfile.osDisk.vhdContainers": ["https://web.blob.core.windows.net/vhds"]}, 100),
    ],
    ids=["any", "single placement group", "managed image", "unmanaged disks"],
)
def test_the_most_instances(part: dict[str, Any], most: int) -> None:
    assert messages("scale-set/too-many-instances", {**part, "sku.capacity": most}) == []
    assert len(messages("scale-set/too-many-instances", {**part, "sku.capacity": most + 1})) == 1


@pytest.mark.parametrize(
    ("part", "count"),
    [({}, 1), ({"zones": ["1"]}, 0), (FLEXIBLE, 0), ({"properties.singlePlacementGroup": "[parameters('flag')]"}, 0)],
)
def test_a_large_uniform_scale_set_has_many_placement_groups(part: dict[str, Any], count: int) -> None:
    assert len(messages("scale-set/large-needs-many-placement-groups", {**part, "sku.capacity": 101})) == count


@pytest.mark.parametrize(("size", "count"), [("Standard_M32ms", 1), ("Standard_D2s_v5", 0)])
def test_sizes_without_memory_preserving_maintenance_are_limited(size: str, count: int) -> None:
    scale_set = {**FLEXIBLE, "sku": {"name": size, "capacity": 201}, "properties.platformFaultDomainCount": 2}

    assert len(messages("scale-set/too-many-over-fault-domains", scale_set)) == count


@pytest.mark.parametrize(
    ("part", "severity"),
    [
        (RESERVED, Severity.ERROR),
        ({"properties.priorityMixPolicy.baseRegularPriorityCount": 1}, Severity.ERROR),
        (FLEXIBLE, Severity.WARNING),
    ],
    ids=["reserved", "mix", "flexible"],
)
def test_what_excludes_a_single_placement_group(part: dict[str, Any], severity: Severity) -> None:
    assert severities("scale-set/single-placement-group", {**part, **SINGLE}) == [severity]


@pytest.mark.parametrize(
    "part",
    [
        {"properties.proximityPlacementGroup.id": "[parameters('p')]"},
        {"properties.hostGroup.id": "[parameters('p')]"},
        {f"{PROFILE}.priority": "Spot"},
        {"properties.additionalCapabilities.ultraSSDEnabled": True},
    ],
)
def test_what_excludes_reserved_capacity(part: dict[str, Any]) -> None:
    assert len(messages("scale-set/capacity-reservation", {**RESERVED, **part})) == 1
    assert messages("scale-set/capacity-reservation", part) == []


def test_a_host_group_of_the_template_has_the_zones_and_fault_domains_of_the_scale_set() -> None:
    hosts = {
        "type": "Microsoft.Compute/hostGroups",
        "name": "hosts",
        "zones": ["2"],
        "properties.platformFaultDomainCount": 2,
    }
    scale_set = {
        "zones": ["1"],
        "properties.hostGroup.id": "[resourceId('Microsoft.Compute/hostGroups', 'hosts')]",
        "properties.platformFaultDomainCount": 1,
    }

    assert messages("scale-set/host-group", scale_set, hosts) == [
        "the hosts are in zone 2, the scale set in zone 1",
        "the scale set has 1 fault domains, and its hosts 2",
    ]


@pytest.mark.parametrize(
    ("mode", "zones", "counts"),
    [
        ("Uniform", [], {1, 2, 3, 4, 5}),
        ("Uniform", ["1"], {1, 5}),
        ("Flexible", [], {1, 2, 3}),
        ("Flexible", ["1", "2"], {1}),
    ],
)
def test_fault_domains_by_mode_and_zones(mode: str, zones: list[str], counts: set[int]) -> None:
    def refused(count: int) -> bool:
        properties = {"orchestrationMode": mode, "platformFaultDomainCount": count}
        return messages("scale-set/fault-domain-count", {"zones": zones, "properties": properties}) != []

    assert {count for count in range(1, 6) if not refused(count)} == counts


@pytest.mark.parametrize(
    ("zones", "balance", "expected"),
    [
        (["1"], True, [Severity.ERROR]),
        ([], True, [Severity.ERROR]),
        (["1"], False, [Severity.WARNING]),
        (["1", "2"], True, []),
        ("[parameters('p')]", True, []),
        (["1"], "[parameters('flag')]", []),
    ],
)
def test_zone_balance_needs_zones(zones: Any, balance: Any, expected: list[Severity]) -> None:
    scale_set = {"zones": zones, "properties.zoneBalance": balance}

    assert severities("scale-set/zone-balance-without-zones", scale_set) == expected


@pytest.mark.parametrize(
    ("zones", "count"),
    [(["1", "2", "3"], 0), (["4"], 1), (["westeurope-1"], 1), (["1", "1"], 1), (["[parameters('p')]"], 0)],
)
def test_zones(zones: list[str], count: int) -> None:
    assert len(messages("scale-set/invalid-zones", {"zones": zones})) == count


@pytest.mark.parametrize(
    ("mode", "network", "count"),
    [
        ("Flexible", {"networkInterfaceConfigurations": [{"name": "nic"}]}, 1),
        ("Flexible", {}, 0),
        (
            "Flexible",
            {"networkApiVersion": "[parameters('p')]", "networkInterfaceConfigurations": [{"name": "nic"}]},
            0,
        ),
        ("Uniform", {"networkApiVersion": "2022-11-01"}, 1),
        ("[parameters('p')]", {"networkApiVersion": "2022-11-01"}, 0),
    ],
)
def test_the_network_api_version_belongs_to_flexible(mode: str, network: dict[str, Any], count: int) -> None:
    scale_set = {"properties.orchestrationMode": mode, f"{PROFILE}.networkProfile": network}

    assert len(messages("scale-set/network-api-version", scale_set)) == count


@pytest.mark.parametrize(
    "part",
    [
        {"identity.type": "SystemAssigned, UserAssigned"},
        {"properties.overprovision": True},
        {f"{PROFILE}.storageProfile.osDisk.vhdContainers": ["https://web.blob.core.windows.net/vhds"]},
    ],
)
def test_what_a_flexible_scale_set_cannot_have(part: dict[str, Any]) -> None:
    assert len(messages("scale-set/not-with-flexible", {**FLEXIBLE, **part})) == 1
    assert messages("scale-set/not-with-flexible", part) == []


@pytest.mark.parametrize(
    "part",
    [
        {"properties.skuProfile.vmSizes": [{"name": "Standard_D2s_v5"}]},
        {f"{PROFILE}.storageProfile.osDisk.deleteOption": "Detach"},
        {
            f"{PROFILE}.networkProfile.networkInterfaceConfigurations": [
                {
                    "properties.ipConfigurations": [
                        {"properties.publicIPAddressConfiguration": {"name": "public", "sku.name": "Standard"}}
                    ]
                }
            ]
        },
    ],
    ids=["sizes", "deleteOption", "sku of addresses"],
)
def test_what_a_uniform_scale_set_cannot_have(part: dict[str, Any]) -> None:
    assert len(messages("scale-set/not-with-uniform", part)) == 1
    assert messages("scale-set/not-with-uniform", {**FLEXIBLE, **part}) == []


@pytest.mark.parametrize(
    ("version", "part", "count"),
    [
        ("2020-12-01", FLEXIBLE, 1),
        ("2021-03-01", FLEXIBLE, 0),
        ("2023-09-01", {f"{PROFILE}.storageProfile.osDisk.diffDiskSettings.placement": "NvmeDisk"}, 1),
        ("2023-09-01", {f"{PROFILE}.storageProfile.osDisk.diffDiskSettings.placement": "CacheDisk"}, 0),
        ("2025-11-01", {f"{PROFILE}.interconnectBlockProfile.interconnectBlock.id": "[parameters('p')]"}, 1),
        ("2015-06-15", {PROFILE: "[parameters('p')]"}, 0),
    ],
)
def test_properties_need_their_api_version(version: str, part: dict[str, Any], count: int) -> None:
    assert len(messages("scale-set/newer-api-version", {"apiVersion": version, **part})) == count
