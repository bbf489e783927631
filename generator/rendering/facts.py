"""What follows from a blueprint and is said nowhere in it: system, mode, names, ids, which resources are new.

Templates have no control flow, so what they need decided is decided here.
"""

from __future__ import annotations

from typing import Any

from generator.blueprint.blueprint import Blueprint
from generator.rendering.autoscale import autoscale_profiles
from generator.rendering.checks import Checks
from generator.rendering.names import resource_id, resource_names
from generator.rendering.network import network_facts, network_ids
from generator.rendering.security_type import TRUSTED_LAUNCH, security_type
from generator.rendering.values import Rendered, View, joined, plain

_LINUX_WORDS = (
    "ubuntu",
    "debian",
    "rhel",
    "redhat",
    "sles",
    "suse",
    "centos",
    "oracle-linux",
    "azure-linux",
    "mariner",
)
_WINDOWS_WORDS = ("windows", "-win", "sqlserver", "visualstudio", "dynamics", "sharepoint")
_MOST_IN_ONE_PLACEMENT_GROUP = 100


def template_facts(blueprint: Blueprint, view: View) -> dict[str, Any]:
    """The names, beside the blueprint's own keys, that templates can use.

    Raises DiagnosticError where the blueprint leaves something open that must be known, or contradicts itself.
    """
    check = Checks(blueprint)
    image, scale_set = view.at("image"), view.at("scaleSet")
    system = _operating_system(view)
    if system is None:
        hint = "add image.osType: Linux, or Windows"
        check.add("image/os-type-needed", "the image does not tell its operating system", ("image",), hint)
        check.stop()
    check.credentials(view, str(system))
    check.plan(image)
    check.autoscale(view.at("autoscale"))
    names = resource_names(view, windows=system == "Windows")
    luns = _luns(scale_set.at("dataDisks"))
    check.luns(scale_set.at("dataDisks"), luns)
    flexible = scale_set.at("orchestrationMode") == "Flexible"
    reference = _image_reference(image)
    kind = security_type(view, reference)
    ids = {
        "scaleSet": resource_id("Microsoft.Compute/virtualMachineScaleSets", names["scaleSet"]),
        "image": resource_id("Microsoft.Compute/images", names["image"]),
        **network_ids(view.at("network"), names),
    }
    facts = {
        "os": system,
        "flexible": flexible,
        "names": names,
        "ids": ids,
        "imageReference": {"id": ids["image"]} if image.at("capture") else _with_origin(reference, image.at("urn")),
        "plan": _plan(image),
        "dataDisks": [{"lun": lun, "disk": disk} for disk, lun in zip(scale_set.at("dataDisks"), luns, strict=True)],
        "singlePlacementGroup": _single_placement_group(view, flexible=flexible),
        "enableAutomaticUpdates": _enable_automatic_updates(scale_set),
        "securityType": kind,
        "trustedStart": plain(kind) in (TRUSTED_LAUNCH, "ConfidentialVM"),
        "ultraDisks": True if _has_ultra_disk(scale_set) else None,
        "publicKeys": _public_keys(scale_set.at("osProfile", "ssh")),
        "authorizedKeys": joined("/home/", scale_set.at("osProfile", "adminUsername"), "/.ssh/authorized_keys"),
        "systemAssigned": "SystemAssigned" in str(plain(scale_set.at("identity", "type"))),
        "autoscaleProfiles": autoscale_profiles(view.at("autoscale")),
        **network_facts(view, names, check),
    }
    check.stop()
    return facts


def _operating_system(view: View) -> str | None:
    image = view.at("image")
    if image.at("osType"):
        return str(image.at("osType").value)
    reference = _image_reference(image)
    if "publisher" in reference:
        words = f"{plain(reference['publisher'])} {plain(reference['offer'])} {plain(reference['sku'])}".lower()
        windows = any(word in words for word in _WINDOWS_WORDS) and not any(word in words for word in _LINUX_WORDS)
        return "Windows" if windows else "Linux"
    return "Linux" if view.at("scaleSet", "osProfile", "ssh") else None


def _image_reference(image: View) -> dict[str, Any]:
    """The image by its parts or its id; empty for one that this template makes."""
    if image.at("urn"):
        return dict(zip(("publisher", "offer", "sku", "version"), str(image.at("urn").value).split(":"), strict=True))
    if image.at("publisher"):
        named = {key: image.at(key) for key in ("publisher", "offer", "sku")}
        return {**named, "version": image.at("version") or "latest"}
    return {key: image.at(key) for key in ("id", "sharedGalleryImageId", "communityGalleryImageId") if image.at(key)}


def _with_origin(reference: dict[str, Any], urn: View) -> Any:
    """The reference, whose parts come from the URN where there is one."""
    return Rendered(reference, {(part,): urn.path for part in reference}) if urn else reference


def _plan(image: View) -> Any:
    plan = image.at("plan")
    if not plan:
        return None
    if plan.value is not True:
        return {key: plan.at(key) for key in ("name", "publisher", "product", "promotionCode")}
    reference = _image_reference(image)
    return {"name": reference.get("sku"), "publisher": reference.get("publisher"), "product": reference.get("offer")}


def _enable_automatic_updates(scale_set: View) -> bool | None:
    """What the patch mode asks for, and what automatic OS upgrades do: Azure refuses both at once."""
    mode = scale_set.at("osProfile", "patchSettings", "patchMode")
    if mode == "AutomaticByOS":
        return True
    upgrades = scale_set.at("upgradePolicy", "automaticOSUpgradePolicy", "enableAutomaticOSUpgrade")
    return False if mode == "Manual" or upgrades else None


def _has_ultra_disk(scale_set: View) -> bool:
    return any(disk.at("storageAccountType") == "UltraSSD_LRS" for disk in scale_set.at("dataDisks"))


def _public_keys(ssh: View) -> list[dict[str, Any]]:
    keys = [{"keyData": key.at("keyData"), "path": key.at("path")} for key in ssh.at("publicKeys")]
    return ([{"keyData": ssh.at("publicKey"), "path": None}] if ssh.at("publicKey") else []) + keys


def _luns(disks: View) -> list[Any]:
    """The logical unit number of each data disk: as given, or the smallest that nobody gave."""
    given = [disk.at("lun").value for disk in disks]
    free = iter(sorted(set(range(2 * len(given))) - {lun for lun in given if isinstance(lun, int)}))
    return [disk.at("lun") if lun is not None else next(free) for disk, lun in zip(disks, given, strict=True)]


def _single_placement_group(view: View, *, flexible: bool) -> bool | None:
    """The default: False where the set may grow beyond what one placement group holds; else left to Azure."""
    most = [view.at("scaleSet", "sku", "capacity").value, view.at("autoscale", "maximum").value]
    beyond = any(isinstance(number, int) and number > _MOST_IN_ONE_PLACEMENT_GROUP for number in most)
    return False if beyond and not flexible else None
