"""The handlers of extensions that rules know: publisher and type, with the operating system that each is for."""

from __future__ import annotations

_PAIRS = (
    ("Microsoft.Compute CustomScriptExtension", "Microsoft.Azure.Extensions CustomScript"),
    ("Microsoft.ManagedServices ApplicationHealthWindows", "Microsoft.ManagedServices ApplicationHealthLinux"),
    ("Microsoft.Azure.Monitor AzureMonitorWindowsAgent", "Microsoft.Azure.Monitor AzureMonitorLinuxAgent"),
    ("Microsoft.Azure.ActiveDirectory AADLoginForWindows", "Microsoft.Azure.ActiveDirectory AADSSHLoginForLinux"),
    ("Microsoft.Azure.KeyVault KeyVaultForWindows", "Microsoft.Azure.KeyVault KeyVaultForLinux"),
    ("Microsoft.GuestConfiguration ConfigurationForWindows", "Microsoft.GuestConfiguration ConfigurationForLinux"),
    (
        "Microsoft.Azure.NetworkWatcher NetworkWatcherAgentWindows",
        "Microsoft.Azure.NetworkWatcher NetworkWatcherAgentLinux",
    ),
    (
        "Microsoft.Azure.Monitoring.DependencyAgent DependencyAgentWindows",
        "Microsoft.Azure.Monitoring.DependencyAgent DependencyAgentLinux",
    ),
    (
        "Microsoft.Azure.Security.WindowsAttestation GuestAttestation",
        "Microsoft.Azure.Security.LinuxAttestation GuestAttestation",
    ),
    ("Microsoft.Azure.ServiceFabric ServiceFabricNode", "Microsoft.Azure.ServiceFabric ServiceFabricLinuxNode"),
    ("Microsoft.Azure.Security AzureDiskEncryption", "Microsoft.Azure.Security AzureDiskEncryptionForLinux"),
    ("Microsoft.HpcCompute NvidiaGpuDriverWindows", "Microsoft.HpcCompute NvidiaGpuDriverLinux"),
    ("Microsoft.Compute VMAccessAgent", "Microsoft.OSTCExtensions VMAccessForLinux"),
    ("Microsoft.CPlat.Core RunCommandWindows", "Microsoft.CPlat.Core RunCommandLinux"),
    ("Microsoft.Azure.Diagnostics IaaSDiagnostics", "Microsoft.Azure.Diagnostics LinuxDiagnostic"),
    (
        "Microsoft.EnterpriseCloud.Monitoring MicrosoftMonitoringAgent",
        "Microsoft.EnterpriseCloud.Monitoring OmsAgentForLinux",
    ),
)
_WINDOWS_ONLY = ("Microsoft.Powershell DSC", "Microsoft.Compute BGInfo", "Microsoft.Azure.Security IaaSAntimalware")
_LINUX_ONLY = ("Microsoft.OSTCExtensions CustomScriptForLinux", "Microsoft.OSTCExtensions DSCForLinux")


def key(handler: str) -> str:
    """A publisher and a type as rules compare them: `microsoft.compute.customscriptextension`."""
    return handler.replace(" ", ".").lower()


SYSTEMS: dict[str, str] = {
    **{key(windows): "Windows" for windows, _ in _PAIRS},
    **{key(linux): "Linux" for _, linux in _PAIRS},
    **dict.fromkeys(map(key, _WINDOWS_ONLY), "Windows"),
    **dict.fromkeys(map(key, _LINUX_ONLY), "Linux"),
}
"""The operating system that a handler is for; handlers for both, and unknown ones, are not here."""

COUNTERPARTS: dict[str, str] = {
    **{key(windows): linux for windows, linux in _PAIRS},
    **{key(linux): windows for windows, linux in _PAIRS},
}
"""The handler that does the same on the other operating system, as it is written."""

_MONITOR = "Azure Monitor Agent (Microsoft.Azure.Monitor)"
RETIRED: dict[str, str] = {
    key(
        "Microsoft.OSTCExtensions CustomScriptForLinux"
    ): "Microsoft.Azure.Extensions CustomScript 2.1, which takes the same settings",
    key("Microsoft.OSTCExtensions LinuxDiagnostic"): _MONITOR,
    key("Microsoft.Azure.Diagnostics LinuxDiagnostic"): _MONITOR,
    key("Microsoft.Azure.Diagnostics IaaSDiagnostics"): _MONITOR,
    key(
        "Microsoft.ManagedIdentity ManagedIdentityExtensionForWindows"
    ): "the identity of the scale set, which needs no extension",
    key(
        "Microsoft.ManagedIdentity ManagedIdentityExtensionForLinux"
    ): "the identity of the scale set, which needs no extension",
    key(
        "Microsoft.Azure.ActiveDirectory.LinuxSSH AADLoginForLinux"
    ): "Microsoft.Azure.ActiveDirectory AADSSHLoginForLinux",
    key("Microsoft.OSTCExtensions DSCForLinux"): "Azure Machine Configuration",
    key("Microsoft.Azure.Extensions DockerExtension"): "the packages of Docker, which a script or cloud-init installs",
}
"""Handlers that are no longer supported, with what took their place."""

NEEDS_IDENTITY = frozenset(
    map(
        key,
        (
            "Microsoft.Azure.Monitor AzureMonitorWindowsAgent",
            "Microsoft.Azure.Monitor AzureMonitorLinuxAgent",
            "Microsoft.Azure.ActiveDirectory AADLoginForWindows",
            "Microsoft.Azure.ActiveDirectory AADSSHLoginForLinux",
            "Microsoft.Azure.KeyVault KeyVaultForWindows",
            "Microsoft.Azure.KeyVault KeyVaultForLinux",
            "Microsoft.GuestConfiguration ConfigurationForWindows",
            "Microsoft.GuestConfiguration ConfigurationForLinux",
        ),
    )
)
"""Agents that sign in to Azure with the identity of the machine."""
