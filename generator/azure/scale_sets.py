"""The scale sets of a deployment after it: instances that an upgrade policy leaves on the old model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from generator.arm.resources import ExpandedResource
from generator.azure.connection import Connection
from generator.azure.instances import COMPUTE_API_VERSION

_TYPE = "microsoft.compute/virtualmachinescalesets"


@dataclass(frozen=True, slots=True)
class Outdated:
    """A scale set, and its instances that have another model than the set now has."""

    resource_id: str
    name: str
    instances: tuple[str, ...]
    total: int


def manual_scale_sets(resources: Iterable[ExpandedResource]) -> Iterator[ExpandedResource]:
    """The scale sets whose instances take a new model only when they are told to.

    https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-upgrade-policy
    """
    for each in resources:
        if each.type.lower() == _TYPE and each.condition is not False and not each.existing:
            policy = (each.body.get("properties") or {}).get("upgradePolicy") or {}
            if isinstance(policy, dict) and str(policy.get("mode", "Manual")).lower() == "manual":
                yield each


def outdated_instances(connection: Connection, scale_set: ExpandedResource) -> Outdated:
    """The instances of a scale set without its latest model. Raises what the SDK raises."""
    instances = list(connection.pages(f"{scale_set.id}/virtualMachines", COMPUTE_API_VERSION))
    old = [each for each in instances if (each.get("properties") or {}).get("latestModelApplied") is False]
    return Outdated(scale_set.id, scale_set.name, tuple(_id(each) for each in old), len(instances))


def _id(instance: dict[str, Any]) -> str:
    return str(instance.get("instanceId") or instance.get("name"))
