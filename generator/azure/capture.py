"""A virtual machine, and the image that it is to become.

https://learn.microsoft.com/azure/virtual-machines/capture-image-resource
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.azure.connection import Connection
from generator.azure.groups import require_group
from generator.azure.instances import COMPUTE_API_VERSION
from generator.diagnostics import Diagnostic, DiagnosticError, did_you_mean

_GALLERY_API_VERSION = "2024-03-03"
_UNSECURED = {"", "none", "standard"}
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A virtual machine in Azure. `os` is Linux or Windows, `generation` V1 or V2 where Azure says it."""

    connection: Connection
    id: str
    name: str
    group: str
    location: str
    os: str
    power: str
    is_generalized: bool
    generation: str | None
    security_type: str | None
    """TrustedLaunch or ConfidentialVM; None for a machine that is neither."""
    has_ephemeral_disk: bool
    data_disks: tuple[int, ...]
    """The logical unit numbers of its data disks."""
    plan: Json | None
    scale_set: str | None
    """The Flexible scale set that it is an instance of."""

    @property
    def is_deallocated(self) -> bool:
        """Whether it has neither memory nor a host any more."""
        return self.power == "deallocated"


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagedImage:
    """A managed image to be, in the resource group of the machine."""

    id: str
    zone_resilient: bool = False
    generation: str | None = None
    api_version: str = field(default=COMPUTE_API_VERSION, init=False)
    is_specialized: bool = field(default=False, init=False)

    def __str__(self) -> str:
        return f"the image {self.id.rpartition('/')[2]}"

    def body(self, machine: Machine) -> dict[str, Any]:
        """What makes it of the machine, its data disks included."""
        generation = self.generation or machine.generation
        return {
            "location": machine.location,
            "properties": {
                "sourceVirtualMachine": {"id": machine.id},
                **({"hyperVGeneration": generation} if generation else {}),
                **({"storageProfile": {"zoneResilient": True}} if self.zone_resilient else {}),
            },
        }

    def source(self, found: Json) -> Any:
        """The id of the machine that an image was made of."""
        return mapping(properties_of(found).get("sourceVirtualMachine")).get("id")


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryVersion:
    """A version to be of an image definition in a gallery."""

    definition_id: str
    version: str
    zone_resilient: bool = False
    is_specialized: bool = False
    api_version: str = field(default=_GALLERY_API_VERSION, init=False)

    @property
    def id(self) -> str:
        """The resource id."""
        return f"{self.definition_id}/versions/{self.version}"

    def __str__(self) -> str:
        return f"the version {self.version} of {self.definition_id.rpartition('/')[2]}"

    def body(self, machine: Machine) -> dict[str, Any]:
        """What makes it of the machine, its data disks included, in the machine's region: it must begin in that."""
        profile = {
            "targetRegions": [{"name": machine.location}],
            **({"storageAccountType": "Standard_ZRS"} if self.zone_resilient else {}),
        }
        source = {"virtualMachineId": machine.id}
        return {
            "location": machine.location,
            "properties": {"storageProfile": {"source": source}, "publishingProfile": profile},
        }

    def source(self, found: Json) -> Any:
        """The id of the machine that a version was made of."""
        source = mapping(mapping(properties_of(found).get("storageProfile")).get("source"))
        return source.get("virtualMachineId") or source.get("id")


Image = ManagedImage | GalleryVersion


def find_machine(connection: Connection, group: str, name: str) -> Machine:
    """The machine of that name; raises DiagnosticError where there is none, and else what the SDK raises."""
    path = f"{path_in(connection.subscription.id, group)}/virtualMachines"
    answer = connection.ask(f"{path}/{name}", COMPUTE_API_VERSION, {"$expand": "instanceView"})
    if answer.status_code == 404:
        require_group(connection, group)
        known = [str(each.get("name")) for each in connection.pages(path, COMPUTE_API_VERSION)]
        message = f"there is no virtual machine {name} in the resource group {group}"
        hint = did_you_mean(name, known) or "an instance of a Uniform scale set cannot be captured"
        raise DiagnosticError(Diagnostic(code="azure/no-machine", message=message, hint=hint))
    answer.raise_for_status()
    return _machine(connection, group, answer.json())


def path_in(subscription: str, group: str) -> str:
    """Where the compute provider's resources of a group are."""
    return f"/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute"


def properties_of(body: Json) -> Json:
    """The properties of a resource."""
    return mapping(body.get("properties"))


def state_of(body: Json) -> str:
    """The provisioning state of a resource."""
    return str(properties_of(body).get("provisioningState") or "")


def mapping(value: Any) -> Json:
    """The value where it is an object, and else an empty one."""
    return value if isinstance(value, Mapping) else {}


def _machine(connection: Connection, group: str, body: Json) -> Machine:
    properties = properties_of(body)
    disks, view = mapping(properties.get("storageProfile")), mapping(properties.get("instanceView"))
    codes = [str(each.get("code") or "").lower() for each in view.get("statuses") or ()]
    os_disk = mapping(disks.get("osDisk"))
    local = mapping(os_disk.get("diffDiskSettings")).get("option")
    security = mapping(properties.get("securityProfile")).get("securityType")
    return Machine(
        connection=connection,
        id=str(body.get("id")),
        name=str(body.get("name")),
        group=group,
        location=str(body.get("location")),
        os=str(os_disk.get("osType") or "").capitalize(),
        power=next((each.partition("/")[2] for each in codes if each.startswith("powerstate/")), "unknown"),
        is_generalized="osstate/generalized" in codes,
        generation=view.get("hyperVGeneration"),
        security_type=security if str(security).lower() not in _UNSECURED else None,
        has_ephemeral_disk=str(local).lower() == "local",
        data_disks=tuple(int(each.get("lun") or 0) for each in disks.get("dataDisks") or ()),
        plan=mapping(body.get("plan")) or None,
        scale_set=mapping(properties.get("virtualMachineScaleSet")).get("id"),
    )
