"""The blueprint's JSON Schema, composed of the main file and one part for each extension kind."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from functools import cached_property, lru_cache
from pathlib import Path as FilePath
from typing import Any

from generator.blueprint.source import fail
from generator.diagnostics import Path

Schema = dict[str, Any]

_HERE = FilePath(__file__).resolve().parent
BUILTIN_TEMPLATES = next(
    folder for folder in (_HERE.parent / "templates", _HERE.parent.parent / "templates") if folder.is_dir()
)
"""The templates: inside the package once installed, beside it in a checkout."""
GENERIC = "generic"
"""The kind of an extension that names none."""
_KIND_SUFFIX = ".schema.json"


def blueprint_schema(overlay: FilePath | None = None) -> BlueprintSchema:
    """The schema in force, with the kinds of the overlay folder beside or instead of ours.

    Raises DiagnosticError where a schema part of the overlay is not a JSON object.
    """
    texts = tuple(_kind_texts(overlay)) if overlay is not None else ()
    return _composed(texts)


@lru_cache(maxsize=8)
def _composed(overlaid: tuple[tuple[str, str], ...]) -> BlueprintSchema:
    """The schema with these schema parts, file names and texts, laid over ours."""
    root: Schema = json.loads((_HERE / "blueprint.schema.json").read_text(encoding="utf-8"))
    definitions = root["$defs"]
    envelope = definitions.pop("extensionEnvelope")["properties"]
    texts = {
        file.rpartition("/")[2].removesuffix(_KIND_SUFFIX): (file, text)
        for file, text in _kind_texts(BUILTIN_TEMPLATES)
    }
    parts = {kind: json.loads(text) for kind, (_, text) in texts.items()}
    for file, text in overlaid:
        parts[file.rpartition("/")[2].removesuffix(_KIND_SUFFIX)] = _checked_part(file, text, definitions)
    kinds = sorted(kind for kind in parts if kind != GENERIC)
    for kind, part in parts.items():
        definitions[f"extension-{kind}"] = _kind_schema(part, envelope, named=kind in kinds)
    definitions["extension"] = {
        "description": "An extension, of a kind known by name or of any publisher.",
        "type": "object",
        "properties": {"kind": {**envelope["kind"], "enum": kinds}},
        "allOf": [
            {
                "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
                "then": {"$ref": f"#/$defs/extension-{kind}"},
            }
            for kind in kinds
        ]
        + [{"if": {"not": {"required": ["kind"]}}, "then": {"$ref": f"#/$defs/extension-{GENERIC}"}}],
    }
    return BlueprintSchema(root)


def _kind_texts(folder: FilePath) -> Iterator[tuple[str, str]]:
    for file in sorted((folder / "extensions").glob("*" + _KIND_SUFFIX)):
        try:
            yield file.as_posix(), file.read_text(encoding="utf-8-sig")
        except (OSError, ValueError) as error:
            raise fail(
                "template/kind-schema", f"the schema of an extension kind cannot be read: {error}", str(file)
            ) from None


def _checked_part(file: str, text: str, definitions: Schema) -> Schema:
    """The schema part of an overlaid kind, which is somebody else's: a JSON Schema with properties."""
    from jsonschema import Draft202012Validator, SchemaError

    try:
        part = json.loads(text)
        if not isinstance(part, dict) or not isinstance(part.get("properties"), dict):
            raise _KindSchemaError("it must be a JSON object with properties")
        if not all(isinstance(schema, dict) for schema in part["properties"].values()):
            raise _KindSchemaError("each of its properties must have a schema")
        Draft202012Validator.check_schema(part)
        for reference in _references(part):
            if reference.removeprefix("#/$defs/") not in definitions:
                raise _KindSchemaError(f"it refers to {reference}, which the blueprint's schema does not define")
    except SchemaError as error:
        raise fail(
            "template/kind-schema", f"the schema of an extension kind is not valid: {error.message}", file
        ) from None
    except (ValueError, RecursionError) as error:
        raise fail("template/kind-schema", f"the schema of an extension kind is not valid: {error}", file) from None
    return part


class _KindSchemaError(ValueError):
    pass


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        node = list(node.values())
    for part in node if isinstance(node, list) else ():
        yield from _references(part)


def _kind_schema(part: Schema, envelope: Schema, *, named: bool) -> Schema:
    properties = {**envelope, **part["properties"]}
    if not named:
        del properties["kind"]
    return {**part, "type": "object", "properties": properties, "additionalProperties": False}


class BlueprintSchema:
    """The schema, `root`, and the questions that the stages ask it; `node` is always a part of `root`."""

    def __init__(self, root: Schema) -> None:
        self.root = root
        self._known: dict[int, dict[str, Schema] | None] = {}

    @cached_property
    def digest(self) -> int:
        """A number that tells two schemas apart; a generated validator carries that of its schema."""
        return zlib.crc32(json.dumps(self.root, ensure_ascii=False, separators=(",", ":")).encode())

    @cached_property
    def secret_names(self) -> frozenset[str]:
        """The keys behind which secrets belong."""
        return frozenset(name for name, part in _all_properties(self.root) if _holds_secrets(part))

    def resolve(self, node: Schema) -> Schema:
        """The node with the definition that it refers to, its own keywords on top."""
        while "$ref" in node:
            target: Any = self.root
            for step in node["$ref"].removeprefix("#/").split("/"):
                target = target[step]
            node = {**target, **{key: value for key, value in node.items() if key != "$ref"}}
        return node

    def properties(self, node: Schema) -> dict[str, Schema] | None:
        """The names that an object may have with their schemas; None where any name may stand."""
        key = id(node)
        if key not in self._known:
            resolved = self.resolve(node)
            closed = resolved.get("additionalProperties") is False
            self._known[key] = dict(resolved["properties"]) if closed else None
        return self._known[key]

    def may_be_object(self, node: Schema) -> bool:
        """Whether a value of that schema can have members."""
        kinds = self.resolve(node).get("type", "object")
        return kinds == "object" or "object" in kinds

    def child(self, node: Schema, step: str | int, value: Any = None) -> Schema:
        """The schema of a member or item; `value`, the object around, decides where its kind does. {} if unknown."""
        resolved = self.resolve(node)
        if isinstance(step, int):
            items = resolved.get("items", {})
            return self.of_extension(items, value)
        found = resolved.get("properties", {}).get(step)
        if found is None:
            found = resolved.get("additionalProperties")
        return found if isinstance(found, dict) else {}

    def of_extension(self, node: Schema, value: Any) -> Schema:
        """For the schema of any extension that of the item's own kind, else the node itself."""
        if node.get("$ref") == "#/$defs/extension":
            kind = value.get("kind", GENERIC) if isinstance(value, dict) else GENERIC
            found: Schema = self.root["$defs"].get(f"extension-{kind}", node)
            return found
        return node

    def at(self, path: Path, value: Any) -> Schema:
        """The schema of the place that a settled path leads to in the value; {} where the schema says nothing."""
        node = self.root
        for step in path:
            inner = None
            if isinstance(value, list) and isinstance(step, int):
                inner = value[step] if step < len(value) else None
            elif isinstance(value, dict):
                inner = value.get(str(step))
            node = self.child(node, step, inner)
            value = inner
        return node

    def only_as_expression(self, node: Schema, text: str) -> bool:
        """Whether the text can stand in this place only as an ARM expression: it is no choice, and no text at all."""
        resolved = self.resolve(node)
        options = resolved.get("anyOf", ())
        choices = [choice for option in options for choice in option.get("enum", ())]
        referred = any(option.get("$ref") == "#/$defs/expression" for option in options)
        if resolved.get("x-expression"):
            return text.startswith("[")
        return resolved.get("pattern") == self._expression_pattern or (referred and text not in choices)

    @cached_property
    def _expression_pattern(self) -> str:
        return str(self.root["$defs"]["expression"]["pattern"])

    def accepts_expression(self, node: Schema) -> bool:
        """Whether an ARM expression may stand in this place."""
        resolved = self.resolve(node)
        if any("$ref" in option and option["$ref"].endswith("/expression") for option in resolved.get("anyOf", ())):
            return True
        kinds = resolved.get("type")
        if kinds is None:
            return not resolved.keys() & {"enum", "const", "anyOf", "properties"}
        if kinds != "string" and "string" not in kinds:
            return False
        return "enum" not in resolved and ("pattern" not in resolved or r"\[(?!\[)" in resolved["pattern"])


def complete(value: Any, node: Schema, view: BlueprintSchema) -> Any:
    """The valid value with the schema's defaults in the places that are absent, members in the schema's order."""
    if isinstance(value, dict):
        properties = view.properties(node)
        if properties is None:
            additional = view.resolve(node).get("additionalProperties")
            if isinstance(additional, dict) and "properties" in additional:
                return {key: complete(inner, additional, view) for key, inner in value.items()}
            return value
        return {
            key: complete(value.get(key, part.get("default")), part, view)
            for key, part in properties.items()
            if key in value or "default" in part
        }
    if isinstance(value, list):
        items = view.resolve(node).get("items", {})
        return [complete(item, view.of_extension(items, item), view) for item in value]
    return value


def _all_properties(node: Any) -> Iterator[tuple[str, Schema]]:
    if isinstance(node, dict):
        properties = node.get("properties")
        for name, part in properties.items() if isinstance(properties, dict) else ():
            if isinstance(part, dict):
                yield name, part
        node = list(node.values())
    for part in node if isinstance(node, list) else ():
        yield from _all_properties(part)


def _holds_secrets(part: Schema) -> bool:
    return part.get("$ref") == "#/$defs/secret" or bool(part.get("x-secrets-inside")) or part.get("x-protected") is True
