"""The operating system's profile: users, updates, certificates, data for the first boot."""

import base64
from pathlib import Path
from typing import Any

import pytest
from properties.examples import LINUX, WINDOWS
from unit.scale_sets import PROFILE, refusal, scale_set, value_at

VAULT = "/subscriptions/0/resourceGroups/shop/providers/Microsoft.KeyVault/vaults/shop"
CERTIFICATE = "https://shop.vault.azure.net/secrets/web/0b3d0b2f5bd14e9c8b4ef5b6bd5b9b8a"
OS, ON_LINUX, ON_WINDOWS = (
    f"{PROFILE}.osProfile{part}" for part in ("", ".linuxConfiguration", ".windowsConfiguration")
)
MAPPINGS: list[tuple[dict[str, Any], dict[str, Any], str, Any]] = [
    (LINUX, {"allowExtensionOperations": True}, f"{OS}.allowExtensionOperations", True),
    (LINUX, {"requireGuestProvisionSignal": True}, f"{OS}.requireGuestProvisionSignal", True),
    (LINUX, {"provisionVMAgent": True}, f"{ON_LINUX}.provisionVMAgent", True),
    (WINDOWS, {"provisionVMAgent": True}, f"{ON_WINDOWS}.provisionVMAgent", True),
    (LINUX, {"enableVMAgentPlatformUpdates": True}, f"{ON_LINUX}.enableVMAgentPlatformUpdates", True),
    (WINDOWS, {"timeZone": "W. Europe Standard Time"}, f"{ON_WINDOWS}.timeZone", "W. Europe Standard Time"),
    (WINDOWS, {"enableAutomaticUpdates": False}, f"{ON_WINDOWS}.enableAutomaticUpdates", False),
    (LINUX, {"patchSettings": {"patchMode": "ImageDefault"}}, f"{ON_LINUX}.patchSettings.patchMode", "ImageDefault"),
    (
        WINDOWS,
        {"patchSettings": {"patchMode": "AutomaticByPlatform", "rebootSetting": "IfRequired"}},
        f"{ON_WINDOWS}.patchSettings.automaticByPlatformSettings",
        {"rebootSetting": "IfRequired"},
    ),
    (
        LINUX,
        {"patchSettings": {"patchMode": "AutomaticByPlatform", "bypassPlatformSafetyChecksOnUserSchedule": True}},
        f"{ON_LINUX}.patchSettings.automaticByPlatformSettings.bypassPlatformSafetyChecksOnUserSchedule",
        True,
    ),
    (
        LINUX,
        {"patchSettings": {"assessmentMode": "AutomaticByPlatform"}},
        f"{ON_LINUX}.patchSettings",
        {"assessmentMode": "AutomaticByPlatform"},
    ),
    (
        WINDOWS,
        {"patchSettings": {"patchMode": "AutomaticByPlatform", "enableHotpatching": True}},
        f"{ON_WINDOWS}.patchSettings.enableHotpatching",
        True,
    ),
    (
        WINDOWS,
        {"additionalUnattendContent": [{"settingName": "AutoLogon", "content": "<AutoLogon/>"}]},
        f"{ON_WINDOWS}.additionalUnattendContent",
        [
            {
                "passName": "OobeSystem",
                "componentName": "Microsoft-Windows-Shell-Setup",
                "settingName": "AutoLogon",
                "content": "<AutoLogon/>",
            }
        ],
    ),
    (
        WINDOWS,
        {"winRM": [{"protocol": "Https", "certificateUrl": CERTIFICATE}]},
        f"{ON_WINDOWS}.winRM.listeners",
        [{"protocol": "Https", "certificateUrl": CERTIFICATE}],
    ),
]


@pytest.mark.parametrize(("base", "os_profile", "path", "value"), MAPPINGS)
def test_a_key_becomes_a_property(
    tmp_path: Path, base: dict[str, Any], os_profile: dict[str, Any], path: str, value: Any
) -> None:
    assert value_at(scale_set(tmp_path, {"osProfile": os_profile}, base), path) == value


@pytest.mark.parametrize(("patch_mode", "updates"), [("AutomaticByOS", True), ("Manual", False)])
def test_windows_update_follows_the_patch_mode(tmp_path: Path, patch_mode: str, updates: bool) -> None:
    made = scale_set(tmp_path, {"osProfile": {"patchSettings": {"patchMode": patch_mode}}}, WINDOWS)

    assert value_at(made, f"{ON_WINDOWS}.enableAutomaticUpdates") is updates


def test_automatic_os_upgrades_turn_windows_update_off(tmp_path: Path) -> None:
    made = scale_set(
        tmp_path,
        {
            "upgradePolicy": {"automaticOSUpgradePolicy": {"enableAutomaticOSUpgrade": True}},
            "health": {"extension": {"protocol": "tcp", "port": 80}},
        },
        WINDOWS,
    )

    assert value_at(made, f"{ON_WINDOWS}.enableAutomaticUpdates") is False


@pytest.mark.parametrize(("base", "store"), [(WINDOWS, "My"), (LINUX, None)])
def test_a_certificate_goes_to_a_store_on_windows_alone(
    tmp_path: Path, base: dict[str, Any], store: str | None
) -> None:
    secrets = [{"sourceVault": VAULT, "vaultCertificates": [{"certificateUrl": CERTIFICATE}]}]

    made = scale_set(tmp_path, {"osProfile": {"secrets": secrets}}, base)

    assert value_at(made, f"{OS}.secrets.0.sourceVault.id") == VAULT
    assert value_at(made, f"{OS}.secrets.0.vaultCertificates.0.certificateUrl") == CERTIFICATE
    assert value_at(made, f"{OS}.secrets.0.vaultCertificates.0.certificateStore") == store


def test_user_data_is_encoded_and_is_no_part_of_the_os_profile(tmp_path: Path) -> None:
    made = scale_set(tmp_path, {"userData": "colour=green"})

    assert base64.b64decode(value_at(made, f"{PROFILE}.userData")) == b"colour=green"


@pytest.mark.parametrize(
    ("base", "fragment", "message"),
    [
        (LINUX, {"osProfile": {"timeZone": "UTC"}}, "timeZone is for Windows, and the instances run Linux"),
        (LINUX, {"osProfile": {"winRM": [{"protocol": "Http"}]}}, "winRM is for Windows, and the instances run Linux"),
        (
            WINDOWS,
            {"osProfile": {"enableVMAgentPlatformUpdates": True}},
            "enableVMAgentPlatformUpdates is for Linux, and the instances run Windows",
        ),
        (
            WINDOWS,
            {"osProfile": {"patchSettings": {"patchMode": "ImageDefault"}}},
            "patchMode ImageDefault is for Linux, and the instances run Windows",
        ),
        (
            LINUX,
            {"licenseType": "Windows_Server"},
            "licenseType Windows_Server is for Windows, and the instances run Linux",
        ),
        (WINDOWS, {"licenseType": "RHEL_BYOS"}, "licenseType RHEL_BYOS is for Linux, and the instances run Windows"),
    ],
)
def test_what_the_other_system_knows_alone_is_refused(
    tmp_path: Path, base: dict[str, Any], fragment: dict[str, Any], message: str
) -> None:
    problem = refusal(tmp_path, fragment, base)

    assert (problem.code, problem.message) == ("scale-set/wrong-os", message)


@pytest.mark.parametrize("licence", ["Windows_Server", "None"])
def test_a_licence_for_windows(tmp_path: Path, licence: str) -> None:
    assert value_at(scale_set(tmp_path, {"licenseType": licence}, WINDOWS), f"{PROFILE}.licenseType") == licence


@pytest.mark.parametrize(
    ("os_profile", "reason"),
    [
        ({"patchSettings": {"enableHotpatching": True}}, "needs patchMode AutomaticByPlatform"),
        ({"patchSettings": {"patchMode": "Manual", "rebootSetting": "Never"}}, "need patchMode AutomaticByPlatform"),
        (
            {"patchSettings": {"patchMode": "AutomaticByPlatform"}, "provisionVMAgent": False},
            "works through the VM agent",
        ),
        ({"patchSettings": {"patchMode": "Manual"}, "enableAutomaticUpdates": True}, "enableAutomaticUpdates: false"),
        (
            {"patchSettings": {"patchMode": "AutomaticByOS"}, "enableAutomaticUpdates": False},
            "enableAutomaticUpdates: true",
        ),
        ({"winRM": [{"protocol": "Https"}]}, "a listener for Https needs certificateUrl"),
        ({"winRM": [{"protocol": "Http", "certificateUrl": CERTIFICATE}]}, "a listener for Http has no certificate"),
        ({"requireGuestProvisionSignal": False}, "Azure refuses false"),
    ],
)
def test_settings_that_contradict_each_other_are_refused(
    tmp_path: Path, os_profile: dict[str, Any], reason: str
) -> None:
    assert reason in refusal(tmp_path, {"osProfile": os_profile}, WINDOWS).message


def test_without_the_agent_no_extension_can_tell_the_health(tmp_path: Path) -> None:
    fragment = {
        "osProfile": {"provisionVMAgent": False},
        "health": {"extension": {"protocol": "tcp", "port": 80}},
    }

    assert refusal(tmp_path, fragment).path == ("scaleSet", "health", "extension")
