"""Why an extension runs again, and the one mistake of application updates: a changed file that makes nothing run.

Azure runs an extension again when something about it has changed, and only then.
Source: https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-upgrade-scale-set#application-updates
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.arm.resources import ExpandedResource, Expansion
from generator.diagnostics import Diagnostic, Location, Path
from generator.review.changes import Kind, PropertyChange, ResourceChange
from generator.review.effects import Effect
from generator.review.sources import APPLICATION_UPDATES

Files = Mapping[tuple[str, str], Mapping[str, str]]
"""By id of a scale set and name of an extension, both in lower case: the files behind it, each with a fingerprint."""
_HASH = re.compile("[0-9a-f]{16,64}")
"""A tag that is made of what the extension does."""
_SCALE_SET = "microsoft.compute/virtualmachinescalesets"
_EXTENSIONS: Path = ("properties", "virtualMachineProfile", "extensionProfile", "extensions")


@dataclass(frozen=True, slots=True)
class Redeployment:
    """An extension that runs again, with the reasons."""

    resource_id: str
    extension: str
    reasons: tuple[str, ...]


def redeployments(change: ResourceChange, old: Files, new: Files) -> Iterator[Redeployment]:
    """The extensions of a scale set that run again because of a change, each with why."""
    if change.new is None or change.type.lower() != _SCALE_SET:
        return
    by_name: dict[str, list[PropertyChange]] = {}
    for each in change.properties:
        item = each.item_of("extensions")
        if item is not None and each.consequence.effect is Effect.RERUN:
            by_name.setdefault(str(item.value), []).append(each)
    for name, own in by_name.items():
        key = (change.new.id.lower(), name.lower())
        files = _changed_files(old.get(key, {}), new.get(key, {}))
        reasons = dict.fromkeys(_reason(each, files) for each in own)
        yield Redeployment(change.new.id, name, tuple(reasons))


def forgotten(
    expansion: Expansion,
    changes: list[ResourceChange],
    old: Files,
    new: Files,
    locate: Callable[[Path], Location | None],
) -> Iterator[Diagnostic]:
    """The extensions that would not run although a file behind them has changed."""
    reruns = {
        (each.resource_id.lower(), each.extension.lower())
        for change in changes
        for each in redeployments(change, old, new)
    }
    for resource in expansion.resources:
        for index, name in _extensions(resource):
            key = (resource.id.lower(), name.lower())
            files = _changed_files(old.get(key, {}), new.get(key, {}))
            if files and key not in reruns and key in old:
                place: Path = (*resource.path, *_EXTENSIONS, index)
                yield Diagnostic(
                    code="review/not-redeployed",
                    message=f"{' and '.join(files)} changed, and the extension {name} will not run again: "
                    "nothing about it has changed",
                    path=place,
                    location=locate(place),
                    hint="leave forceUpdateTag to the generator, with the file in localFiles, or give another tag",
                    docs=APPLICATION_UPDATES,
                )


def _changed_files(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    return [name for name in new if name in old and old[name] != new[name]]


def _extensions(resource: ExpandedResource) -> Iterator[tuple[int, str]]:
    value: Any = resource.body if resource.type.lower() == _SCALE_SET else None
    for name in _EXTENSIONS:
        value = value.get(name) if isinstance(value, dict) else None
    for index, each in enumerate(value if isinstance(value, list) else ()):
        if isinstance(each, dict):
            yield index, str(each.get("name", ""))


def _reason(change: PropertyChange, files: list[str]) -> str:
    """What about the extension has changed."""
    names = [step for step in change.steps if isinstance(step, str)]
    if change.kind is Kind.ADDED and names[-1:] == ["extensions"]:
        return "it is new"
    member = names[names.index("properties", names.index("extensions")) + 1] if "extensions" in names else ""
    if member == "forceUpdateTag":
        tag = "another hash" if all(map(_is_hash, (change.before, change.after))) else "another tag"
        return f"{tag}, since {' and '.join(files)} changed" if files else tag
    if "fileUris" in names:
        return _file_reason(change)
    if member == "settings" and len(names) > 1:
        return f"another {names[-1]}"
    return f"other {member}"


def _is_hash(value: Any) -> bool:
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def _file_reason(change: PropertyChange) -> str:
    old, new = (_file(each) for each in (change.before, change.after))
    if old and new and old != new:
        return f"another file: {new} instead of {old}"
    return f"another address of {new or old or 'a file'}"


def _file(uri: Any) -> str:
    return uri.partition("?")[0].rpartition("/")[2] if isinstance(uri, str) else ""
