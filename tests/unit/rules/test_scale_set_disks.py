"""Rules of images, disks, spot instances, mixed sizes and security."""

from typing import Any

import pytest
from unit.rules.scale_set_findings import messages, severities

from generator.diagnostics import Severity

PROFILE = "properties.virtualMachineProfile"
IMAGE = f"{PROFILE}.storageProfile.imageReference"
OS_DISK = f"{PROFILE}.storageProfile.osDisk"
DATA_DISKS = f"{PROFILE}.storageProfile.dataDisks"
GALLERY = "[resourceId('Microsoft.Compute/galleries/images', 'shop', 'web')]"
UBUNTU = {"publisher": "Canonical", "offer": "ubuntu-24_04-lts", "sku": "server", "version": "latest"}
SPOT = {f"{PROFILE}.priority": "Spot"}


def data_disk(kind: str, **members: Any) -> dict[str, Any]:
    disk = {"lun": 0, "createOption": "Empty", "diskSizeGB": 64, "managedDisk.storageAccountType": kind, **members}
    return {DATA_DISKS: [disk]}


@pytest.mark.parametrize(
    ("reference", "count"),
    [
        (UBUNTU, 0),
        ({"id": GALLERY}, 0),
        ({"sharedGalleryImageId": "/SharedGalleries/shop/Images/web"}, 0),
        ({"id": "[parameters('p')]"}, 0),
        ("[parameters('p')]", 0),
        ({}, 1),
        ({"id": GALLERY, **UBUNTU}, 1),
        ({"id": GALLERY, "communityGalleryImageId": "/CommunityGalleries/shop/Images/web"}, 1),
        ({"publisher": "Canonical", "offer": "ubuntu-24_04-lts", "sku": "server"}, 1),
    ],
)
def test_an_image_has_one_source(reference: Any, count: int) -> None:
    assert len(messages("image/one-source", {IMAGE: reference})) == count


def test_an_os_disk_comes_from_an_image() -> None:
    assert len(messages("image/one-source", {f"{OS_DISK}.createOption": "FromImage"})) == 1
    assert messages("image/one-source", {f"{OS_DISK}.image.uri": "https://web.blob.core.windows.net/web.vhd"}) == []


@pytest.mark.parametrize(
    ("reference", "count"),
    [
        ({"id": GALLERY}, 0),
        ({"id": "[resourceId('Microsoft.Compute/galleries/images/versions', 'shop', 'web', '1.0.0')]"}, 0),
        ({"id": "/SharedGalleries/shop/Images/web"}, 1),
        ({"communityGalleryImageId": "/CommunityGalleries/shop/Images/web/Versions/1.0.0"}, 0),
        ({"communityGalleryImageId": GALLERY}, 1),
    ],
)
def test_the_id_of_an_image(reference: dict[str, str], count: int) -> None:
    assert len(messages("image/invalid-id", {IMAGE: reference})) == count


@pytest.mark.parametrize(
    ("plan", "image", "expected"),
    [
        ({"name": "byol", "publisher": "contoso"}, {}, [Severity.ERROR]),
        ({"name": "server", "publisher": "canonical", "product": "ubuntu"}, UBUNTU, [Severity.WARNING]),
        (
            {"name": "BYOL", "publisher": "Contoso", "product": "App"},
            {"publisher": "contoso", "offer": "app", "sku": "byol", "version": "latest"},
            [],
        ),
        ("[parameters('p')]", UBUNTU, []),
    ],
)
def test_the_plan_of_an_image(plan: Any, image: dict[str, str], expected: list[Severity]) -> None:
    assert severities("image/plan", {"plan": plan, IMAGE: image}) == expected


@pytest.mark.parametrize(
    ("disk", "count"),
    [
        (data_disk("Premium_LRS", diskSizeGB=32_767), 0),
        (data_disk("Premium_LRS", diskSizeGB=32_768), 1),
        (data_disk("PremiumV2_LRS", diskSizeGB=65_536), 0),
        (data_disk("UltraSSD_LRS", diskSizeGB=65_537), 1),
        (data_disk("[parameters('p')]", diskSizeGB=40_000), 0),
        ({f"{OS_DISK}.diskSizeGB": 4_095}, 0),
        ({f"{OS_DISK}.diskSizeGB": 4_096}, 1),
        ({f"{OS_DISK}.diskSizeGB": 0}, 1),
    ],
)
def test_the_size_of_a_disk(disk: dict[str, Any], count: int) -> None:
    assert len(messages("scale-set/disk-size", disk)) == count


@pytest.mark.parametrize(
    ("capabilities", "count"),
    [({}, 1), ({"ultraSSDEnabled": False}, 1), ({"ultraSSDEnabled": "[parameters('flag')]"}, 0)],
)
def test_ultra_disks_are_enabled(capabilities: dict[str, Any], count: int) -> None:
    scale_set = {**data_disk("UltraSSD_LRS"), "properties.additionalCapabilities": capabilities}

    assert len(messages("scale-set/ultra-disks-not-enabled", scale_set)) == count


@pytest.mark.parametrize(
    ("kind", "count"), [("UltraSSD_LRS", 0), ("PremiumV2_LRS", 0), ("Premium_LRS", 1), ("[parameters('p')]", 0)]
)
def test_performance_is_set_at_few_types_of_disk(kind: str, count: int) -> None:
    assert len(messages("scale-set/provisioned-performance", data_disk(kind, diskMBpsReadWrite=200))) == count


def test_an_unknown_data_disk_does_not_hide_another() -> None:
    disks = ["[parameters('p')]", {"lun": 1, "createOption": "Empty", "diskSizeGB": 1}, {"lun": 1}]

    assert len(messages("scale-set/duplicate-lun", {DATA_DISKS: disks})) == 1


@pytest.mark.parametrize(
    ("disk", "expected"),
    [
        ({"diffDiskSettings.option": "Local"}, [Severity.WARNING]),
        ({"diffDiskSettings.option": "Local", "caching": "None"}, [Severity.ERROR]),
        ({"diffDiskSettings.option": "Local", "caching": "[parameters('p')]"}, []),
        ({"diffDiskSettings.placement": "CacheDisk", "caching": "ReadOnly"}, [Severity.ERROR]),
        ({"caching": "ReadWrite"}, []),
    ],
)
def test_an_ephemeral_os_disk(disk: dict[str, Any], expected: list[Severity]) -> None:
    assert severities("scale-set/ephemeral-os-disk", {OS_DISK: disk}) == expected


def test_write_accelerator_on_another_size_is_a_warning() -> None:
    scale_set = {"sku.name": "Standard_D2s_v5", **data_disk("Premium_LRS", writeAcceleratorEnabled=True)}

    assert severities("scale-set/write-accelerator", scale_set) == [Severity.WARNING]


@pytest.mark.parametrize(
    ("price", "count"), [(-1, 0), (0.00001, 0), (1.5, 0), (2, 0), (0, 1), (-2, 1), (0.000001, 1), (0.123456, 1)]
)
def test_the_highest_price(price: float, count: int) -> None:
    assert len(messages("scale-set/invalid-max-price", {**SPOT, f"{PROFILE}.billingProfile.maxPrice": price})) == count


@pytest.mark.parametrize(
    ("timeout", "count"),
    [("PT15M", 0), ("PT2H", 0), ("PT14M", 1), ("PT2H1S", 1), ("1 hour", 1), ("[parameters('p')]", 0)],
)
def test_the_time_to_restore_spot_instances(timeout: str, count: int) -> None:
    scale_set = {**SPOT, "properties.spotRestorePolicy": {"enabled": True, "restoreTimeout": timeout}}

    assert len(messages("scale-set/spot-restore", scale_set)) == count


@pytest.mark.parametrize(("priority", "count"), [("Regular", 1), ("Spot", 0), ("Low", 0), ("[parameters('p')]", 0)])
def test_an_eviction_policy_needs_spot(priority: str, count: int) -> None:
    scale_set = {PROFILE: {"priority": priority, "evictionPolicy": "Delete"}}

    assert len(messages("scale-set/eviction-policy", scale_set)) == count


@pytest.mark.parametrize("size", ["Standard_B2ms", "Standard_B2ats_v2", "Standard_NV12_Promo"])
def test_sizes_that_are_not_sold_as_spot(size: str) -> None:
    assert len(messages("scale-set/size-not-on-spot", {"sku.name": size, **SPOT})) == 1
    assert messages("scale-set/size-not-on-spot", {"sku.name": size}) == []


def mix(*sizes: str, **members: Any) -> dict[str, Any]:
    profile = {"vmSizes": [{"name": each} for each in sizes], **members}
    return {"sku.name": "Mix", "properties": {"orchestrationMode": "Flexible", "skuProfile": profile}}


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        (("Standard_D2s_v5", "Standard_E2as_v5"), []),
        (("Standard_D2s_v5", "standard_d2s_v5"), [Severity.ERROR]),
        (("Standard_L8s_v3",), [Severity.ERROR]),
        (("Standard_DC2as_v5",), [Severity.WARNING]),
        (("Standard_D2s_v5", "Standard_D2_v5"), [Severity.WARNING]),
        (("Standard_D2s_v5", "[parameters('p')]"), []),
    ],
)
def test_the_sizes_of_a_mix(sizes: tuple[str, ...], expected: list[Severity]) -> None:
    assert severities("scale-set/sku-mix-sizes", mix(*sizes)) == expected


@pytest.mark.parametrize(
    ("scale_set", "count"),
    [
        (mix("Standard_D2s_v5"), 0),
        (mix(), 1),
        ({"sku.name": "Mix"}, 1),
        ({**mix("Standard_D2s_v5"), "sku.tier": "Standard"}, 1),
        ({"sku.name": "Standard_D2s_v5"}, 0),
    ],
)
def test_a_mix_is_said_in_sku_and_profile(scale_set: dict[str, Any], count: int) -> None:
    assert len(messages("scale-set/sku-mix", scale_set)) == count


def test_a_standby_pool_cannot_serve_a_mix() -> None:
    attached = "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web')]"
    pool = {
        "type": "Microsoft.StandbyPool/standbyVirtualMachinePools",
        "name": "pool",
        "properties.attachedVirtualMachineScaleSetId": attached,
    }

    assert len(messages("scale-set/not-with-sku-mix", mix("Standard_D2s_v5"), pool)) == 1


def confidential(encryption: str | None, **uefi: Any) -> dict[str, Any]:
    profile = {"securityProfile": {"securityType": "ConfidentialVM", "uefiSettings": uefi}}
    disk = {"managedDisk.securityProfile.securityEncryptionType": encryption} if encryption else {}
    return {PROFILE: {**profile, "storageProfile.osDisk": disk}}


@pytest.mark.parametrize(
    ("scale_set", "count"),
    [
        (confidential("VMGuestStateOnly", vTpmEnabled=True), 0),
        (confidential(None, vTpmEnabled=True), 1),
        (confidential("VMGuestStateOnly", vTpmEnabled=False), 1),
        (confidential("DiskWithVMGuestState", vTpmEnabled=True), 1),
        (confidential("DiskWithVMGuestState", vTpmEnabled=True, secureBootEnabled=True), 0),
        (confidential("VMGuestStateOnly", vTpmEnabled="[parameters('flag')]"), 0),
    ],
)
def test_what_a_confidential_vm_needs(scale_set: dict[str, Any], count: int) -> None:
    assert len(messages("scale-set/confidential-vm", scale_set)) == count


@pytest.mark.parametrize(
    ("identity", "count"),
    [
        ({"type": "SystemAssigned"}, 0),
        ({"type": "None"}, 0),
        ({"type": "SystemAssigned", "userAssignedIdentities": {"[parameters('p')]": {}}}, 1),
        ({"type": "UserAssigned", "userAssignedIdentities": "[parameters('p')]"}, 0),
        ({"type": "UserAssigned", "userAssignedIdentities": {}}, 1),
    ],
)
def test_identities_fit_their_type(identity: dict[str, Any], count: int) -> None:
    assert len(messages("scale-set/identity", {"identity": identity})) == count
