"""What a template says of its parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_DEEPEST = 20


def parameter_definitions(template: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The declarations of the template's parameters, by name, each with the type that it refers to."""
    declared, definitions = template.get("parameters"), definitions_of(template)
    if not isinstance(declared, Mapping):
        return {}
    return {name: definition(entry, definitions) for name, entry in declared.items()}


def definitions_of(template: Mapping[str, Any]) -> Mapping[str, Any]:
    """The user-defined types of a template, by name."""
    found = template.get("definitions")
    return found if isinstance(found, Mapping) else {}


def definition(entry: Any, definitions: Mapping[str, Any]) -> dict[str, Any]:
    """The declaration with the user-defined type that it refers to (`$ref: '#/definitions/NAME'`)."""
    seen: set[str] = set()
    while isinstance(entry, dict) and isinstance(entry.get("$ref"), str) and entry["$ref"] not in seen:
        seen.add(entry["$ref"])
        target = definitions.get(entry["$ref"].removeprefix("#/definitions/"))
        entry = {
            **(target if isinstance(target, dict) else {}),
            **{key: value for key, value in entry.items() if key != "$ref"},
        }
    return entry if isinstance(entry, dict) else {}


def secure_parameters(template: Mapping[str, Any]) -> Iterator[str]:
    """The names of the parameters that are secure, or of a user-defined type with a secure member."""
    definitions = definitions_of(template)
    for name, declared in parameter_definitions(template).items():
        if _is_secure(declared, definitions, 0):
            yield name


def _is_secure(declared: Mapping[str, Any], definitions: Mapping[str, Any], depth: int) -> bool:
    if str(declared.get("type", "")).lower().startswith("secure"):
        return True
    if depth == _DEEPEST:
        return False
    properties = declared.get("properties")
    members = [declared.get("items"), declared.get("additionalProperties")]
    members += properties.values() if isinstance(properties, Mapping) else ()
    return any(_is_secure(definition(each, definitions), definitions, depth + 1) for each in members if each)
