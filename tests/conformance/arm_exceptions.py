"""Where the loopback server is known to answer another way than a recording, each with the reason."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from conformance.arm_recordings import Recorded, Recording

_API_VERSION = re.compile(r"api-version=([\d-]+)")
_PREFIX = r"[+-](value\[\]\.)?"
_PROFILE = rf"{_PREFIX}properties\.virtualMachineProfile"
_LATER_MEMBERS = (
    r"computerName|osName|osVersion|hyperVGeneration|extensions|vmAgent\.extensionHandlers|properties\.("
    r"doNotRunExtensionsOnOverprovisionedVMs|modelDefinitionApplied|networkProfileConfiguration"
    r"|osProfile\.(requireGuestProvisionSignal|windowsConfiguration\.patchSettings)"
    r"|storageProfile\.(dataDisks\[\]\.toBeDetached|imageReference\.exactVersion)"
    r"|virtualMachineProfile\.(osProfile\.(allowExtensionOperations|requireGuestProvisionSignal)"
    r"|storageProfile\.osDisk\.diskSizeGB|networkProfile\..*\.publicIPAddressVersion))"
)
_EARLIER_MEMBERS = (
    r"extensions|properties\.(zoneBalance|upgradePolicy\.(automaticOSUpgrade(Policy)?|rollingUpgradePolicy)"
    r"|virtualMachineProfile\.extensionProfile\.(doNotRunOn.*|extensions\[\]\.properties\.autoUpgradeMinorVersion))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Differences that fit `what`, in recordings that fit `where`, of api-versions before `before`."""

    reason: str
    what: str
    where: str = ".*"
    before: str = "9999"

    def covers(self, recording: Recording, recorded: Recorded, difference: str) -> bool:
        """Tell whether this is one of them."""
        version = _API_VERSION.search(recorded["path"])
        return (
            version is not None
            and version[1] < self.before
            and re.fullmatch(self.where, recording.name) is not None
            and re.fullmatch(self.what, difference) is not None
        )


EXCEPTIONS: Sequence[Known] = (
    Known(
        reason="older versions of the resources provider give no type",
        what=r"\+(value\[\]\.)?type",
        before="2019-10-01",
    ),
    Known(
        reason="older versions of the resources provider validate with whole resources",
        what=r"-properties\.validatedResources\[\]\..*",
        where="deployments/netsdk_subscription_level",
        before="2019-10-01",
    ),
    Known(
        reason="older versions of the compute provider do not have these members yet",
        what=rf"\+(value\[\]\.)?({_LATER_MEMBERS})",
        where="vmss/netsdk_.*",
        before="2019-01-01",
    ),
    Known(
        reason="older versions of the compute provider have these members still",
        what=rf"-(value\[\]\.)?({_EARLIER_MEMBERS})",
        where="vmss/netsdk_.*",
        before="2019-01-01",
    ),
    Known(
        reason="older versions of the compute provider count a deletion as a write",
        what="-header x-ms-ratelimit-remaining-subscription-writes",
        where="vmss/netsdk_.*",
        before="2019-01-01",
    ),
    Known(
        reason="older versions of the storage provider have no such defaults",
        what=r"\+properties\.changes\[\]\.(before|after)\.properties\.(accessTier|encryption|networkAcls|supports.*)",
        where="whatif/netsdk_.*_ModifyResources_.*",
    ),
    Known(
        reason="the subscription had other deployments, of which one had failed",
        what=r"-value\[\]\.properties\.error",
        where="deployments/subscription_level_deployment",
    ),
    Known(
        reason="the subscription had a deployment of this name before, or the masked name hides that it had another",
        what="status 200, not 201",
        where="whatif/subscription_level_what_if",
    ),
    Known(
        reason="the subscription had other scale sets, Windows ones with extensions among them",
        what=r"-value\[\]\.properties\.virtualMachineProfile\.(extensionProfile|osProfile\..*)",
        where="vmss/vmss_create_and_modify",
    ),
    Known(
        reason="the subscription had resources",
        what=r"-value\[\]",
        where="resource_groups/tag_update_by_patch",
    ),
    Known(
        reason="the requests of one second stand in the recording by their paths",
        what="status 204, not 404",
        where="resource_groups/netsdk_check_existence",
    ),
    Known(
        reason="the second of two rolling upgrades, which is cancelled, stands in the recording with the first",
        what="status 202, not 409",
        where="vmss/netsdk_TestVMScaleSetRollingUpgradeAPIs",
    ),
    Known(
        reason="a dependency that comes from a reference function is listed with the apiVersion of the reference too",
        what=r"-properties\.dependencies\[\]\.dependsOn\[\]\.apiVersion",
    ),
    Known(
        reason="the provider has defaults here that the server does not know",
        what=rf"{_PREFIX}properties\.(automaticRepairsPolicy\.repairAction|.*\.disk(IOPS|MBps)ReadWrite)",
    ),
    Known(
        reason="terms of the marketplace are not modelled",
        what="status 400, not 201",
        where="vmss/netsdk_TestVMScaleSetMarketplace",
    ),
    Known(
        reason="the answer to a change of identities comes before the identities have principals, or lose them",
        what=r"\+identity\.userAssignedIdentities\..*",
        where="vmss/vmss_explicit_msi",
    ),
    Known(
        reason="a notification that is switched off is forgotten",
        what=rf"{_PROFILE}\.scheduledEventsProfile\.terminateNotificationProfile",
        where="vmss/vmss_terminate_notification",
    ),
    Known(
        reason="encryption of disks fails, and shows in the instances; neither is modelled",
        what=r"-error|[+-]value\[\]\.properties\.(hardwareProfile|provisioningState|instanceView\..*)",
        where="vmss/(netsdk_TestVMScaleSetVMDiskEncryptionOperation|vmss_disk_encryption_e2e)",
    ),
    Known(
        reason="instances were evicted by a request that the server does not answer",
        what=r"\+(vmAgent|computerName|osName|osVersion)|status 404, not 200",
        where="vmss/vmss_simulate_eviction",
    ),
    Known(
        reason="the recorded instance was still being updated",
        what=r"\+properties\.instanceView\.statuses\[\]\.time",
    ),
)
