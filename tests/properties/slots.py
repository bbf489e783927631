"""Blueprints with a slot wherever free text may stand: `@name@`, to be filled with any text."""

import re
from collections.abc import Mapping
from typing import Any

_SLOT = re.compile(r"@[a-zA-Z-]+@")

_NETWORK = {
    "virtualNetwork": {"name": "@vnet@", "addressPrefixes": ["@addressSpace@"]},
    "subnet": {"name": "@subnet@", "addressPrefix": "@subnetPrefix@"},
    "loadBalancer": {
        "name": "@balancer@",
        "rules": [{"name": "@rule@", "frontendPort": 80, "probe": "@probe@", "sourceAddressPrefix": "@ruleSource@"}],
        "probes": [{"name": "@probe@", "protocol": "Http", "port": 80, "requestPath": "@probePath@"}],
        "inboundNatRules": [{"name": "@nat@", "backendPort": 22, "sourceAddressPrefix": "@natSource@"}],
    },
    "publicIPAddress": {"name": "@ip@"},
    "networkSecurityGroup": {
        "name": "@group@",
        "securityRules": [
            {
                "name": "@security@",
                "priority": 100,
                "description": "@description@",
                "sourceAddressPrefix": "@source@",
                "destinationAddressPrefix": "@destination@",
                "sourcePortRange": "@sourcePort@",
                "destinationPortRange": "@destinationPort@",
            }
        ],
    },
    "backendAddressPools": ["/@otherPool@"],
}

LINUX_SLOTS: dict[str, Any] = {
    "name": "@name@",
    "location": "@location@",
    "tags": {"@tagKey@": "@tag@"},
    "image": {
        "publisher": "@publisher@",
        "offer": "@offer@",
        "sku": "@imageSku@",
        "version": "@version@",
        "osType": "Linux",
        "plan": {"name": "@plan@", "publisher": "@planPublisher@", "product": "@product@", "promotionCode": "@promo@"},
    },
    "scaleSet": {
        "name": "@scaleSet@",
        "sku": {"name": "@size@", "tier": "@tier@"},
        "identity": {"userAssignedIdentities": ["/@identity@"]},
        "osProfile": {
            "adminUsername": "@admin@",
            "computerNamePrefix": "@prefix@",
            "ssh": {"publicKeys": [{"keyData": "@key@"}, {"keyData": "@secondKey@", "path": "@keyPath@"}]},
            "customData": "@customData@",
        },
    },
    "extensions": [
        {
            "kind": "customScript",
            "name": "@script@",
            "fileUris": ["https://example.org/@uri@"],
            "commandToExecute": "@command@",
            "managedIdentity": {"clientId": "@client@"},
            "forceUpdateTag": "@updateTag@",
        },
        {
            "name": "@extension@",
            "publisher": "@extensionPublisher@",
            "type": "@extensionType@",
            "typeHandlerVersion": "1.0",
            "settings": {"@setting@": {"@inner@": ["@item@", 1, None]}},
            "protectedSettings": {"@hidden@": "@hiddenValue@"},
            "provisionAfterExtensions": ["@script@"],
        },
    ],
    "network": _NETWORK,
    "autoscale": {
        "name": "@autoscale@",
        "minimum": 1,
        "maximum": 3,
        "rules": [{"metricName": "@metric@", "operator": "GreaterThan", "threshold": 1, "direction": "Increase"}],
        "schedules": [
            {
                "name": "@schedule@",
                "minimum": 1,
                "maximum": 2,
                "fixedDate": {"timeZone": "@zoneName@", "start": "2030-01-01T00:00Z", "end": "2030-01-02T00:00Z"},
            }
        ],
    },
    "parameters": {"choice": {"defaultValue": {"@defaultKey@": ["@default@"]}, "description": "@about@"}},
}
WINDOWS_SLOTS: dict[str, Any] = {
    "name": "@name@",
    "image": {"id": "/@image@", "osType": "Windows"},
    "scaleSet": {
        "sku": {"name": "@size@"},
        "identity": {"userAssignedIdentities": ["/@identity@"]},
        "osProfile": {
            "adminUsername": "@admin@",
            "adminPassword": {"keyVault": {"vault": "/@vault@", "secret": "windows", "version": "@secretVersion@"}},
            "computerNamePrefix": "web",
            "timeZone": "@timeZone@",
        },
        "health": {"extension": {"protocol": "http", "port": 80, "requestPath": "@healthPath@"}},
    },
    "extensions": [
        {
            "kind": "dsc",
            "name": "@dsc@",
            "wmfVersion": "@wmf@",
            "configuration": {"url": "https://example.org/@url@", "script": "@script@", "function": "@function@"},
            "configurationArguments": {"@argument@": "@argumentValue@"},
            "configurationData": {"url": "https://example.org/@dataUrl@"},
            "advancedOptions": {"@option@": "@optionValue@"},
            "forceUpdateTag": "@updateTag@",
        },
        {
            "kind": "keyVaultCertificates",
            "name": "@certificates@",
            "secretsManagementSettings": {"observedCertificates": ["@certificate@"]},
            "authenticationSettings": {"msiEndpoint": "@endpoint@", "msiClientId": "@msi@"},
            "protectedSettingsFromKeyVault": {"secretUrl": "@secretUrl@", "sourceVault": {"id": "/@sourceVault@"}},
        },
    ],
    "network": {
        "subnet": {"id": "/@subnetId@"},
        "loadBalancer": False,
        "networkSecurityGroup": {"id": "/@groupId@"},
    },
}
NAMES = {"@name@", "@vnet@", "@subnet@", "@balancer@", "@probe@", "@ip@", "@group@", "@scaleSet@", "@autoscale@"}
"""Slots of names of resources, in which a slash would make a child of another resource."""


def slots(document: Any) -> list[str]:
    """All slots of the document, sorted."""
    return sorted(set(_SLOT.findall(repr(document))))


def filled(value: Any, texts: Mapping[str, str]) -> Any:
    """The value with the texts in place of their slots, in keys as well."""
    match value:
        case str():
            return _SLOT.sub(lambda slot: texts.get(slot[0], slot[0]), value)
        case dict():
            return {filled(key, texts): filled(inner, texts) for key, inner in value.items()}
        case list():
            return [filled(inner, texts) for inner in value]
    return value
