"""Blueprints drawn from the schema itself: whatever it accepts can come out, in every place that it knows."""

import json
import re
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from properties.consistency import made_consistent
from properties.texts import EXPRESSIONS, TEXTS

from generator.blueprint.schema import GENERIC, Schema, blueprint_schema

Draw = Callable[[st.SearchStrategy[Any]], Any]
Path = tuple[str | int, ...]

_SCRIPTS = {"install.sh": "#!/bin/sh\necho hello\n", "users.yaml": "#cloud-config\nusers: [deploy]\n"}
_IMAGE = "/subscriptions/0/resourceGroups/shop/providers/Microsoft.Compute/images/web"
_MANIFEST = {"builds": [{"name": "web", "artifact_id": _IMAGE, "packer_run_uuid": "a"}], "last_run_uuid": "a"}
FILES = {**_SCRIPTS, "packer-manifest.json": json.dumps(_MANIFEST)}
"""Files that stand beside each blueprint."""
EXPRESSION = r"^\[(?!\[)[\s\S]*\]$"
SCALARS = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    SCALARS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
_MOST_OPTIONAL = 6
_MOST_CONTRADICTIONS = 4
_SCHEMA = blueprint_schema()
_VALIDATOR = Draft202012Validator(_SCHEMA.root)
_SYSTEM_IMAGES = ["Canonical:ubuntu-24_04-lts:server:latest", "MicrosoftWindowsServer:WindowsServer:2022:latest"]


@st.composite
def blueprints(draw: Draw) -> dict[str, Any]:
    """A document that the blueprint schema accepts, with few of the mistakes that only later stages can see."""
    document = _value(draw, _SCHEMA.root, ())
    return without_contradictions(made_consistent(document))


@st.composite
def values_at(draw: Draw, *path: str) -> Any:
    """A value that the blueprint schema accepts in that place, conditions on what is around it aside."""
    return _value(draw, _SCHEMA.at(path, {}), path)


def is_valid(document: Any, node: Schema = _SCHEMA.root) -> bool:
    """The judgement of jsonschema itself, for the whole schema or a part of it."""
    return bool(Draft202012Validator({**node, "$defs": _SCHEMA.root["$defs"]}).is_valid(document))


def without_contradictions(document: dict[str, Any]) -> dict[str, Any]:
    """The document without the keys that conditions on other keys forbid."""
    for _ in range(_MOST_CONTRADICTIONS):
        paths = sorted({tuple(error.absolute_path) for error in _VALIDATOR.iter_errors(document)}, key=len)
        wrong = [path for path in paths if len(path) > 1]
        if not wrong:
            break
        for path in wrong:
            _delete(document, path)
    return document


def _delete(document: Any, path: Path) -> None:
    """Remove what is at the path, unless something around it is gone already."""
    for step in path[:-1]:
        if step not in document if isinstance(document, dict) else not isinstance(step, int) or step >= len(document):
            return
        document = document[step]
    if isinstance(document, dict):
        document.pop(path[-1], None)
    elif isinstance(path[-1], int) and path[-1] < len(document):
        del document[path[-1]]


def _value(draw: Draw, node: Schema, path: Path) -> Any:
    special = _SPECIAL.get(str(path[-1]) if path else "")
    drawn = special(draw, path) if special is not None else None
    return drawn if drawn is not None else _by_schema(draw, node, path)


def _by_schema(draw: Draw, node: Schema, path: Path) -> Any:
    if node.get("$ref") == "#/$defs/extension":
        return _extension(draw, path)
    node = _SCHEMA.resolve(node)
    if "enum" in node:
        return draw(st.sampled_from(node["enum"]))
    if "anyOf" in node and "type" not in node:
        return _value(draw, draw(st.sampled_from(node["anyOf"])), path)
    match _kind(draw, node):
        case "object":
            return _object(draw, node, path)
        case "array":
            return _list(draw, node, path)
        case "string":
            return draw(_strings(node))
        case "integer":
            return draw(st.integers(node.get("minimum", -(2**31)), node.get("maximum", 2**31)))
        case "number":
            return draw(st.integers(-1000, 1000) | st.floats(-1e6, 1e6))
        case "boolean":
            return draw(st.just(value=False) if "not" in node else st.booleans())
    return draw(JSON)


def _kind(draw: Draw, node: Schema) -> str:
    """One of the types that the schema names; the long form where a short one may stand, which has its own tests."""
    kinds = node.get("type", "any")
    if "x-shorthand" in node and "object" in kinds:
        return "object"
    return kinds if isinstance(kinds, str) else str(draw(st.sampled_from(kinds)))


def _strings(node: Schema) -> st.SearchStrategy[str]:
    shortest, longest = node.get("minLength", 0), node.get("maxLength", 10**6)
    pattern = node.get("pattern")
    if pattern is None:
        return TEXTS.filter(lambda text: shortest <= len(text) <= longest)
    if node.get("x-shorthand") == "percent":
        return EXPRESSIONS | st.integers(node.get("minimum", 0), 100).map("{}%".format)
    if pattern == EXPRESSION:
        return EXPRESSIONS
    drawn = st.from_regex(
        re.compile(re.sub(r"\$$", r"\\Z", pattern)), alphabet=st.characters(exclude_categories=["Cs"])
    )
    return EXPRESSIONS | drawn.filter(lambda text: not text.startswith("[")) if node.get("x-expression") else drawn


def _list(draw: Draw, node: Schema, path: Path) -> list[Any]:
    shortest = node.get("minItems", 0)
    size = draw(st.integers(shortest, shortest + 2))
    items = [_value(draw, node.get("items", {}), (*path, index)) for index in range(size)]
    if node.get("uniqueItems"):
        items = [item for index, item in enumerate(items) if item not in items[:index]]
    return items


def _extension(draw: Draw, path: Path) -> dict[str, Any]:
    kinds = _SCHEMA.resolve({"$ref": "#/$defs/extension"})["properties"]["kind"]["enum"]
    kind = draw(st.sampled_from([GENERIC, *kinds]))
    drawn = _object(draw, _SCHEMA.root["$defs"][f"extension-{kind}"], path)
    return drawn if kind == GENERIC else {"kind": kind, **drawn}


def _object(draw: Draw, node: Schema, path: Path) -> dict[str, Any]:
    properties = node.get("properties")
    if properties is None:
        return _free_object(draw, node, path)
    exclusive = node.get("x-exactly-one", [])
    names = dict.fromkeys(node.get("required", ()))
    if exclusive:
        names[draw(st.sampled_from(exclusive))] = None
    excluded = {"kind", *names, *exclusive}
    needs = node.get("dependentRequired", {})
    excluded |= {name for name in needs if set(needs[name]) & (set(exclusive) - names.keys())}
    optional = [name for name in properties if name not in excluded]
    room = min(node.get("maxProperties", _MOST_OPTIONAL) - len(names), len(optional), _MOST_OPTIONAL)
    size = draw(st.integers(min(max(node.get("minProperties", 0) - len(names), 0), room), room))
    names |= dict.fromkeys(
        draw(st.lists(st.sampled_from(optional), unique=True, min_size=size, max_size=size)) if size else ()
    )
    value = {name: _value(draw, properties[name], (*path, name)) for name in names}
    _repair(draw, node, value, path)
    return value


def _free_object(draw: Draw, node: Schema, path: Path) -> dict[str, Any]:
    inner = node.get("additionalProperties")
    value: dict[str, Any] = {name: draw(TEXTS.filter(bool)) for name in node.get("required", ())}
    names = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]*", fullmatch=True) if "propertyNames" in node else TEXTS
    for name in draw(st.lists(names, unique_by=str.lower, max_size=3)):
        value.setdefault(name, _value(draw, inner, (*path, name)) if isinstance(inner, dict) else draw(JSON))
    return value


def _repair(draw: Draw, node: Schema, value: dict[str, Any], path: Path) -> None:
    """Add what conditions of the schema want, and take away what they forbid."""
    for _ in range(2):
        for name, partners in node.get("dependentRequired", {}).items():
            if name in value:
                _apply(draw, {"required": partners}, node, value, path)
        own = {key: node[key] for key in ("if", "then", "else", "anyOf") if key in node}
        for rule in [*node.get("allOf", ()), own]:
            if "if" not in rule:
                _apply(draw, rule, node, value, path)
            else:
                branch = "then" if is_valid(value, rule["if"]) else "else"
                _apply(draw, rule.get(branch, {}), node, value, path)


def _apply(draw: Draw, rule: Schema, node: Schema, value: dict[str, Any], path: Path) -> None:
    for name in rule.get("required", ()):
        if name not in value:
            value[name] = _value(draw, node["properties"][name], (*path, name))
    if exclusive := rule.get("x-exactly-one"):
        chosen = next((name for name in exclusive if name in value), exclusive[0])
        value.setdefault(chosen, _value(draw, node["properties"][chosen], (*path, chosen)))
        for name in set(exclusive) - {chosen}:
            value.pop(name, None)
    forbidden = rule.get("not", {})
    for option in forbidden.get("anyOf", [forbidden] if "required" in forbidden else []):
        if all(name in value for name in option["required"]):
            del value[option["required"][-1]]
    if "anyOf" in rule and not is_valid(value, {"anyOf": rule["anyOf"]}):
        _apply(draw, draw(st.sampled_from(rule["anyOf"])), node, value, path)


def _file(draw: Draw, path: Path) -> Any:
    if path[:2] == ("image", "packerManifest"):
        return "packer-manifest.json"
    return (
        draw(st.sampled_from(sorted(_SCRIPTS))) if path[0] in ("scaleSet", "extensions", "network", "image") else None
    )


def _parameters(draw: Draw, _path: Path) -> Any:
    declarations = st.sampled_from(
        [
            {"type": "int", "defaultValue": 3, "minValue": 1, "maxValue": 5},
            {"type": "string"},
            {"type": "secureString", "description": "It's [secret]"},
            {"defaultValue": "[not an expression]"},
            {"defaultValue": {"a": ["[b]", 1, None]}},
            {"path": "name"},
            {"path": "scaleSet.sku.name", "description": "Size"},
        ]
    )
    return draw(st.dictionaries(st.from_regex(r"[a-z][A-Za-z]{5,9}", fullmatch=True), declarations, max_size=3))


_SPECIAL: dict[str, Callable[[Draw, Path], Any]] = {
    "file": _file,
    "localFiles": lambda draw, _: draw(st.lists(st.sampled_from(sorted(_SCRIPTS)), max_size=2)),
    "urn": lambda draw, _: draw(st.sampled_from(_SYSTEM_IMAGES)),
    "build": lambda _, path: "web" if path[:2] == ("image", "packerManifest") else None,
    "parameters": lambda draw, path: _parameters(draw, path) if len(path) == 1 else None,
    "target": lambda *_: {"type": "Microsoft.Compute/virtualMachineScaleSets"},
}
"""Values that must agree with something outside the schema, by their key."""
