"""What tests of the commands that speak with Azure share."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from armserver import SUBSCRIPTION, ArmServer, ResourceGroup
from loopback import BLUEPRINT, KEY, NETWORK_TEMPLATE, SECRET, Azure


@pytest.fixture(params=["managed identity"])
def azure(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Azure]:
    """An empty resource group `rg`, a signed-in machine; parametrised indirectly by the way of signing in."""
    certificates = tmp_path / "certificates"
    certificates.mkdir()
    for name in [name for name in os.environ if name.startswith(("AZURE_", "IDENTITY_", "MSI_", "VMSSGEN_"))]:
        monkeypatch.delenv(name)
    with ArmServer.running(certificates, ResourceGroup(name="rg")) as server:
        environment = {
            **server.environment(service_principal=request.param == "service principal"),
            "AZURE_SUBSCRIPTION_ID": SUBSCRIPTION,
            "AZURE_CONFIG_DIR": str(tmp_path / "az"),
            "VMSSGEN_PARAM_SSHPUBLICKEY": KEY,
            "VMSSGEN_PARAM_PASSWORD": SECRET,
        }
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        folder = tmp_path / "project"
        folder.mkdir()
        (folder / "web.yaml").write_text(BLUEPRINT, encoding="utf-8")
        (folder / "net.json").write_text(NETWORK_TEMPLATE, encoding="utf-8")
        monkeypatch.chdir(folder)
        yield Azure(server, folder)
