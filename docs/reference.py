"""Write reference.md from the blueprint's schema: `python docs/reference.py`, or `make docs`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from arm_places import arm_places

from generator.blueprint.schema import BlueprintSchema, blueprint_schema

PAGE = Path(__file__).with_name("reference.md")
_HEAD = """# Blueprint reference

Every key of a blueprint, made from its schema by `make docs`. `vmssgen schema` prints the same for editors. What the
keys mean together is told in [blueprint.md](blueprint.md). The last column says what a key becomes in Azure's own
template: resource type and property, with the `properties` that stand around nearly everything left out.
"""
_TYPES = {"object": "object", "array": "list", "boolean": "true or false", "integer": "integer", "number": "number"}


def reference() -> str:
    """The text of the page."""
    schema, places = blueprint_schema(), arm_places()
    definitions = schema.root["$defs"]
    kinds = [name for name in definitions if name.startswith("extension-")]
    parts = [_HEAD, *_section(schema, schema.root, "", "The top level", places)]
    for name in kinds:
        kind = name.removeprefix("extension-")
        parts += _section(schema, definitions[name], f"extensions[{kind}]", f"Extension of kind {kind}", places)
    return "\n".join(parts)


def _section(
    schema: BlueprintSchema, node: dict[str, Any], path: str, title: str, places: dict[str, str]
) -> Iterator[str]:
    resolved = schema.resolve(node)
    yield f"## {title}\n\n{resolved['description']}\n"
    yield "| key | value | what it is | in ARM |\n|---|---|---|---|"
    inner: list[tuple[str, dict[str, Any]]] = []
    for key, part in resolved["properties"].items():
        member = schema.resolve(part)
        below = f"{path}.{key}".lstrip(".")
        name = f"`{key}`{' *' if key in resolved.get('required', ()) else ''}"
        place = places.get(below) or places.get(f"{below}[]")
        if place is None and path in places:  # an object that goes into the template as it is
            place = places[below] = f"{places[path]}.{key}"
        yield f"| {name} | {_value(member)} | {_text(member)} | {f'`{place}`' if place else ''} |"
        target, name = (schema.resolve(member["items"]), f"{below}[]") if "items" in member else (member, below)
        if "properties" in target and "title" not in target and not _is_extension(part):
            inner.append((name, target))
    yield ""
    for name, target in inner:
        yield from _section(schema, target, name, f"`{name}`", places)


def _is_extension(part: dict[str, Any]) -> bool:
    references = (part.get("$ref", ""), part.get("items", {}).get("$ref", ""))
    return any(reference.startswith("#/$defs/extension") for reference in references)


def _value(member: dict[str, Any]) -> str:
    if "title" in member:
        return str(member["title"])
    values = member.get("enum") or [value for option in member.get("anyOf", ()) for value in option.get("enum", ())]
    if values:
        return ", ".join(f"`{value}`" for value in values)
    types = member.get("type", "any")
    named = [_TYPES[each] for each in ([types] if isinstance(types, str) else types) if each in _TYPES]
    return " or ".join(named) or ("any" if types == "any" else "text")


def _text(member: dict[str, Any]) -> str:
    text = str(member["description"])
    if "default" in member and member["default"] not in ({}, []):
        text += f" Default: `{json.dumps(member['default'], ensure_ascii=False)}`."
    if member.get("examples"):
        text += f" Example: `{json.dumps(member['examples'][0], ensure_ascii=False)}`."
    return text.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
