"""What resource providers add to a resource that nobody asked for, and what they never give back.

What they add is what recorded answers of Azure have beyond the request. `known` tells what what-if knows to be a
default: it shows the others as if a deployment would remove them.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

_STEP = re.compile(r"[^.\[\]]+|\[\*\]")
_PROFILE = "properties.virtualMachineProfile"
_INTERFACE = f"{_PROFILE}.networkProfile.networkInterfaceConfigurations[*].properties"
_ADDRESS = f"{_INTERFACE}.ipConfigurations[*].properties.publicIPAddressConfiguration.properties"
_NOTIFICATION = f"{_PROFILE}.scheduledEventsProfile.terminateNotificationProfile"
_AUTOMATIC_UPGRADE = "properties.upgradePolicy.automaticOSUpgradePolicy"
_RULE = "properties.loadBalancingRules[*].properties"


@dataclass(frozen=True, slots=True)
class Addition:
    """A value that stands at `path` unless the request has another; only where there is something around it."""

    path: str
    value: Any
    known: bool = True


ADDITIONS: dict[str, tuple[Addition, ...]] = {
    "microsoft.authorization/policydefinitions": (Addition("properties.mode", "Indexed"),),
    "microsoft.compute/virtualmachinescalesets": (
        Addition("sku.tier", "Standard", known=False),
        Addition("properties.singlePlacementGroup", value=True, known=False),
        Addition(f"{_AUTOMATIC_UPGRADE}.enableAutomaticOSUpgrade", value=False, known=False),
        Addition(f"{_AUTOMATIC_UPGRADE}.disableAutomaticRollback", value=False),
        Addition(f"{_PROFILE}.osProfile.secrets", [], known=False),
        Addition(f"{_PROFILE}.osProfile.allowExtensionOperations", value=True),
        Addition(f"{_PROFILE}.osProfile.requireGuestProvisionSignal", value=True),
        Addition(f"{_PROFILE}.osProfile.linuxConfiguration.disablePasswordAuthentication", value=False, known=False),
        Addition(f"{_PROFILE}.osProfile.linuxConfiguration.provisionVMAgent", value=True),
        Addition(f"{_PROFILE}.osProfile.windowsConfiguration.provisionVMAgent", value=True),
        Addition(f"{_PROFILE}.osProfile.windowsConfiguration.enableAutomaticUpdates", value=True, known=False),
        Addition(f"{_PROFILE}.storageProfile.dataDisks[*].caching", "None"),
        Addition(f"{_INTERFACE}.enableAcceleratedNetworking", value=False, known=False),
        Addition(f"{_INTERFACE}.enableIPForwarding", value=False, known=False),
        Addition(f"{_INTERFACE}.dnsSettings", {"dnsServers": []}, known=False),
        Addition(f"{_INTERFACE}.ipConfigurations[*].properties.privateIPAddressVersion", "IPv4"),
        Addition(f"{_ADDRESS}.publicIPAddressVersion", "IPv4"),
        Addition(f"{_ADDRESS}.ipTags", [], known=False),
        Addition(f"{_NOTIFICATION}.enable", value=True, known=False),
        Addition(f"{_PROFILE}.storageProfile.osDisk.diffDiskSettings.placement", "CacheDisk", known=False),
    ),
    "microsoft.insights/autoscalesettings": (Addition("properties.enabled", value=True),),
    "microsoft.network/loadbalancers": (
        Addition("sku.tier", "Regional", known=False),
        Addition("properties.frontendIPConfigurations[*].properties.privateIPAllocationMethod", "Dynamic"),
        Addition("properties.frontendIPConfigurations[*].properties.privateIPAddressVersion", "IPv4"),
        Addition(f"{_RULE}.enableFloatingIP", value=False),
        Addition(f"{_RULE}.enableTcpReset", value=False),
        Addition(f"{_RULE}.idleTimeoutInMinutes", 4),
        Addition(f"{_RULE}.loadDistribution", "Default"),
        Addition(f"{_RULE}.allowBackendPortConflict", value=False, known=False),
        Addition("properties.probes[*].properties.intervalInSeconds", 15, known=False),
        Addition("properties.probes[*].properties.numberOfProbes", 2, known=False),
        Addition("properties.inboundNatRules", [], known=False),
        Addition("properties.outboundRules", [], known=False),
    ),
    "microsoft.network/networksecuritygroups": (
        Addition("properties.securityRules", [], known=False),
        Addition("properties.securityRules[*].properties.sourcePortRanges", [], known=False),
        Addition("properties.securityRules[*].properties.destinationPortRanges", [], known=False),
    ),
    "microsoft.network/publicipaddresses": (
        Addition("sku.tier", "Regional", known=False),
        Addition("properties.publicIPAddressVersion", "IPv4"),
        Addition("properties.publicIPAllocationMethod", "Dynamic"),
        Addition("properties.idleTimeoutInMinutes", 4),
        Addition("properties.ipTags", [], known=False),
    ),
    "microsoft.network/virtualnetworks": (
        Addition("properties.enableDdosProtection", value=False),
        Addition("properties.virtualNetworkPeerings", [], known=False),
        Addition("properties.subnets[*].properties.delegations", [], known=False),
        Addition("properties.subnets[*].properties.privateEndpointNetworkPolicies", "Disabled", known=False),
        Addition("properties.subnets[*].properties.privateLinkServiceNetworkPolicies", "Enabled", known=False),
    ),
    "microsoft.storage/storageaccounts": (
        Addition("properties.accessTier", "Hot"),
        Addition("properties.encryption", {"keySource": "Microsoft.Storage"}),
        Addition("properties.networkAcls", {"bypass": "AzureServices", "defaultAction": "Allow"}),
        Addition("properties.supportsHttpsTrafficOnly", value=True),
    ),
}

KNOWN_BESIDE = {
    "microsoft.compute/virtualmachinescalesets": (
        "properties.doNotRunExtensionsOnOverprovisionedVMs",
        "properties.upgradePolicy.mode",
        f"{_PROFILE}.evictionPolicy",
    )
}
"""Defaults that what-if knows too, of those that depend on the rest of the resource."""

NEVER_RETURNED = ("adminPassword", "customData", "protectedSettings")
"""Members that a GET leaves out, wherever they stand."""


def add_defaults(kind: str, body: dict[str, Any]) -> None:
    """Put into a resource of this type what its provider adds."""
    for addition in ADDITIONS.get(kind.lower(), ()):
        *steps, last = steps_of(addition.path)
        for around in _places(body, steps):
            if isinstance(around, dict):
                around.setdefault(last, deepcopy(addition.value))


def known_defaults(kind: str) -> list[tuple[str, ...]]:
    """Give the paths, in steps, of what what-if knows to be a default of this type."""
    paths = [each.path for each in ADDITIONS.get(kind.lower(), ()) if each.known]
    return [steps_of(path) for path in (*paths, *KNOWN_BESIDE.get(kind.lower(), ()))]


def without(value: Any, members: tuple[str, ...]) -> Any:
    """Give the value without these members, wherever they stand in it."""
    match value:
        case dict():
            return {key: without(inner, members) for key, inner in value.items() if key not in members}
        case list():
            return [without(inner, members) for inner in value]
    return value


def steps_of(path: str) -> tuple[str, ...]:
    """Give the steps of a path, `[*]` for any item of a list."""
    return tuple(_STEP.findall(path))


def _places(value: Any, steps: list[str]) -> Iterator[Any]:
    if not steps:
        yield value
    elif steps[0] == "[*]" and isinstance(value, list):
        for item in value:
            yield from _places(item, steps[1:])
    elif isinstance(value, dict) and steps[0] in value:
        yield from _places(value[steps[0]], steps[1:])
