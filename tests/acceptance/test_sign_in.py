"""Who is signed in, to which cloud and subscription."""

import json
import stat
import sys
from pathlib import Path
from typing import Any

import pytest
from armserver import SUBSCRIPTION, TENANT
from commands import vmssgen
from loopback import Azure


def az_remembers(folder: Path, *subscriptions: dict[str, Any]) -> None:
    folder.mkdir(exist_ok=True)
    profile = json.dumps({"subscriptions": list(subscriptions)})
    (folder / "azureProfile.json").write_text(profile, encoding="utf-8-sig")


def subscription(**members: Any) -> dict[str, Any]:
    return {"id": SUBSCRIPTION, "name": "Shop", "isDefault": True, "tenantId": TENANT, **members}


@pytest.fixture
def az_folder(azure: Azure, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The configuration folder of an az that has not signed in yet, and no other word on the subscription."""
    monkeypatch.delenv("AZURE_SUBSCRIPTION_ID")
    folder = azure.folder / "az"
    monkeypatch.setenv("AZURE_CONFIG_DIR", str(folder))
    return folder


def test_the_subscription_of_az_is_used_where_none_is_said(azure: Azure, az_folder: Path) -> None:
    az_remembers(az_folder, subscription())

    answer = azure.deploy("--no-wait", file=azure.template)

    assert f"subscription  Shop ({SUBSCRIPTION})" in answer.stderr


def test_a_subscription_can_be_named_as_az_names_it(azure: Azure, az_folder: Path) -> None:
    az_remembers(az_folder, subscription(isDefault=False))

    answer = azure.deploy("--no-wait", "--subscription", "shop", file=azure.template)

    assert answer.exit_code == 0


def test_an_unknown_name_is_told_with_the_nearest(azure: Azure, az_folder: Path) -> None:
    az_remembers(az_folder, subscription())

    answer = azure.deploy("--subscription", "Shopp", file=azure.template)

    assert (answer.exit_code, answer.codes) == (3, ["azure/no-subscription"])
    assert "did you mean Shop?" in answer.stderr


def test_without_any_subscription_it_says_what_to_do(azure: Azure, az_folder: Path) -> None:
    answer = azure.deploy(file=azure.template)

    assert answer.codes == ["azure/no-subscription"]
    assert "run az login" in answer.stderr


def test_a_damaged_profile_of_az_is_none(azure: Azure, az_folder: Path) -> None:
    az_folder.mkdir()
    (az_folder / "azureProfile.json").write_text('{"subscriptions": [{"id": 7}, 3], ')

    assert azure.deploy(file=azure.template).codes == ["azure/no-subscription"]


def test_whoever_is_not_signed_in_reads_one_line(azure: Azure, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("IDENTITY_ENDPOINT")
    monkeypatch.delenv("IDENTITY_HEADER")
    monkeypatch.setenv("AZURE_TOKEN_CREDENTIALS", "EnvironmentCredential")

    answer = azure.deploy(file=azure.template)

    assert answer.codes == ["azure/not-signed-in"]
    assert len([line for line in answer.stderr.splitlines() if "not signed in" in line]) == 1
    assert "EnvironmentCredential" not in answer.stderr


@pytest.mark.parametrize("azure", ["service principal"], indirect=True)
def test_a_wrong_secret_is_told_without_it(azure: Azure, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_CLIENT_SECRET", "wrong-secret-value")
    monkeypatch.setenv("AZURE_TOKEN_CREDENTIALS", "EnvironmentCredential")

    answer = azure.deploy("--verbose", file=azure.template)

    assert answer.codes == ["azure/not-signed-in"]
    assert "AADSTS7000215" in answer.stderr
    assert "wrong-secret-value" not in answer.stderr


def test_an_expired_token_is_told(azure: Azure) -> None:
    from armserver import faults

    azure.server.faults.add("*", "/resourcegroups/", faults.expired_token(), times=-1)

    answer = azure.deploy(file=azure.template)

    assert answer.codes == ["azure/not-signed-in"]


def test_a_cloud_is_named_as_az_names_it() -> None:
    answer = vmssgen("status", "x", "-g", "rg", "--subscription", SUBSCRIPTION, "--cloud", "AzureGovernment")

    assert answer.codes == ["azure/unknown-cloud"]
    assert "did you mean AzureUSGovernment?" in answer.stderr


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "https://user:secret@host", "https://", "ftp://host"])
def test_a_cloud_is_asked_only_by_https(url: str) -> None:
    answer = vmssgen("status", "x", "-g", "rg", "--subscription", SUBSCRIPTION, "--cloud", url)

    assert answer.codes == ["azure/unknown-cloud"]
    assert "secret" not in answer.stderr


def test_an_untrusted_certificate_is_told_with_what_to_do(azure: Azure, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")

    answer = azure.deploy(file=azure.template)

    assert answer.codes == ["azure/not-reachable"]
    assert "REQUESTS_CA_BUNDLE" in answer.stderr


def test_a_cloud_that_is_not_there_is_told() -> None:
    answer = vmssgen("status", "x", "-g", "rg", "--subscription", SUBSCRIPTION, "--cloud", "https://127.0.0.1:9")

    assert answer.codes == ["azure/not-reachable"]
    assert "the connection was refused" in answer.stderr


def test_without_the_sdk_it_says_what_to_install(azure: Azure, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "azure.identity", None)

    answer = azure.deploy(file=azure.template)

    assert answer.codes == ["azure/not-installed"]
    assert "pip install 'vmssgen[azure]'" in answer.stderr


AZ = """\
#!{python}
import json, pathlib, sys
pathlib.Path({log!r}).write_text(" ".join(sys.argv[1:]))
print(json.dumps({{"accessToken": {token!r}, "expires_on": 4102444800, "expiresOn": "2100-01-01 00:00:00.000000"}}))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="az is a script with a first line here")
def test_az_is_asked_for_a_token_of_the_tenant_of_its_subscription(
    azure: Azure, az_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    az_remembers(az_folder, subscription())
    log, bin_folder = azure.folder / "az.log", azure.folder / "bin"
    bin_folder.mkdir()
    az = bin_folder / "az"
    az.write_text(AZ.format(python=sys.executable, log=str(log), token=azure.server.tokens.token))
    az.chmod(az.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("PATH", str(bin_folder))
    monkeypatch.setenv("AZURE_TOKEN_CREDENTIALS", "AzureCliCredential")

    answer = azure.deploy(file=azure.template)

    assert answer.exit_code == 0, answer.stderr
    assert f"--tenant {TENANT}" in log.read_text()
