"""How instances are secured: trusted launch, confidential, postures, proxies."""

from pathlib import Path
from typing import Any

import pytest
from properties.examples import LINUX, WINDOWS, laid_over
from unit.scale_sets import PROFILE, refusal, scale_set, value_at

SECURITY = f"{PROFILE}.securityProfile"
ID = "/subscriptions/0/resourceGroups/shop/providers"
IDENTITY = f"{ID}/Microsoft.ManagedIdentity/userAssignedIdentities/disks"
MAPPINGS: list[tuple[dict[str, Any], str, Any]] = [
    ({"securityProfile": {"securityType": "ConfidentialVM"}}, f"{SECURITY}.securityType", "ConfidentialVM"),
    (
        {"securityProfile": {"securityType": "ConfidentialVM"}},
        f"{SECURITY}.uefiSettings",
        {"secureBootEnabled": True, "vTpmEnabled": True},
    ),
    ({"securityProfile": {"secureBootEnabled": False}}, f"{SECURITY}.uefiSettings.secureBootEnabled", False),
    ({"securityProfile": {"encryptionAtHost": True}}, f"{SECURITY}.encryptionAtHost", True),
    (
        {"securityProfile": {"encryptionIdentity": IDENTITY}},
        f"{SECURITY}.encryptionIdentity",
        {"userAssignedIdentityResourceId": IDENTITY},
    ),
    (
        {"securityProfile": {"proxyAgentSettings": {"imds": {"mode": "Audit"}}}},
        f"{SECURITY}.proxyAgentSettings",
        {"enabled": True, "imds": {"mode": "Audit"}},
    ),
    (
        {"securityPostureReference": {"id": "/CommunityGalleries/p", "excludeExtensions": ["GuestAttestation"]}},
        f"{PROFILE}.securityPostureReference",
        {"id": "/CommunityGalleries/p", "excludeExtensions": ["GuestAttestation"]},
    ),
    ({"serviceArtifactReference": f"{ID}/a"}, f"{PROFILE}.serviceArtifactReference", {"id": f"{ID}/a"}),
    (
        {"galleryApplications": [{"packageReferenceId": f"{ID}/a", "order": 1}]},
        f"{PROFILE}.applicationProfile.galleryApplications",
        [{"packageReferenceId": f"{ID}/a", "order": 1}],
    ),
    ({"bootDiagnostics": True}, f"{PROFILE}.diagnosticsProfile.bootDiagnostics", {"enabled": True}),
    ({"bootDiagnostics": False}, f"{PROFILE}.diagnosticsProfile.bootDiagnostics", {"enabled": False}),
    (
        {"bootDiagnostics": {"storageUri": "https://shop.blob.core.windows.net"}},
        f"{PROFILE}.diagnosticsProfile.bootDiagnostics",
        {"enabled": True, "storageUri": "https://shop.blob.core.windows.net"},
    ),
]


@pytest.mark.parametrize(("fragment", "path", "value"), MAPPINGS)
def test_a_key_becomes_a_property(tmp_path: Path, fragment: dict[str, Any], path: str, value: Any) -> None:
    assert value_at(scale_set(tmp_path, fragment), path) == value


def with_image(urn: str) -> dict[str, Any]:
    return laid_over(LINUX, {"image": {"urn": urn}})


@pytest.mark.parametrize(
    ("urn", "size", "trusted"),
    [
        ("Canonical:ubuntu-24_04-lts:server:latest", "Standard_D2s_v5", True),
        ("Canonical:ubuntu-24_04-lts:server-gen1:latest", "Standard_D2s_v5", False),
        ("Canonical:0001-com-ubuntu-server-jammy:22_04-lts-gen2:latest", "Standard_D2s_v5", True),
        ("Canonical:0001-com-ubuntu-server-jammy:22_04-lts:latest", "Standard_D2s_v5", False),
        ("example-vendor:appliance:gen2:latest", "Standard_D2s_v5", False),
        ("Canonical:ubuntu-24_04-lts:server:latest", "Standard_A2", False),
        ("Canonical:ubuntu-24_04-lts:server-arm64:latest", "Standard_D2ps_v5", False),
        ("Canonical:ubuntu-24_04-lts:server:latest", "[parameters('size')]", False),
    ],
)
def test_trusted_launch_where_image_and_size_are_known_to_have_it(
    tmp_path: Path, urn: str, size: str, trusted: bool
) -> None:
    base = laid_over(with_image(urn), {"parameters": {"size": {"type": "string"}}})

    made = scale_set(tmp_path, {"sku": {"name": size}}, base)

    assert value_at(made, f"{SECURITY}.securityType") == ("TrustedLaunch" if trusted else None)


@pytest.mark.parametrize(("second", "trusted"), [("Standard_D2as_v5", "TrustedLaunch"), ("Standard_A2", None)])
def test_a_mix_has_trusted_launch_where_every_size_has_it(tmp_path: Path, second: str, trusted: str | None) -> None:
    base = {**LINUX, "scaleSet": {"osProfile": LINUX["scaleSet"]["osProfile"]}}
    sizes = [{"name": "Standard_D2s_v5"}, {"name": second}]

    made = scale_set(tmp_path, {"skuProfile": {"vmSizes": sizes}}, base)

    assert value_at(made, f"{SECURITY}.securityType") == trusted


def test_secure_boot_is_trusted_launch(tmp_path: Path) -> None:
    base = laid_over(WINDOWS, {"image": {"urn": "example-vendor:appliance:standard:latest", "osType": "Windows"}})

    made = scale_set(tmp_path, {"securityProfile": {"secureBootEnabled": True}}, base)

    assert value_at(made, f"{SECURITY}.securityType") == "TrustedLaunch"


def test_trusted_launch_can_be_turned_off(tmp_path: Path) -> None:
    made = scale_set(tmp_path, {"securityProfile": {"securityType": "Standard"}})

    assert value_at(made, SECURITY) == {"securityType": "Standard"}


@pytest.mark.parametrize(
    ("fragment", "reason"),
    [
        ({"securityProfile": {"securityType": "ConfidentialVM", "vTpmEnabled": False}}, "have a virtual TPM"),
        (
            {"securityProfile": {"securityType": "Standard", "secureBootEnabled": True}},
            "is for securityType TrustedLaunch",
        ),
        (
            {
                "securityProfile": {"securityType": "ConfidentialVM", "secureBootEnabled": False},
                "osDisk": {"securityEncryptionType": "DiskWithVMGuestState"},
            },
            "needs secure boot",
        ),
        (
            {
                "securityProfile": {"securityType": "ConfidentialVM", "encryptionAtHost": True},
                "osDisk": {"securityEncryptionType": "DiskWithVMGuestState"},
            },
            "is encrypted already",
        ),
        (
            {
                "securityProfile": {
                    "proxyAgentSettings": {"imds": {"mode": "Audit", "inVMAccessControlProfileReferenceId": f"{ID}/p"}}
                }
            },
            "leave mode out",
        ),
    ],
)
def test_settings_that_contradict_each_other_are_refused(tmp_path: Path, fragment: dict[str, Any], reason: str) -> None:
    assert reason in refusal(tmp_path, fragment).message
