"""What `environment` gives in each cloud.

Source: the function's documentation for the public cloud; for the others what Resource Manager itself publishes
(https://management.azure.com/metadata/endpoints?api-version=2019-05-01), in the form of the first.
"""

from __future__ import annotations

from typing import Any

_ALIASES = (
    "https://raw.githubusercontent.com/Azure/azure-rest-api-specs/master/arm-compute/quickstart-templates/aliases.json"
)


def _authentication(login: str, *audiences: str) -> dict[str, Any]:
    return {"loginEndpoint": login, "audiences": list(audiences), "tenant": "common", "identityProvider": "AAD"}


ENVIRONMENTS: dict[str, dict[str, Any]] = {
    "AzureCloud": {
        "name": "AzureCloud",
        "gallery": "https://gallery.azure.com/",
        "graph": "https://graph.windows.net/",
        "portal": "https://portal.azure.com",
        "graphAudience": "https://graph.windows.net/",
        "activeDirectoryDataLake": "https://datalake.azure.net/",
        "batch": "https://batch.core.windows.net/",
        "media": "https://rest.media.azure.net",
        "sqlManagement": "https://management.core.windows.net:8443/",
        "vmImageAliasDoc": _ALIASES,
        "resourceManager": "https://management.azure.com/",
        "authentication": _authentication(
            "https://login.microsoftonline.com/",
            "https://management.core.windows.net/",
            "https://management.azure.com/",
        ),
        "suffixes": {
            "acrLoginServer": ".azurecr.io",
            "azureDatalakeAnalyticsCatalogAndJob": "azuredatalakeanalytics.net",
            "azureDatalakeStore": "azuredatalakestore.net",
            "azureFrontDoorEndpointSuffix": "azurefd.net",
            "keyvaultDns": ".vault.azure.net",
            "sqlServerHostname": ".database.windows.net",
            "storage": "core.windows.net",
        },
    },
    "AzureUSGovernment": {
        "name": "AzureUSGovernment",
        "gallery": "https://gallery.usgovcloudapi.net",
        "graph": "https://graph.windows.net",
        "portal": "https://portal.azure.us",
        "graphAudience": "https://graph.windows.net",
        "batch": "https://batch.core.usgovcloudapi.net",
        "media": "https://rest.media.usgovcloudapi.net",
        "sqlManagement": "https://management.core.usgovcloudapi.net:8443",
        "vmImageAliasDoc": _ALIASES,
        "resourceManager": "https://management.usgovcloudapi.net",
        "authentication": _authentication(
            "https://login.microsoftonline.us",
            "https://management.core.usgovcloudapi.net",
            "https://management.usgovcloudapi.net",
        ),
        "suffixes": {
            "acrLoginServer": ".azurecr.us",
            "azureFrontDoorEndpointSuffix": "",
            "keyvaultDns": ".vault.usgovcloudapi.net",
            "sqlServerHostname": ".database.usgovcloudapi.net",
            "storage": "core.usgovcloudapi.net",
        },
    },
    "AzureChinaCloud": {
        "name": "AzureChinaCloud",
        "gallery": "https://gallery.chinacloudapi.cn",
        "graph": "https://graph.chinacloudapi.cn",
        "portal": "https://portal.azure.cn",
        "graphAudience": "https://graph.chinacloudapi.cn",
        "batch": "https://batch.chinacloudapi.cn",
        "media": "https://rest.media.chinacloudapi.cn",
        "sqlManagement": "https://management.core.chinacloudapi.cn:8443",
        "vmImageAliasDoc": _ALIASES,
        "resourceManager": "https://management.chinacloudapi.cn",
        "authentication": _authentication(
            "https://login.chinacloudapi.cn",
            "https://management.core.chinacloudapi.cn",
            "https://management.chinacloudapi.cn",
        ),
        "suffixes": {
            "acrLoginServer": ".azurecr.cn",
            "azureFrontDoorEndpointSuffix": "",
            "keyvaultDns": ".vault.azure.cn",
            "sqlServerHostname": ".database.chinacloudapi.cn",
            "storage": "core.chinacloudapi.cn",
        },
    },
}
"""By the name of the cloud, as `az cloud list` tells it."""
