"""The files behind the extensions of a rendered blueprint: what they install, wherever instances get it from."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from generator.diagnostics import DiagnosticError, Path

if TYPE_CHECKING:
    from generator.arm.resources import Expansion
    from generator.blueprint.blueprint import Blueprint
    from generator.rendering.template import Template

_SCALE_SET = "microsoft.compute/virtualmachinescalesets"
_EXTENSIONS: Path = ("properties", "virtualMachineProfile", "extensionProfile", "extensions")


def application_files(template: Template, expansion: Expansion) -> dict[tuple[str, str], dict[str, str]]:
    """By id of a scale set and name of an extension, in lower case: its files, each with a fingerprint.

    These are the files that the extension names in the blueprint, and those below the blueprint's folder whose path is
    the end of an address that instances download from.
    """
    found = {}
    for resource in expansion.resources:
        if resource.type.lower() == _SCALE_SET:
            for index, extension in enumerate(_at(resource.body, _EXTENSIONS) or ()):
                origin = template.origin((*resource.path, *_EXTENSIONS, index))
                written = _at(template.blueprint.document, origin) if origin else None
                if isinstance(extension, dict) and isinstance(written, dict) and origin:
                    key = (resource.id.lower(), str(extension.get("name", "")).lower())
                    found[key] = dict(_files(template.blueprint, written, origin))
    return found


def _files(blueprint: Blueprint, extension: dict[str, Any], origin: Path) -> Iterator[tuple[str, str]]:
    from generator.rendering.files import BlueprintFiles

    reader = BlueprintFiles(blueprint)
    for name, path in _named(extension, origin):
        try:
            yield name, _fingerprint(reader.read(name, path))
        except DiagnosticError:
            continue  # of a part that another folder holds
    for address in _addresses(extension):
        found = _below(blueprint.file.parent, address)
        if found is not None:
            yield found, _fingerprint((blueprint.file.parent / found).read_bytes())


def _named(value: Any, path: Path) -> Iterator[tuple[str, Path]]:
    """The files that the blueprint names: `localFiles`, and `{file: …}` wherever it stands."""
    if isinstance(value, dict):
        if isinstance(value.get("file"), str):
            yield value["file"], (*path, "file")
        for key, inner in value.items():
            if key == "localFiles" and isinstance(inner, list):
                yield from ((str(each), (*path, key, index)) for index, each in enumerate(inner))
            else:
                yield from _named(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _named(inner, (*path, index))


def _addresses(value: Any) -> Iterator[str]:
    """The addresses in the extension's settings, and the paths below the place of all artifacts."""
    if isinstance(value, str) and "://" in value and not value.startswith("["):
        yield value
    elif isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            if key == "fileUris" and isinstance(inner, list):
                yield from (each for each in inner if isinstance(each, str) and not each.startswith("["))
            else:
                yield from _addresses(inner)


def _below(folder: FilePath, address: str) -> str | None:
    """The file below the folder whose path is the end of the address, the longest there is."""
    try:
        steps = [step for step in unquote(urlsplit(address).path).split("/") if step not in ("", ".", "..")]
    except ValueError:
        return None
    for start in range(len(steps)):
        name = "/".join(steps[start:])
        try:
            if (folder / name).is_file():
                return name
        except (OSError, ValueError):
            return None
    return None


def _at(value: Any, path: Path) -> Any:
    for step in path:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def _fingerprint(content: bytes) -> str:
    return sha256(content).hexdigest()
