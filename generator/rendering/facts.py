"""What follows from a blueprint and is said nowhere in it: system, mode, names, ids, which resources are new.

Templates have no control flow, so what they need decided is decided here.
"""

from __future__ import annotations

from typing import Any

from generator.blueprint.blueprint import Blueprint
from generator.rendering.autoscale import autoscale_profiles
from generator.rendering.checks import Checks
from generator.rendering.files import BlueprintFiles
from generator.rendering.identities import identity_facts
from generator.rendering.images import image_facts, image_ids, image_reference, marketplace_image, plan_of
from generator.rendering.model import has_model, has_network, no_network
from generator.rendering.monitoring import monitoring_facts, monitoring_ids
from generator.rendering.names import resource_id, resource_names
from generator.rendering.network import network_facts, network_ids
from generator.rendering.profile import profile_facts
from generator.rendering.profile_checks import check_profile
from generator.rendering.security_type import TRUSTED_LAUNCH, security_type
from generator.rendering.tags import resource_tags
from generator.rendering.values import View, joined, plain

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


def template_facts(blueprint: Blueprint, view: View) -> dict[str, Any]:
    """The names, beside the blueprint's own keys, that templates can use.

    Raises DiagnosticError where the blueprint leaves something open that must be known, or contradicts itself.
    """
    check = Checks(blueprint)
    image, scale_set = view.at("image"), view.at("scaleSet")
    reference = _image_of_packer(blueprint, image) or image_reference(image)
    model = has_model(view)
    system = _operating_system(view, reference) if model else "Linux"  # nothing is made that would have one
    if system is None:
        hint = "add image.osType: Linux, or Windows"
        check.add("image/os-type-needed", "the image does not tell its operating system", ("image",), hint)
        check.stop()
    if scale_set.at("osProfile"):
        check.credentials(view, str(system))
    check_profile(check, scale_set, str(system))
    _check_build(check, image, str(system))
    check.plan(image)
    check.autoscale(view.at("autoscale"))
    names = resource_names(view, windows=system == "Windows", slot=blueprint.slot)
    luns = _luns(scale_set.at("dataDisks"))
    check.luns(scale_set.at("dataDisks"), luns)
    flexible = scale_set.at("orchestrationMode") == "Flexible"
    kind = security_type(view, reference)
    ids = {
        "scaleSet": resource_id("Microsoft.Compute/virtualMachineScaleSets", names["scaleSet"]),
        **image_ids(names),
        **network_ids(view.at("network"), names),
        **monitoring_ids(view, names),
    }
    facts = {
        "os": system,
        "flexible": flexible,
        "hasModel": model,
        "names": names,
        "ids": ids,
        **image_facts(image, reference, ids),
        **profile_facts(view, flexible=flexible, security_type=kind),
        "plan": plan_of(image),
        "dataDisks": [
            {"lun": lun, "disk": disk, "encryption": disk.at("securityEncryptionType")}
            for disk, lun in zip(scale_set.at("dataDisks"), luns, strict=True)
        ],
        "securityType": kind,
        "trustedStart": plain(kind) in (TRUSTED_LAUNCH, "ConfidentialVM"),
        "publicKeys": _public_keys(scale_set.at("osProfile", "ssh")),
        "authorizedKeys": joined("/home/", scale_set.at("osProfile", "adminUsername"), "/.ssh/authorized_keys"),
        "systemAssigned": "SystemAssigned" in str(plain(scale_set.at("identity", "type"))),
        "tagsOf": resource_tags(view),
        "autoscaleProfiles": autoscale_profiles(view.at("autoscale")),
        **(network_facts(view, names, check, blueprint.slot) if has_network(view, blueprint) else no_network()),
        **identity_facts(view, names, ids),
    }
    facts |= monitoring_facts(view, facts, check)
    check.stop()
    return facts


def _image_of_packer(blueprint: Blueprint, image: View) -> dict[str, Any] | None:
    if not image.at("packerManifest"):
        return None
    from generator.rendering.packer_manifest import packer_image

    return packer_image(image.at("packerManifest"), BlueprintFiles(blueprint))


def _check_build(check: Checks, image: View, system: str) -> None:
    if image.at("build"):
        from generator.rendering.image_steps import check_steps

        check_steps(check, image.at("build"), system)


def _operating_system(view: View, reference: dict[str, Any]) -> str | None:
    if view.at("image", "osType"):
        return str(view.at("image", "osType").value)
    reference = reference if "publisher" in reference else marketplace_image(view.at("image", "build", "source"))
    if "publisher" in reference:
        words = f"{plain(reference['publisher'])} {plain(reference['offer'])} {plain(reference['sku'])}".lower()
        windows = any(word in words for word in _WINDOWS_WORDS) and not any(word in words for word in _LINUX_WORDS)
        return "Windows" if windows else "Linux"
    return "Linux" if view.at("scaleSet", "osProfile", "ssh") else None


def _public_keys(ssh: View) -> list[dict[str, Any]]:
    keys = [{"keyData": key.at("keyData"), "path": key.at("path")} for key in ssh.at("publicKeys")]
    return ([{"keyData": ssh.at("publicKey"), "path": None}] if ssh.at("publicKey") else []) + keys


def _luns(disks: View) -> list[Any]:
    """The logical unit number of each data disk: as given, or the smallest that nobody gave."""
    given = [disk.at("lun").value for disk in disks]
    free = iter(sorted(set(range(2 * len(given))) - {lun for lun in given if isinstance(lun, int)}))
    return [disk.at("lun") if lun is not None else next(free) for disk, lun in zip(disks, given, strict=True)]
