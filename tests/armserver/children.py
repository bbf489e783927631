"""Children that stand within their parent too: a subnet is a resource, and an item of its network's properties."""

from typing import Any

from armserver.resources import Resources

Body = dict[str, Any]
_EMBEDDED = {
    ("microsoft.network/virtualnetworks", "subnets"): ("properties", "subnets"),
    ("microsoft.network/networksecuritygroups", "securityrules"): ("properties", "securityRules"),
    ("microsoft.network/routetables", "routes"): ("properties", "routes"),
    ("microsoft.network/loadbalancers", "backendaddresspools"): ("properties", "backendAddressPools"),
    ("microsoft.network/loadbalancers", "inboundnatrules"): ("properties", "inboundNatRules"),
    ("microsoft.compute/virtualmachinescalesets", "extensions"): (
        "properties",
        "virtualMachineProfile",
        "extensionProfile",
        "extensions",
    ),
}
_SHOWN = ("id", "name", "type", "etag", "properties")


def with_children(resources: Resources, resource_id: str) -> Body | None:
    """Give the resource with those of its children that were created by themselves, if it exists."""
    body = resources.get(resource_id)
    if body is None:
        return None
    for (kind, child), path in _EMBEDDED.items():
        if str(body["type"]).lower() == kind:
            for each in resources.within(f"{resource_id}/{child}"):
                _embed(body, path, each)
    return body


def within_parent(resources: Resources, resource_id: str) -> Body | None:
    """Give a child that was created as an item of its parent, if there is one."""
    parent_id, _, name = resource_id.rpartition("/")
    parent_id, _, child = parent_id.rpartition("/")
    parent = resources.get(parent_id) or {}
    path = _EMBEDDED.get((str(parent.get("type")).lower(), child.lower()), ())
    for item in _items(parent, path):
        if str(item.get("name")).lower() == name.lower():
            return {"id": resource_id, "type": f"{parent['type']}/{path[-1]}", **item}
    return None


def _items(body: Body, path: tuple[str, ...]) -> list[Body]:
    value: Any = body
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value if isinstance(value, list) else []


def _embed(body: Body, path: tuple[str, ...], child: Body) -> None:
    around = body
    for step in path[:-1]:
        around = around.setdefault(step, {})
    items = around.setdefault(path[-1], [])
    others = [item for item in items if str(item.get("name")).lower() != child["name"].lower()]
    around[path[-1]] = [
        *others,
        {key: child[key] for key in _SHOWN if key in child},
    ]
