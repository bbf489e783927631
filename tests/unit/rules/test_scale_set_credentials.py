"""Rules of users, passwords, SSH keys and the configuration of the operating system."""

import base64
from typing import Any

import pytest
from unit.rules.scale_set_findings import messages

from generator.rules.ssh_key import key_problem

OS = "properties.virtualMachineProfile.osProfile"
WINDOWS = {f"{OS}.windowsConfiguration.provisionVMAgent": True}
LINUX = {f"{OS}.linuxConfiguration.provisionVMAgent": True}
ED25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"


def rsa(bits: int) -> str:
    """A key of the form of RFC 4253 whose modulus has this many bits."""
    modulus = (1 << (bits - 1) | 1).to_bytes(bits // 8 + 1, "big")
    fields = (b"ssh-rsa", b"\x01\x00\x01", modulus)
    return f"ssh-rsa {base64.b64encode(b''.join(len(each).to_bytes(4, 'big') + each for each in fields)).decode()}"


@pytest.mark.parametrize("key", [ED25519, f"{ED25519} anna@example.com", f"{ED25519}\n", rsa(2048), rsa(4096)])
def test_azure_takes_this_key(key: str) -> None:
    assert key_problem(key) is None


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        (rsa(1024), "1024 bits"),
        (ED25519[:-8], "cut off"),
        (rsa(2048)[:-8], "cut off"),
        (ED25519.replace("ssh-ed25519", "ssh-rsa"), "cut off or garbled"),
        ("ecdsa-sha2-nistp256 AAAA", "of the type ecdsa-sha2-nistp256"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA", "private key"),
        ("---- BEGIN SSH2 PUBLIC KEY ----", "not of the form"),
        ("ssh-rsa", "not of the form"),
        ("ssh-rsa !!!!", "garbled"),
        ("", "not of the form"),
    ],
)
def test_azure_does_not_take_this_key(key: str, problem: str) -> None:
    assert problem in (key_problem(key) or "")


@pytest.mark.parametrize(
    ("user", "os", "count"),
    [
        ("azureuser", LINUX, 0),
        ("Administrator", WINDOWS, 1),
        ("ROOT", LINUX, 1),
        ("u" * 20, WINDOWS, 0),
        ("u" * 21, WINDOWS, 1),
        ("u" * 64, LINUX, 0),
        ("u" * 65, LINUX, 1),
        ("anna.", WINDOWS, 1),
        ("anna@shop", WINDOWS, 1),
        ("", LINUX, 1),
    ],
)
def test_names_of_administrators(user: str, os: dict[str, Any], count: int) -> None:
    assert len(messages("scale-set/invalid-admin-username", {**os, f"{OS}.adminUsername": user})) == count


@pytest.mark.parametrize(
    ("password", "os", "count"),
    [
        ("Aa1aaaaa", WINDOWS, 0),
        ("Aa1aaaa", WINDOWS, 1),
        ("Aa1aaa", LINUX, 0),
        ("Aa1" + "a" * 70, LINUX, 1),
        ("Aa1" + "a" * 120, WINDOWS, 0),
        ("aaaaaaa1", LINUX, 1),
        ("aaaaaa1!", LINUX, 0),
        ("P@$$w0rd", WINDOWS, 1),
    ],
)
def test_passwords_of_administrators(password: str, os: dict[str, Any], count: int) -> None:
    assert len(messages("scale-set/weak-admin-password", {**os, f"{OS}.adminPassword": password})) == count


def test_no_message_repeats_a_password() -> None:
    (message,) = messages("scale-set/weak-admin-password", {f"{OS}.adminPassword": "hunter2hunter2"})

    assert "hunter2" not in message


@pytest.mark.parametrize(
    ("profile", "count"),
    [
        ({}, 0),
        ({"adminUsername": "anna"}, 1),
        ({"adminUsername": "anna", "adminPassword": "[parameters('p')]"}, 0),
        ({"adminUsername": "anna", "linuxConfiguration.ssh.publicKeys": "[parameters('p')]"}, 0),
        ({"adminUsername": "anna", "linuxConfiguration": {"ssh.publicKeys": []}}, 1),
        ({"adminUsername": "anna", "windowsConfiguration.provisionVMAgent": True}, 1),
        ({"adminUsername": "anna", "linuxConfiguration": "[parameters('p')]"}, 0),
        (
            {
                "adminUsername": "anna",
                "adminPassword": "[parameters('p')]",
                "linuxConfiguration.disablePasswordAuthentication": True,
            },
            1,
        ),
    ],
)
def test_somebody_can_sign_in(profile: dict[str, Any], count: int) -> None:
    assert len(messages("scale-set/no-credential", {OS: profile})) == count


@pytest.mark.parametrize(
    ("linux", "count"),
    [
        ({"provisionVMAgent": True}, 1),
        ({"disablePasswordAuthentication": "[parameters('flag')]"}, 0),
        ({"disablePasswordAuthentication": "True"}, 0),
    ],
)
def test_linux_takes_keys_only(linux: dict[str, Any], count: int) -> None:
    assert len(messages("scale-set/password-login", {f"{OS}.linuxConfiguration": linux})) == count


def test_windows_may_take_passwords() -> None:
    assert messages("scale-set/password-login", WINDOWS) == []


def test_the_path_of_a_key_of_an_unknown_user_is_not_judged() -> None:
    profile = {
        "adminUsername": "[parameters('p')]",
        "linuxConfiguration.ssh.publicKeys": [{"path": "/home/anna/.ssh/authorized_keys", "keyData": ED25519}],
    }

    assert messages("scale-set/ssh-key-path", {OS: profile}) == []


def test_both_configurations_are_one_too_many() -> None:
    assert len(messages("scale-set/os-configuration", {**WINDOWS, **LINUX})) == 1


def test_the_os_disk_tells_the_system() -> None:
    scale_set = {**WINDOWS, "properties.virtualMachineProfile.storageProfile.osDisk.osType": "Linux"}

    assert messages("scale-set/os-configuration", scale_set) == [
        "a windowsConfiguration for Linux, which osDisk.osType says the image holds"
    ]


@pytest.mark.parametrize(
    ("content", "count"),
    [
        ("<AutoLogon/>", 0),
        ('<AutoLogon xmlns="urn:schemas-microsoft-com:unattend"/>', 0),
        ("<AutoLogon>", 1),
        ("<!DOCTYPE x []><AutoLogon/>", 1),
        (f"<AutoLogon>{' ' * 4096}</AutoLogon>", 1),
        ("[parameters('p')]", 0),
    ],
)
def test_unattend_content(content: str, count: int) -> None:
    unattend = {
        f"{OS}.windowsConfiguration.additionalUnattendContent": [{"settingName": "AutoLogon", "content": content}]
    }

    assert len(messages("scale-set/unattend-content", unattend)) == count


def secrets(**certificate: str) -> dict[str, Any]:
    url = "https://shop.vault.azure.net/secrets/web/0123456789abcdef0123456789abcdef"
    return {f"{OS}.secrets": [{"vaultCertificates": [{"certificateUrl": url, **certificate}]}]}


def test_a_certificate_on_windows_needs_a_store() -> None:
    assert len(messages("scale-set/invalid-certificate", {**WINDOWS, **secrets()})) == 1
    assert messages("scale-set/invalid-certificate", {**WINDOWS, **secrets(certificateStore="My")}) == []


def test_a_certificate_on_linux_has_no_store() -> None:
    assert len(messages("scale-set/invalid-certificate", {**LINUX, **secrets(certificateStore="My")})) == 1
    assert messages("scale-set/invalid-certificate", {**LINUX, **secrets()}) == []


def test_a_listener_for_https_needs_a_certificate() -> None:
    listeners = {f"{OS}.windowsConfiguration.winRM.listeners": [{"protocol": "Https"}, {"protocol": "Http"}]}

    assert len(messages("scale-set/invalid-certificate", listeners)) == 1
