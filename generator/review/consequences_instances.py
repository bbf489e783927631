"""Scale sets: what the model of the instances does when it changes, disks, interfaces and extensions aside."""

from __future__ import annotations

from generator.review import sources
from generator.review.conditions import all_of, becomes, has, stays, was
from generator.review.effects import Effect
from generator.review.rule import ADDED, REMOVED, Rule

_PROFILE = "properties.virtualMachineProfile"
_OS = f"{_PROFILE}.osProfile"
_SECURITY = f"{_PROFILE}.securityProfile"
_NEW_SET = "make a set of another name beside it, move the traffic, then delete the old one"
_AT_FIRST_BOOT = "read at the first boot: instances that run get it when they are reimaged, and lose their OS disk then"
_NOT_DOCUMENTED = "Azure's documents do not say whether it can change, nor what then happens"
LATEST_MODEL = "whether that restarts them is not documented"

INSTANCE_RULES = (
    # The operating system
    Rule(f"{_OS}.customData", Effect.NEW_INSTANCES, _AT_FIRST_BOOT, sources.CUSTOM_DATA),
    Rule(
        f"{_OS}.adminPassword|adminUsername", Effect.NEW_INSTANCES,
        f"{_AT_FIRST_BOOT}; the extension VMAccess resets passwords without", sources.FAQ,
    ),
    Rule(f"{_OS}.linuxConfiguration.ssh.**", Effect.NEW_INSTANCES, _AT_FIRST_BOOT, sources.RESTARTS),
    Rule(
        f"{_OS}.linuxConfiguration.disablePasswordAuthentication", Effect.NEW_INSTANCES, _AT_FIRST_BOOT,
        sources.RESTARTS,
    ),
    Rule(
        f"{_OS}.windowsConfiguration.enableAutomaticUpdates", Effect.NEW_INSTANCES,
        "takes effect when the OS is provisioned: on new instances, and on those that are reimaged",
        sources.REST_CREATE,
    ),
    Rule(
        f"{_OS}.windowsConfiguration.additionalUnattendContent.**", Effect.IMMUTABLE,
        "Azure answers PropertyChangeNotAllowed", sources.UNATTEND, instead=_NEW_SET,
    ),
    Rule(
        f"{_OS}.windowsConfiguration.timeZone|winRM.**", Effect.UNKNOWN,
        "read at the first boot; Azure's documents do not say whether it can change", sources.CUSTOM_DATA,
    ),
    Rule(
        f"{_OS}.windowsConfiguration|linuxConfiguration.provisionVMAgent", Effect.UNKNOWN, _NOT_DOCUMENTED,
        sources.REST_UPDATE,
    ),
    Rule(
        f"{_OS}.windowsConfiguration|linuxConfiguration.patchSettings.**", Effect.UPDATE, LATEST_MODEL, sources.MODIFY,
    ),
    Rule(f"{_OS}.linuxConfiguration.enableVMAgentPlatformUpdates", Effect.UPDATE, LATEST_MODEL, sources.MODIFY),
    Rule(
        f"{_OS}.secrets.**", Effect.NEW_INSTANCES, "certificates are not taken away from instances that have them",
        sources.FAQ, kinds=REMOVED,
    ),
    Rule(f"{_OS}.secrets.**", Effect.UPDATE, "the certificates are added to all of them", sources.FAQ),
    Rule(
        f"{_OS}.allowExtensionOperations", Effect.IMMUTABLE, "false is refused as long as there are extensions",
        sources.REST_CREATE,
        when=all_of(becomes(value=False, default=True), has(f"{_PROFILE}.extensionProfile.extensions")),
        instead="take the extensions away first",
    ),
    Rule(
        f"{_OS}.allowExtensionOperations|requireGuestProvisionSignal", Effect.UNKNOWN, _NOT_DOCUMENTED,
        sources.REST_UPDATE,
    ),
    Rule(
        f"{_OS}.computerNamePrefix", Effect.UNKNOWN,
        "the request that changes a set in place has no such property; instances that run keep their names",
        sources.REST_UPDATE,
    ),
    Rule(
        f"{_PROFILE}.userData", Effect.UPDATE,
        "they read it from the metadata service: neither a restart nor a reimage is needed", sources.USER_DATA,
    ),
    Rule(
        f"{_PROFILE}.licenseType", Effect.UPDATE, "no more than a mark for billing: nothing restarts", sources.LICENSES
    ),
    # Price
    Rule(
        f"{_PROFILE}.priority", Effect.NOTHING, "what Azure takes where nothing is said", sources.REST_CREATE,
        when=stays("Regular"),
    ),
    Rule(
        f"{_PROFILE}.priority", Effect.IMMUTABLE, "a set is made of spot instances or not, once and for all",
        sources.SPOT, instead=_NEW_SET,
    ),
    Rule(
        f"{_PROFILE}.evictionPolicy", Effect.IMMUTABLE, "it is set when the set is made", sources.SPOT,
        instead=_NEW_SET,
    ),
    Rule(f"{_PROFILE}.billingProfile.maxPrice", Effect.UPDATE, LATEST_MODEL, sources.REST_UPDATE),
    Rule(
        f"{_PROFILE}.capacityReservation.**", Effect.UPDATE, "they use the reservation then",
        sources.CAPACITY_RESERVATION, when=has("zones"),
    ),
    Rule(
        f"{_PROFILE}.capacityReservation.**", Effect.RESTART,
        "without zones, all instances are to be deallocated before, and started after", sources.CAPACITY_RESERVATION,
        loses="what is on the temporary disk",
    ),
    # Security
    Rule(
        f"{_SECURITY}.securityType", Effect.UPDATE,
        "they become trusted launch ones; takes an image of generation 2 for it, and with data disks a rolling upgrade "
        "with maxSurge",
        sources.TRUSTED_LAUNCH, when=all_of(becomes("TrustedLaunch"), was("Standard", default="Standard")),
    ),
    Rule(f"{_SECURITY}.securityType", Effect.UNKNOWN, _NOT_DOCUMENTED, sources.TRUSTED_LAUNCH),
    Rule(
        f"{_SECURITY}.uefiSettings.**", Effect.UPDATE, "comes with trusted launch", sources.TRUSTED_LAUNCH, kinds=ADDED
    ),
    Rule(f"{_SECURITY}.uefiSettings.**", Effect.UNKNOWN, _NOT_DOCUMENTED, sources.TRUSTED_LAUNCH),
    Rule(
        f"{_SECURITY}.encryptionAtHost", Effect.NEW_INSTANCES,
        "only instances made from now on are without it; others are to be deallocated first", sources.HOST_ENCRYPTION,
        when=becomes(value=False, default=False),
    ),
    Rule(f"{_SECURITY}.**", Effect.UPDATE, LATEST_MODEL, sources.MODIFY),
    # What Azure tells of it
    Rule(
        f"{_PROFILE}.scheduledEventsProfile.**", Effect.UPDATE, "counts for instances that have it",
        sources.TERMINATION,
    ),
    Rule(f"{_PROFILE}.diagnosticsProfile.**", Effect.UPDATE, LATEST_MODEL, sources.MODIFY),
    # What else goes onto instances
    Rule(f"{_PROFILE}.applicationProfile.**", Effect.UPDATE, LATEST_MODEL, sources.MODIFY),
    Rule(f"{_PROFILE}.hardwareProfile.**", Effect.UPDATE, LATEST_MODEL, sources.MODIFY),
    Rule(
        f"{_PROFILE}.securityPostureReference|serviceArtifactReference|interconnectBlockProfile.**", Effect.UPDATE,
        LATEST_MODEL, sources.MODIFY,
    ),
)  # fmt: skip
