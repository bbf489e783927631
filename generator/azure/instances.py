"""A scale set that is deployed, and its instances."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from generator.azure.connection import Connection
from generator.azure.groups import require_group
from generator.azure.instances_views import Instance, read_instance
from generator.diagnostics import Diagnostic, DiagnosticError, did_you_mean

# Plain requests in the place of azure-mgmt-compute: that has 14 MB, of which we would use a dozen requests.
COMPUTE_API_VERSION = "2024-11-01"
"""The version of the compute provider's API for all that is asked of running scale sets."""
_HEALTH_EXTENSIONS = {"applicationhealthlinux", "applicationhealthwindows"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleSet:
    """A scale set in Azure.

    `policy` is its upgradePolicy. `tells_health` says that its model has a source of health, so that an instance
    without any has not told it yet.
    """

    connection: Connection
    id: str
    name: str
    group: str
    policy: Mapping[str, Any]
    is_flexible: bool
    tells_health: bool

    @property
    def mode(self) -> str:
        """The upgrade mode: Manual, Automatic or Rolling."""
        return str(self.policy.get("mode") or "Manual").capitalize()

    def path(self, action: str) -> str:
        """The path of an action, or of a part."""
        return f"{self.id}/{action}"


def find_scale_set(connection: Connection, group: str, name: str) -> ScaleSet:
    """The scale set of that name; raises DiagnosticError where there is none, and else what the SDK raises."""
    within = f"/subscriptions/{connection.subscription.id}/resourceGroups/{quote(group, safe='')}"
    path = f"{within}/providers/Microsoft.Compute/virtualMachineScaleSets"
    own_id = f"{path}/{quote(name, safe='')}"
    answer = connection.ask(own_id, COMPUTE_API_VERSION)
    if answer.status_code == 404:
        require_group(connection, group)
        known = [str(each.get("name")) for each in connection.pages(path, COMPUTE_API_VERSION)]
        message = f"there is no scale set {name} in the resource group {group}"
        raise DiagnosticError(Diagnostic(code="azure/no-scale-set", message=message, hint=did_you_mean(name, known)))
    answer.raise_for_status()
    body = answer.json()
    properties = _mapping(body.get("properties"))
    return ScaleSet(
        connection=connection,
        id=own_id,
        name=str(body.get("name") or name),
        group=group,
        policy=_mapping(properties.get("upgradePolicy")),
        is_flexible=str(properties.get("orchestrationMode")).lower() == "flexible",
        tells_health=_tells_health(_mapping(properties.get("virtualMachineProfile"))),
    )


def instances_of(scale_set: ScaleSet) -> tuple[Instance, ...]:
    """All instances as they are now, by id. Raises what the SDK raises.

    https://learn.microsoft.com/azure/virtual-machine-scale-sets/orchestration-modes-api-comparison
    """
    connection, path = scale_set.connection, scale_set.path("virtualMachines")
    if scale_set.is_flexible:
        machines = _machines(scale_set)
        listed = connection.pages(path, COMPUTE_API_VERSION)
        found = [read_instance(each, machines.get(str(each.get("name") or "").lower())) for each in listed]
    else:
        # Not with $select=instanceView: latestModelApplied is false then, whatever it is.
        listed = connection.pages(path, COMPUTE_API_VERSION, {"$expand": "instanceView"})
        found = [read_instance(each) for each in listed]
    return tuple(sorted(found, key=_natural))


def named(ids: Iterable[str]) -> str:
    """`0`, `0 and 1`, `0, 1, 2 and 3`; of very many the first."""
    some = list(ids)
    if len(some) > _MOST_NAMED:
        return f"{', '.join(some[:_MOST_NAMED])} and {len(some) - _MOST_NAMED} more"
    *first, last = some or [""]
    return f"{', '.join(first)} and {last}" if first else last


_MOST_NAMED = 40


def require_instances(instances: Collection[Instance], wanted: Iterable[str]) -> None:
    """Raise DiagnosticError where an id is wanted that no instance has."""
    known = {each.id.lower() for each in instances}
    unknown = [each for each in wanted if each.lower() not in known]
    if unknown:
        hint = did_you_mean(unknown[0], [each.id for each in instances])
        raise DiagnosticError(
            Diagnostic(code="azure/no-instance", message=f"there is no instance {named(unknown)}", hint=hint)
        )


def _machines(scale_set: ScaleSet) -> Mapping[str, Mapping[str, Any]]:
    """The virtual machines that the instances of a Flexible scale set are, by name."""
    path = f"{scale_set.id.rpartition('/')[0].rpartition('/')[0]}/virtualMachines"
    query = {"$filter": f"'virtualMachineScaleSet/id' eq '{scale_set.id}'", "$expand": "instanceView"}
    found = scale_set.connection.pages(path, COMPUTE_API_VERSION, query)
    return {str(each.get("name")).lower(): each for each in found}


def _tells_health(profile: Mapping[str, Any]) -> bool:
    extensions = _mapping(profile.get("extensionProfile")).get("extensions") or ()
    kinds = {str(_mapping(each.get("properties")).get("type")).lower() for each in extensions}
    return not kinds.isdisjoint(_HEALTH_EXTENSIONS) or bool(_mapping(profile.get("networkProfile")).get("healthProbe"))


def _natural(instance: Instance) -> tuple[tuple[bool, int, str], ...]:
    """2 before 10, in ids that are numbers and in those that hold some."""
    pieces = re.findall(r"\d+|\D+", instance.id)
    return tuple((not each.isdigit(), int(each) if each.isdigit() else 0, each) for each in pieces)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
