"""What the profile of the instances must say and the blueprint leaves open: what Azure would refuse to find unsaid."""

from __future__ import annotations

from typing import Any

from generator.rendering.model import has_model
from generator.rendering.values import View, plain

_MOST_IN_ONE_PLACEMENT_GROUP = 100


def profile_facts(view: View, *, flexible: bool, security_type: Any) -> dict[str, Any]:
    """Defaults that follow from other choices, each absent (None) where Azure's own default serves."""
    scale_set = view.at("scaleSet")
    return {
        "singlePlacementGroup": _single_placement_group(view, flexible=flexible),
        "evictionPolicy": _eviction_policy(scale_set),
        "osDisk": _os_disk(scale_set.at("osDisk"), confidential=plain(security_type) == "ConfidentialVM"),
        "enableAutomaticUpdates": _enable_automatic_updates(scale_set),
        "ultraDisks": True if _has_ultra_disk(scale_set) else None,
    }


def _single_placement_group(view: View, *, flexible: bool) -> bool | None:
    """False where the set may grow beyond what one placement group holds, or uses reserved capacity.

    It is false too where there is no model: Azure's default there is none, and machines then cannot join ("Attach or
    detach a Virtual Machine to or from a Virtual Machine Scale Set").
    """
    if not has_model(view):
        return False
    most = [view.at("scaleSet", "sku", "capacity").value, view.at("autoscale", "maximum").value]
    beyond = any(isinstance(number, int) and number > _MOST_IN_ONE_PLACEMENT_GROUP for number in most)
    reserved = bool(view.at("scaleSet", "capacityReservationGroup"))
    return False if (beyond or reserved) and not flexible else None


def _eviction_policy(scale_set: View) -> str | None:
    """Deallocate, as Azure has it, except where an ephemeral OS disk cannot be kept ("Ephemeral OS disks")."""
    if scale_set.at("priority") != "Spot":
        return None
    return "Delete" if scale_set.at("osDisk", "diffDiskSettings") else "Deallocate"


def _os_disk(disk: View, *, confidential: bool) -> dict[str, Any]:
    """The OS disk with the caching that it can have, and what a confidential instance encrypts at least."""
    caching = "None" if disk.at("writeAcceleratorEnabled") else "ReadWrite"
    return {
        "disk": disk,
        "caching": "ReadOnly" if disk.at("diffDiskSettings") else caching,
        "encryption": disk.at("securityEncryptionType") or ("VMGuestStateOnly" if confidential else None),
    }


def _enable_automatic_updates(scale_set: View) -> bool | None:
    """What the patch mode asks for, and what automatic OS upgrades do: Azure refuses both at once."""
    mode = scale_set.at("osProfile", "patchSettings", "patchMode")
    if mode == "AutomaticByOS":
        return True
    upgrades = scale_set.at("upgradePolicy", "automaticOSUpgradePolicy", "enableAutomaticOSUpgrade")
    return False if mode == "Manual" or upgrades else None


def _has_ultra_disk(scale_set: View) -> bool:
    return any(disk.at("storageAccountType") == "UltraSSD_LRS" for disk in scale_set.at("dataDisks"))
