"""The edits that people make most, each as what is laid over one blueprint before and after."""

from collections.abc import Mapping
from typing import Any

BASE: dict[str, Any] = {
    "name": "web",
    "image": {"urn": "Canonical:ubuntu-24_04-lts:server:24.04.202601010"},
    "scaleSet": {
        "sku": {"name": "Standard_D2s_v5", "capacity": 10},
        "orchestrationMode": "Uniform",
        "zones": ["1", "2"],
        "osProfile": {
            "adminUsername": "azureuser",
            "ssh": {"publicKey": {"parameter": "sshPublicKey"}},
            "customData": "#cloud-config\npackages: [nginx]\n",
        },
        "upgradePolicy": {
            "mode": "Rolling",
            "rollingUpgradePolicy": {"maxBatchInstancePercent": 20, "pauseTimeBetweenBatches": "PT1M"},
        },
        "health": {"extension": {"protocol": "http", "port": 80, "requestPath": "/"}},
    },
    "extensions": [
        {
            "kind": "customScript",
            "name": "install",
            "fileUris": ["https://releases.example.com/web/install.sh"],
            "localFiles": ["install.sh"],
            "commandToExecute": "bash install.sh",
        },
        {"kind": "networkWatcher", "name": "watch"},
    ],
    "network": {"loadBalancer": {"rules": [80]}},
}
FILES = {"install.sh": "echo one\n"}
AUTOSCALE = {"minimum": 2, "maximum": 10, "rules": ["cpu > 70% for 5m: +1", "cpu < 30% for 10m: -1"]}
_INSTALL, _WATCH = BASE["extensions"]
_IDENTITY = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/ids/providers/{}/{}"
_GALLERY = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/images/providers/Microsoft.Compute"


def _set(**members: Any) -> dict[str, Any]:
    return {"scaleSet": members}


def _install(**members: Any) -> dict[str, Any]:
    return {"extensions": [{**_INSTALL, **members}, _WATCH]}


Overlay = Mapping[str, Any]
EDITS: dict[str, tuple[Overlay, Overlay]] = {
    "image-version": ({}, {"image": {"urn": "Canonical:ubuntu-24_04-lts:server:24.04.202602010"}}),
    "image-release": (
        {"image": {"urn": "Canonical:0001-com-ubuntu-server-jammy:22_04-lts-gen2:latest"}},
        {"image": {"urn": "Canonical:ubuntu-24_04-lts:server:latest"}},
    ),
    "image-source": (
        {},
        {"image": {"urn": None, "id": f"{_GALLERY}/galleries/shop/images/web/versions/1.0.0", "osType": "Linux"}},
    ),
    "size": ({}, _set(sku={"name": "Standard_D4s_v5"})),
    "capacity-up": ({}, _set(sku={"capacity": 15})),
    "capacity-down": ({}, _set(sku={"capacity": 7})),
    "capacity-with-autoscale": ({"autoscale": AUTOSCALE}, {"autoscale": AUTOSCALE, **_set(sku={"capacity": 3})}),
    "zone-added": ({}, _set(zones=["1", "2", "3"])),
    "zone-removed": ({}, _set(zones=["1"])),
    "custom-data": ({}, _set(osProfile={"customData": "#cloud-config\npackages: [nginx, jq]\n"})),
    "user-data": (_set(userData="color=blue"), _set(userData="color=green")),
    "admin-user": ({}, _set(osProfile={"adminUsername": "operator"})),
    "upgrade-mode": (_set(upgradePolicy={"mode": "Manual", "rollingUpgradePolicy": None}), {}),
    "batch-size": ({}, _set(upgradePolicy={"rollingUpgradePolicy": {"maxBatchInstancePercent": 50}})),
    "automatic-os-upgrade": (
        {"image": {"urn": "Canonical:ubuntu-24_04-lts:server:latest"}},
        {
            "image": {"urn": "Canonical:ubuntu-24_04-lts:server:latest"},
            **_set(upgradePolicy={"automaticOSUpgradePolicy": {"enableAutomaticOSUpgrade": True}}),
        },
    ),
    "image-in-manual-mode": (
        _set(upgradePolicy={"mode": "Manual", "rollingUpgradePolicy": None}),
        {
            "image": {"urn": "Canonical:ubuntu-24_04-lts:server:24.04.202602010"},
            **_set(upgradePolicy={"mode": "Manual", "rollingUpgradePolicy": None}),
        },
    ),
    "command": ({}, _install(commandToExecute="bash install.sh 2.0")),
    "file-renamed": ({}, _install(fileUris=["https://releases.example.com/web/install-2.sh"])),
    "tag": (_install(forceUpdateTag="one"), _install(forceUpdateTag="two")),
    "extension-added": ({}, {"extensions": [_INSTALL, _WATCH, {"kind": "dependencyAgent", "name": "map"}]}),
    "extension-removed": ({}, {"extensions": [_INSTALL]}),
    "extensions-reordered": ({}, {"extensions": [_WATCH, _INSTALL]}),
    "extension-order": ({}, _install(provisionAfterExtensions=["watch"])),
    "identity": (
        {},
        _set(
            identity={
                "userAssignedIdentities": [
                    _IDENTITY.format("Microsoft.ManagedIdentity", "userAssignedIdentities/web"),
                ]
            }
        ),
    ),
    "data-disk-added": ({}, _set(dataDisks=[{"diskSizeGB": 128}])),
    "data-disk-removed": (
        _set(dataDisks=[{"diskSizeGB": 128}, {"diskSizeGB": 64}]),
        _set(dataDisks=[{"diskSizeGB": 128}]),
    ),
    "os-disk-storage": ({}, _set(osDisk={"storageAccountType": "StandardSSD_LRS"})),
    "os-disk-size": ({}, _set(osDisk={"diskSizeGB": 64})),
    "health-path": ({}, _set(health={"extension": {"requestPath": "/health"}})),
    "health-by-probe": (
        {},
        _set(health={"extension": None, "probe": {"protocol": "Http", "port": 80, "requestPath": "/"}}),
    ),
    "autoscale-limits": ({"autoscale": AUTOSCALE}, {"autoscale": {**AUTOSCALE, "maximum": 20}}),
    "rule-added": ({}, {"network": {"loadBalancer": {"rules": [80, 443]}}}),
    "rule-removed": ({"network": {"loadBalancer": {"rules": [80, 443]}}}, {}),
    "tags": ({"tags": {"app": "shop", "stage": "test"}}, {"tags": {"app": "shop", "stage": "live"}}),
    "spot": ({}, _set(priority="Spot", evictionPolicy="Delete")),
    "orchestration-mode": ({}, _set(orchestrationMode="Flexible", platformFaultDomainCount=1)),
    "name": ({}, {"name": "shop"}),
    "repairs": ({}, _set(automaticRepairsPolicy={"gracePeriod": "PT30M"})),
    "accelerated-networking": ({}, {"network": {"enableAcceleratedNetworking": True}}),
    "region": ({}, {"location": "northeurope"}),
    "fault-domains": ({}, _set(platformFaultDomainCount=5)),
    "encryption-at-host": ({}, _set(securityProfile={"encryptionAtHost": True})),
    "subnet-prefix": (
        {"network": {"subnet": {"addressPrefix": "10.0.0.0/24"}}},
        {"network": {"subnet": {"addressPrefix": "10.0.1.0/24"}}},
    ),
    "public-address-for-each": ({}, {"network": {"instancePublicIPAddress": True}}),
}
