"""The parameter file of a blueprint with several scale sets is that of all of them."""

import json
from pathlib import Path

from commands import vmssgen

SEVERAL = """\
name: shop
image: Canonical:ubuntu-24_04-lts:server:latest
scaleSet:
  sku: {name: Standard_D2s_v5}
  osProfile: {adminUsername: azureuser, adminPassword: {keyVault: {vault: VAULT, secret: password}}}
scaleSets:
  web: {}
  api: {}
""".replace("VAULT", "/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/v")


def test_secrets_of_a_key_vault_are_referred_to(tmp_path: Path) -> None:
    blueprint = tmp_path / "shop.yaml"
    blueprint.write_text(SEVERAL)

    printed = json.loads(vmssgen("parameters", str(blueprint)).stdout)

    assert printed["parameters"]["password"]["reference"]["secretName"] == "password"
