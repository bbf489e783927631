"""The raw hatch: JSON Merge Patches of rendered resources, and resources added as they are."""

from __future__ import annotations

from typing import Any

from generator.diagnostics import Diagnostic, DiagnosticError, did_you_mean
from generator.rendering.values import View


def apply_patches(resources: list[dict[str, Any]], patches: View, files: Any) -> list[dict[str, Any]]:
    """The resources with each patch applied to those that it targets.

    Raises DiagnosticError where a patch targets nothing, which is a patch that somebody believes in.
    """
    for patch in patches:
        target = patch.at("target").value
        kind, name = target["type"].lower(), target.get("name")
        hit = [each for each in resources if each["type"].lower() == kind and name in (None, each["name"])]
        if not hit:
            rendered = sorted({each["type"] for each in resources})
            wanted = target["type"] if name is None else f"{target['type']} named {name}"
            names = [each["name"] for each in resources if each["type"].lower() == kind]
            path = (*patch.path, "target", "name" if names else "type")
            raise DiagnosticError(
                Diagnostic(
                    code="patch/no-target",
                    message=f"the template has no {wanted}",
                    path=path,
                    location=files.blueprint.location(path),
                    hint=did_you_mean(name or "", names) if names else did_you_mean(target["type"], rendered),
                )
            )
        resources = [merge_patch(each, patch.at("patch").value) if each in hit else each for each in resources]
    return resources


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
