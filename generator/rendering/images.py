"""The image that instances start from: its parts or id, and what a gallery made by the template holds."""

from __future__ import annotations

from typing import Any

from generator.rendering.names import resource_id
from generator.rendering.values import Rendered, View

GALLERY = "Microsoft.Compute/galleries"
DEFINITION = f"{GALLERY}/images"
VERSION = f"{DEFINITION}/versions"


def marketplace_image(image: View) -> dict[str, Any]:
    """The parts of a marketplace image; empty for any other."""
    if image.at("urn"):
        return dict(zip(("publisher", "offer", "sku", "version"), str(image.at("urn").value).split(":"), strict=True))
    if image.at("publisher"):
        named = {key: image.at(key) for key in ("publisher", "offer", "sku")}
        return {**named, "version": image.at("version") or "latest"}
    return {}


def image_reference(image: View) -> dict[str, Any]:
    """The image by its parts or its id, as the blueprint has it; empty for one that this template makes."""
    if marketplace := marketplace_image(image):
        return marketplace
    return {key: image.at(key) for key in ("id", "sharedGalleryImageId", "communityGalleryImageId") if image.at(key)}


def image_ids(names: dict[str, Any]) -> dict[str, Any]:
    """The ids of images that the template may make."""
    gallery, definition, version = names["gallery"], names["galleryImage"], names["galleryImageVersion"]
    return {
        "image": resource_id("Microsoft.Compute/images", names["image"]),
        "gallery": resource_id(GALLERY, gallery),
        "galleryImage": resource_id(DEFINITION, gallery, definition),
        "galleryImageVersion": resource_id(VERSION, gallery, definition, version) if version else None,
    }


def image_facts(image: View, reference: dict[str, Any], ids: dict[str, Any]) -> dict[str, Any]:
    """What the scale set refers to, and which parts of a gallery its template makes.

    An image that is built is there before the scale set is, with its gallery: these are none of its template's.
    """
    version = image.at("gallery", "version")
    newest = bool(image.at("gallery", "latest")) or not version
    made = version if not version.at("existing") else None
    return {
        "imageReference": _reference(image, reference, ids, newest=newest),
        **(gallery_facts(image) if not image.at("build") else {"newGallery": None, "newGalleryImage": None}),
        "newGalleryImageVersion": made,
        # Said here, since the id of a definition does not lead to the version that instances start from.
        "imageVersionFirst": ids["galleryImageVersion"] if made else None,
    }


def gallery_facts(image: View) -> dict[str, Any]:
    """Which of gallery and image definition are new."""
    gallery = image.at("gallery")
    definition = gallery.at("definition")
    return {
        "newGallery": gallery if not gallery.at("existing") else None,
        "newGalleryImage": definition if gallery and not definition.at("existing") else None,
    }


def _reference(image: View, reference: dict[str, Any], ids: dict[str, Any], *, newest: bool) -> Any:
    if image.at("capture"):
        return {"id": ids["image"]}
    if image.at("gallery"):
        return {"id": ids["galleryImage"] if newest else ids["galleryImageVersion"]}
    urn = image.at("urn")
    return Rendered(reference, {(part,): urn.path for part in reference}) if urn else reference


def plan_of(image: View) -> Any:
    """The purchase plan, which `true` takes from a marketplace image; None without one."""
    plan = image.at("plan")
    if not plan:
        return None
    if plan.value is not True:
        return {key: plan.at(key) for key in ("name", "publisher", "product", "promotionCode")}
    reference = marketplace_image(image)
    return {"name": reference.get("sku"), "publisher": reference.get("publisher"), "product": reference.get("offer")}
