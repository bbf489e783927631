"""An image build as Packer is told it: a template for its azure-arm builder.

Source: "Azure Resource Manager Builder" (https://developer.hashicorp.com/packer/integrations/hashicorp/azure/latest/
components/builder/arm).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from generator.blueprint.blueprint import Blueprint
from generator.diagnostics import Diagnostic, Severity
from generator.rendering.checks import Checks
from generator.rendering.hcl import Block, block
from generator.rendering.image_build import GalleryTarget, ImageBuild
from generator.rendering.image_ids import ResourceId, resource_id_parts
from generator.rendering.image_template import prepared_build
from generator.rendering.images import marketplace_image
from generator.rendering.packer_limits import left_out, refuse
from generator.rendering.packer_steps import generalisation, provisioner
from generator.rendering.packer_values import SUBSCRIPTION, PackerValues
from generator.rendering.prepare import prepare
from generator.rendering.values import View, plain

MANIFEST = "packer-manifest.json"
_PACKER = ">= 1.7.0"
"""The first with `packer init`, which installs the plugins, and with the values that `build` has."""
_AZURE = {"source": "github.com/hashicorp/azure", "version": "~> 2"}
_WINDOWS_UPDATE = {"source": "github.com/rgl/windows-update", "version": ">= 0.16.0"}
_USE = """packer init FILE
packer build -var NAME=VALUE FILE

Packer writes what it has made into packer-manifest.json, which image.packerManifest reads."""
_WINRM = {
    "communicator": "winrm",
    "winrm_use_ssl": True,
    "winrm_insecure": True,  # the certificate is one that Packer has just made
    "winrm_timeout": "10m",
    "winrm_username": "packer",
}


@dataclass(frozen=True, slots=True)
class PackerTemplate:
    """The blocks of a Packer template with the comment above them, and what Packer has no word for as warnings."""

    blocks: list[Block]
    comment: str
    warnings: tuple[Diagnostic, ...]


def packer_template(blueprint: Blueprint) -> PackerTemplate:
    """The Packer template of the build that a blueprint describes.

    Raises DiagnosticError where the blueprint builds no image, where Packer cannot build it, where a file is missing,
    or the blueprint contradicts itself.
    """
    prepared = prepare(blueprint)
    build, facts = prepared_build(blueprint, prepared)
    check, view = Checks(blueprint), prepared.view
    values = PackerValues(prepared, check)
    refuse(build, check)
    name = _identifier(str(plain(facts["names"]["imageTemplate"])))
    source = Block("source", ("azure-arm", name), _source_members(build, view, values))
    specialized = view.at("image", "osState").value == "Specialized"
    steps = [provisioner(step, build.system, values) for step in build.steps]
    if not specialized:
        steps.append(generalisation(build.system))
    manifest = block("post-processor", "manifest", output=MANIFEST, strip_path=True)
    run = block("build", sources=[f"source.azure-arm.{name}"], inner=(*steps, manifest))
    check.stop()
    found = [
        Diagnostic(
            code="image/left-out",
            message=message,
            severity=Severity.WARNING,
            path=given.path,
            location=blueprint.location(given.path),
            hint=hint,
        )
        for given, message, hint in left_out(build, view.at("image"))
    ]
    comment = f"Made from {blueprint.file.name}: change that, and export it again.\n\n{_USE}"
    return PackerTemplate([_packer(steps), *values.variables.values(), source, run], comment, tuple(found))


def _packer(steps: list[Block]) -> Block:
    plugins = {"azure": _AZURE}
    if any(step.labels == ("windows-update",) for step in steps):
        plugins["windows-update"] = _WINDOWS_UPDATE
    return block("packer", required_version=_PACKER, inner=(Block("required_plugins", (), tuple(plugins.items())),))


def _identifier(name: str) -> str:
    """The name as one of HCL."""
    text = re.sub(r"[^A-Za-z0-9_-]", "_", name)
    return text if text[:1].isalpha() else f"image_{text}"


def _source_members(build: ImageBuild, view: View, values: PackerValues) -> tuple[tuple[str, Any] | Block, ...]:
    given, distribute = build.given, build.given.at("distribute")
    image, inner = _start(given.at("source"), values)
    machine = {
        **_sign_in(build, values),
        **_place(build, view, values),
        "os_type": build.system,
        **image,
        "vm_size": values.value(build.vm_size),
        "os_disk_size_gb": values.value(given.at("osDiskSizeGB")),
        "disk_additional_size": values.value([disk.at("sizeGB") for disk in given.at("additionalDataDisks")]) or None,
        "user_assigned_managed_identities": values.value(given.at("userAssignedIdentities")),
        **_security(view.at("image", "gallery", "definition")),
        **(_WINRM if build.system == "Windows" else {"communicator": "ssh"}),
        **_managed_image(build, values),
        "shared_gallery_image_version_exclude_from_latest": values.value(distribute.at("excludeFromLatest")),
        "azure_tags": values.value(build.tags),
    }
    members: list[tuple[str, Any] | Block] = [(key, value) for key, value in machine.items() if value is not None]
    if build.gallery is not None:
        inner.append(_destination(build.gallery, build, view, values))
    return (*members, *inner)


def _sign_in(build: ImageBuild, values: PackerValues) -> dict[str, Any]:
    """Sign in as az has, or, where the variable says no, with the managed identity of the machine that runs Packer."""
    text = "Sign in as az login has; false: with the managed identity of the machine that runs Packer."
    targets = [build.gallery.parts] if build.gallery else [image.parts for image in build.managed_images]
    known = next((each.subscription for each in targets if each and isinstance(each.subscription, str)), None)
    return {
        "use_azure_cli_auth": values.variable("use_azure_cli_auth", text, default=True, kind="bool"),
        "subscription_id": values.variable("subscription_id", SUBSCRIPTION, default=known),
    }


def _place(build: ImageBuild, view: View, values: PackerValues) -> dict[str, Any]:
    """Where the machine is: in a group that Packer makes in a region, or in one that is there; and its subnet."""
    group, place = build.given.at("stagingResourceGroup"), dict[str, Any]()
    if group:
        place["build_resource_group_name"] = str(group.value).rpartition("/")[2]
    else:
        place["location"] = values.value(view.at("location"))
    subnet = resource_id_parts(build.given.at("subnet")) if build.given.at("subnet") else None
    if subnet is not None:
        place |= {
            "virtual_network_name": values.value(subnet.names[0]),
            "virtual_network_subnet_name": values.value(subnet.names[1]),
            "virtual_network_resource_group_name": _group(subnet, values),
        }
    return place


def _start(source: View, values: PackerValues) -> tuple[dict[str, Any], list[Block]]:
    """What the build starts from: values and blocks of the builder."""
    if image := marketplace_image(source):
        found = {f"image_{key}": values.value(value) for key, value in image.items()}
        plan, blocks = source.at("plan"), list[Block]()
        if plan:
            own = plan.value is not True
            names = {"name": "sku", "product": "offer", "publisher": "publisher"}
            named = {f"plan_{key}": values.value(plan.at(key) if own else image[part]) for key, part in names.items()}
            blocks.append(block("plan_info", **named))
        return found, blocks
    parts = resource_id_parts(source.at("imageId") or source.at("imageVersionId"))
    if parts is None:
        return {}, []
    if source.at("imageId"):
        return {
            "custom_managed_image_resource_group_name": _group(parts, values),
            "custom_managed_image_name": values.value(parts.names[0]),
        }, []
    version = parts.names[2] if len(parts.names) > 2 else None
    gallery = block(
        "shared_image_gallery",
        subscription=values.subscription(values.value(parts.subscription)),
        resource_group=_group(parts, values),
        gallery_name=values.value(parts.names[0]),
        image_name=values.value(parts.names[1]),
        image_version=values.value(version) if version != "latest" else None,
    )
    return {}, [gallery]


def _destination(gallery: GalleryTarget, build: ImageBuild, view: View, values: PackerValues) -> Block:
    """The image definition that gets a version."""
    distribute = build.given.at("distribute")
    version = values.value(gallery.version)
    if version is None:
        version = values.variable("image_version", "Number of the version that is made, such as 1.0.1.")
    regions = tuple(
        block(
            "target_region",
            name=values.value(region.at("name")),
            replicas=values.value(region.at("replicaCount")),
            storage_account_type=values.value(region.at("storageAccountType") or distribute.at("storageAccountType")),
        )
        for region in distribute.at("targetRegions")
    )
    return block(
        "shared_image_gallery_destination",
        subscription=values.subscription(values.value(gallery.parts.subscription)),
        resource_group=_group(gallery.parts, values),
        gallery_name=values.value(gallery.parts.names[0]),
        image_name=values.value(gallery.parts.names[1]),
        image_version=version,
        storage_account_type=values.value(distribute.at("storageAccountType")),
        specialized=True if view.at("image", "osState").value == "Specialized" else None,
        use_shallow_replication=True if distribute.at("replicationMode").value == "Shallow" else None,
        inner=regions,
    )


def _managed_image(build: ImageBuild, values: PackerValues) -> dict[str, Any]:
    for image in build.managed_images:
        if image.parts is not None:
            return {
                "managed_image_name": values.value(image.parts.names[0]),
                "managed_image_resource_group_name": _group(image.parts, values),
            }
    return {}


def _group(parts: ResourceId, values: PackerValues) -> Any:
    return values.value(parts.group) if parts.group is not None else values.of_deployment("resourceGroup().name")


def _security(definition: View) -> dict[str, Any]:
    """A definition that is for trusted launch alone takes images of such a machine."""
    features = {str(each.at("name").value): str(each.at("value").value) for each in definition.at("features")}
    if features.get("SecurityType") != "TrustedLaunch":
        return {}
    return {"security_type": "TrustedLaunch", "secure_boot_enabled": True, "vtpm_enabled": True}
