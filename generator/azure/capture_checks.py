"""What keeps a virtual machine from becoming an image, found before anything is done to it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.azure.capture import GalleryVersion, Image, Json, Machine, ManagedImage, properties_of, state_of
from generator.diagnostics import Diagnostic, DiagnosticError


def require_capturable(machine: Machine, image: Image) -> None:
    """Raise DiagnosticError where Azure would not make the image of the machine, as far as that can be known."""
    problems = tuple(_obstacles(machine, image))
    if problems:
        raise DiagnosticError(*problems)


def require_location(machine: Machine, wanted: str | None) -> None:
    """Raise DiagnosticError where the image is wanted in another region than the machine's, in which it begins."""
    if wanted is None or _region(wanted) == _region(machine.location):
        return
    message = f"{machine.name} is in {machine.location}, and an image is made in the region of its machine"
    hint = f"leave --location out; versions in a gallery can be replicated to {wanted} then"
    raise DiagnosticError(Diagnostic(code="azure/wrong-location", message=message, hint=hint))


def is_begun(machine: Machine, image: Image) -> bool:
    """Whether Azure makes the image of this machine already, for an earlier run.

    Raises DiagnosticError where its name is taken, or its definition is not there or for other machines, and else what
    the SDK raises.
    """
    if isinstance(image, GalleryVersion):
        _require_definition(machine, image)
    answer = machine.connection.ask(image.id, image.api_version)
    if answer.status_code == 404:
        return False
    answer.raise_for_status()
    found = answer.json()
    is_own = str(image.source(found)).lower() == machine.id.lower()
    state = state_of(found)
    if is_own and state.lower() in ("creating", "updating"):
        return True
    of_machine = f", made of {machine.name}" if is_own else ""
    message = f"{image} is there already{of_machine}" + (f", and has {state.lower()}" if state == "Failed" else "")
    hint = f"use it: {image.id}" if is_own and state != "Failed" else "choose another name or version, or delete it"
    raise DiagnosticError(Diagnostic(code="azure/image-exists", message=message, hint=hint))


def _region(name: str) -> str:
    return name.replace(" ", "").lower()


def _obstacles(machine: Machine, image: Image) -> Iterator[Diagnostic]:
    if machine.has_ephemeral_disk:
        message = f"{machine.name} has an ephemeral OS disk, which cannot be captured"
        yield Diagnostic(code="azure/not-capturable", message=message, hint="set it up on a machine with a managed one")
    if isinstance(image, ManagedImage) and machine.security_type:
        message = f"{machine.name} is of security type {machine.security_type}, and managed images are not made of such"
        hint = "make a version in a gallery: --gallery GALLERY/DEFINITION --version 1.0.0"
        yield Diagnostic(code="azure/not-capturable", message=message, hint=hint)
    if image.is_specialized and machine.is_generalized:
        message = f"{machine.name} is marked as generalised: no specialised image can be made of it"
        yield Diagnostic(code="azure/not-capturable", message=message, hint="leave --specialized out")


def _require_definition(machine: Machine, image: GalleryVersion) -> None:
    answer = machine.connection.ask(image.definition_id, image.api_version)
    *_, gallery, _, name = image.definition_id.split("/")
    if answer.status_code == 404:
        message = f"there is no image definition {name} in a gallery {gallery} at {image.definition_id}"
        hint = f"make it: {_definition_command(machine, image)}"
        raise DiagnosticError(Diagnostic(code="azure/no-image-definition", message=message, hint=hint))
    answer.raise_for_status()
    differences = list(_differences(machine, image, properties_of(answer.json())))
    if differences:
        message = f"{machine.name} does not fit the image definition {name}: {'; '.join(differences)}"
        hint = f"a definition cannot be changed; make another: {_definition_command(machine, image, 'NAME')}"
        raise DiagnosticError(Diagnostic(code="azure/other-image-definition", message=message, hint=hint))


def _differences(machine: Machine, image: GalleryVersion, definition: Json) -> Iterator[str]:
    for what, wanted, key, default in (
        ("operating system", machine.os, "osType", machine.os),
        ("state", _os_state(image), "osState", "Generalized"),
        ("generation", machine.generation, "hyperVGeneration", "V1"),
    ):
        found = str(definition.get(key) or default)
        if wanted and found.lower() != wanted.lower():
            yield f"its {what} is {found}, not {wanted}"
    features = {str(each.get("name")).lower(): str(each.get("value")) for each in definition.get("features") or ()}
    security = features.get("securitytype", "None")
    if machine.security_type and security.lower() in ("none", "standard"):
        yield f"its security type is {security}, not {machine.security_type}"


def _os_state(image: GalleryVersion) -> str:
    return "Specialized" if image.is_specialized else "Generalized"


def _definition_command(machine: Machine, image: GalleryVersion, name: str | None = None) -> str:
    """The command that makes a definition that the machine fits."""
    parts = image.definition_id.split("/")
    words = ["az sig image-definition create", "-g", parts[4], "--gallery-name", parts[8]]
    words += ["--gallery-image-definition", name or parts[10], "--publisher", "…", "--offer", "…", "--sku", "…"]
    words += ["--os-type", machine.os, "--os-state", _os_state(image)]
    words += ["--hyper-v-generation", machine.generation] if machine.generation else []
    words += ["--features", f"SecurityType={machine.security_type}"] if machine.security_type else []
    return " ".join(words)
