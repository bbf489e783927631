"""Rules of the orchestration modes: what only a Flexible or only a Uniform scale set takes."""

from __future__ import annotations

from collections.abc import Iterator

from generator.rules.documents import SCALE_SET_API
from generator.rules.rule import ERROR, WARNING, rule
from generator.rules.scale_set import ScaleSet, given
from generator.rules.subject import scale_sets
from generator.rules.value import Finding, Value

_MODES = "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-orchestration-modes"
_UNSUPPORTED = f"{_MODES}#unsupported-parameters"
_NETWORK = "properties.virtualMachineProfile.networkProfile"


@rule(
    "scale-set/network-api-version",
    ERROR,
    each=scale_sets,
    what="A Flexible scale set with network interfaces says networkApiVersion, and a Uniform one does not.",
    why="Azure makes the interfaces of Flexible instances by that version, and refuses it on Uniform ones.",
    source=SCALE_SET_API,
    bad={
        "properties.orchestrationMode": "Flexible",
        _NETWORK: {"networkInterfaceConfigurations": [{"name": "nic"}]},
    },
    good={
        "properties.orchestrationMode": "Flexible",
        _NETWORK: {"networkApiVersion": "2022-11-01", "networkInterfaceConfigurations": [{"name": "nic"}]},
    },
)
def _network_api_version(scale_set: ScaleSet) -> Iterator[Finding]:
    network = scale_set.profile.at("networkProfile")
    version = network.member("networkApiVersion")
    if scale_set.flexible and network.member("networkInterfaceConfigurations").items and version.missing:
        yield network.finding(
            "a Flexible scale set needs networkApiVersion, and there is none",
            hint='add "networkApiVersion": "2022-11-01"',
        )
    elif scale_set.uniform and version.text is not None:
        yield version.finding("a Uniform scale set takes no networkApiVersion", hint="remove it")


@rule(
    "scale-set/not-with-flexible",
    ERROR,
    each=scale_sets,
    what="A Flexible scale set has no system-assigned identity, no overprovisioning and no disks in storage accounts.",
    why="These belong to the mode Uniform, and Azure refuses the deployment.",
    source=_UNSUPPORTED,
    bad={"properties.orchestrationMode": "Flexible", "identity.type": "SystemAssigned"},
    good={
        "properties.orchestrationMode": "Flexible",
        "identity": {
            "type": "UserAssigned",
            "userAssignedIdentities": {
                "[resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'web')]": {},
            },
        },
    },
)
def _not_with_flexible(scale_set: ScaleSet) -> Iterator[Finding]:
    if not scale_set.flexible:
        return
    identity = scale_set.at("identity.type")
    if "systemassigned" in identity.lower:
        yield identity.finding(
            "a Flexible scale set takes no system-assigned identity", hint="use a user-assigned identity"
        )
    over = scale_set.at("properties.overprovision")
    if over.flag is True:
        yield over.finding("a Flexible scale set does not overprovision", hint="remove overprovision")
    if scale_set.unmanaged:
        yield scale_set.os_disk.finding("a Flexible scale set takes managed disks only", hint="use a managed image")


def _of_ip_configurations(scale_set: ScaleSet, member: str) -> Iterator[Value]:
    for interface in scale_set.interfaces:
        for configuration in interface.at("properties.ipConfigurations").items:
            found = configuration.at(f"properties.{member}")
            if given(found) and found.raw:
                yield found


@rule(
    "scale-set/not-with-uniform",
    ERROR,
    each=scale_sets,
    what="A Uniform scale set has no mix of priorities or sizes, no sku of an instance's public address, and no "
    "deleteOption.",
    why="These belong to the mode Flexible; Azure refuses the deployment or does not heed them.",
    source=SCALE_SET_API,
    bad={"properties.orchestrationMode": "Uniform", "properties.priorityMixPolicy.baseRegularPriorityCount": 2},
    good={
        "properties.orchestrationMode": "Flexible",
        "properties.priorityMixPolicy.baseRegularPriorityCount": 2,
    },
)
def _not_with_uniform(scale_set: ScaleSet) -> Iterator[Finding]:
    if not scale_set.uniform:
        return
    for name, thing in (("priorityMixPolicy", "mix spot and regular instances"), ("skuProfile", "mix sizes")):
        policy = scale_set.at(f"properties.{name}")
        if given(policy):
            yield policy.finding(f"a Uniform scale set does not {thing}", hint='set orchestrationMode to "Flexible"')
    for disk in (scale_set.os_disk, *scale_set.data_disks):
        yield from _delete_option(disk)
    for interface in scale_set.interfaces:
        yield from _delete_option(interface.member("properties"))
    for address in _of_ip_configurations(scale_set, "publicIPAddressConfiguration"):
        yield from _delete_option(address.member("properties"))
        if given(address.member("sku")):
            yield address.member("sku").finding(
                "only the public addresses of a Flexible scale set have a sku of their own", hint="remove it"
            )


def _delete_option(owner: Value) -> Iterator[Finding]:
    option = owner.member("deleteOption")
    if option.text is not None:
        yield option.finding(
            "a Uniform scale set always deletes what belongs to an instance", hint="remove it", severity=WARNING
        )


@rule(
    "scale-set/profile-missing",
    ERROR,
    each=scale_sets,
    what="A Uniform scale set has a virtualMachineProfile.",
    why="Azure makes all its instances from the profile; only a Flexible scale set may be empty.",
    source=_MODES,
    bad={"sku": {"name": "Standard_D2s_v5", "capacity": 2}, "properties.orchestrationMode": "Uniform"},
    good={"properties.orchestrationMode": "Flexible"},
)
def _profile_missing(scale_set: ScaleSet) -> Iterator[Finding]:
    if scale_set.mode.lower == "uniform" and scale_set.profile.missing:
        yield scale_set.properties.finding(
            "a Uniform scale set needs a virtualMachineProfile, and there is none",
            hint='add it, or set orchestrationMode to "Flexible"',
        )


@rule(
    "scale-set/flexible-fault-domains-missing",
    WARNING,
    each=scale_sets,
    what="A Flexible scale set says platformFaultDomainCount.",
    why="Some versions of the API demand it, others take 1.",
    source="https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-manage-fault-domains",
    bad={"properties.orchestrationMode": "Flexible"},
    good={"properties": {"orchestrationMode": "Flexible", "platformFaultDomainCount": 1}},
)
def _flexible_fault_domains_missing(scale_set: ScaleSet) -> Iterator[Finding]:
    if scale_set.flexible and scale_set.at("properties.platformFaultDomainCount").missing:
        yield scale_set.mode.finding(
            "a Flexible scale set may need platformFaultDomainCount, and there is none",
            hint='add "platformFaultDomainCount": 1',
        )
