"""Rules of the disks of the instances."""

from __future__ import annotations

from collections.abc import Iterator

from generator.rules.documents import SCALE_SET_API
from generator.rules.rule import ERROR, INFO, WARNING, rule
from generator.rules.scale_set import ScaleSet, given
from generator.rules.subject import scale_sets
from generator.rules.value import Finding, Value

_TYPES = "https://learn.microsoft.com/azure/virtual-machines/disks-types"
_STORAGE = "properties.virtualMachineProfile.storageProfile"
_ULTRA, _PREMIUM_V2 = "ultrassd_lrs", "premiumv2_lrs"


def storage_type(disk: Value) -> Value:
    """`managedDisk.storageAccountType`."""
    return disk.at("managedDisk.storageAccountType")


def _disks(scale_set: ScaleSet) -> list[Value]:
    return [scale_set.os_disk, *scale_set.data_disks]


@rule(
    "scale-set/duplicate-lun",
    ERROR,
    each=scale_sets,
    what="Each data disk has a lun of its own.",
    why="Azure refuses two disks with the same logical unit number.",
    source=SCALE_SET_API,
    bad={f"{_STORAGE}.dataDisks": [{"lun": 0, "createOption": "Empty"}, {"lun": 0, "createOption": "Empty"}]},
    good={f"{_STORAGE}.dataDisks": [{"lun": 0, "createOption": "Empty"}, {"lun": 1, "createOption": "Empty"}]},
)
def _duplicate_lun(scale_set: ScaleSet) -> Iterator[Finding]:
    seen = set()
    for disk in scale_set.data_disks:
        lun = disk.member("lun")
        if lun.number is None:
            continue
        if lun.number in seen:
            yield lun.finding(f"another data disk has the lun {lun.number} already", hint="give each disk its own")
        seen.add(lun.number)


@rule(
    "scale-set/disk-create-option",
    ERROR,
    each=scale_sets,
    what="The OS disk has createOption FromImage; a data disk has FromImage, or Empty and a diskSizeGB; none is "
    "attached.",
    why="Azure makes the disks anew for each instance.",
    source=SCALE_SET_API,
    bad={f"{_STORAGE}.dataDisks": [{"lun": 0, "createOption": "Empty"}]},
    good={f"{_STORAGE}.dataDisks": [{"lun": 0, "createOption": "Empty", "diskSizeGB": 128}]},
)
def _disk_create_option(scale_set: ScaleSet) -> Iterator[Finding]:
    option = scale_set.os_disk.member("createOption")
    if option.text and option.lower != "fromimage":
        yield option.finding(f"the OS disk of a scale set cannot be made by {option.text}", hint="use FromImage")
    for disk in scale_set.data_disks:
        option = disk.member("createOption")
        if option.lower == "attach":
            yield option.finding(
                "instances are made alike, so a disk cannot be attached to them", hint="use Empty or FromImage"
            )
        if option.lower == "empty" and disk.member("diskSizeGB").missing:
            yield disk.finding("an empty data disk needs diskSizeGB, and there is none", hint='add "diskSizeGB": 128')


_LARGEST_OS = 4_095
_LARGEST = {_ULTRA: 65_536, _PREMIUM_V2: 65_536}
_LARGEST_OTHER = 32_767


@rule(
    "scale-set/disk-size",
    ERROR,
    each=scale_sets,
    what="The OS disk has at most 4,095 GiB and a data disk 32,767, or 65,536 as UltraSSD_LRS or PremiumV2_LRS.",
    why="Azure has no larger disks.",
    source=_TYPES,
    bad={f"{_STORAGE}.osDisk": {"createOption": "FromImage", "diskSizeGB": 8192}},
    good={f"{_STORAGE}.osDisk": {"createOption": "FromImage", "diskSizeGB": 128}},
)
def _disk_size(scale_set: ScaleSet) -> Iterator[Finding]:
    for disk in _disks(scale_set):
        kind, size = storage_type(disk), disk.member("diskSizeGB")
        of_os = disk.path == scale_set.os_disk.path
        if size.number is None or kind.unknown:
            continue
        largest = _LARGEST_OS if of_os else _LARGEST.get(kind.lower, _LARGEST_OTHER)
        if not 1 <= size.number <= largest:
            name = "an OS disk" if of_os else "a data disk"
            yield size.finding(f"{size.number:,} GiB, and {name} of this type has 1 to {largest:,}")


_FAST = (_ULTRA, _PREMIUM_V2)


@rule(
    "scale-set/os-disk-type",
    ERROR,
    each=scale_sets,
    what="The OS disk is neither UltraSSD_LRS nor PremiumV2_LRS.",
    why="Azure has these types for data disks only.",
    source=_TYPES,
    bad={f"{_STORAGE}.osDisk": {"createOption": "FromImage", "managedDisk.storageAccountType": "UltraSSD_LRS"}},
    good={f"{_STORAGE}.osDisk": {"createOption": "FromImage", "managedDisk.storageAccountType": "Premium_LRS"}},
)
def _os_disk_type(scale_set: ScaleSet) -> Iterator[Finding]:
    kind = storage_type(scale_set.os_disk)
    if kind.lower in _FAST:
        yield kind.finding(f"an OS disk cannot be {kind.text}", hint="use Premium_LRS or StandardSSD_LRS")


_FIRST_WITH_CAPABILITIES = "2019-03-01"
_ULTRA_DISK = {"lun": 0, "createOption": "Empty", "diskSizeGB": 64, "managedDisk.storageAccountType": "UltraSSD_LRS"}


@rule(
    "scale-set/ultra-disks-not-enabled",
    ERROR,
    each=scale_sets,
    what="A scale set with UltraSSD_LRS data disks says additionalCapabilities.ultraSSDEnabled: true.",
    why="Azure refuses ultra disks on instances that are not placed for them.",
    source="https://learn.microsoft.com/azure/virtual-machines/disks-enable-ultra-ssd",
    bad={f"{_STORAGE}.dataDisks": [_ULTRA_DISK]},
    good={"properties.additionalCapabilities.ultraSSDEnabled": True, f"{_STORAGE}.dataDisks": [_ULTRA_DISK]},
)
def _ultra_disks_not_enabled(scale_set: ScaleSet) -> Iterator[Finding]:
    enabled = scale_set.at("properties.additionalCapabilities.ultraSSDEnabled")
    if scale_set.api_version < _FIRST_WITH_CAPABILITIES:
        return
    for disk in scale_set.data_disks:
        kind = storage_type(disk)
        if kind.lower == _ULTRA and (enabled.missing or enabled.flag is False):
            yield kind.finding(
                "the scale set does not enable ultra disks",
                hint="set properties.additionalCapabilities.ultraSSDEnabled",
            )
            return


@rule(
    "scale-set/fast-disk-caching",
    ERROR,
    each=scale_sets,
    what="A disk of the type UltraSSD_LRS or PremiumV2_LRS has no caching.",
    why="Azure does not cache these disks, and refuses another value than None.",
    source=_TYPES,
    bad={f"{_STORAGE}.dataDisks": [{**_ULTRA_DISK, "caching": "ReadOnly"}]},
    good={f"{_STORAGE}.dataDisks": [{**_ULTRA_DISK, "caching": "None"}]},
)
def _fast_disk_caching(scale_set: ScaleSet) -> Iterator[Finding]:
    for disk in scale_set.data_disks:
        caching = disk.member("caching")
        if storage_type(disk).lower in _FAST and caching.lower in ("readonly", "readwrite"):
            yield caching.finding(
                f"a disk of the type {storage_type(disk).text} cannot have {caching.text} caching", hint="use None"
            )


_V2_DISK = {"lun": 0, "createOption": "Empty", "diskSizeGB": 64, "managedDisk.storageAccountType": "PremiumV2_LRS"}


@rule(
    "scale-set/premium-v2-without-zone",
    WARNING,
    each=scale_sets,
    what="A scale set with PremiumV2_LRS disks is in a zone.",
    why="In regions that have zones, Azure attaches these disks to zonal instances only.",
    source="https://learn.microsoft.com/azure/virtual-machines/disks-deploy-premium-v2#limitations",
    bad={f"{_STORAGE}.dataDisks": [_V2_DISK]},
    good={"zones": ["1"], f"{_STORAGE}.dataDisks": [_V2_DISK]},
)
def _premium_v2_without_zone(scale_set: ScaleSet) -> Iterator[Finding]:
    for disk in scale_set.data_disks:
        if storage_type(disk).lower == _PREMIUM_V2 and scale_set.zone_count == 0:
            yield storage_type(disk).finding(
                "PremiumV2_LRS disks need a zone in most regions, and the scale set has none", hint='set zones to ["1"]'
            )
            return


@rule(
    "scale-set/provisioned-performance",
    ERROR,
    each=scale_sets,
    what="diskIOPSReadWrite and diskMBpsReadWrite stand only at UltraSSD_LRS and PremiumV2_LRS disks.",
    why="The performance of other disks follows from their size, and Azure refuses the values.",
    source=SCALE_SET_API,
    bad={
        f"{_STORAGE}.dataDisks": [
            {"lun": 0, "diskIOPSReadWrite": 5000, "managedDisk.storageAccountType": "Premium_LRS"},
        ]
    },
    good={
        f"{_STORAGE}.dataDisks": [
            {"lun": 0, "diskIOPSReadWrite": 5000, "managedDisk.storageAccountType": "UltraSSD_LRS"},
        ]
    },
)
def _provisioned_performance(scale_set: ScaleSet) -> Iterator[Finding]:
    for disk in scale_set.data_disks:
        kind = storage_type(disk)
        for name in ("diskIOPSReadWrite", "diskMBpsReadWrite"):
            value = disk.member(name)
            if value.number is not None and not kind.unknown and kind.lower not in _FAST:
                yield value.finding(
                    f"{name} cannot be set at a {kind.text or 'default'} disk", hint="use PremiumV2_LRS or UltraSSD_LRS"
                )


@rule(
    "scale-set/unmanaged-disks",
    WARNING,
    each=scale_sets,
    what="The OS disk is a managed disk, not a blob in a storage account: no vhdContainers and no image.uri.",
    why="Azure ended unmanaged disks on 31 March 2026.",
    source="https://learn.microsoft.com/azure/virtual-machines/unmanaged-disks-deprecation",
    aliases=("CKV_AZURE_92",),
    bad={f"{_STORAGE}.osDisk": {"vhdContainers": ["https://web.blob.core.windows.net/vhds"]}},
    good={f"{_STORAGE}.osDisk": {"managedDisk.storageAccountType": "Premium_LRS"}},
)
def _unmanaged_disks(scale_set: ScaleSet) -> Iterator[Finding]:
    disk = scale_set.os_disk
    if not scale_set.unmanaged:
        return
    place = disk.member("vhdContainers") if given(disk.member("vhdContainers")) else disk.member("image")
    yield place.finding(
        "the disks are blobs in storage accounts, which Azure no longer runs",
        hint="make a managed image (Microsoft.Compute/images) from the blob, and name its id in imageReference",
    )
    if given(disk.member("managedDisk")):
        yield disk.member("managedDisk").finding("a disk is either managed or a blob", severity=ERROR)


@rule(
    "scale-set/standard-hdd",
    INFO,
    each=scale_sets,
    what="The OS disk is an SSD, not Standard_LRS.",
    why="Hard disks make instances slow to start, and Azure ends them as OS disks on 8 September 2028.",
    source="https://learn.microsoft.com/azure/virtual-machines/disks-types#standard-hdds",
    bad={f"{_STORAGE}.osDisk.managedDisk.storageAccountType": "Standard_LRS"},
    good={f"{_STORAGE}.osDisk.managedDisk.storageAccountType": "StandardSSD_LRS"},
)
def _standard_hdd(scale_set: ScaleSet) -> Iterator[Finding]:
    kind = storage_type(scale_set.os_disk)
    if kind.lower == "standard_lrs":
        yield kind.finding("the OS disk is a hard disk", hint="use StandardSSD_LRS or Premium_LRS")
