"""What the compute provider makes of a scale set whose model leaves something open, as recorded answers show it."""

from typing import Any

Body = dict[str, Any]
_ROLLING = {
    "maxBatchInstancePercent": 20,
    "maxUnhealthyInstancePercent": 20,
    "maxUnhealthyUpgradedInstancePercent": 20,
    "pauseTimeBetweenBatches": "PT0S",
}
_LINUX_DISK, _WINDOWS_DISK = 30, 127
"""GB of the usual images."""


def complete_scale_set(body: Body) -> None:
    """Put into a scale set what depends on the rest of it: its disks, its operating system, its policies."""
    properties = body["properties"]
    identity = body.get("identity") or {}
    if str(identity.get("type", "")).lower() == "none":
        del body["identity"]
    elif "userassigned" not in str(identity.get("type", "")).lower():
        identity.pop("userAssignedIdentities", None)
    if body.get("zones"):
        properties.setdefault("platformFaultDomainCount", 1)
    profile = properties.get("virtualMachineProfile")
    if not isinstance(profile, dict) or "storageProfile" not in profile:
        return  # a Flexible set that machines join has nothing else
    properties.setdefault("overprovision", True)
    properties.setdefault("doNotRunExtensionsOnOverprovisionedVMs", False)
    policy = properties.setdefault("upgradePolicy", {})
    policy.setdefault("mode", "Manual")
    if policy["mode"] == "Rolling":
        policy["rollingUpgradePolicy"] = {**_ROLLING, **(policy.get("rollingUpgradePolicy") or {})}
    if str(profile.get("priority")).lower() in ("spot", "low"):
        profile.setdefault("evictionPolicy", "Deallocate")
        profile.setdefault("billingProfile", {"maxPrice": -1.0})
    _complete_disks(body, profile)
    _drop_empty_pools(profile)


def keep_unsaid(body: Body, before: Body) -> None:
    """Put into a scale set that replaces another what this one has, and no request has to say again."""
    if "tags" in before:
        body.setdefault("tags", before["tags"])
    kept = before["properties"].get("virtualMachineProfile") or {}
    if not kept:
        return
    profile = body["properties"].setdefault("virtualMachineProfile", {})
    for member, value in kept.items():
        profile.setdefault(member, value)
    if "storageProfile" in kept and "imageReference" in kept["storageProfile"]:
        profile["storageProfile"].setdefault("imageReference", kept["storageProfile"]["imageReference"])


def _complete_disks(body: Body, profile: Body) -> None:
    storage, system = profile["storageProfile"], profile.get("osProfile")
    windows = _is_windows(storage, system or {})
    if isinstance(system, dict):
        system.setdefault("windowsConfiguration" if windows else "linuxConfiguration", {})
    disk = storage.setdefault("osDisk", {"createOption": "FromImage"})
    disk.setdefault("caching", "None")
    kind = "Premium_LRS" if _takes_premium(body) else "Standard_LRS"
    if "vhdContainers" not in disk and "image" not in disk:
        disk["managedDisk"] = {"storageAccountType": kind, **(disk.get("managedDisk") or {})}
        disk.setdefault("diskSizeGB", _WINDOWS_DISK if windows else _LINUX_DISK)
    for each in storage.get("dataDisks") or ():
        each["managedDisk"] = {"storageAccountType": kind, **(each.get("managedDisk") or {})}


def _drop_empty_pools(profile: Body) -> None:
    for interface in (profile.get("networkProfile") or {}).get("networkInterfaceConfigurations") or ():
        for configuration in (interface.get("properties") or {}).get("ipConfigurations") or ():
            properties = configuration.get("properties") or {}
            configuration["properties"] = {key: value for key, value in properties.items() if value != []}


def _is_windows(storage: Body, system: Body) -> bool:
    if "windowsConfiguration" in system or "linuxConfiguration" in system:
        return "windowsConfiguration" in system
    image = storage.get("imageReference") or {}
    return "windows" in f"{image.get('publisher')} {image.get('offer')}".lower()


def _takes_premium(body: Body) -> bool:
    """Whether the size has premium storage, by the `s` among the letters behind its number: `Standard_D2s_v5`."""
    size = str((body.get("sku") or {}).get("name", "")).removeprefix("Standard_").partition("_")[0]
    return "s" in size.lower()[1:]
