"""The way from a virtual machine to an image as commands that can be copied into a shell, of any kind.

https://learn.microsoft.com/azure/virtual-machines/generalize
https://learn.microsoft.com/azure/virtual-machines/capture-image-resource
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from generator.cli.capture_wanted import GalleryPlace, Wanted

PREPARATION = {
    "Linux": "sudo waagent -deprovision+user -force",
    "Windows": r"%WINDIR%\system32\sysprep\sysprep.exe /generalize /oobe /shutdown",
}
"""What takes from a machine what is its own, by its operating system."""


def commands(wanted: Wanted) -> str:
    """The commands, each group below a comment that says what they do and where."""
    return "\n\n".join("\n".join(each) for each in _groups(wanted)) + "\n"


def blueprint_line(image_id: str, system: str, *, specialized: bool, plan: str | None = None) -> str:
    """How a blueprint says that its instances start from the image."""
    members = [f"id: {image_id}", f"osType: {system}", *(["osState: Specialized"] if specialized else [])]
    return f"image: {{{', '.join([*members, *([f'plan: {plan}'] if plan else [])])}}}"


def start_command(wanted: Wanted) -> str:
    """The command that starts the machine."""
    return _az(wanted.subscription, "vm", "start", "-g", wanted.group, "-n", wanted.machine)


def _groups(wanted: Wanted) -> Iterator[list[str]]:
    machine, place, system = wanted.machine, wanted.gallery, wanted.system or "Linux"
    of_machine = ("-g", wanted.group, "-n", machine)
    if not wanted.specialized:
        what = "its users, SSH host keys and host name" if system == "Linux" else "what Windows has of its own"
        yield [f"# On {machine}, as the last thing that is done there: takes {what} away.", PREPARATION[system]]
    stops = [_az(wanted.subscription, "vm", "deallocate", *of_machine)]
    if wanted.specialized:
        yield ["# Stops it, so that nothing is written while the image is made.", *stops]
    else:
        stops.append(_az(wanted.subscription, "vm", "generalize", *of_machine))
        yield [f"# Wherever az is. After that {machine} can never be started again.", *stops]
    if place:
        yield [f"# A version in a gallery, with the data disks of {machine}.", _making(wanted)]
    else:
        secured = "Of one with trusted launch it must be a version in a gallery: --gallery"
        yield [f"# A managed image, with the data disks of {machine}. {secured}", _making(wanted)]
    if wanted.specialized:
        yield [f"# {machine} itself lives on.", start_command(wanted)]
    line = blueprint_line("ID", system, specialized=wanted.specialized)
    yield [f"# In a blueprint: {line}, with this ID:", _showing(wanted)]


def _making(wanted: Wanted) -> str:
    location = ("--location", wanted.location) if wanted.location else ()
    if (place := wanted.gallery) is None:
        words = [*("image", "create", "-g", wanted.group, "-n", wanted.image, "--source", wanted.machine), *location]
        words += ["--hyper-v-generation", wanted.generation] if wanted.generation else []
        words += ["--zone-resilient", "true"] if wanted.zone_resilient else []
        return _az(wanted.subscription, *words)
    storage = ("--storage-account-type", "standard_zrs") if wanted.zone_resilient else ()
    asked = _az(wanted.subscription, *("vm", "show", "-g", wanted.group, "-n", wanted.machine), *_ID)
    return f'{_of_version(wanted, place, "create", *location, *storage)} --virtual-machine "$({asked})"'


def _showing(wanted: Wanted) -> str:
    if wanted.gallery is None:
        return _az(wanted.subscription, "image", "show", "-g", wanted.group, "-n", wanted.image, *_ID)
    return _of_version(wanted, wanted.gallery, "show", *_ID)


_ID = ("--query", "id", "-o", "tsv")


def _of_version(wanted: Wanted, place: GalleryPlace, action: str, *more: str) -> str:
    names = ("--gallery-name", place.gallery, "--gallery-image-definition", place.definition)
    words = ("sig", "image-version", action, "-g", place.group or wanted.group, *names)
    version = ("--gallery-image-version", place.version)
    return _az(place.subscription or wanted.subscription, *words, *version, *more)


def _az(subscription: str | None, *words: str) -> str:
    return shlex.join(["az", *words, *(("--subscription", subscription) if subscription else ())])
