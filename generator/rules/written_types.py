"""Which resource type an expression asks about."""

from __future__ import annotations

from generator.arm.expression import Call, Literal, Node, unparse
from generator.diagnostics import Path
from generator.rules.expression_uses import Use
from generator.rules.template_scope import TemplateScope
from generator.rules.value import Value
from generator.rules.written_values import expression, source

_IDS = frozenset(("resourceid", "subscriptionresourceid", "tenantresourceid", "managementgroupresourceid"))


def type_asked_for(scope: TemplateScope, use: Use) -> str | None:
    """The resource type that a call of reference() or a list function asks about; None where nothing tells."""
    return _type(scope, use.call.arguments[0], use.path) if use.call.arguments else None


def _type(scope: TemplateScope, node: Node, path: Path) -> str | None:
    if isinstance(node, Call) and node.name.lower() == "variables":
        origin = source(scope, Value(f"[{unparse(node)}]", path))
        inner = expression(origin.raw)
        if inner is not None:
            return _type_in_id(inner)
        node = Literal(origin.text or "", 0)
    return _type_in_id(node)


def _type_in_id(node: Node) -> str | None:
    if isinstance(node, Literal):
        parts = str(node.value).rstrip("/").split("/")
        return "/".join(parts[:2]) if len(parts) > 1 and "." in parts[0] else None
    if isinstance(node, Call) and node.name.lower() in _IDS:
        texts = (each.value for each in node.arguments if isinstance(each, Literal))
        return next((text.rstrip("/") for text in texts if isinstance(text, str) and "/" in text), None)
    return None
