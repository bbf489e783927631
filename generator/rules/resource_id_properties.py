"""The rule that ids of resources are made by functions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.arm.expression import Call, Literal
from generator.rules.expression_uses import chain
from generator.rules.rule import INFO, rule
from generator.rules.subject import scopes
from generator.rules.template_scope import TemplateScope, WrittenResource
from generator.rules.value import Finding, Value
from generator.rules.written_values import expression, source

_UUID = re.compile(r"(?:[Gg]uid|GUID|[Uu]uid|UUID)$")
_NO_RESOURCE = frozenset(
    {
        *("appid", "clientid", "datatypeid", "defaultmenuitemid", "keyvaultsecretid", "keyid", "objectid", "menuid"),
        *("policydefinitionreferenceid", "serviceprincipalclientid", "startingdeviceid", "subscriptionid", "ownerid"),
        *("syntheticmonitorid", "targetprotectioncontainerid", "targetworkersizeid", "tenantid", "timezoneid"),
        *("vlanid", "workersizeid", "keyvaultid"),
    }
)
"""Names of properties that hold ids of other things."""
_OTHER_IDS = (
    "microsoft.portal/dashboards",
    "microsoft.logic/workflows",
    "microsoft.insights/webtests",
    "microsoft.insights/workbooks",
    "microsoft.apimanagement/service/backends",
    "microsoft.web/sites/config",
)
"""Types whose properties hold what is no part of Resource Manager."""


@rule(
    "template/use-resource-id-functions",
    INFO,
    each=scopes,
    enabled=False,
    what="The id of a resource in a property comes from resourceId() or a function like it, or from a parameter.",
    why="An id that is put together by hand is that of one subscription, or is wrong by a slash.",
    source="https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-use-resource-id-functions",
    aliases=("use-resource-id-functions", "IDs-Should-Be-Derived-From-ResourceIDs"),
    bad={
        "resources": [
            {
                "type": "Microsoft.Network/networkInterfaces",
                "apiVersion": "2025-07-01",
                "properties.networkSecurityGroup.id": "[concat(resourceGroup().id, '/providers/Microsoft.Network/…')]",
            }
        ]
    },
    good={
        "resources": [
            {
                "type": "Microsoft.Network/networkInterfaces",
                "apiVersion": "2025-07-01",
                "properties.networkSecurityGroup.id": "[resourceId('Microsoft.Network/networkSecurityGroups', 'web')]",
            }
        ]
    },
)
def _made_by_hand(scope: TemplateScope) -> Iterator[Finding]:
    for resource in scope.resources:
        if resource.type not in _OTHER_IDS and not resource.is_deployment:
            for value in _ids(resource):
                how = _by_hand(source(scope, value))
                if how is not None:
                    hint = "use resourceId() with the type and the names, or a parameter"
                    yield value.finding(f"the id in {value.path[-1]} is {how}", hint)


def _ids(resource: WrittenResource) -> Iterator[Value]:
    properties = resource.member("properties")
    for value in properties.walk():
        name = str(value.path[-1])
        if isinstance(value.raw, str) and name.lower().endswith("id") and not _UUID.search(name):
            around = [str(step).lower() for step in value.path[len(properties.path) : -1]]
            if name.lower() not in _NO_RESOURCE and not _is_other(resource.type, around):
                yield value


def _is_other(kind: str, around: list[str]) -> bool:
    """Whether what is around the property says that its id is no id of a resource."""
    if kind.startswith("microsoft.documentdb/") and "resource" in around:
        return True
    return "tags" in around or around[-1:] == ["detector"]


def _by_hand(origin: Value) -> str | None:
    """How an id is made, if that is by hand."""
    node = expression(origin.raw)
    if node is None:
        return "a literal" if "/" in (origin.text or "") else None
    start, keys = chain(node)
    if not isinstance(start, Call) or keys:
        return None
    if start.name.lower() == "concat":
        return "put together by concat()"
    pattern = start.arguments[0] if start.arguments else None
    fixed = pattern.value if isinstance(pattern, Literal) else ""
    return "put together by format()" if start.name.lower() == "format" and "/" in str(fixed) else None
