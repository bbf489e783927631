"""What Packer cannot do of an image build, and what it has no word for."""

from __future__ import annotations

from collections.abc import Iterator

from generator.rendering.checks import Checks
from generator.rendering.image_build import ImageBuild
from generator.rendering.image_ids import resource_id_parts
from generator.rendering.images import gallery_facts
from generator.rendering.values import Expression, View

_Limit = tuple[View, str, str | None]
"""The place of what is said, why Packer does not do it, and what to do instead."""


def refuse(build: ImageBuild, check: Checks) -> None:
    """Add a problem for each thing without which Packer would build another image, or none."""
    for given, message, hint in (*_impossible(build), *_unknown(build)):
        check.add("image/not-for-packer", message, given.path, hint)


def _impossible(build: ImageBuild) -> Iterator[_Limit]:
    given, distribute = build.given, build.given.at("distribute")
    managed, source = distribute.at("managedImage"), given.at("source", "imageId")
    if distribute.at("vhd"):
        yield distribute.at("vhd"), "Packer makes a VHD, or an image, and not both", "build with Image Builder"
    if given.at("validate", "sourceValidationOnly").value is True:
        yield given.at("validate", "sourceValidationOnly"), "Packer validates no source", "use Image Builder"
    if source and not build.managed_images:
        hint = "add distribute: {managedImage: {id: …}}, or start from a gallery image"
        yield source, "of a managed image, Packer makes only a managed image", hint
    if len(build.managed_images) > 1:
        yield managed, "Packer makes one managed image, and image.id names one already", "leave managedImage out"
    if managed.at("location"):
        yield managed.at("location"), "Packer makes a managed image in the region of the build", "leave location out"


def _unknown(build: ImageBuild) -> Iterator[_Limit]:
    """What Packer asks for in parts, or must know when it reads the template, and only Azure knows."""
    given = build.given
    ids = [given.at("source", "imageId"), given.at("source", "imageVersionId"), given.at("subnet")]
    ids += [image.id for image in build.managed_images]
    ids = [each for each in ids if each and resource_id_parts(each) is None]
    ids += [each for each in (given.at("stagingResourceGroup"),) if isinstance(each.value, Expression)]
    for each in ids:
        yield each, "Packer asks for the parts of this id, which it does not show", "write /subscriptions/…"
    for each in (given.at("distribute", "replicationMode"), given.at("validate", "sourceValidationOnly")):
        if isinstance(each.value, Expression):
            yield each, "Packer must know this when it reads the template", "write the value"


def left_out(build: ImageBuild, image: View) -> Iterator[_Limit]:
    """What is said to Image Builder alone: its place, why, and what to do instead."""
    given = build.given
    elsewhere = "run it where the subnet can be reached"
    said: list[_Limit] = [
        (given.at("identity"), "Packer signs in as whoever runs it: identity is Image Builder's", None),
        (given.at("buildTimeoutInMinutes"), "Packer sets no limit to a whole build", None),
        (given.at("containerInstanceSubnet"), "Packer reaches the machine from where it runs", elsewhere),
        (given.at("proxyVmSize"), "Packer reaches the machine without a proxy", elsewhere),
        (given.at("managedResourceTags"), "Packer gives its own resources the tags of the image", None),
        (given.at("validate"), "Packer makes no machine from the new image to validate it", None),
        (given.at("optimize"), "Packer does not tune the image", None),
        (given.at("errorHandling"), "Packer is told on its command line", "packer build -on-error=abort, or cleanup"),
        (given.at("autoRun"), "Packer builds when it is run", None),
        (given.at("trigger"), "Packer builds when it is run, and does not watch the source", None),
        (
            given.at("distribute", "versioning"),
            "Packer numbers no versions",
            "give the number: packer build -var image_version=1.0.1",
        ),
    ]
    yield from (each for each in said if each[0].value is not None)
    new = gallery_facts(image)
    for given in filter(None, (new["newGallery"], new["newGalleryImage"])):
        kind = "image definition" if given.path[-1] == "definition" else "gallery"
        hint = "make it once, as the template of --as image-builder does, and say existing: true"
        yield given, f"Packer makes no {kind}: it must be there", hint
