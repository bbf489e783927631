"""Templates to compare, and what comes of it."""

from typing import Any

from generator.arm.expansion import expand
from generator.review.changes import path_text
from generator.review.comparison import Comparison, Side, compare
from generator.review.effects import Effect

Resource = dict[str, Any]
SCALE_SET = "Microsoft.Compute/virtualMachineScaleSets"
_PROVIDERS = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/resource-group/providers"


def resource_id(kind: str, *names: str) -> str:
    provider, *kinds = kind.split("/")
    pairs = "/".join(f"{each}/{name}" for each, name in zip(kinds, names, strict=True))
    return f"{_PROVIDERS}/{provider}/{pairs}"


def resource(kind: str, name: str = "web", **members: Any) -> Resource:
    return {"type": kind, "apiVersion": "2025-04-01", "name": name, "location": "westeurope", **members}


def scale_set(profile: dict[str, Any] | None = None, *, mode: str = "Manual", **members: Any) -> Resource:
    """A scale set of ten instances; `profile` is that of its instances, `properties` among `members` go on top."""
    properties = {
        "upgradePolicy": {"mode": mode},
        "virtualMachineProfile": profile or {},
        **members.pop("properties", {}),
    }
    return resource(SCALE_SET, sku={"name": "Standard_D2s_v5", "capacity": 10}, **members) | {"properties": properties}


def extension(name: str, **properties: Any) -> dict[str, Any]:
    return {"name": name, "properties": {"publisher": "Acme", "type": name, "typeHandlerVersion": "1.0", **properties}}


def with_extensions(*extensions: dict[str, Any], mode: str = "Manual") -> Resource:
    return scale_set({"extensionProfile": {"extensions": list(extensions)}}, mode=mode)


def side(*resources: Resource, name: str = "web.json", files: Any = None, **template: Any) -> Side:
    content = {"$schema": "", "contentVersion": "1.0.0.0", "resources": list(resources), **template}
    return Side(name=name, template=content, expansion=expand(content), files=files or {})


def compared(old: Resource | Side, new: Resource | Side) -> Comparison:
    return compare(*(each if isinstance(each, Side) else side(each) for each in (old, new)))


def effects(old: Resource | Side, new: Resource | Side) -> dict[str, Effect]:
    """The consequence of each difference, by its path."""
    comparison = compared(old, new)
    return {
        path_text(each.steps): each.consequence.effect for change in comparison.resources for each in change.properties
    }


def effect(old: Resource | Side, new: Resource | Side) -> Effect:
    """The consequence of the only difference."""
    (found,) = effects(old, new).values()
    return found
