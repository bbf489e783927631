"""What is built, and where it goes: what Image Builder and Packer are told alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from generator.rendering.checks import Checks
from generator.rendering.files import BlueprintFiles
from generator.rendering.image_ids import ResourceId, resource_id_parts
from generator.rendering.image_steps import Step, image_steps
from generator.rendering.images import DEFINITION, VERSION, marketplace_image
from generator.rendering.values import View, plain

IMAGE = "Microsoft.Compute/images"
_SUBNET = "Microsoft.Network/virtualNetworks/subnets"
_IDENTITY = "Microsoft.ManagedIdentity/userAssignedIdentities"
_KINDS: dict[tuple[str, ...], tuple[str, ...]] = {
    ("identity",): (_IDENTITY,),
    ("source", "imageId"): (IMAGE,),
    ("source", "imageVersionId"): (DEFINITION, VERSION),
    ("subnet",): (_SUBNET,),
    ("containerInstanceSubnet",): (_SUBNET,),
    ("distribute", "managedImage", "id"): (IMAGE,),
}
_SIZE, _ARM_SIZE = "Standard_D2s_v5", "Standard_D2ps_v5"


@dataclass(frozen=True, slots=True)
class GalleryTarget:
    """The image definition that gets a version: its id, or that of the version, with the parts of it.

    `version` is the number where the blueprint names one.
    """

    id: Any
    parts: ResourceId
    version: Any
    origin: View


@dataclass(frozen=True, slots=True)
class ManagedImageTarget:
    """A managed image that is made: its id with its parts, and its region."""

    id: View
    parts: ResourceId | None
    location: View


@dataclass(frozen=True, slots=True)
class ImageBuild:
    """A build: `given` is `image.build`, `tags` those of what is built, `vm_size` that of the machine."""

    given: View
    system: str
    steps: list[Step]
    validations: list[Step]
    gallery: GalleryTarget | None
    managed_images: list[ManagedImageTarget]
    tags: dict[str, View] | None
    vm_size: Any


def image_build(view: View, facts: dict[str, Any], files: BlueprintFiles, check: Checks) -> ImageBuild:
    """The build that `image.build` describes.

    Raises DiagnosticError where a file cannot be read; adds to the check what else is wrong.
    """
    image, system = view.at("image"), str(facts["os"])
    build = image.at("build")
    distribute = build.at("distribute")
    named = image.at("id") or distribute.at("galleryImageId")
    gallery = _gallery_of_blueprint(image, facts) if image.at("gallery") else _gallery_target(named) if named else None
    managed = []
    if named and gallery is None:
        managed = _managed_target(named, view, check)
    if distribute.at("managedImage"):
        given = distribute.at("managedImage")
        location = given.at("location") or view.at("location")
        managed.append(ManagedImageTarget(given.at("id"), resource_id_parts(given.at("id")), location))
    _check_ids(build, check)
    if gallery is not None and gallery.version is not None and distribute.at("versioning"):
        message = f"the version is named already: {plain(gallery.version)}"
        check.add("image/version-twice", message, distribute.at("versioning").path, "leave one of the two out")
    return ImageBuild(
        given=build,
        system=system,
        steps=image_steps(build.at("steps"), system, files, check),
        validations=image_steps(build.at("validate", "inVMValidations"), system, files, check),
        gallery=gallery,
        managed_images=managed,
        tags=_merged(view.at("tags"), distribute.at("artifactTags")),
        vm_size=build.at("vmSize") or (_ARM_SIZE if _is_arm(image) else _SIZE),
    )


def _check_ids(build: View, check: Checks) -> None:
    """Each id that is written out is one of what its key asks for."""
    given = [(build.at(*names), kinds) for names, kinds in _KINDS.items()]
    given += [(each, (_IDENTITY,)) for each in build.at("userAssignedIdentities")]
    for each, kinds in given:
        written = isinstance(each.value, str) and each.value.startswith("/")
        parts = resource_id_parts(each) if written else None
        if written and (parts is None or parts.kind.lower() not in map(str.lower, kinds)):
            wanted = " or ".join(f"…/providers/{kind}/…" for kind in kinds)
            key = next(str(step) for step in reversed(each.path) if isinstance(step, str))
            check.add("image/other-id", f"this is not the id that {key} asks for", each.path, f"write {wanted}")


def _gallery_of_blueprint(image: View, facts: dict[str, Any]) -> GalleryTarget:
    names, ids = facts["names"], facts["ids"]
    version = names["galleryImageVersion"] or None
    return GalleryTarget(
        id=ids["galleryImageVersion"] if version else ids["galleryImage"],
        parts=ResourceId(None, None, DEFINITION, (names["gallery"], names["galleryImage"])),
        version=version,
        origin=image.at("gallery"),
    )


def _gallery_target(given: View) -> GalleryTarget | None:
    """The target of an id; None where it is none of a gallery image."""
    parts = resource_id_parts(given)
    kind = parts.kind.lower() if parts else ""
    in_another_group = parts is not None and parts.group is not None and parts.subscription is None
    if parts is None or kind not in (DEFINITION.lower(), VERSION.lower()) or in_another_group:
        return None
    return GalleryTarget(given, parts, parts.names[2] if kind == VERSION.lower() else None, given)


def _managed_target(given: View, view: View, check: Checks) -> list[ManagedImageTarget]:
    parts = resource_id_parts(given)
    if given.path[-1] == "id" and parts is not None and parts.kind.lower() == IMAGE.lower():
        return [ManagedImageTarget(given, parts, view.at("location"))]
    message = "the build goes to an image definition, a version or a managed image, and this id is none of them"
    hint = "write /subscriptions/…/resourceGroups/…/providers/Microsoft.Compute/galleries/…/images/…"
    check.add("image/no-build-target", message, given.path, hint)
    return []


def _merged(*given: View) -> dict[str, View] | None:
    found = {name: tags.at(name) for tags in given for name in tags.value or ()}
    return found or None


def _is_arm(image: View) -> bool:
    architecture = plain(image.at("gallery", "definition", "architecture"))
    sku = str(plain(marketplace_image(image.at("build", "source")).get("sku", "")))
    return architecture == "Arm64" or "arm64" in sku.lower()
