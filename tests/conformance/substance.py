"""What a template says, whatever way it is written: two templates of equal substance give equal values.

Azure ignores the case of member names, of enum values and of resource ids; it takes "true" for true and "5" for 5,
and null, {} and [] for nothing. An id may be written out, or made by resourceId. A child resource may stand for itself
or within its parent.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.arm.expansion import expand
from generator.arm.expression import Call, Literal, Node, is_expression, parse
from generator.arm.resources import written

Resource = dict[str, Any]

ABSENT = "absent"
SUBSCRIPTION = "00000000-0000-0000-0000-000000000001"
RESOURCE_GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rgss"
ENUMS = frozenset({"caching", "createoption", "direction", "access", "mode", "protocol", "orchestrationmode", "type"})
FORM = frozenset({"apiversion", "dependson", "copy", "comments"})
"""Members that say how to submit a resource, not what it is."""


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """A place where two templates differ, and what each has there."""

    path: str
    first: Any
    second: Any


def resources(template: Mapping[str, Any], parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The substance of each resource by `type/name`, children within their parents."""
    found: dict[str, Any] = {}
    children: list[tuple[str, str, Any]] = []
    for resource in template["resources"]:
        body = substance({key: value for key, value in resource.items() if key.lower() not in FORM}, parameters)
        kind, name = body.pop("type"), body.pop("name")
        if "/" in name:
            parent, _, own = name.rpartition("/")
            collection = kind.rpartition("/")[2]
            children.append((f"{kind.removesuffix('/' + collection)}/{parent}", collection, {**body, "name": own}))
        else:
            found[f"{kind}/{name}"] = body
    for parent, collection, child in children:
        child.pop("location", None)
        found[parent]["properties"].setdefault(collection, []).append(child)
    return found


def expanded(template: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The substance of each resource that the template deploys with these values; those it does not declare are left.

    Raises ValueError where Azure would refuse the template with them.
    """
    declared = {name.lower() for name in template.get("parameters", ())}
    given = {name: {"value": value} for name, value in values.items() if name.lower() in declared}
    expansion = expand(template, given, complete=True)
    if expansion.problems:
        raise ValueError("; ".join(problem.message for problem in expansion.problems))
    bodies = [{**written(each.body), "type": each.type, "name": each.name} for each in expansion.resources]
    return resources({"resources": bodies}, {})


def dependencies(template: Mapping[str, Any]) -> dict[str, set[str]]:
    """What each resource waits for, as `type/name`; a child resource waits for its parent in any case."""
    return {
        f"{resource['type']}/{resource['name']}".lower(): {
            _type_and_name(each) for each in resource.get("dependsOn", ())
        }
        for resource in template["resources"]
        if "/" not in resource["name"]
    }


def substance(value: Any, parameters: Mapping[str, Any], key: str = "") -> Any:
    """The value in one way of writing; None for nothing at all."""
    match value:
        case dict():
            members = {name.lower(): substance(inner, parameters, name.lower()) for name, inner in value.items()}
            return {name: inner for name, inner in members.items() if inner is not None} or None
        case list():
            return [substance(item, parameters, key) for item in value] or None
        case bool():
            return str(value).lower()
        case float() if value.is_integer():
            return str(int(value))
        case int() | float():
            return str(value)
        case str():
            return _text(value, parameters, key)
    return None


def differences(first: Any, second: Any, path: str = "") -> Iterator[Difference]:
    """Where two substances differ: items of a list are told by their names, where they have any."""
    first, second = _by_name(first), _by_name(second)
    if isinstance(first, dict) and isinstance(second, dict):
        for name in sorted(first.keys() | second.keys()):
            inner = name if not path else f"{path}{name}" if name.startswith("[") else f"{path}.{name}"
            yield from differences(first.get(name, ABSENT), second.get(name, ABSENT), inner)
    elif first != second:
        yield Difference(path, first, second)


def _by_name(value: Any) -> Any:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        return value
    return {f"[{item.get('name', index)}]": item for index, item in enumerate(value)}


def _type_and_name(dependency: str) -> str:
    written = _evaluate(parse(dependency), {}) if is_expression(dependency) else dependency
    return str(written).removeprefix(f"{RESOURCE_GROUP}/providers/").lower()


def _text(text: str, parameters: Mapping[str, Any], key: str) -> Any:
    if is_expression(text):
        result = _evaluate(parse(text), parameters)
        return substance(result, parameters, key) if result != text else text
    if text.lower().startswith("/subscriptions/") or key in ENUMS or text in ("True", "False"):
        return text.lower()
    return text


def _evaluate(node: Node, parameters: Mapping[str, Any]) -> Any:
    match node:
        case Literal(value=value):
            return value
        case Call(name=name, arguments=arguments):
            values = [_evaluate(argument, parameters) for argument in arguments]
            match name.lower():
                case "parameters":
                    return parameters[values[0]]
                case "concat":
                    return "".join(values)
                case "resourceid":
                    return _resource_id(values[0], values[1:])
    raise NotImplementedError(f"an expression that the templates compared here do not use: {node}")


def _resource_id(kind: str, names: Sequence[str]) -> str:
    namespace, *types = kind.split("/")
    pairs = "/".join(f"{each}/{name}" for each, name in zip(types, names, strict=True))
    return f"{RESOURCE_GROUP}/providers/{namespace}/{pairs}"
