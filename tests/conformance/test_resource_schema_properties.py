"""Property by property: what the derived schemas know and what Azure's official ones know at the same apiVersion."""

from typing import Any

import pytest

from generator.arm.schemas import check_resource, known_types
from generator.arm.schemas.store import ResourceSchema, find
from generator.diagnostics import Severity

TYPES = sorted(name for name, _ in known_types())
UUID = "00000000-0000-0000-0000-000000000000"
OUR_OWN_WORDS = {"type", "apiVersion", "dependsOn", "copy", "resources", "comments", "metadata", "condition", "scope"}

NEW_SIZES = "the official list of sizes is older than the sizes that Azure has"
TAGS = "the official schema takes no object of tags, which is what Azure takes"
RANGE = "the official schema has no range"
WE_KNOW_MORE = {
    "Microsoft.Compute/virtualMachineScaleSets/virtualMachines": ("Basic_A0", NEW_SIZES),
    "Microsoft.Compute/virtualMachines": ("Basic_A0", NEW_SIZES),
    "Microsoft.Insights/actionGroups": (UUID, "groupShortName: the text of this test is longer than it may be"),
    "Microsoft.Insights/dataCollectionRules": ("Microsoft-", "streams of custom tables have names of their own"),
    "Microsoft.Resources/tags": ("{'key'", TAGS),
    "Microsoft.Storage/storageAccounts": ("'state'", "networkAcls.virtualNetworkRules.state is read-only there"),
}
"""Where the official schemas refuse what ours know: words of the message, and the reason."""
WE_KNOW_LESS = {
    "Microsoft.Compute/virtualMachineScaleSets": ("platformFaultDomainCount is 7;", RANGE),
    "Microsoft.Network/networkSecurityGroups": ("priority is 7;", RANGE),
    "Microsoft.Network/networkSecurityGroups/securityRules": ("priority is 7;", RANGE),
    "Microsoft.Resources/tags": ("properties has no property key", TAGS),
}
"""Where ours refuse what the official schemas know: words of the message, and the reason."""


def unexplained(messages: list[str], name: str, explained: dict[str, tuple[str, str]]) -> list[str]:
    words, _ = explained.get(name, ("", ""))
    return [message for message in messages if not words or words not in message]


def official_schema(name: str, oracle: Any) -> Any:
    schema = find(name)
    assert schema is not None
    key, _ = oracle.find(name, schema.api_version, nearest=True)
    if key is None:
        pytest.skip(f"the official schemas do not describe {name}")
    return key, oracle.bundle()["definitions"][oracle.bundle()["resources"][key]]


@pytest.mark.parametrize("name", TYPES)
def test_a_resource_with_every_property_we_know_is_official(name: str, oracle: Any) -> None:
    schema = find(name)
    assert schema is not None
    key, _ = official_schema(name, oracle)
    resource = {"name": "x", "type": name, **everything(schema, f"#{schema.model}"), "apiVersion": key.split("@")[1]}

    errors = oracle._validator(oracle.bundle()["resources"][key]).iter_errors(resource)
    found = [oracle._msg(flat) for error in errors for flat in oracle._flat(error)]

    assert unexplained(found, name, WE_KNOW_MORE) == []
    assert bool(found) == (name in WE_KNOW_MORE)


@pytest.mark.parametrize("name", TYPES)
def test_a_resource_with_every_official_property_is_known(name: str, oracle: Any) -> None:
    key, official = official_schema(name, oracle)
    made = everything_official(official, oracle.bundle()["definitions"])
    resource = {key: value for key, value in made.items() if key not in OUR_OWN_WORDS | {"id", "etag"}}

    findings = check_resource(resource | {"name": "x"}, type=name, api_version=key.split("@")[1])
    found = [finding.message for finding in findings if finding.severity is not Severity.INFO]
    regional = [message for message in found if not message.startswith("location of the resource is read-only")]

    assert unexplained(regional, name, WE_KNOW_LESS) == []
    assert bool(regional) == (name in WE_KNOW_LESS)


def everything(schema: ResourceSchema, shape: Any, above: tuple[str, ...] = ()) -> Any:
    """A value with every property that a shape knows, once for each model on the way."""
    if not isinstance(shape, str):
        least = shape.get("minimum", shape.get("maximum"))
        return everything(schema, shape["is"], above) if least is None else least
    match shape[0]:
        case "[":
            variants = schema.models.get(shape[3:], {}).get("variants", {})
            made = [every_property(schema, shape[2:], above, variant=value) for value in variants]
            items = made or [everything(schema, shape[2:], above)]
            return [item for item in items if item is not None] or None
        case "{":
            item = everything(schema, shape[2:], above)
            return None if item is None else {"key": item}
        case "@":
            return schema.enums[shape[1:]][0]
        case "#":
            return None if shape in above else every_property(schema, shape, (*above, shape))
    return {"string": UUID, "boolean": True, "integer": 7, "number": 1.5, "any": {}}[shape]


def every_property(schema: ResourceSchema, shape: str, above: tuple[str, ...], *, variant: str | None = None) -> Any:
    model = schema.models[shape[1:]]
    if "variants" in model:
        value = variant or next(iter(model["variants"]))
        made = everything(schema, f"#{model['variants'][value]}", above)
        return made and {**made, model["discriminator"]: value}
    made = {key: everything(schema, inner, above) for key, inner in model["properties"].items()}
    return {key: value for key, value in made.items() if value is not None}


def everything_official(schema: Any, definitions: Any, above: tuple[str, ...] = ()) -> Any:
    """A value with every property that an official schema knows, once for each definition on the way."""
    match schema:
        case {"$ref": reference}:
            name = reference.rpartition("/")[2]
            return None if name in above else everything_official(definitions[name], definitions, (*above, name))
        case {"oneOf": [*choices], **rest} | {"anyOf": [*choices], **rest}:
            real = [choice for choice in choices if choice.get("$ref") != "#/definitions/expression"]
            made = everything_official(real[0], definitions, above) if real else "[x]"
            shared = everything_official(rest, definitions, above) if "properties" in rest else None
            return {**shared, **made} if isinstance(shared, dict) and isinstance(made, dict) else made
        case {"enum": [first, *_]}:
            return first
        case {"properties": properties}:
            pairs = {key: everything_official(inner, definitions, above) for key, inner in properties.items()}
            return {key: value for key, value in pairs.items() if value is not None}
        case {"type": "object", "additionalProperties": dict() as item}:
            value = everything_official(item, definitions, above)
            return None if value is None else {"key": value}
        case {"type": "array", "items": item}:
            value = everything_official(item, definitions, above)
            return None if value is None else [value]
        case {"type": "string"}:
            return UUID if "pattern" in schema else "text"
        case {"type": "integer" | "number"}:
            return schema.get("minimum", schema.get("maximum", 7))
    return True if schema.get("type") == "boolean" else {}
