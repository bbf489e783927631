"""Upgrades, repairs, notifications, resilience and the order of scaling in."""

from pathlib import Path
from typing import Any

import pytest
from unit.scale_sets import PROFILE, refusal, scale_set, value_at

HEALTH = {"health": {"extension": {"protocol": "tcp", "port": 80}}}
UNIFORM = {"orchestrationMode": "Uniform"}
ROLLING = "properties.upgradePolicy.rollingUpgradePolicy"
MAPPINGS: list[tuple[dict[str, Any], str, Any]] = [
    ({}, "properties.upgradePolicy", {"mode": "Manual"}),
    ({"upgradePolicy": {"mode": "Automatic"}}, "properties.upgradePolicy.mode", "Automatic"),
    (
        {"upgradePolicy": {"mode": "Rolling", "rollingUpgradePolicy": {"maxSurge": True}}},
        ROLLING,
        {"maxSurge": True},
    ),
    (
        {"upgradePolicy": {"mode": "Rolling", "rollingUpgradePolicy": {"maxBatchInstancePercent": "20%"}}},
        ROLLING,
        {"maxBatchInstancePercent": 20},
    ),
    (
        {
            "upgradePolicy": {
                "automaticOSUpgradePolicy": {"enableAutomaticOSUpgrade": True, "osRollingUpgradeDeferral": True}
            }
        },
        "properties.upgradePolicy.automaticOSUpgradePolicy",
        {"enableAutomaticOSUpgrade": True, "osRollingUpgradeDeferral": True},
    ),
    (
        {"automaticRepairsPolicy": {"gracePeriod": "30m", "repairAction": "Restart"}},
        "properties.automaticRepairsPolicy",
        {"enabled": True, "gracePeriod": "PT30M", "repairAction": "Restart"},
    ),
    (
        {"scheduledEventsProfile": {"terminateNotificationProfile": {"notBeforeTimeout": "10m"}}},
        f"{PROFILE}.scheduledEventsProfile.terminateNotificationProfile",
        {"enable": True, "notBeforeTimeout": "PT10M"},
    ),
    (
        {"scheduledEventsProfile": {"osImageNotificationProfile": {}}},
        f"{PROFILE}.scheduledEventsProfile.osImageNotificationProfile",
        {"enable": True},
    ),
    (
        {"scheduledEventsPolicy": {"userInitiatedReboot": True, "eventGridAndResourceGraph": {}}},
        "properties.scheduledEventsPolicy",
        {
            "userInitiatedReboot": {"automaticallyApprove": True},
            "scheduledEventsAdditionalPublishingTargets": {"eventGridAndResourceGraph": {"enable": True}},
        },
    ),
    (
        {"lifecycleHooks": [{"type": "UpgradeAutoOSScheduling", "waitDuration": "30m", "defaultAction": "Approve"}]},
        "properties.lifecycleHooksProfile.lifecycleHooks",
        [{"type": "UpgradeAutoOSScheduling", "waitDuration": "PT30M", "defaultAction": "Approve"}],
    ),
    (
        {"scaleInPolicy": {"rules": ["OldestVM"], "forceDeletion": True, "prioritizeUnhealthyVMs": True}},
        "properties.scaleInPolicy",
        {"rules": ["OldestVM"], "forceDeletion": True, "prioritizeUnhealthyVMs": True},
    ),
    (
        {"resiliencyPolicy": {"resilientVMCreationPolicy": True, "resilientVMDeletionPolicy": False}},
        "properties.resiliencyPolicy",
        {"resilientVMCreationPolicy": {"enabled": True}, "resilientVMDeletionPolicy": {"enabled": False}},
    ),
    (
        {
            "zones": ["1", "2"],
            "resiliencyPolicy": {"automaticZoneRebalancingPolicy": {"rebalanceStrategy": "Recreate"}},
        },
        "properties.resiliencyPolicy.automaticZoneRebalancingPolicy",
        {"enabled": True, "rebalanceStrategy": "Recreate"},
    ),
    (
        {
            "placement": {},
            "resiliencyPolicy": {"zoneAllocationPolicy": {"maxZoneCount": 2, "maxInstancePercentPerZone": "60%"}},
        },
        "properties.resiliencyPolicy.zoneAllocationPolicy",
        {"maxZoneCount": 2, "maxInstancePercentPerZonePolicy": {"enabled": True, "value": 60}},
    ),
    (
        {"resiliencyPolicy": {"operationRecoverySettings": {"restart": True, "start": True, "reimage": False}}},
        "properties.resiliencyPolicy.operationRecoverySettings",
        {
            "restartRecoveryPolicy": {"enabled": True},
            "startRecoveryPolicy": {"enabled": True},
            "reimageRecoveryPolicy": {"enabled": False},
        },
    ),
    ({"extensionsTimeBudget": "45m"}, f"{PROFILE}.extensionProfile.extensionsTimeBudget", "PT45M"),
]


@pytest.mark.parametrize(("fragment", "path", "value"), MAPPINGS)
def test_a_key_becomes_a_property(tmp_path: Path, fragment: dict[str, Any], path: str, value: Any) -> None:
    assert value_at(scale_set(tmp_path, {**HEALTH, **fragment}), path) == value


def test_health_from_outside(tmp_path: Path) -> None:
    made = scale_set(tmp_path, {"externalHealthPolicy": {"expiryDuration": "15m", "gracePeriod": "30m"}})

    policy = {"enabled": True, "expiryDuration": "PT15M", "gracePeriod": "PT30M"}
    assert made["properties"]["externalHealthPolicy"] == policy


@pytest.mark.parametrize(("mode", "rendered"), [("Uniform", True), ("Flexible", None)])
def test_only_a_uniform_set_rolls_failed_instances_back(tmp_path: Path, mode: str, rendered: bool | None) -> None:
    policy = {"maxSurge": False, "rollbackFailedInstancesOnPolicyBreach": True}
    fragment = {"orchestrationMode": mode, "upgradePolicy": {"mode": "Rolling", "rollingUpgradePolicy": policy}}

    made = scale_set(tmp_path, {**HEALTH, **fragment})

    assert value_at(made, f"{ROLLING}.rollbackFailedInstancesOnPolicyBreach") is rendered


@pytest.mark.parametrize(
    ("fragment", "allowed"),
    [
        ({"automaticRepairsPolicy": {"gracePeriod": "PT9M59S"}}, "PT10M to PT90M"),
        ({"automaticRepairsPolicy": {"gracePeriod": "PT1H31M"}}, "PT10M to PT90M"),
        ({"extensionsTimeBudget": "PT121M"}, "PT15M to PT2H"),
        ({"scheduledEventsProfile": {"terminateNotificationProfile": {"notBeforeTimeout": "PT4M"}}}, "PT5M to PT15M"),
        ({"scheduledEventsProfile": {"osImageNotificationProfile": {"notBeforeTimeout": "PT10M"}}}, "takes PT15M"),
        ({"priority": "Spot", "spotRestorePolicy": {"restoreTimeout": "P1D"}}, "PT15M to PT2H"),
    ],
)
def test_a_duration_out_of_range_is_refused(tmp_path: Path, fragment: dict[str, Any], allowed: str) -> None:
    problem = refusal(tmp_path, {**HEALTH, **fragment})

    assert problem.code == "scale-set/duration-range"
    assert problem.message.endswith(allowed)


@pytest.mark.parametrize("period", ["PT10M", "PT90M", "PT1H30M", "PT600S", "[deployment().properties.mode]"])
def test_a_duration_in_range_is_rendered(tmp_path: Path, period: str) -> None:
    made = scale_set(tmp_path, {**HEALTH, "automaticRepairsPolicy": {"gracePeriod": period}})

    assert made["properties"]["automaticRepairsPolicy"]["gracePeriod"] == period


@pytest.mark.parametrize(
    ("fragment", "code"),
    [
        ({"externalHealthPolicy": {}, **HEALTH}, "scale-set/not-together"),
        ({"resiliencyPolicy": {"automaticZoneRebalancingPolicy": {}}, **HEALTH}, "scale-set/not-together"),
        (
            {"resiliencyPolicy": {"automaticZoneRebalancingPolicy": {}}, "zones": ["1", "2"]},
            "scale-set/health-source-needed",
        ),
        ({"resiliencyPolicy": {"zoneAllocationPolicy": {"maxZoneCount": 2}}}, "scale-set/not-together"),
        (
            {
                **HEALTH,
                "upgradePolicy": {"automaticOSUpgradePolicy": {"enableAutomaticOSUpgrade": True}},
                "osProfile": {"patchSettings": {"patchMode": "AutomaticByPlatform"}},
            },
            "scale-set/not-together",
        ),
    ],
)
def test_policies_that_contradict_each_other_are_refused(tmp_path: Path, fragment: dict[str, Any], code: str) -> None:
    assert refusal(tmp_path, fragment).code == code
