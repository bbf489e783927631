"""Write reference.md from the blueprint's schema: `python docs/reference.py`, or `make docs`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from generator.blueprint.schema import BlueprintSchema, blueprint_schema

PAGE = Path(__file__).with_name("reference.md")
_HEAD = """# Blueprint reference

Every key of a blueprint, made from its schema by `make docs`. `vmssgen schema` prints the same for editors. What the
keys mean together is told in [blueprint.md](blueprint.md).
"""
_TYPES = {"object": "object", "array": "list", "boolean": "true or false", "integer": "integer", "number": "number"}


def reference() -> str:
    """The text of the page."""
    schema = blueprint_schema()
    definitions = schema.root["$defs"]
    kinds = [name for name in definitions if name.startswith("extension-")]
    parts = [_HEAD, *_section(schema, schema.root, "", "The top level")]
    for name in kinds:
        kind = name.removeprefix("extension-")
        parts += _section(schema, definitions[name], f"extensions[{kind}]", f"Extension of kind {kind}")
    return "\n".join(parts)


def _section(schema: BlueprintSchema, node: dict[str, Any], path: str, title: str) -> Iterator[str]:
    resolved = schema.resolve(node)
    yield f"## {title}\n\n{resolved['description']}\n"
    yield "| key | value | what it is |\n|---|---|---|"
    inner: list[tuple[str, dict[str, Any]]] = []
    for key, part in resolved["properties"].items():
        member = schema.resolve(part)
        below = f"{path}.{key}".lstrip(".")
        yield f"| `{key}`{' *' if key in resolved.get('required', ()) else ''} | {_value(member)} | {_text(member)} |"
        target, name = (schema.resolve(member["items"]), f"{below}[]") if "items" in member else (member, below)
        if "properties" in target and "title" not in target and "#/$defs/extension" not in str(part):
            inner.append((name, target))
    yield ""
    for name, target in inner:
        yield from _section(schema, target, name, f"`{name}`")


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
