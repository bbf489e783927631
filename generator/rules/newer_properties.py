"""The rule of properties that older versions of the API do not know."""

from __future__ import annotations

from collections.abc import Iterator

from generator.rules.rule import ERROR, rule
from generator.rules.scale_set import ScaleSet, given
from generator.rules.subject import scale_sets
from generator.rules.value import Finding, Value

_PROFILE = "properties.virtualMachineProfile"
_FIRST = {
    "placement": "2025-04-01",
    "properties.additionalCapabilities.hibernationEnabled": "2021-07-01",
    "properties.automaticRepairsPolicy": "2018-10-01",
    "properties.automaticRepairsPolicy.repairAction": "2021-11-01",
    "properties.constrainedMaximumCapacity": "2022-11-01",
    "properties.externalHealthPolicy": "2025-11-01",
    "properties.highSpeedInterconnectPlacement": "2025-04-01",
    "properties.hostGroup": "2020-06-01",
    "properties.lifecycleHooksProfile": "2025-11-01",
    "properties.orchestrationMode": "2020-12-01",
    "properties.priorityMixPolicy": "2022-08-01",
    "properties.resiliencyPolicy": "2023-09-01",
    "properties.resiliencyPolicy.zoneAllocationPolicy": "2025-04-01",
    "properties.scaleInPolicy": "2019-03-01",
    "properties.scaleInPolicy.forceDeletion": "2021-07-01",
    "properties.scheduledEventsPolicy": "2024-03-01",
    "properties.skuProfile": "2024-07-01",
    "properties.spotRestorePolicy": "2021-04-01",
    "properties.upgradePolicy.automaticOSUpgradePolicy": "2018-10-01",
    "properties.upgradePolicy.automaticOSUpgradePolicy.osRollingUpgradeDeferral": "2023-09-01",
    "properties.upgradePolicy.automaticOSUpgradePolicy.useRollingUpgradePolicy": "2022-03-01",
    "properties.upgradePolicy.rollingUpgradePolicy.enableCrossZoneUpgrade": "2020-12-01",
    "properties.upgradePolicy.rollingUpgradePolicy.maxSurge": "2022-11-01",
    "properties.upgradePolicy.rollingUpgradePolicy.prioritizeUnhealthyInstances": "2020-12-01",
    "properties.upgradePolicy.rollingUpgradePolicy.rollbackFailedInstancesOnPolicyBreach": "2022-11-01",
    "properties.zonalPlatformFaultDomainAlignMode": "2024-07-01",
    f"{_PROFILE}.applicationProfile": "2021-07-01",
    f"{_PROFILE}.billingProfile": "2019-03-01",
    f"{_PROFILE}.capacityReservation": "2021-04-01",
    f"{_PROFILE}.extensionProfile.extensionsTimeBudget": "2020-06-01",
    f"{_PROFILE}.hardwareProfile": "2021-11-01",
    f"{_PROFILE}.interconnectBlockProfile": "2026-03-01",
    f"{_PROFILE}.networkProfile.interconnectGroupProfile": "2026-03-01",
    f"{_PROFILE}.networkProfile.networkApiVersion": "2021-03-01",
    f"{_PROFILE}.osProfile.allowExtensionOperations": "2021-11-01",
    f"{_PROFILE}.osProfile.linuxConfiguration.patchSettings": "2020-12-01",
    f"{_PROFILE}.osProfile.requireGuestProvisionSignal": "2022-11-01",
    f"{_PROFILE}.osProfile.windowsConfiguration.patchSettings": "2020-06-01",
    f"{_PROFILE}.scheduledEventsProfile": "2019-03-01",
    f"{_PROFILE}.scheduledEventsProfile.osImageNotificationProfile": "2022-11-01",
    f"{_PROFILE}.securityPostureReference": "2023-03-01",
    f"{_PROFILE}.securityProfile.encryptionIdentity": "2023-09-01",
    f"{_PROFILE}.securityProfile.proxyAgentSettings": "2023-09-01",
    f"{_PROFILE}.securityProfile.securityType": "2020-12-01",
    f"{_PROFILE}.serviceArtifactReference": "2022-11-01",
    f"{_PROFILE}.storageProfile.diskControllerType": "2022-08-01",
    f"{_PROFILE}.storageProfile.imageReference.communityGalleryImageId": "2021-11-01",
    f"{_PROFILE}.storageProfile.imageReference.sharedGalleryImageId": "2021-07-01",
    f"{_PROFILE}.storageProfile.osDisk.deleteOption": "2022-03-01",
    f"{_PROFILE}.storageProfile.osDisk.diffDiskSettings": "2018-06-01",
    f"{_PROFILE}.storageProfile.osDisk.diffDiskSettings.enableFullCaching": "2025-11-01",
    f"{_PROFILE}.storageProfile.osDisk.diffDiskSettings.placement": "2019-12-01",
    f"{_PROFILE}.userData": "2021-03-01",
}
"""The properties with the first stable version that has each."""
_FIRST_VALUES = {
    ("properties.orchestrationMode", "flexible"): "2021-03-01",
    (f"{_PROFILE}.storageProfile.osDisk.diffDiskSettings.placement", "nvmedisk"): "2024-03-01",
}


_FIRST_OF_EXTENSIONS = {
    "enableAutomaticUpgrade": "2020-06-01",
    "protectedSettingsFromKeyVault": "2021-11-01",
    "provisionAfterExtensions": "2018-06-01",
    "suppressFailures": "2021-07-01",
}
_NEWEST = max(*_FIRST.values(), *_FIRST_VALUES.values(), *_FIRST_OF_EXTENSIONS.values())


@rule(
    "scale-set/newer-api-version",
    ERROR,
    each=scale_sets,
    what="The apiVersion of a scale set knows all properties that are used.",
    why='Azure refuses what the version does not have: "Could not find member … on object of type …".',
    source="https://learn.microsoft.com/azure/templates/microsoft.compute/change-log/virtualmachinescalesets",
    bad={"apiVersion": "2019-07-01", "properties.priorityMixPolicy.baseRegularPriorityCount": 2},
    good={"apiVersion": "2024-07-01", "properties.priorityMixPolicy.baseRegularPriorityCount": 2},
)
def _newer_api_version(scale_set: ScaleSet) -> Iterator[Finding]:
    version = scale_set.api_version
    if not "2015" <= version < _NEWEST:
        return
    for path, first in _FIRST.items():
        if version < first and given(value := scale_set.at(path)):
            yield _finding(value, path.rpartition(".")[2], version, first)
    for (path, text), first in _FIRST_VALUES.items():
        if version < first and (value := scale_set.at(path)).lower == text:
            yield _finding(value, f"{path.rpartition('.')[2]} {value.text}", version, first)
    for extension in scale_set.profile.at("extensionProfile.extensions").items:
        for name, first in _FIRST_OF_EXTENSIONS.items():
            if version < first and given(value := extension.at(f"properties.{name}")):
                yield _finding(value, name, version, first)


def _finding(value: Value, thing: str, version: str, first: str) -> Finding:
    return value.finding(f"apiVersion {version} has no {thing}", hint=f"use {first} or newer")
