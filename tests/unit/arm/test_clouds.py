"""What `environment` gives in each cloud."""

from typing import Any

import pytest
from unit.arm.evaluating import value_of

from generator.arm.scope import Deployment


@pytest.mark.parametrize(
    ("cloud", "member", "value"),
    [
        ("AzureCloud", "suffixes.storage", "core.windows.net"),
        ("AzureCloud", "suffixes.keyvaultDns", ".vault.azure.net"),
        ("AzureUSGovernment", "suffixes.storage", "core.usgovcloudapi.net"),
        ("AzureUSGovernment", "suffixes.keyvaultDns", ".vault.usgovcloudapi.net"),
        ("AzureUSGovernment", "resourceManager", "https://management.usgovcloudapi.net"),
        ("AzureChinaCloud", "suffixes.storage", "core.chinacloudapi.cn"),
        ("AzureChinaCloud", "name", "AzureChinaCloud"),
    ],
)
def test_a_published_cloud(cloud: str, member: str, value: Any) -> None:
    assert value_of(f"environment().{member}", deployment=Deployment(cloud=cloud)) == value


def test_of_another_cloud_nothing_is_known() -> None:
    stays = value_of("concat('disks.blob.', environment().suffixes.storage)", deployment=Deployment(cloud="Stack"))

    assert stays == "[concat('disks.blob.', environment().suffixes.storage)]"
