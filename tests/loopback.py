"""The command against a Resource Manager on the loopback, as a person or a pipeline uses it against Azure."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from armserver import SUBSCRIPTION, ArmServer, Exchange
from commands import Answer, vmssgen

SECRET = "Canary-Pa55word!"
BLUEPRINT = """\
name: web
image: {urn: "Canonical:ubuntu-24_04-lts:server:latest"}
scaleSet:
  sku: {name: Standard_D2s_v5, capacity: 2}
  orchestrationMode: Uniform
  upgradePolicy: {mode: Manual}
  osProfile:
    adminUsername: azureuser
    ssh: {publicKey: {parameter: sshPublicKey}}
network:
  loadBalancer: {rules: [{frontendPort: 80, backendPort: 80}]}
"""
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDbYqZ8n8Gq0mYb0T8m2l0nGqz0q0m0m0m0m0m0m0m0m demo"
NETWORK_TEMPLATE = """\
{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "parameters": {
    "password": {"type": "secureString"},
    "size": {"type": "int", "defaultValue": 3}
  },
  "resources": [
    {
      "type": "Microsoft.Network/virtualNetworks",
      "apiVersion": "2024-05-01",
      "name": "net",
      "location": "westeurope",
      "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}
    }
  ],
  "outputs": {"size": {"type": "int", "value": "[parameters('size')]"}}
}
"""


@dataclass(frozen=True)
class Azure:
    """A signed-in machine with a blueprint `web.yaml` and a template `net.json`, and the Azure it is signed in to."""

    server: ArmServer
    folder: Path

    @property
    def blueprint(self) -> Path:
        return self.folder / "web.yaml"

    @property
    def template(self) -> Path:
        return self.folder / "net.json"

    def vmssgen(self, *arguments: object, stdin: str | None = None) -> Answer:
        return vmssgen(*map(str, arguments), "--cloud", self.server.url, stdin=stdin)

    def deploy(self, *arguments: object, file: Path | None = None) -> Answer:
        return self.vmssgen("deploy", file or self.blueprint, "-g", "rg", "--yes", *arguments)

    def requests(self, method: str, path_end: str = "") -> Sequence[Exchange]:
        return list(self.server.exchanges.matching(method, path_end))

    def written(self, pattern: str) -> dict[str, Any]:
        """The JSON files of the folder that fit, by name."""
        return {file.name: json.loads(file.read_text()) for file in self.folder.glob(pattern)}


__all__ = ["BLUEPRINT", "KEY", "NETWORK_TEMPLATE", "SECRET", "SUBSCRIPTION", "Azure"]
