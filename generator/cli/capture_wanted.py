"""What the options of `vmssgen capture` mean, and the command that goes on where one ended."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from generator.cli.azure_session import command_line

if TYPE_CHECKING:
    from generator.azure.capture import Image

_NAME = re.compile(r"[A-Za-z0-9]([\w.-]{0,78}\w)?", re.ASCII)
_GALLERY = re.compile(
    r"(?:/subscriptions/(?P<subscription>[0-9a-f-]{36})/resourceGroups/(?P<group>[\w.()-]{1,90})"
    r"/providers/Microsoft\.Compute/galleries/)?"
    r"(?P<gallery>[a-z0-9][a-z0-9_.]{0,79})/(?:images/)?(?P<definition>[a-z0-9][a-z0-9_.-]{0,79})",
    re.IGNORECASE,
)
_VERSION = re.compile(r"\d{1,10}\.\d{1,10}\.\d{1,10}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryPlace:
    """An image definition; its subscription and group are None where they are those of the machine."""

    subscription: str | None
    group: str | None
    gallery: str
    definition: str
    version: str

    @property
    def option(self) -> str:
        """As the command line names it."""
        short = f"{self.gallery}/{self.definition}"
        if self.group is None:
            return short
        around = f"/subscriptions/{self.subscription}/resourceGroups/{self.group}/providers/Microsoft.Compute"
        return f"{around}/galleries/{self.gallery}/images/{self.definition}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the command line asks for: a managed image, or a version in a gallery.

    `system` is Linux, Windows, or None where Azure is to be asked; `generation` V1 or V2.
    """

    machine: str
    group: str
    image: str
    gallery: GalleryPlace | None
    location: str | None
    system: str | None
    specialized: bool
    generation: str | None
    zone_resilient: bool
    yes: bool
    subscription: str | None
    cloud: str | None

    def image_in(self, subscription: str) -> Image:
        """The image that is to be, where the machine is in the subscription of that id."""
        from generator.azure.capture import GalleryVersion, ManagedImage, path_in

        if (place := self.gallery) is None:
            image_id = f"{path_in(subscription, self.group)}/images/{self.image}"
            return ManagedImage(id=image_id, zone_resilient=self.zone_resilient, generation=self.generation)
        around = path_in(place.subscription or subscription, place.group or self.group)
        return GalleryVersion(
            definition_id=f"{around}/galleries/{place.gallery}/images/{place.definition}",
            version=place.version,
            zone_resilient=self.zone_resilient,
            is_specialized=self.specialized,
        )

    def command(self) -> str:
        """The command again, which goes on where this one ended."""
        words = ["capture", self.machine, "-g", self.group]
        if self.gallery is None:
            words += ["--image", self.image]
        else:
            words += ["--gallery", self.gallery.option, "--version", self.gallery.version]
        for option, value in (("--location", self.location), ("--hyper-v-generation", self.generation)):
            words += [option, value] if value else []
        for option, is_given in (
            ("--specialized", self.specialized),
            ("--zone-resilient", self.zone_resilient),
            ("--yes", self.yes),
        ):
            words += [option] if is_given else []
        return command_line(*words, "--run", subscription=self.subscription, cloud=self.cloud)


def machine_name(given: str) -> str:
    """The name of a virtual machine; a usage error of Typer where Azure allows no such name.

    https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftcompute
    """
    if len(given) > 64 or not _NAME.fullmatch(given):
        raise typer.BadParameter(f"{given[:100]!r} is no name of a virtual machine")
    return given


def image_name(given: str | None) -> str | None:
    """The name of a managed image; a usage error of Typer where Azure allows no such name."""
    if given is not None and not _NAME.fullmatch(given):
        raise typer.BadParameter(f"{given[:100]!r} is no name of an image")
    return given


def gallery_place(definition: str | None, version: str | None) -> GalleryPlace | None:
    """The place of a version in a gallery; None where none is named. A usage error of Typer for what names none."""
    if definition is None and version is None:
        return None
    if definition is None or version is None:
        raise typer.BadParameter("--gallery and --version go together: which definition, and which version of it?")
    found = _GALLERY.fullmatch(definition)
    if found is None:
        message = f"{definition[:200]!r} is no image definition: GALLERY/DEFINITION, or its resource id"
        raise typer.BadParameter(message, param_hint="--gallery")
    if not _VERSION.fullmatch(version) or any(int(each) > 2**31 - 1 for each in version.split(".")):
        raise typer.BadParameter(f"{version[:100]!r} is no version, such as 1.0.0", param_hint="--version")
    return GalleryPlace(**found.groupdict(), version=version)
