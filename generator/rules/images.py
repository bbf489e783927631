"""Rules of the image that the instances are made from, and of its marketplace plan."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.rules.documents import SCALE_SET_API
from generator.rules.rule import ERROR, INFO, WARNING, rule
from generator.rules.scale_set import ScaleSet, given
from generator.rules.subject import scale_sets
from generator.rules.value import Finding

_MARKETPLACE = "https://learn.microsoft.com/azure/virtual-machines/linux/cli-ps-findimage"
_IMAGE = "properties.virtualMachineProfile.storageProfile.imageReference"
_UBUNTU = {"publisher": "Canonical", "offer": "ubuntu-24_04-lts", "sku": "server", "version": "latest"}
_PARTS = ("publisher", "offer", "sku", "version")
_IDS = ("id", "sharedGalleryImageId", "communityGalleryImageId")


@rule(
    "image/one-source",
    ERROR,
    each=scale_sets,
    what="The imageReference names one image: by publisher, offer, sku and version, or by id, sharedGalleryImageId or "
    "communityGalleryImageId.",
    why="Azure refuses none, half a name, and more than one.",
    source=SCALE_SET_API,
    bad={_IMAGE: {"publisher": "Canonical", "offer": "ubuntu-24_04-lts"}},
    good={_IMAGE: _UBUNTU},
)
def _one_source(scale_set: ScaleSet) -> Iterator[Finding]:
    image = scale_set.image
    if not given(image):
        if _needs_image(scale_set):
            yield scale_set.profile.at("storageProfile").finding(
                "no imageReference says what the instances are made from", hint="add storageProfile.imageReference"
            )
        return
    ids = [name for name in _IDS if image.member(name).exists]
    parts = [name for name in _PARTS if image.member(name).exists]
    sources = [*ids, "publisher"] if parts else ids
    if len(sources) > 1:
        yield image.finding(f"the image is named by {' and by '.join(sources)}", hint="keep one of them")
    elif not sources:
        yield image.finding("the imageReference names no image", hint="add publisher, offer, sku and version, or an id")
    elif parts and (absent := [name for name in _PARTS if name not in parts]):
        yield image.finding(
            f"the name of the marketplace image lacks {' and '.join(absent)}",
            hint='add "version": "latest"' if absent == ["version"] else None,
        )


def _needs_image(scale_set: ScaleSet) -> bool:
    storage = scale_set.profile.member("storageProfile")
    uploaded = scale_set.os_disk.at("image")
    return given(storage) and scale_set.image.missing and uploaded.missing and scale_set.os_disk.exists


_KINDS = {
    "id": (
        re.compile(
            r"/subscriptions/[^/]+/resourcegroups/[^/]+/providers/microsoft\.compute/"
            r"(images/[^/]+|galleries/[^/]+/images/[^/]+(/versions/[^/]+)?)"
        ),
        "the id of a managed image, or of an image in a gallery or one of its versions",
    ),
    "sharedGalleryImageId": (
        re.compile(r"/sharedgalleries/[^/]+/images/[^/]+(/versions/[^/]+)?"),
        "/SharedGalleries/GALLERY/Images/IMAGE, with or without /Versions/VERSION",
    ),
    "communityGalleryImageId": (
        re.compile(r"/communitygalleries/[^/]+/images/[^/]+(/versions/[^/]+)?"),
        "/CommunityGalleries/GALLERY/Images/IMAGE, with or without /Versions/VERSION",
    ),
}


@rule(
    "image/invalid-id",
    ERROR,
    each=scale_sets,
    what="imageReference.id is the id of a managed image or of an image in a gallery; the ids of shared and community "
    "images have members of their own.",
    why="Azure refuses the id of anything else.",
    source=SCALE_SET_API,
    bad={f"{_IMAGE}.id": "[resourceId('Microsoft.Compute/snapshots', 'web')]"},
    good={f"{_IMAGE}.id": "[resourceId('Microsoft.Compute/images', 'web')]"},
)
def _invalid_id(scale_set: ScaleSet) -> Iterator[Finding]:
    for name, (pattern, form) in _KINDS.items():
        identity = scale_set.image.member(name)
        if identity.text is not None and not pattern.fullmatch(identity.lower):
            yield identity.finding(f'"{identity.text}" names no image', hint=f"{name} is {form}")


_VERSION = re.compile(r"latest|\d+(\.\d+){2,3}")


@rule(
    "image/invalid-version",
    ERROR,
    each=scale_sets,
    what="The version of a marketplace image is `latest` or numbers such as `24.04.202601010`.",
    why="No image has any other version.",
    source=_MARKETPLACE,
    bad={_IMAGE: {**_UBUNTU, "version": "24.04"}},
    good={_IMAGE: _UBUNTU},
)
def _invalid_version(scale_set: ScaleSet) -> Iterator[Finding]:
    version = scale_set.image.member("version")
    if version.text is not None and not _VERSION.fullmatch(version.lower):
        yield version.finding(
            f'"{version.text}" is no version of an image',
            hint="use latest, or all of a version such as 24.04.202601010",
        )


_PLAN = {"name": "byol", "publisher": "example-vendor", "product": "appliance"}
_VENDOR = {"publisher": "example-vendor", "offer": "appliance", "sku": "byol", "version": "latest"}
_WITHOUT_PLANS = frozenset(
    {"canonical", "microsoftwindowsserver", "microsoftwindowsdesktop", "microsoftsqlserver", "debian"}
)


@rule(
    "image/plan",
    ERROR,
    each=scale_sets,
    what="A plan has name, publisher and product, which are the sku, publisher and offer of the marketplace image.",
    why="Azure checks the plan against the image, and refuses the deployment.",
    source=f"{_MARKETPLACE}#view-purchase-plan-properties",
    bad={"plan": {**_PLAN, "name": "standard"}, _IMAGE: _VENDOR},
    good={"plan": _PLAN, _IMAGE: _VENDOR},
)
def _plan(scale_set: ScaleSet) -> Iterator[Finding]:
    plan = scale_set.member("plan")
    if not given(plan) or not plan.raw:
        return
    if absent := [name for name in ("name", "publisher", "product") if plan.member(name).missing]:
        yield plan.finding(f"the plan lacks {' and '.join(absent)}")
    publisher = scale_set.image.member("publisher")
    if publisher.lower in _WITHOUT_PLANS:
        yield plan.finding(f"images of {publisher.text} have no plan", hint="remove the plan", severity=WARNING)
        return
    for name, part in (("publisher", "publisher"), ("product", "offer"), ("name", "sku")):
        ours, theirs = plan.member(name), scale_set.image.member(part)
        if ours.text and theirs.text and ours.lower != theirs.lower:
            yield ours.finding(
                f'the {name} of the plan is "{ours.text}", and the {part} of the image is "{theirs.text}"',
                hint=f'write "{theirs.text}", or correct the image',
            )


@rule(
    "image/not-latest",
    INFO,
    each=scale_sets,
    what="The version of a marketplace image is latest.",
    why="New instances start without the security updates that came after the version.",
    source=_MARKETPLACE,
    aliases=("VM-Images-Should-Use-Latest-Version",),
    enabled=False,
    bad={_IMAGE: {**_UBUNTU, "version": "24.04.202501010"}},
    good={_IMAGE: _UBUNTU},
)
def _not_latest(scale_set: ScaleSet) -> Iterator[Finding]:
    version = scale_set.image.member("version")
    if version.text and version.lower != "latest":
        yield version.finding(f"new instances are made from version {version.text}, however old", hint="use latest")


@rule(
    "image/data-disk-of-image",
    ERROR,
    each=scale_sets,
    what="A data disk with createOption FromImage has the lun of a data disk of the image.",
    why="Azure refuses a disk that the image has not got.",
    source=SCALE_SET_API,
    bad={
        "resources": [
            {
                "type": "Microsoft.Compute/images",
                "name": "db",
                "properties.storageProfile.dataDisks": [{"lun": 0}],
            },
            {
                "properties.virtualMachineProfile.storageProfile": {
                    "imageReference.id": "[resourceId('Microsoft.Compute/images', 'db')]",
                    "dataDisks": [{"lun": 1, "createOption": "FromImage"}],
                }
            },
        ]
    },
    good={
        "resources": [
            {
                "type": "Microsoft.Compute/images",
                "name": "db",
                "properties.storageProfile.dataDisks": [{"lun": 0}],
            },
            {
                "properties.virtualMachineProfile.storageProfile": {
                    "imageReference.id": "[resourceId('Microsoft.Compute/images', 'db')]",
                    "dataDisks": [{"lun": 0, "createOption": "FromImage"}],
                }
            },
        ]
    },
)
def _data_disk_of_image(scale_set: ScaleSet) -> Iterator[Finding]:
    image = scale_set.subject.find(scale_set.image.member("id"))
    disks = image.at("properties.storageProfile.dataDisks") if image is not None else None
    if image is None or disks is None or disks.unknown or image.at("properties.sourceVirtualMachine").exists:
        return
    luns = {each.member("lun").number for each in disks.items}
    for disk in scale_set.data_disks:
        lun = disk.member("lun")
        absent = lun.number is not None and not luns & {lun.number, None}
        if absent and disk.member("createOption").lower == "fromimage":
            yield lun.finding(f"the image {image.name} has no data disk with lun {lun.number}")
