"""A scale set whose instances are behind its model, in the loopback Resource Manager."""

from copy import deepcopy
from typing import Any

from armserver.client import Client, scale_set, template
from armserver.scale_sets import Instance, ScaleSet
from commands import Answer
from loopback import SUBSCRIPTION, Azure

SET = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachineScaleSets/web"
EXTENSIONS = [
    ("health", "Microsoft.ManagedServices", "ApplicationHealthLinux"),
    ("app", "Microsoft.Azure.Extensions", "CustomScript"),
]


def outdated_set(
    azure: Azure, capacity: int = 5, *, mode: str = "Manual", healthy: bool = True, **more: Any
) -> ScaleSet:
    """A set `web` that has just got a new model, which none of its instances has."""
    found = current_set(azure, capacity, mode=mode, healthy=healthy, **more)
    for each in found.instances:
        each.model = outdated_model(each)
    return found


def current_set(
    azure: Azure, capacity: int = 5, *, mode: str = "Manual", healthy: bool = True, version: str = "latest", **more: Any
) -> ScaleSet:
    """A set `web` whose instances have its model."""
    image = {"publisher": "Canonical", "offer": "ubuntu-24_04-lts", "sku": "server", "version": version}
    chosen = EXTENSIONS if healthy else EXTENSIONS[1:]
    extensions = [
        {"name": name, "properties": {"publisher": publisher, "type": kind, "typeHandlerVersion": "2.1"}}
        for name, publisher, kind in chosen
    ]
    profile = {"storageProfile": {"imageReference": image}, "extensionProfile": {"extensions": extensions}}
    properties = {"upgradePolicy": {"mode": mode}, **more.pop("properties", {})}
    Client(azure.server).deploy(template(scale_set(capacity=capacity, profile=profile, properties=properties, **more)))
    found = azure.server.state.scale_sets.get(SET)
    assert found is not None
    return found


def outdated_model(instance: Instance) -> dict[str, Any]:
    """The instance's model, with another size."""
    model = deepcopy(instance.model)
    model["sku"]["name"] = "Standard_D2s_v3"
    return model


def latest(scale_set: ScaleSet) -> list[str]:
    """The ids of the instances that have the latest model."""
    return [each.id for each in scale_set.instances if scale_set.is_latest(each)]


def batches(azure: Azure, action: str = "manualupgrade") -> list[list[str]]:
    """The instances of each request that Azure has taken."""
    return [each.body["instanceIds"] for each in azure.requests("POST", f"/web/{action}") if each.status == 202]


def rollout(azure: Azure, *options: object) -> Answer:
    return azure.vmssgen("rollout", "web", "-g", "rg", "--yes", "--pause", "0s", "--timeout", "2s", *options)
