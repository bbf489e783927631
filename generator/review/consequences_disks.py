"""Scale sets: what images and disks do when they change."""

from __future__ import annotations

from generator.review import sources
from generator.review.consequences_instances import LATEST_MODEL
from generator.review.effects import Effect
from generator.review.rule import ADDED, CHANGED, REMOVED, Rule

_STORAGE = "properties.virtualMachineProfile.storageProfile"
_IMAGE = f"{_STORAGE}.imageReference"
_OS_DISK = f"{_STORAGE}.osDisk"
_DATA_DISK = f"{_STORAGE}.dataDisks.[]"
_NEW_SET = "make a set of another name beside it, move the traffic, then delete the old one"
_NOT_DOCUMENTED = "Azure's documents do not say whether it can change, nor what then happens"
OS_DISK = "the OS disk of each instance"

DISK_RULES = (
    # Images
    Rule(
        f"{_IMAGE}.version|id|sharedGalleryImageId|communityGalleryImageId", Effect.REIMAGE,
        "their OS disk is made anew from the image, and all extensions run again", sources.OS_UPDATES,
        kinds=CHANGED, loses=OS_DISK,
    ),
    Rule(
        f"{_IMAGE}.offer|sku", Effect.REIMAGE,
        "their OS disk is made anew from the image, and all extensions run again; Azure takes it for some "
        "values only, and all that changes of the image at once",
        sources.BY_CURRENT_VALUE, kinds=CHANGED, loses=OS_DISK,
    ),
    Rule(
        f"{_IMAGE}.publisher", Effect.UNKNOWN,
        "Azure's documents name offer and SKU alone as what can change of a platform image",
        sources.BY_CURRENT_VALUE,
    ),
    Rule(
        f"{_IMAGE}.**", Effect.UNKNOWN,
        "Azure's documents do not say whether one source of images can take the place of another",
        sources.OS_UPDATES,
    ),
    # OS disks
    Rule(
        f"{_OS_DISK}.managedDisk.storageAccountType", Effect.IMMUTABLE, "it is set when the set is made",
        sources.CREATE_TIME, instead=_NEW_SET,
    ),
    Rule(
        f"{_OS_DISK}.caching", Effect.RESTART, "the OS disk is attached anew, which restarts the instance",
        sources.DISK_CACHING,
    ),
    Rule(
        f"{_OS_DISK}.createOption|name|osType|image|vhdContainers.**", Effect.UNKNOWN, _NOT_DOCUMENTED,
        sources.REST_UPDATE,
    ),
    Rule(
        f"{_OS_DISK}.diskSizeGB", Effect.NEW_INSTANCES,
        "an OS disk gets its size when it is made: on new instances, and on those that are reimaged; what becomes of "
        "others is not documented",
        sources.REIMAGE,
    ),
    Rule(f"{_OS_DISK}.diffDiskSettings.**", Effect.UNKNOWN, _NOT_DOCUMENTED, sources.REST_UPDATE),
    Rule(f"{_OS_DISK}.managedDisk.**", Effect.UNKNOWN, _NOT_DOCUMENTED, sources.REST_UPDATE),
    Rule(f"{_OS_DISK}.**", Effect.UPDATE, LATEST_MODEL, sources.MODIFY),
    # Data disks
    Rule(
        _DATA_DISK, Effect.UPDATE, "an empty disk is attached to each",
        sources.DISKS, kinds=ADDED,
    ),
    Rule(
        _DATA_DISK, Effect.UPDATE, "the disk is taken from each", sources.DISKS,
        kinds=REMOVED, loses="the data disk of each instance",
    ),
    Rule(
        f"{_DATA_DISK}.caching", Effect.UPDATE, "the disk is detached and attached anew: stop what uses it",
        sources.DISK_CACHING,
    ),
    Rule(f"{_DATA_DISK}.createOption|name", Effect.UNKNOWN, _NOT_DOCUMENTED, sources.REST_UPDATE),
    Rule(f"{_DATA_DISK}.**", Effect.UPDATE, LATEST_MODEL, sources.MODIFY),
    Rule(f"{_STORAGE}.dataDisks.**", Effect.UPDATE, LATEST_MODEL, sources.MODIFY),
    Rule(
        f"{_STORAGE}.diskControllerType", Effect.RESTART, "all instances are to be deallocated before",
        sources.REST_UPDATE, loses="what is on the temporary disk",
    ),
)  # fmt: skip
