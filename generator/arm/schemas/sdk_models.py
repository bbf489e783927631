"""Models of the Azure SDK packages as fields, whichever of its two generators wrote them.

Packages from TypeSpec hold `rest_field` descriptors with visibility; packages from AutoRest hold `_attribute_map`,
`_validation` and `_subtype_map`.
"""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import inspect
import re
import sys
import types
import typing
from dataclasses import dataclass
from typing import Any

_PRIMITIVES: dict[type, str] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    decimal.Decimal: "number",
    str: "string",
    bytes: "string",
    dt.datetime: "string",
    dt.date: "string",
    dt.time: "string",
    dt.timedelta: "string",
}
_AUTOREST_PRIMITIVES = {
    "str": "string",
    "int": "integer",
    "long": "integer",
    "float": "number",
    "decimal": "number",
    "bool": "boolean",
    "object": "any",
    "bytearray": "string",
    "base64": "string",
    "iso-8601": "string",
    "rfc-1123": "string",
    "unix-time": "integer",
    "date": "string",
    "time": "string",
    "duration": "string",
}
_AUTOREST_KEYWORDS = {
    "max_length": "maxLength",
    "min_length": "minLength",
    "pattern": "pattern",
    "maximum": "maximum",
    "minimum": "minimum",
    "max_items": "maxItems",
    "min_items": "minItems",
}

Shape = Any
"""What a field holds: the name of a primitive, ("list", shape), ("map", shape), an enum or a model class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One property that a model sends: its keys lead through objects that AutoRest has flattened away."""

    keys: tuple[str, ...]
    shape: Shape
    required: bool = False
    readonly: bool = False
    constraints: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """The fields of a class, and for a base class its variants by the value of their discriminator."""

    fields: list[Field]
    additional: Shape = None
    discriminator: str | None = None
    variants: dict[str, type] | None = None


def is_model(value: Any) -> bool:
    """Whether a value is a class that describes an object."""
    return inspect.isclass(value) and (hasattr(value, "_is_model") or hasattr(value, "_attribute_map"))


def read_model(cls: Any) -> Model:
    """The fields of a model class."""
    return _typespec_model(cls) if hasattr(cls, "_is_model") else _autorest_model(cls)


def _typespec_model(cls: Any) -> Model:
    cls.__new__(cls)  # fills _attr_to_rest_field
    hints: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        if "__annotations__" in base.__dict__ and "_model_base" not in base.__module__ and hasattr(base, "_is_model"):
            hints |= _hints(base)
    fields, discriminator = [], None
    for attribute, rest in cls._attr_to_rest_field.items():
        hint = hints.get(attribute, Any)
        name = rest._rest_name
        if rest._is_discriminator:
            discriminator = name
        readonly = rest._visibility == ["read"]
        shape = "integer" if rest._format == "unix-timestamp" else _shape(hint)
        optional = hint is Any or type(None) in typing.get_args(hint)
        fields.append(Field(keys=(name,), shape=shape, required=not optional and not readonly, readonly=readonly))
    variants = dict(cls.__dict__.get("__mapping__") or {})
    return Model(fields=fields, discriminator=discriminator if variants else None, variants=variants)


def _autorest_model(cls: Any) -> Model:
    hints: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        if "__init__" in base.__dict__ and hasattr(base, "_attribute_map"):
            hints |= _hints(base.__init__, base.__module__)
    validation: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        validation |= base.__dict__.get("_validation", {})
    fields, additional = [], None
    for attribute, spec in cls._attribute_map.items():
        if not spec["key"]:
            additional = "any"
            continue
        rules = validation.get(attribute, {})
        shape = _autorest_shape(spec["type"], hints.get(attribute), sys.modules[cls.__module__])
        if rules.get("constant"):
            shape = ("literal", (getattr(cls, attribute),))
        fields.append(
            Field(
                keys=tuple(key.replace("\\.", ".") for key in re.split(r"(?<!\\)\.", spec["key"])),
                shape=shape,
                required=bool(rules.get("required")),
                readonly=bool(rules.get("readonly")),
                constraints={to: rules[name] for name, to in _AUTOREST_KEYWORDS.items() if name in rules},
            ),
        )
    discriminator, variants = None, {}
    for attribute, names in cls.__dict__.get("_subtype_map", {}).items():
        discriminator = cls._attribute_map[attribute]["key"].replace("\\.", ".")
        variants = {value: getattr(sys.modules[cls.__module__], name) for value, name in names.items()}
    return Model(fields=fields, additional=additional, discriminator=discriminator, variants=variants)


def _hints(holder: Any, module: str | None = None) -> dict[str, Any]:
    """The annotations of one class or function, resolved in its package's names."""
    own = sys.modules[module or holder.__module__]
    models = sys.modules[own.__package__ or own.__name__]
    scope = {**vars(own), "_models": models, "JSON": Any, "datetime": dt, "decimal": decimal}
    annotations = inspect.get_annotations(holder)
    return {name: _resolved(hint, scope) for name, hint in annotations.items()}


def _resolved(hint: Any, scope: dict[str, Any]) -> Any:
    if isinstance(hint, str):
        hint = typing.ForwardRef(hint)
    holder = types.FunctionType((lambda: None).__code__, scope)
    holder.__annotations__ = {"it": hint}
    return typing.get_type_hints(holder, globalns=scope)["it"]


def _shape(hint: Any) -> Shape:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    match origin:
        case typing.Union | types.UnionType:
            real = [argument for argument in arguments if argument is not type(None)]
            enums = [argument for argument in real if inspect.isclass(argument) and issubclass(argument, enum.Enum)]
            return enums[0] if enums else _shape(real[0]) if len(real) == 1 else "any"
        case typing.Literal:
            return ("literal", tuple(getattr(value, "value", value) for value in arguments))
        case _ if origin is list:
            return ("list", _shape(arguments[0]))
        case _ if origin is dict:
            return ("map", _shape(arguments[1]))
    if not inspect.isclass(hint):
        return "any"
    if issubclass(hint, enum.Enum) or is_model(hint):
        return hint
    return _PRIMITIVES.get(hint, "any")


def _autorest_shape(name: str, hint: Any, models: Any) -> Shape:
    if name.startswith(("[", "{")):
        known = _shape(hint) if hint is not None else None
        if isinstance(known, tuple):
            return known
        return ("list" if name.startswith("[") else "map", _autorest_shape(name[1:-1], None, models))
    if name in _AUTOREST_PRIMITIVES:
        known = _shape(hint) if name == "str" and hint is not None else None
        return known if inspect.isclass(known) else _AUTOREST_PRIMITIVES[name]
    return getattr(models, name, None) or getattr(sys.modules[models.__package__], name, "any")
