"""Rules of what a disk can do beside holding data: ephemeral OS disks, Write Accelerator, premium performance."""

from __future__ import annotations

from collections.abc import Iterator

from generator.rules.disks import storage_type
from generator.rules.rule import ERROR, WARNING, rule
from generator.rules.scale_set import ScaleSet, given
from generator.rules.subject import scale_sets
from generator.rules.value import Finding

_STORAGE = "properties.virtualMachineProfile.storageProfile"
_EPHEMERAL = "https://learn.microsoft.com/azure/virtual-machines/ephemeral-os-disks"


@rule(
    "scale-set/ephemeral-os-disk",
    ERROR,
    each=scale_sets,
    what="An OS disk with diffDiskSettings has option Local and caching ReadOnly, and neither Write Accelerator nor a "
    "storageAccountType other than Standard_LRS.",
    why="An ephemeral OS disk lives on the host of the instance, and Azure refuses other settings.",
    source=_EPHEMERAL,
    bad={f"{_STORAGE}.osDisk": {"diffDiskSettings.option": "Local", "caching": "ReadWrite"}},
    good={f"{_STORAGE}.osDisk": {"diffDiskSettings.option": "Local", "caching": "ReadOnly"}},
)
def _ephemeral_os_disk(scale_set: ScaleSet) -> Iterator[Finding]:
    disk = scale_set.os_disk
    settings, caching = disk.member("diffDiskSettings"), disk.member("caching")
    if not given(settings):
        return
    if settings.member("option").missing:
        yield settings.finding("the diffDiskSettings have no option", hint='add "option": "Local"')
        return
    if caching.missing or caching.lower in ("none", "readwrite"):
        yield (caching if caching.exists else disk).finding(
            f"an ephemeral OS disk needs ReadOnly caching, and there is {caching.text or 'none'}",
            hint='set "caching": "ReadOnly"',
            severity=WARNING if caching.missing else None,
        )
    if disk.member("writeAcceleratorEnabled").flag is True:
        yield disk.member("writeAcceleratorEnabled").finding("an ephemeral OS disk has no Write Accelerator")
    kind = storage_type(disk)
    if kind.text and kind.lower != "standard_lrs":
        # the documentation is silent on it, and Azure has refused other types
        yield kind.finding(
            f"an ephemeral OS disk is not stored as {kind.text}", hint="remove storageAccountType", severity=WARNING
        )


@rule(
    "scale-set/ephemeral-os-disk-on-spot",
    WARNING,
    each=scale_sets,
    what="Spot instances with an ephemeral OS disk have evictionPolicy Delete.",
    why="An instance with an ephemeral OS disk cannot be stopped and kept.",
    source=_EPHEMERAL,
    bad={
        "properties.virtualMachineProfile": {
            "priority": "Spot",
            "evictionPolicy": "Deallocate",
            "storageProfile.osDisk.diffDiskSettings.option": "Local",
        }
    },
    good={
        "properties.virtualMachineProfile": {
            "priority": "Spot",
            "evictionPolicy": "Delete",
            "storageProfile.osDisk.diffDiskSettings.option": "Local",
        }
    },
)
def _ephemeral_os_disk_on_spot(scale_set: ScaleSet) -> Iterator[Finding]:
    policy = scale_set.profile.at("evictionPolicy")
    kept = policy.missing or policy.lower == "deallocate"
    if scale_set.spot and kept and given(scale_set.os_disk.member("diffDiskSettings")):
        place = policy if policy.exists else scale_set.profile.at("priority")
        yield place.finding(
            "an evicted instance with an ephemeral OS disk cannot be deallocated", hint="set evictionPolicy to Delete"
        )


@rule(
    "scale-set/write-accelerator",
    ERROR,
    each=scale_sets,
    what="A disk with Write Accelerator is Premium_LRS with caching None, or ReadOnly, on a size of the M-series.",
    why="Azure accelerates no other disks, and refuses the deployment.",
    source="https://learn.microsoft.com/azure/virtual-machines/how-to-enable-write-accelerator",
    bad={
        "sku.name": "Standard_M64s",
        f"{_STORAGE}.dataDisks": [
            {"writeAcceleratorEnabled": True, "managedDisk.storageAccountType": "StandardSSD_LRS", "caching": "None"}
        ],
    },
    good={
        "sku.name": "Standard_M64s",
        f"{_STORAGE}.dataDisks": [
            {"writeAcceleratorEnabled": True, "managedDisk.storageAccountType": "Premium_LRS", "caching": "None"}
        ],
    },
)
def _write_accelerator(scale_set: ScaleSet) -> Iterator[Finding]:
    size, name = scale_set.size, scale_set.at("sku.name").text
    for disk in (scale_set.os_disk, *scale_set.data_disks):
        accelerated = disk.member("writeAcceleratorEnabled")
        if accelerated.flag is not True:
            continue
        kind, caching = storage_type(disk), disk.member("caching")
        if kind.text and kind.lower != "premium_lrs":
            yield kind.finding(f"Write Accelerator needs a Premium_LRS disk, and this one is {kind.text}")
        if caching.lower == "readwrite":
            yield caching.finding("Write Accelerator cannot be used with ReadWrite caching", hint="use None")
        if size is not None and not size.write_accelerator:
            yield accelerated.finding(f"the size {name} has no Write Accelerator", severity=WARNING)


@rule(
    "scale-set/premium-disk-on-standard-size",
    WARNING,
    each=scale_sets,
    what="Premium disks, PremiumV2 disks and ultra disks go with sizes that have an `s` among their features.",
    why="Azure refuses premium disks on other sizes.",
    source="https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions",
    bad={"sku.name": "Standard_D2_v3", f"{_STORAGE}.osDisk.managedDisk.storageAccountType": "Premium_LRS"},
    good={"sku.name": "Standard_D2s_v3", f"{_STORAGE}.osDisk.managedDisk.storageAccountType": "Premium_LRS"},
)
def _premium_disk_on_standard_size(scale_set: ScaleSet) -> Iterator[Finding]:
    if scale_set.size is None or scale_set.size.premium_storage:
        return
    for disk in (scale_set.os_disk, *scale_set.data_disks):
        kind = storage_type(disk)
        if kind.lower.startswith(("premium", "ultrassd")):
            yield kind.finding(
                f"the size {scale_set.at('sku.name').text} seems to take no {kind.text} disks",
                hint="use StandardSSD_LRS, or a size such as Standard_D2s_v5",
            )


@rule(
    "scale-set/invalid-disk-encryption-set",
    ERROR,
    each=scale_sets,
    what="The id of a diskEncryptionSet is that of a Microsoft.Compute/diskEncryptionSets.",
    why="Azure refuses any other, such as that of the key or its vault.",
    source="https://learn.microsoft.com/azure/virtual-machines/disk-encryption",
    bad={f"{_STORAGE}.osDisk.managedDisk.diskEncryptionSet.id": "[resourceId('Microsoft.KeyVault/vaults', 'shop')]"},
    good={
        f"{_STORAGE}.osDisk.managedDisk.diskEncryptionSet.id": (
            "[resourceId('Microsoft.Compute/diskEncryptionSets', 'shop')]"
        )
    },
)
def _invalid_disk_encryption_set(scale_set: ScaleSet) -> Iterator[Finding]:
    for disk in (scale_set.os_disk, *scale_set.data_disks):
        for owner in ("managedDisk", "managedDisk.securityProfile"):
            identity = disk.at(f"{owner}.diskEncryptionSet.id")
            if identity.text and "/microsoft.compute/diskencryptionsets/" not in identity.lower:
                yield identity.finding(
                    f'"{identity.text}" is not the id of a disk encryption set',
                    hint="use [resourceId('Microsoft.Compute/diskEncryptionSets', 'NAME')]",
                )
