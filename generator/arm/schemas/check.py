"""Whether a resource is what its type's schema describes: flat, exact findings, nothing guessed about expressions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from generator.arm.schemas.findings import LIKELY, FindingKind, SchemaFinding, same_but_case
from generator.arm.schemas.scalars import check_constraints, check_enum, check_primitive, name_of, wrong_type
from generator.arm.schemas.store import ResourceSchema, find, known_types
from generator.diagnostics import Path, Severity, nearest

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DEPLOYMENT = "microsoft.resources/deployments"
_ENVELOPE: dict[str, str] = {
    "type": "string",
    "apiVersion": "string",
    "name": "string",
    "condition": "boolean",
    "copy": "any",
    "dependsOn": "[]string",
    "comments": "string",
    "scope": "string",
    "metadata": "any",
    "resources": "any",
    "existing": "boolean",
    "asserts": "any",
}
"""What the template language allows on every resource."""
_IGNORED = {"location", "tags"}
"""What Azure takes on any resource, child resources without a place of their own too."""
_ANSWERED = {"id", "etag", "systemData"}
"""What Azure answers of any resource, and an export may hold."""


def check_resource(resource: dict[str, Any], *, type: str, api_version: str) -> Iterator[SchemaFinding]:  # noqa: A002
    """The differences between one resource and the schema of its full type.

    Child resources below `resources` are not looked at: they are resources of their own. An expression is accepted
    anywhere, and so is a value that is none of JSON's.
    """
    schema = find(type)
    if schema is None:
        message = f"no schema of {type} is known: its properties are not checked"
        close = nearest(type, (name for name, _ in known_types()), 0.9)
        hint = f"did you mean {close}?" if close else None
        kind = FindingKind.UNKNOWN_TYPE
        yield SchemaFinding(kind=kind, path=("type",), message=message, hint=hint, severity=Severity.INFO)
        return
    if resource.get("existing") is True:
        return
    if api_version.lower() != schema.api_version:
        yield _other_version(schema, api_version)
    if api_version[:10] < schema.since:
        return
    yield from _Checker(schema, api_version).resource(resource)


def _other_version(schema: ResourceSchema, api_version: str) -> SchemaFinding:
    if api_version[:10] < schema.since:
        how = f"is not checked: it differs too much from {schema.api_version}, the nearest newer one known"
    elif _is_newer(api_version, schema):
        how = f"is checked against {schema.api_version}, the newest known"
    else:
        how = f"is checked against {schema.api_version}, the nearest newer one known"
    return SchemaFinding(
        kind=FindingKind.OTHER_API_VERSION,
        path=("apiVersion",),
        message=f"{schema.type} at {api_version} {how}",
        severity=Severity.INFO,
    )


def _is_newer(api_version: str, schema: ResourceSchema) -> bool:
    """Whether an apiVersion may have what the schema does not know yet."""
    date = _DATE.match(api_version)
    return date is None or date[0] > schema.api_version[:10]


def is_opaque(value: Any) -> bool:
    """Whether nothing can be said of a value before deployment: an expression, or a stand-in for one."""
    if isinstance(value, str):
        return value.startswith("[") and not value.startswith("[[") and value.endswith("]")
    return value is not None and not isinstance(value, bool | int | float | list | dict)


_USUAL = {(FindingKind.WRONG_CASE, "@ExpressionEvaluationOptionsScopeType")}
"""What differs from the SDK and is no finding: Azure's documents themselves write `inner` and `outer`."""


class _Checker:
    def __init__(self, schema: ResourceSchema, api_version: str) -> None:
        self._schema = schema
        newer = _is_newer(api_version, schema)
        self._severity = Severity.WARNING if newer else Severity.ERROR
        """Of names and values that a newer apiVersion than the schema's may have brought."""
        self._other_version = api_version.lower() != schema.api_version

    def resource(self, resource: dict[str, Any]) -> Iterator[SchemaFinding]:
        envelope = dict(_ENVELOPE)
        if self._schema.type.lower() == _DEPLOYMENT:
            envelope |= {"subscriptionId": "string", "resourceGroup": "string"}
        if "name" not in resource:
            yield self._missing("name", ())
        yield from self._object(resource, self._schema.model, (), envelope)

    def _value(self, value: Any, shape: Any, path: Path) -> Iterator[SchemaFinding]:
        if value is None or is_opaque(value):
            return
        if not isinstance(shape, str):
            yield from check_constraints(value, shape, path)
            shape = shape["is"]
        if shape == "any":
            return
        match shape[0]:
            case "[":
                yield from self._list(value, shape[2:], path)
            case "{":
                yield from self._map(value, shape[2:], path)
            case "#":
                yield from self._object(value, shape[1:], path, {})
            case "@":
                found = check_enum(value, self._schema.enums[shape[1:]], path, severity=self._severity)
                yield from (each for each in found if (each.kind, shape) not in _USUAL)
            case _:
                yield from check_primitive(value, shape, path)

    def _list(self, value: Any, item: str, path: Path) -> Iterator[SchemaFinding]:
        if not isinstance(value, list):
            yield wrong_type(value, "list", path)
            return
        for index, entry in enumerate(value):
            yield from self._value(entry, item, (*path, index))

    def _map(self, value: Any, item: str, path: Path) -> Iterator[SchemaFinding]:
        if not isinstance(value, dict):
            yield wrong_type(value, "object", path)
            return
        for key, entry in value.items():
            yield from self._value(entry, item, (*path, key))

    def _object(self, value: Any, name: str, path: Path, envelope: dict[str, str]) -> Iterator[SchemaFinding]:
        if not isinstance(value, dict):
            yield wrong_type(value, "object", path)
            return
        model = self._schema.models[name]
        if variants := model.get("variants"):
            given = _get(value, model["discriminator"])
            if isinstance(given, str) and (chosen := same_but_case(given, variants)):
                model = self._schema.models[variants[chosen]]
            elif given is not None and not is_opaque(given):
                where = (*path, model["discriminator"])
                yield from check_enum(given, list(variants), where, severity=self._severity)
                return
            elif given is not None:
                return
        yield from self._properties(value, {**model, "properties": {**envelope, **model["properties"]}}, path)

    def _properties(self, value: dict[str, Any], model: dict[str, Any], path: Path) -> Iterator[SchemaFinding]:
        known = model["properties"]
        copied = {} if "copy" in known else _copied(value)
        present = set()
        for key, entry in [*value.items(), *copied.items()]:
            if entry is None or is_opaque(key) or (copied and key == "copy"):
                continue
            where = ("copy", *_copy_place(value, key)) if key in copied and key not in value else (key,)
            name = key if key in known else same_but_case(key, known)
            if name is None:
                yield from self._unknown(key, entry, model, (*path, *where))
                continue
            present.add(name)
            if name != key:
                yield self._other_case(key, name, (*path, *where))
            yield from self._value(entry, known[name], (*path, *where))
        for key in model.get("required", ()):
            if key not in present and not any(is_opaque(name) for name in value):
                yield self._missing(key, path)

    def _unknown(self, key: str, entry: Any, model: dict[str, Any], path: Path) -> Iterator[SchemaFinding]:
        owner = name_of(path[:-1])
        top = len(path) == 1
        if same_but_case(key, model.get("readonly", ())) or (top and same_but_case(key, _ANSWERED)):
            yield SchemaFinding(
                kind=FindingKind.READ_ONLY_PROPERTY,
                path=path,
                message=f"{key} of {owner} is read-only: Azure sets it",
                hint="leave it out",
                severity=Severity.WARNING,
            )
        elif top and same_but_case(key, _IGNORED):
            message = f"{self._schema.type} has no {key}: Azure ignores it"
            kind = FindingKind.UNKNOWN_PROPERTY
            yield SchemaFinding(kind=kind, path=path, message=message, hint="leave it out", severity=Severity.INFO)
        elif "additional" in model:
            yield from self._value(entry, model["additional"], path)
        else:
            close = nearest(key, model["properties"], LIKELY)
            may_have_been = self._other_version and close is None
            yield SchemaFinding(
                kind=FindingKind.UNKNOWN_PROPERTY,
                path=path,
                message=f"{owner} has no property {key}",
                hint=f"did you mean {close}?" if close else None,
                severity=Severity.WARNING if may_have_been else self._severity,
            )

    def _other_case(self, key: str, name: str, path: Path) -> SchemaFinding:
        return SchemaFinding(
            kind=FindingKind.WRONG_CASE,
            path=path,
            message=f"{key} is a property that Azure writes {name}",
            hint=f"write {name}",
            severity=Severity.WARNING,
        )

    def _missing(self, key: str, path: Path) -> SchemaFinding:
        message = f"{name_of(path)} needs {key}"
        return SchemaFinding(kind=FindingKind.MISSING_PROPERTY, path=path, message=message)


def _get(value: dict[str, Any], name: str) -> Any:
    return value.get(same_but_case(name, value) or name)


def _copied(value: dict[str, Any]) -> dict[str, Any]:
    """The properties that a property copy makes, each with one item: {"copy": [{"name", "count", "input"}]}."""
    loops = value.get("copy")
    if not isinstance(loops, list):
        return {}
    if not all(isinstance(loop, dict) and isinstance(loop.get("name"), str) and "input" in loop for loop in loops):
        return {}
    return {loop["name"]: [loop["input"]] for loop in loops}


def _copy_place(value: dict[str, Any], name: str) -> tuple[int, str]:
    index = next(index for index, loop in enumerate(value["copy"]) if loop["name"] == name)
    return index, "input"
