"""The parts of a resource id that reports and schemas need."""

from __future__ import annotations

import re
from dataclasses import dataclass

_GROUP = re.compile(r"/?subscriptions/[^/]+/resourcegroups/[^/]+", re.IGNORECASE)
_SUBSCRIPTION = re.compile(r"/?subscriptions/[^/]+", re.IGNORECASE)
_MANAGEMENT_GROUP = re.compile(r"/?providers/Microsoft\.Management/managementGroups/[^/]+", re.IGNORECASE)
_PROVIDER = re.compile(r"/?providers/", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ResourceName:
    """A resource id in its parts: the scope, the short id within it, and the full type."""

    scope: str
    short: str
    type: str

    @property
    def scope_name(self) -> str:
        """The scope for people: `resource group shop`."""
        *_, kind, name = ("", *self.scope.strip("/").split("/"))
        names = {"resourcegroups": "resource group", "managementgroups": "management group"}
        return f"{names.get(kind.lower(), 'subscription')} {name}" if name else "the tenant"


def resource_name(resource_id: str) -> ResourceName:
    """The parts of any text that is taken for a resource id.

    `/subscriptions/S/resourceGroups/G/providers/Microsoft.Network/virtualNetworks/v/subnets/s` has the short id
    `Microsoft.Network/virtualNetworks/v/subnets/s` and the type `Microsoft.Network/virtualNetworks/subnets`.
    """
    scope = ""
    for pattern in (_GROUP, _SUBSCRIPTION, _MANAGEMENT_GROUP):
        if found := pattern.match(resource_id):
            scope = found[0]
            break
    if len(scope) == len(resource_id.rstrip("/")) and scope:
        return _of_scope(scope)
    short = resource_id[len(scope) :]
    if found := _PROVIDER.match(short):
        short = short[found.end() :]
    last = re.split(_PROVIDER, short)[-1].strip("/").split("/")
    return ResourceName(scope, short.strip("/") or resource_id, "/".join([*last[:1], *last[1::2]]))


def _of_scope(scope: str) -> ResourceName:
    """Of an id that is a scope itself: a resource group is in its subscription."""
    outer, _, name = scope.rpartition("/")
    outer, _, kind = outer.rpartition("/")
    within, is_group = outer.strip("/"), kind.lower() == "resourcegroups"
    full_type = "Microsoft.Resources/resourceGroups" if is_group else kind
    return ResourceName(f"/{within}" if is_group else "", f"{kind}/{name}", full_type)
