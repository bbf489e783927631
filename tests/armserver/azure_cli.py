"""Make the real `az` talk to this server: an Azure cloud of its own and a profile that is logged in already."""

import json
from pathlib import Path

from armserver.server import ArmServer
from armserver.state import SUBSCRIPTION, TENANT

CLOUD = "Loopback"


def environment(server: ArmServer, folder: Path) -> dict[str, str]:
    """Write a configuration folder for `az` below `folder`; give the environment variables that make `az` use it."""
    configuration = folder / "az-configuration"
    configuration.mkdir()
    (configuration / "config").write_text(f"[cloud]\nname = {CLOUD}\n", encoding="utf-8")
    (configuration / "clouds.config").write_text(_clouds(server.url), encoding="utf-8")
    (configuration / "azureProfile.json").write_text(json.dumps(_profile()), encoding="utf-8")
    return {
        "AZURE_CONFIG_DIR": str(configuration),
        "AZURE_CORE_COLLECT_TELEMETRY": "no",
        "AZURE_CORE_NO_COLOR": "yes",
        **server.environment(),
    }


def _clouds(url: str) -> str:
    endpoints = {
        "endpoint_resource_manager": url,
        "endpoint_management": url,
        "endpoint_active_directory": f"{url}/adfs",
        "endpoint_active_directory_resource_id": url,
    }
    return f"[{CLOUD}]\n" + "".join(f"{name} = {value}\n" for name, value in endpoints.items())


def _profile() -> dict[str, object]:
    subscription = {
        "id": SUBSCRIPTION,
        "name": "Loopback",
        "state": "Enabled",
        "isDefault": True,
        "tenantId": TENANT,
        "environmentName": CLOUD,
        # `az` logged in by a managed identity asks the token endpoint of the environment and nobody else.
        "user": {
            "name": "systemAssignedIdentity",
            "type": "servicePrincipal",
            "assignedIdentityInfo": "MSI",
        },
    }
    return {"installationId": TENANT, "subscriptions": [subscription]}
