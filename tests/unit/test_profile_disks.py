"""The OS disk and the data disks of each instance."""

from pathlib import Path
from typing import Any

import pytest
from unit.scale_sets import PROFILE, refusal, scale_set, value_at

KEYS = "/subscriptions/0/resourceGroups/shop/providers/Microsoft.Compute/diskEncryptionSets/keys"
OS_DISK, DATA_DISK = f"{PROFILE}.storageProfile.osDisk", f"{PROFILE}.storageProfile.dataDisks.0"
CONFIDENTIAL = {"securityProfile": {"securityType": "ConfidentialVM"}}
OS_DISKS: list[tuple[dict[str, Any], str, Any]] = [
    ({}, "createOption", "FromImage"),
    ({}, "caching", "ReadWrite"),
    ({"name": "os"}, "name", "os"),
    ({"diskSizeGB": 64}, "diskSizeGB", 64),
    ({"storageAccountType": "Premium_ZRS"}, "managedDisk.storageAccountType", "Premium_ZRS"),
    ({"diskEncryptionSet": KEYS}, "managedDisk", {"diskEncryptionSet": {"id": KEYS}}),
    ({"deleteOption": "Detach"}, "deleteOption", "Detach"),
    ({"storageFaultDomainAlignment": "Aligned"}, "storageFaultDomainAlignment", "Aligned"),
    ({"diffDiskSettings": {}}, "diffDiskSettings", {"option": "Local"}),
    ({"diffDiskSettings": {"placement": "NvmeDisk"}}, "diffDiskSettings.placement", "NvmeDisk"),
    ({"diffDiskSettings": {"enableFullCaching": True}}, "diffDiskSettings.enableFullCaching", True),
    ({"diffDiskSettings": {}}, "caching", "ReadOnly"),
    ({"storageAccountType": "Premium_LRS", "writeAcceleratorEnabled": True}, "caching", "None"),
    ({"storageAccountType": "Premium_LRS", "writeAcceleratorEnabled": True}, "writeAcceleratorEnabled", True),
]
FAST = {"storageAccountType": "UltraSSD_LRS"}
DATA_DISKS: list[tuple[dict[str, Any], str, Any]] = [
    ({}, "createOption", "Empty"),
    ({}, "lun", 0),
    ({"name": "data"}, "name", "data"),
    ({"caching": "ReadOnly"}, "caching", "ReadOnly"),
    ({"createOption": "FromImage"}, "createOption", "FromImage"),
    ({"storageAccountType": "StandardSSD_ZRS"}, "managedDisk.storageAccountType", "StandardSSD_ZRS"),
    ({"diskEncryptionSet": KEYS}, "managedDisk.diskEncryptionSet.id", KEYS),
    ({**FAST, "diskIOPSReadWrite": 5000}, "diskIOPSReadWrite", 5000),
    ({**FAST, "diskMBpsReadWrite": 200}, "diskMBpsReadWrite", 200),
    ({"deleteOption": "Detach"}, "deleteOption", "Detach"),
    ({"storageFaultDomainAlignment": "Aligned"}, "storageFaultDomainAlignment", "Aligned"),
]


@pytest.mark.parametrize(("disk", "path", "value"), OS_DISKS)
def test_the_os_disk(tmp_path: Path, disk: dict[str, Any], path: str, value: Any) -> None:
    assert value_at(scale_set(tmp_path, {"osDisk": disk}), f"{OS_DISK}.{path}") == value


@pytest.mark.parametrize(("disk", "path", "value"), DATA_DISKS)
def test_a_data_disk(tmp_path: Path, disk: dict[str, Any], path: str, value: Any) -> None:
    made = scale_set(tmp_path, {"dataDisks": [{"diskSizeGB": 32, **disk}]})

    assert value_at(made, f"{DATA_DISK}.{path}") == value


def test_an_ultra_disk_enables_ultra_disks(tmp_path: Path) -> None:
    made = scale_set(tmp_path, {"dataDisks": [{"diskSizeGB": 32, **FAST}]})

    assert value_at(made, "properties.additionalCapabilities.ultraSSDEnabled") is True


def test_a_uniform_set_has_no_delete_options(tmp_path: Path) -> None:
    disks = {"osDisk": {"deleteOption": "Delete"}, "dataDisks": [{"diskSizeGB": 32, "deleteOption": "Delete"}]}

    made = scale_set(tmp_path, {"orchestrationMode": "Uniform", **disks})

    assert (value_at(made, f"{OS_DISK}.deleteOption"), value_at(made, f"{DATA_DISK}.deleteOption")) == (None, None)


def test_a_confidential_instance_encrypts_its_state_at_least(tmp_path: Path) -> None:
    made = scale_set(tmp_path, CONFIDENTIAL)

    assert value_at(made, f"{OS_DISK}.managedDisk.securityProfile") == {"securityEncryptionType": "VMGuestStateOnly"}


def test_the_keys_of_a_confidential_disk_stand_in_its_security_profile(tmp_path: Path) -> None:
    disk = {"securityEncryptionType": "DiskWithVMGuestState", "diskEncryptionSet": KEYS}

    made = scale_set(tmp_path, {**CONFIDENTIAL, "osDisk": disk})

    assert value_at(made, f"{OS_DISK}.managedDisk") == {
        "securityProfile": {"securityEncryptionType": "DiskWithVMGuestState", "diskEncryptionSet": {"id": KEYS}}
    }


def test_where_only_the_state_is_confidential_the_disk_has_its_own_keys(tmp_path: Path) -> None:
    made = scale_set(tmp_path, {**CONFIDENTIAL, "osDisk": {"diskEncryptionSet": KEYS}})

    assert value_at(made, f"{OS_DISK}.managedDisk") == {
        "diskEncryptionSet": {"id": KEYS},
        "securityProfile": {"securityEncryptionType": "VMGuestStateOnly"},
    }


def test_how_disks_are_attached(tmp_path: Path) -> None:
    made = scale_set(tmp_path, {"diskControllerType": "NVMe"})

    assert value_at(made, f"{PROFILE}.storageProfile.diskControllerType") == "NVMe"


@pytest.mark.parametrize(
    ("disk", "reason"),
    [
        ({"diffDiskSettings": {}, "caching": "ReadWrite"}, "an ephemeral OS disk has caching ReadOnly"),
        (
            {"diffDiskSettings": {}, "storageAccountType": "Premium_LRS", "writeAcceleratorEnabled": True},
            "an ephemeral OS disk has no Write Accelerator",
        ),
        ({"writeAcceleratorEnabled": True}, "needs storageAccountType Premium_LRS"),
        (
            {"storageAccountType": "Premium_LRS", "writeAcceleratorEnabled": True, "caching": "ReadWrite"},
            "has caching None or ReadOnly",
        ),
        ({"securityEncryptionType": "VMGuestStateOnly"}, "is for confidential instances"),
        ({"vhdContainers": ["https://shop.blob.core.windows.net/vhds"]}, "retired on 31 March 2026"),
    ],
)
def test_an_os_disk_that_azure_refuses(tmp_path: Path, disk: dict[str, Any], reason: str) -> None:
    assert reason in refusal(tmp_path, {"osDisk": disk}).message


@pytest.mark.parametrize(
    ("disk", "reason"),
    [
        ({}, "an empty data disk needs diskSizeGB"),
        ({"diskSizeGB": 32, "diskIOPSReadWrite": 5000}, "are for UltraSSD_LRS and PremiumV2_LRS"),
        ({"diskSizeGB": 32, **FAST, "caching": "ReadOnly"}, "have no caching"),
        ({"diskSizeGB": 40_000}, "at most 32,767 GiB"),
        ({"diskSizeGB": 32, "securityEncryptionType": "VMGuestStateOnly"}, "is for confidential instances"),
    ],
)
def test_a_data_disk_that_azure_refuses(tmp_path: Path, disk: dict[str, Any], reason: str) -> None:
    assert reason in refusal(tmp_path, {"dataDisks": [disk]}).message
