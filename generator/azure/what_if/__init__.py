"""Reading the answer of Azure's what-if operation.

https://learn.microsoft.com/rest/api/resources/deployments/what-if
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from generator.azure.secrets import masked
from generator.azure.what_if.changes import (
    ChangeKind,
    Effect,
    Noise,
    PropertyChange,
    PropertyChangeKind,
    ResourceChange,
    Unknown,
    WhatIf,
)
from generator.azure.what_if.noise import Resource, judged
from generator.azure.what_if.noise_equality import identical
from generator.azure.what_if.paths import ABSENT, parse_path, value_at
from generator.azure.what_if.resources import resource_name
from generator.azure.what_if.values import shallow
from generator.diagnostics import Diagnostic, Path, Severity

__all__ = [
    "ChangeKind",
    "Effect",
    "Noise",
    "PropertyChange",
    "PropertyChangeKind",
    "ResourceChange",
    "Unknown",
    "WhatIf",
    "read_what_if",
]

_CREATE, _DELETE, _MODIFY = PropertyChangeKind.CREATE, PropertyChangeKind.DELETE, PropertyChangeKind.MODIFY
_Kind = TypeVar("_Kind", ChangeKind, PropertyChangeKind)
_SEVERITIES = {"error": Severity.ERROR, "warning": Severity.WARNING}
_EFFECTS = {
    ChangeKind.CREATE: Effect.CREATE,
    ChangeKind.DELETE: Effect.DELETE,
    ChangeKind.DEPLOY: Effect.DEPLOY,
    ChangeKind.IGNORE: Effect.IGNORE,
    ChangeKind.UNSUPPORTED: Effect.UNSUPPORTED,
}


def read_what_if(result: Mapping[str, Any], *, secrets: Collection[str] = ()) -> WhatIf:
    """The JSON of a finished what-if: `status`, `error`, and in `properties` changes, potentialChanges, diagnostics.

    Takes what any apiVersion answers, with whole resources or with their ids only, and raises nothing: a change of an
    unknown kind is a change. `secrets` are the values of secure parameters; in all that this gives they are masked,
    also within longer texts and in base64.
    """
    result = shallow(dict(result))
    properties = _object(result.get("properties")) or result
    diagnostics = [_diagnostic(each) for each in _objects(properties.get("diagnostics"))]
    if not isinstance(properties.get("changes"), list) and not result.get("error"):
        message = "the answer of Azure to what-if has no list of changes"
        diagnostics.append(Diagnostic(code="azure/not-understood", message=message))
    resources = [
        *(_resource(each) for each in _objects(properties.get("changes"))),
        *(replace(_resource(each), is_potential=True) for each in _objects(properties.get("potentialChanges"))),
    ]
    what_if = WhatIf(
        status=_text(result.get("status")),
        resources=tuple(resources),
        diagnostics=tuple(diagnostics),
        error=_object(result.get("error")) or None,
    )
    return masked(what_if, secrets)


def cannot_change(path: Path) -> bool:
    """Whether Azure never changes this property of a resource that exists.

    Resource Manager refuses another location (InvalidResourceLocation, https://learn.microsoft.com/azure/
    azure-resource-manager/troubleshooting/error-invalid-resource-location), whatever the type.
    """
    return [str(step).lower() for step in path] == ["location"]


def _resource(change: Mapping[str, Any]) -> ResourceChange:
    kind = _kind(ChangeKind, change.get("changeType"), otherwise=ChangeKind.UNSUPPORTED)
    before, after = change.get("before"), change.get("after")
    resource_id = _text(change.get("resourceId")) or _text(change.get("symbolicName")) or "?"
    api_version = _text(_object(after).get("apiVersion")) or _text(_object(before).get("apiVersion"))
    resource = Resource(
        type=_text(change.get("resourceType")) or resource_name(resource_id).type,
        id=resource_id,
        api_version=api_version,
        before=before,
        after=after,
    )
    properties = judged(_properties(change.get("delta"), (), before, after), resource)
    return ResourceChange(
        resource_id=resource_id,
        kind=kind,
        effect=_EFFECTS.get(kind) or _effect(kind, properties),
        properties=properties,
        before=before,
        after=after,
        api_version=api_version,
        unsupported_reason=_text(change.get("unsupportedReason")),
    )


def _effect(kind: ChangeKind, properties: Iterable[PropertyChange]) -> Effect:
    """What Modify and NoChange come to."""
    leaves = [leaf for change in properties for leaf in change.leaves()]
    real = [leaf for leaf in leaves if not (leaf.noise or leaf.unknown)]
    if any(cannot_change(leaf.path) for leaf in real):
        return Effect.REPLACE
    if real or (kind is ChangeKind.MODIFY and not leaves):
        return Effect.MODIFY
    return Effect.UNKNOWN if any(leaf.unknown for leaf in leaves) else Effect.UNCHANGED


def _properties(delta: Any, base: Path, before: Any, after: Any) -> Iterator[PropertyChange]:
    """The changes of a delta within the object or list at `base`, whose values the result may hold."""
    for change in _objects(delta):
        kind = _kind(PropertyChangeKind, change.get("propertyChangeType"), otherwise=PropertyChangeKind.MODIFY)
        path = parse_path(_text(change.get("path")), (before, after))
        one, other = (value_at(value, path) if path else ABSENT for value in (before, after))
        around = [[], []] if kind is PropertyChangeKind.ARRAY else [one, other]
        children = tuple(_properties(change.get("children"), (*base, *path), *_known([one, other], around)))
        yield (
            PropertyChange(path=(*base, *path), kind=kind, children=children)
            if children
            else _leaf(
                (*base, *path),
                kind,
                change.get("before", None if one is ABSENT else one),
                change.get("after", None if other is ABSENT else other),
            )
        )


def _leaf(path: Path, kind: PropertyChangeKind, before: Any, after: Any) -> PropertyChange:
    """A change that Azure did not take apart; one of an object into another is one of each member that differs."""
    change = PropertyChange(path=path, kind=kind, before=before, after=after)
    if kind is not PropertyChangeKind.MODIFY or not isinstance(before, dict) or not isinstance(after, dict):
        return change
    children = [
        *(_leaf((*path, name), _MODIFY, value, after[name]) for name, value in before.items() if name in after),
        *(_leaf((*path, name), _DELETE, value, None) for name, value in before.items() if name not in after),
        *(_leaf((*path, name), _CREATE, None, value) for name, value in after.items() if name not in before),
    ]
    differing = tuple(child for child in children if child.children or not identical(child.before, child.after))
    return PropertyChange(path=path, kind=kind, children=differing) if differing else change


def _known(values: list[Any], otherwise: list[Any]) -> list[Any]:
    return [each if value is ABSENT else value for value, each in zip(values, otherwise, strict=True)]


def _diagnostic(found: Mapping[str, Any]) -> Diagnostic:
    target = _text(found.get("target"))
    return Diagnostic(
        code="azure/what-if",
        message=": ".join(filter(None, (_text(found.get("code")), _text(found.get("message"))))),
        severity=_SEVERITIES.get(_text(found.get("level")).lower(), Severity.INFO),
        hint=f"it is about {target}" if target else None,
    )


def _kind(kinds: type[_Kind], value: Any, *, otherwise: _Kind) -> _Kind:
    return next((kind for kind in kinds if kind.lower() == _text(value).lower()), otherwise)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _objects(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
