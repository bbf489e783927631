"""The raw hatch: JSON Merge Patches of rendered resources, and resources added as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from generator.blueprint.blueprint import Blueprint
from generator.diagnostics import Diagnostic, DiagnosticError, Path, did_you_mean
from generator.rendering.values import View


def apply_patches(
    resources: list[dict[str, Any]], patches: Iterable[View], blueprint: Blueprint
) -> tuple[list[dict[str, Any]], dict[Path, Path]]:
    """The resources with each patch applied to those that it targets, and where in the blueprint what it brings stands.

    Raises DiagnosticError where a patch targets nothing, which is a patch that somebody believes in, and where what it
    leaves is no resource any more.
    """
    origins: dict[Path, Path] = {}
    for patch in patches:
        target = patch.at("target").value
        kind, name = target["type"].lower(), target.get("name")
        hit = [each for each in resources if each["type"].lower() == kind and name in (None, each["name"])]
        if not hit:
            names = [each["name"] for each in resources if each["type"].lower() == kind]
            known = names or {each["type"] for each in resources}
            wanted = target["type"] if name is None else f"{target['type']} named {name}"
            hint = did_you_mean(str(name) if names else target["type"], known)
            path = (*patch.path, "target", "name" if names else "type")
            raise _error("patch/no-target", f"the template has no {wanted}", path, hint, blueprint)
        for index, each in enumerate(resources):
            if each in hit:
                origins |= dict(_leaves(patch.at("patch").value, ("resources", index), (*patch.path, "patch")))
        resources = [merge_patch(each, patch.at("patch").value) if each in hit else each for each in resources]
        if not all(map(is_resource, resources)):
            message = (
                "a resource has type, apiVersion and name as text, and dependsOn as a list: this patch breaks that"
            )
            raise _error("patch/no-resource", message, (*patch.path, "patch"), None, blueprint)
    return resources, origins


def _leaves(patch: Any, place: Path, origin: Path) -> Iterator[tuple[Path, Path]]:
    """Each value that the patch brings, by its place in the template."""
    if isinstance(patch, dict):
        for key, value in patch.items():
            yield from _leaves(value, (*place, key), (*origin, key))
    elif patch is not None:
        yield place, origin


def is_resource(value: Any) -> bool:
    """Whether the value has what every ARM resource has, in the right types."""
    if not isinstance(value, dict):
        return False
    after = value.get("dependsOn", [])
    texts = isinstance(after, list) and all(isinstance(each, str) for each in after)
    return texts and all(isinstance(value.get(key), str) for key in ("type", "apiVersion", "name"))


def _error(code: str, message: str, path: Path, hint: str | None, blueprint: Blueprint) -> DiagnosticError:
    location = blueprint.location(path)
    return DiagnosticError(Diagnostic(code=code, message=message, path=path, location=location, hint=hint))


def merge_patch(target: Any, patch: Any) -> Any:
    """RFC 7396: members replace members, objects merge, null removes."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge_patch(merged.get(key), value)
    return merged
