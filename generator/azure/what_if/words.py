"""The words that all reports of a what-if share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from generator.azure.what_if.changes import CERTAINLY_UNCHANGED, Effect, ResourceChange, WhatIf
from generator.azure.what_if.resources import resource_name
from generator.showing.texts import printable

SIGNS = {
    Effect.DELETE: "-",
    Effect.REPLACE: "!",
    Effect.CREATE: "+",
    Effect.MODIFY: "~",
    Effect.DEPLOY: ">",
    Effect.UNSUPPORTED: "x",
    Effect.UNKNOWN: "?",
    Effect.UNCHANGED: "=",
    Effect.IGNORE: "*",
}
TITLES = {
    Effect.DELETE: "DELETE",
    Effect.REPLACE: "REPLACE",
    Effect.CREATE: "Create",
    Effect.MODIFY: "Modify",
    Effect.DEPLOY: "Deploy",
    Effect.UNSUPPORTED: "Not predicted",
    Effect.UNKNOWN: "May change",
    Effect.UNCHANGED: "Unchanged",
    Effect.IGNORE: "Not in the template",
}
NOTES = {
    Effect.REPLACE: "Azure never changes this property: delete the resource first, or keep the property",
    Effect.DEPLOY: "the result does not say what changes in it",
    Effect.UNSUPPORTED: "Azure cannot say what becomes of it",
    Effect.UNKNOWN: "the values cannot be compared before the deployment",
}
_COUNTED = {
    Effect.DELETE: "to delete",
    Effect.REPLACE: "to replace",
    Effect.CREATE: "to create",
    Effect.MODIFY: "to modify",
    Effect.DEPLOY: "to deploy",
    Effect.UNSUPPORTED: "not predicted",
    Effect.UNKNOWN: "that may change",
    Effect.UNCHANGED: "unchanged",
    Effect.IGNORE: "not in the template",
}


def groups(what_if: WhatIf, *, show_all: bool) -> Iterator[tuple[Effect, list[ResourceChange]]]:
    """The resources by what becomes of them, deletions first; those that stay as they are with `show_all` alone."""
    for effect in Effect:
        resources = [each for each in what_if.resources if each.effect is effect]
        if resources and (show_all or effect not in CERTAINLY_UNCHANGED):
            yield effect, sorted(resources, key=lambda each: each.resource_id.lower())


def short_name(resource: ResourceChange, scope: str) -> str:
    """A resource within a scope: TYPE/NAME, with the resource group or subscription if that is another one."""
    name = resource_name(resource.resource_id)
    elsewhere = f" ({name.scope_name})" if name.scope.lower() != scope.lower() else ""
    return printable(name.short + elsewhere)


def main_scope(what_if: WhatIf) -> str:
    """The scope that most of the resources are in."""
    scopes = Counter(resource_name(each.resource_id).scope.lower() for each in what_if.resources)
    return scopes.most_common(1)[0][0] if scopes else ""


def summary(what_if: WhatIf, *, show_all: bool) -> str:
    """One line: `1 to delete, 3 to create, 12 unchanged; 25 properties known as noise folded (--all shows them)`."""
    counts = what_if.counts
    counted = [f"{counts[effect]} {words}" for effect, words in _COUNTED.items() if counts[effect]]
    parts = [", ".join(counted) or "no resources"]
    if count := what_if.unknown.total():
        parts.append(f"{count} {'value' if count == 1 else 'values'} that cannot be compared")
    if count := what_if.noise.total():
        folded = "shown" if show_all else "folded (--all shows them)"
        parts.append(f"{count} {'property' if count == 1 else 'properties'} known as noise {folded}")
    start = "" if what_if.has_changes else "no changes: "
    return start + "; ".join(parts)
