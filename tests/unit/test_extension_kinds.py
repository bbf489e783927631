"""The kinds of extensions: which handler each is on either system, and what it is told."""

from pathlib import Path
from typing import Any

import pytest
from properties.examples import LINUX, WINDOWS, laid_over, problems, profile, rendered

import generator

ID = "/subscriptions/0/resourceGroups/shop/providers"
VAULT = f"{ID}/Microsoft.KeyVault/vaults/shop-kv"
IDENTITY: dict[str, Any] = {"scaleSet": {"orchestrationMode": "Uniform", "identity": {"type": "SystemAssigned"}}}
TRUSTED: dict[str, Any] = {"scaleSet": {"securityProfile": {"securityType": "TrustedLaunch"}}}
BASES = {"Linux": LINUX, "Windows": WINDOWS}
JOIN = {"kind": "domainJoin", "domain": "corp.example.com", "user": "corp\\joiner", "password": {"parameter": "join"}}


def properties(folder: Path, extension: dict[str, Any], *over: dict[str, Any], system: str = "Linux") -> dict[str, Any]:
    document = BASES[system]
    for each in (IDENTITY, TRUSTED, *over, {"extensions": [extension]}):
        document = laid_over(document, each)
    (only,) = profile(rendered(folder, document))["extensionProfile"]["extensions"]
    return dict(only["properties"])


def refusal(folder: Path, extension: dict[str, Any], scale_set: dict[str, Any]) -> generator.DiagnosticError:
    document = laid_over(LINUX, {"extensions": [extension], "scaleSet": scale_set})
    with pytest.raises(generator.DiagnosticError) as error:
        rendered(folder, document)
    return error.value


HANDLERS = [
    ("dependencyAgent", "Linux", "Microsoft.Azure.Monitoring.DependencyAgent", "DependencyAgentLinux", "9.10"),
    ("dependencyAgent", "Windows", "Microsoft.Azure.Monitoring.DependencyAgent", "DependencyAgentWindows", "9.10"),
    ("networkWatcher", "Linux", "Microsoft.Azure.NetworkWatcher", "NetworkWatcherAgentLinux", "1.4"),
    ("networkWatcher", "Windows", "Microsoft.Azure.NetworkWatcher", "NetworkWatcherAgentWindows", "1.4"),
    ("machineConfiguration", "Linux", "Microsoft.GuestConfiguration", "ConfigurationforLinux", "1.0"),
    ("machineConfiguration", "Windows", "Microsoft.GuestConfiguration", "ConfigurationforWindows", "1.0"),
    ("guestAttestation", "Linux", "Microsoft.Azure.Security.LinuxAttestation", "GuestAttestation", "1.0"),
    ("guestAttestation", "Windows", "Microsoft.Azure.Security.WindowsAttestation", "GuestAttestation", "1.0"),
    ("azureMonitorAgent", "Linux", "Microsoft.Azure.Monitor", "AzureMonitorLinuxAgent", "1.0"),
    ("azureMonitorAgent", "Windows", "Microsoft.Azure.Monitor", "AzureMonitorWindowsAgent", "1.0"),
]
UNTENDED = [
    ("antimalware", "Windows", "Microsoft.Azure.Security", "IaaSAntimalware", "1.3"),
    ("entraLogin", "Linux", "Microsoft.Azure.ActiveDirectory", "AADSSHLoginForLinux", "1.0"),
    ("entraLogin", "Windows", "Microsoft.Azure.ActiveDirectory", "AADLoginForWindows", "1.0"),
    ("vmAccess", "Linux", "Microsoft.OSTCExtensions", "VMAccessForLinux", "1.5"),
    ("vmAccess", "Windows", "Microsoft.Compute", "VMAccessAgent", "2.4"),
]


@pytest.mark.parametrize(("kind", "system", "publisher", "handler", "version"), HANDLERS)
def test_azure_upgrades_the_agents(
    tmp_path: Path, kind: str, system: str, publisher: str, handler: str, version: str
) -> None:
    found = properties(tmp_path, {"kind": kind}, system=system)

    assert (found["publisher"], found["type"], found["typeHandlerVersion"]) == (publisher, handler, version)
    assert found["enableAutomaticUpgrade"] is True


@pytest.mark.parametrize(("kind", "system", "publisher", "handler", "version"), UNTENDED)
def test_azure_does_not_upgrade_the_others(
    tmp_path: Path, kind: str, system: str, publisher: str, handler: str, version: str
) -> None:
    found = properties(tmp_path, {"kind": kind}, system=system)

    assert (found["publisher"], found["type"], found["typeHandlerVersion"]) == (publisher, handler, version)
    assert found["enableAutomaticUpgrade"] is False


@pytest.mark.parametrize("kind", ["vmAccess", "entraLogin"])
def test_an_upgrade_that_azure_does_not_do_is_refused(tmp_path: Path, kind: str) -> None:
    error = refusal(tmp_path, {"kind": kind, "enableAutomaticUpgrade": True}, IDENTITY["scaleSet"])

    assert "upgrades no extension of this kind by itself" in str(error)


def test_the_dependency_agent_works_through_the_monitor_agent(tmp_path: Path) -> None:
    assert properties(tmp_path, {"kind": "dependencyAgent"})["settings"] == {"enableAMA": "true"}


def test_antimalware(tmp_path: Path) -> None:
    extension = {"kind": "antimalware", "exclusions": {"extensions": ".mdf;.ldf"}, "scheduledScanSettings": {"day": 1}}

    assert properties(tmp_path, extension, system="Windows")["settings"] == {
        "AntimalwareEnabled": True,
        "RealtimeProtectionEnabled": "true",
        "ScheduledScanSettings": {"isEnabled": "true", "day": "1", "time": "120", "scanType": "Quick"},
        "Exclusions": {"Paths": "", "Extensions": ".mdf;.ldf", "Processes": ""},
    }


def test_antimalware_has_no_scan_and_no_exclusions_by_default(tmp_path: Path) -> None:
    settings = properties(tmp_path, {"kind": "antimalware"}, system="Windows")["settings"]

    assert settings == {"AntimalwareEnabled": True, "RealtimeProtectionEnabled": "true"}


def test_a_domain_join_protects_the_password(tmp_path: Path) -> None:
    found = properties(tmp_path, JOIN, system="Windows")

    assert found["settings"] == {
        "Name": "corp.example.com",
        "OUPath": "",
        "User": "corp\\joiner",
        "Restart": "true",
        "Options": "3",
    }
    assert found["protectedSettings"] == {"Password": "[parameters('join')]"}


def test_a_domain_join_needs_the_password(tmp_path: Path) -> None:
    document = laid_over(WINDOWS, {"extensions": [{key: JOIN[key] for key in ("kind", "domain", "user")}]})

    with pytest.raises(generator.DiagnosticError, match="needs the password of the account"):
        rendered(tmp_path, document)


def test_a_domain_join_is_for_windows(tmp_path: Path) -> None:
    assert problems(refusal(tmp_path, JOIN, {})) == ["extension/wrong-os"]


def test_access_of_another_administrator_on_linux(tmp_path: Path) -> None:
    found = properties(tmp_path, {"kind": "vmAccess", "username": "rescue", "sshKey": "ssh-ed25519 AAAA"})

    assert found["settings"] == {}
    assert found["protectedSettings"] == {"username": "rescue", "ssh_key": "ssh-ed25519 AAAA"}


def test_access_of_another_administrator_on_windows(tmp_path: Path) -> None:
    extension = {"kind": "vmAccess", "username": "rescue", "password": {"parameter": "rescue"}}
    found = properties(tmp_path, extension, system="Windows")

    assert found["settings"] == {"UserName": "rescue"}
    assert found["protectedSettings"] == {"Password": "[parameters('rescue')]"}


def test_disk_encryption(tmp_path: Path) -> None:
    found = properties(tmp_path, {"kind": "diskEncryption", "keyVault": VAULT})

    assert (found["type"], found["typeHandlerVersion"]) == ("AzureDiskEncryptionForLinux", "1.1")
    assert found["settings"] == {
        "EncryptionOperation": "EnableEncryption",
        "KeyVaultURL": f"[reference('{VAULT}', '2023-07-01').vaultUri]",
        "KeyVaultResourceId": VAULT,
        "VolumeType": "Data",
    }


def test_disk_encryption_with_a_key_that_encrypts_the_keys(tmp_path: Path) -> None:
    extension = {"kind": "diskEncryption", "keyVault": VAULT, "keyEncryptionKeyUrl": "https://v/keys/disks/1"}
    found = properties(tmp_path, extension, system="Windows")

    assert (found["type"], found["typeHandlerVersion"]) == ("AzureDiskEncryption", "2.2")
    assert found["settings"]["KeyEncryptionKeyURL"] == "https://v/keys/disks/1"
    assert found["settings"]["KekVaultResourceId"] == VAULT
    assert found["settings"]["KeyEncryptionAlgorithm"] == "RSA-OAEP"


# What the scale set must have


@pytest.mark.parametrize("kind", ["azureMonitorAgent", "entraLogin", "machineConfiguration"])
def test_an_extension_that_signs_in_needs_an_identity(tmp_path: Path, kind: str) -> None:
    error = refusal(tmp_path, {"kind": kind}, {"orchestrationMode": "Uniform"})

    assert problems(error) == ["extension/identity-needed"]
    assert error.diagnostics[0].hint == "add scaleSet.identity: {type: SystemAssigned}"


def test_a_flexible_scale_set_is_to_get_a_user_assigned_identity(tmp_path: Path) -> None:
    (problem,) = refusal(tmp_path, {"kind": "entraLogin"}, {"orchestrationMode": "Flexible"}).diagnostics

    assert "userAssignedIdentities" in (problem.hint or "")


def test_a_download_by_the_system_assigned_identity_needs_that_one(tmp_path: Path) -> None:
    script = {"kind": "customScript", "commandToExecute": "sh a.sh", "managedIdentity": {}}
    identity = {"userAssignedIdentities": [f"{ID}/Microsoft.ManagedIdentity/userAssignedIdentities/web"]}

    (problem,) = refusal(tmp_path, script, {"identity": identity}).diagnostics
    assert problem.path == ("extensions", 0, "managedIdentity")


def test_a_download_by_a_named_identity(tmp_path: Path) -> None:
    script = {"kind": "customScript", "commandToExecute": "sh a.sh", "managedIdentity": {"clientId": "1"}}

    assert properties(tmp_path, script)["protectedSettings"] == {"managedIdentity": {"clientId": "1"}}


def test_attestation_needs_a_trusted_launch(tmp_path: Path) -> None:
    error = refusal(tmp_path, {"kind": "guestAttestation"}, {"securityProfile": {"securityType": "Standard"}})

    assert problems(error) == ["extension/trusted-launch-needed"]


@pytest.mark.parametrize(
    "settings",
    [
        {"commandToExecute": "sh a.sh", "protectedSettings": {"script": "echo"}},
        {"script": "echo", "protectedSettings": {"commandToExecute": "sh a.sh"}},
        {"protectedSettings": {"script": "echo", "commandToExecute": "sh a.sh"}},
    ],
)
def test_command_and_script_exclude_each_other_wherever_they_stand(tmp_path: Path, settings: dict[str, Any]) -> None:
    error = refusal(tmp_path, {"kind": "customScript", **settings}, {})

    assert "commandToExecute and script exclude each other" in str(error)
