"""Ids of images, galleries and subnets taken apart: written out, or as a call of resourceId."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from generator.arm.expression import Call, ExpressionError, Literal, parse, unparse
from generator.rendering.values import Expression, as_expression, plain


@dataclass(frozen=True, slots=True)
class ResourceId:
    """A resource id: `names` are those of the resource and of those around it, outermost first.

    Subscription and group are None where they are those of the deployment. Each of them is text or an expression.
    """

    subscription: Any
    group: Any
    kind: str
    names: tuple[Any, ...]


def resource_id_parts(given: Any) -> ResourceId | None:
    """The parts of an id in a resource group; None where they cannot be told."""
    value = plain(given)
    return _of_call(value) if isinstance(value, Expression) else _of_text(str(value))


def _of_text(text: str) -> ResourceId | None:
    parts = text.strip("/").split("/")
    if len(parts) < 8 or len(parts) % 2 or [each.lower() for each in parts[:5:2]] != _WORDS:
        return None
    kinds, names = parts[6::2], parts[7::2]
    return ResourceId(parts[1], parts[3], "/".join([parts[5], *kinds]), tuple(names))


_WORDS = ["subscriptions", "resourcegroups", "providers"]


def _of_call(expression: Expression) -> ResourceId | None:
    try:
        tree = parse(expression.text)
    except ExpressionError:
        return None
    if not isinstance(tree, Call) or tree.name.lower() != "resourceid":
        return None
    arguments = list(tree.arguments)
    place = next((index for index, each in enumerate(arguments) if _is_kind(each)), None)
    if place is None or place > 2:
        return None
    kind = arguments[place]
    before, names = [_value(each) for each in arguments[:place]], tuple(_value(each) for each in arguments[place + 1 :])
    if not isinstance(kind, Literal) or len(names) != str(kind.value).count("/"):
        return None
    subscription, group = [None] * (2 - place) + before
    return ResourceId(subscription, group, str(kind.value), names)


def _is_kind(node: Any) -> bool:
    return isinstance(node, Literal) and isinstance(node.value, str) and "/" in node.value


def _value(node: Any) -> Any:
    if isinstance(node, Literal):
        return node.value
    code = unparse(node)
    return as_expression(f"[{code}]") or Expression(code)
