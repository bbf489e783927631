"""How a provider reads a resource: names and enumerations in its own spelling, strings that mean numbers as numbers."""

from typing import Any

from generator.arm.schemas.store import ResourceSchema, find

_WORDS = {"true": True, "false": False}


def as_provider_reads(kind: str, body: dict[str, Any]) -> dict[str, Any]:
    """Give a resource of this type in the provider's own spelling, without nulls; as it is where no schema is known.

    A location is forgotten by types that have none.
    """
    schema = find(kind)
    if schema is None:
        return body
    if "location" not in schema.models[schema.model]["properties"]:
        body = {key: value for key, value in body.items() if key != "location"}
    read: dict[str, Any] = _value(body, f"#{schema.model}", schema)
    return read


def _value(value: Any, shape: Any, schema: ResourceSchema) -> Any:
    shape = shape["is"] if isinstance(shape, dict) else shape
    match value:
        case dict():
            return _object(value, shape, schema)
        case list():
            item = shape[2:] if shape.startswith("[]") else "any"
            return [_value(each, item, schema) for each in value if each is not None]
        case str():
            return _text(value, shape, schema)
    return value


def _object(value: dict[str, Any], shape: str, schema: ResourceSchema) -> dict[str, Any]:
    if shape.startswith("{}"):
        return {key: _value(inner, shape[2:], schema) for key, inner in value.items() if inner is not None}
    model = schema.models.get(shape[1:], {}) if shape.startswith("#") else {}
    known = {name.lower(): (name, inner) for name, inner in model.get("properties", {}).items()}
    read = {}
    for key, inner in value.items():
        if inner is not None:
            name, inner_shape = known.get(key.lower(), (key, "any"))
            read[name] = _value(inner, inner_shape, schema)
    return read


def _text(value: str, shape: str, schema: ResourceSchema) -> Any:
    if shape.startswith("@"):
        return next((each for each in schema.enums[shape[1:]] if each.lower() == value.lower()), value)
    if shape == "boolean":
        return _WORDS.get(value.lower(), value)
    if shape == "integer" and value.lstrip("-").isdigit():
        return int(value)
    return value
