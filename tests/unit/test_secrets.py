"""Where secrets come from, and where none may stand."""

import json
from pathlib import Path
from typing import Any

import pytest
from properties.examples import LINUX, laid_over, loaded, problems, profile, rendered, resource

import generator

VAULT = "/subscriptions/0/resourceGroups/shop/providers/Microsoft.KeyVault/vaults/shop-kv"
SECURE = {"parameters": {"token": {"type": "secureString"}}}
READS_A_SECRET = "[base64(format('TOKEN={0}', parameters('token')))]"


def with_profile(settings: dict[str, Any], **more: Any) -> dict[str, Any]:
    return laid_over(LINUX, {"scaleSet": {"osProfile": settings}, **more})


def with_data(key: str, data: Any, **more: Any) -> dict[str, Any]:
    """A document with that custom or user data."""
    return laid_over(LINUX, {"scaleSet": {key: data} if key == "userData" else {"osProfile": {key: data}}, **more})


def refusal(folder: Path, document: dict[str, Any]) -> generator.DiagnosticError:
    with pytest.raises(generator.DiagnosticError) as error:
        rendered(folder, document)
    return error.value


# First-boot data

LEAKS = {
    "password": "#!/bin/sh\nsetup --password hunter22\n",
    "signed URL": "#cloud-config\nruncmd:\n  - curl https://shop/a?sig=abcdefgh%2Bijk\n",
    "private key": "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1r\n",
    "account key": "conn: AccountKey=abcdefghijklmnopqrst==\n",
}


@pytest.mark.parametrize("key", ["customData", "userData"])
@pytest.mark.parametrize("text", LEAKS.values(), ids=LEAKS)
def test_a_secret_in_first_boot_data_is_refused_and_never_shown(tmp_path: Path, key: str, text: str) -> None:
    error = refusal(tmp_path, with_data(key, text))

    assert problems(error) == ["custom-data/secret"]
    assert not any(word in str(error) for word in ("hunter22", "abcdefgh", "b3BlbnNzaC1r"))


def test_a_secret_in_a_file_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "init.sh").write_text(LEAKS["password"], encoding="utf-8")

    (problem,) = refusal(tmp_path, with_profile({"customData": {"file": "init.sh"}})).diagnostics
    assert problem.message.startswith("line 2 of init.sh holds a password")


def test_a_secret_in_a_part_is_refused(tmp_path: Path) -> None:
    parts = [{"text": "#cloud-config\n{}\n"}, {"text": LEAKS["password"]}]

    (problem,) = refusal(tmp_path, with_profile({"customData": {"parts": parts}})).diagnostics
    assert problem.path == ("scaleSet", "osProfile", "customData", "parts", 1)


@pytest.mark.parametrize("key", ["customData", "userData"])
def test_an_expression_that_reads_a_secret_is_no_first_boot_data(tmp_path: Path, key: str) -> None:
    error = refusal(tmp_path, with_data(key, READS_A_SECRET, **SECURE))

    assert problems(error) == ["custom-data/secret"]


def test_what_asks_for_a_secret_when_it_runs_is_no_secret(tmp_path: Path) -> None:
    script = "#!/bin/sh\nTOKEN=$(az keyvault secret show --name join --query value -o tsv)\nexport PASSWORD=$TOKEN\n"

    rendered(tmp_path, with_profile({"customData": script}))


# Key Vault references


def test_a_declared_parameter_from_a_key_vault(tmp_path: Path) -> None:
    secret = {"vault": VAULT, "secret": "join-token", "version": "1"}
    command = "[format('join --token {0}', parameters('token'))]"
    script = {"kind": "customScript", "commandToExecute": command}
    document = laid_over(LINUX, {"extensions": [script], "parameters": {"token": {"keyVault": secret}}})

    template = rendered(tmp_path, document)
    (extension,) = profile(template)["extensionProfile"]["extensions"]
    assert extension["properties"]["protectedSettings"] == {"commandToExecute": command}
    assert template.content["parameters"]["token"] == {"type": "secureString"}
    assert generator.parameters(loaded(tmp_path, document)).content["parameters"]["token"] == {
        "reference": {"keyVault": {"id": VAULT}, "secretName": "join-token", "secretVersion": "1"}
    }


def test_a_secret_of_a_key_vault_has_no_default(tmp_path: Path) -> None:
    declared = {"keyVault": {"vault": VAULT, "secret": "a"}, "defaultValue": "hunter22"}

    error = refusal(tmp_path, laid_over(LINUX, {"parameters": {"token": declared}}))
    assert "a secret of a Key Vault has no defaultValue" in str(error)


# Certificates


def test_certificates_that_azure_installs(tmp_path: Path) -> None:
    certificate = {"certificateUrl": "https://shop-kv.vault.azure.net/secrets/tls/1"}
    secrets = [{"sourceVault": VAULT, "vaultCertificates": [certificate]}]

    template = rendered(tmp_path, with_profile({"secrets": secrets}))
    assert profile(template)["osProfile"]["secrets"] == [
        {"sourceVault": {"id": VAULT}, "vaultCertificates": [certificate]}
    ]


def test_certificates_that_the_extension_keeps_fresh(tmp_path: Path) -> None:
    observed = [{"url": "https://shop-kv.vault.azure.net/secrets/tls", "certificateStoreLocation": "/etc/tls"}]
    kind = {"kind": "keyVaultCertificates", "secretsManagementSettings": {"observedCertificates": observed}}
    document = laid_over(LINUX, {"extensions": [kind], "scaleSet": {"identity": {"type": "SystemAssigned"}}})
    document["scaleSet"]["orchestrationMode"] = "Uniform"

    (extension,) = profile(rendered(tmp_path, document))["extensionProfile"]["extensions"]
    assert extension["properties"]["settings"]["secretsManagementSettings"] == {
        "pollingIntervalInS": "3600",
        "requireInitialSync": True,
        "observedCertificates": observed,
    }


def test_no_secret_value_is_in_the_template(tmp_path: Path) -> None:
    document = with_profile({"adminPassword": {"keyVault": {"vault": VAULT, "secret": "admin"}}})

    template = rendered(tmp_path, document)
    assert (
        resource(template, "virtualMachineScaleSets")["properties"]["virtualMachineProfile"]["osProfile"][
            "adminPassword"
        ]
        == "[parameters('admin')]"
    )
    assert VAULT not in json.dumps(template.content)
