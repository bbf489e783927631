"""TLS of an application gateway: policies, profiles of rules, certificates of clients and of the instances."""

import base64
from pathlib import Path
from typing import Any

import pytest
from unit.gateways import TLS, codes, gateway_of, made, part_named, parts

import generator

SUITES = ["TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"]
CLIENTS: dict[str, Any] = {"trustedClientCertificates": [{"name": "clients", "data": "TUlJ"}]}
PEM = "-----BEGIN CERTIFICATE-----\nTUlJ\n-----END CERTIFICATE-----\n"


def policy(folder: Path, written: Any) -> Any:
    return gateway_of(made(folder, {"rules": [80], "sslPolicy": written}))["sslPolicy"]


def profiled(profile: dict[str, Any], **gateway: Any) -> dict[str, Any]:
    named = {"name": "partners", **profile}
    return {**TLS, "sslProfiles": [named], "rules": [{"frontendPort": 443, "sslProfile": "partners"}], **gateway}


# Policies


def test_the_policy_is_azures_present_one_by_default(tmp_path: Path) -> None:
    found = gateway_of(made(tmp_path, {"rules": [80]}))["sslPolicy"]

    assert found == {"policyType": "Predefined", "policyName": "AppGwSslPolicy20220101"}


@pytest.mark.parametrize("written", ["AppGwSslPolicy20220101S", {"policyName": "AppGwSslPolicy20220101S"}])
def test_a_policy_of_azures_by_name(tmp_path: Path, written: Any) -> None:
    assert policy(tmp_path, written) == {"policyType": "Predefined", "policyName": "AppGwSslPolicy20220101S"}


def test_a_policy_of_ones_own_has_tls_1_2_and_later(tmp_path: Path) -> None:
    assert policy(tmp_path, {"cipherSuites": SUITES}) == {
        "policyType": "CustomV2",
        "minProtocolVersion": "TLSv1_2",
        "cipherSuites": SUITES,
    }


def test_an_older_policy_of_ones_own(tmp_path: Path) -> None:
    written = {"policyType": "Custom", "minProtocolVersion": "TLSv1_1", "cipherSuites": SUITES}

    assert policy(tmp_path, written) == written


@pytest.mark.parametrize(
    "written",
    [
        "AppGwSslPolicy2022",
        {"policyName": "AppGwSslPolicy20220101", "cipherSuites": SUITES},
        {"policyName": "AppGwSslPolicy20220101", "policyType": "Custom"},
        {"policyType": "Custom", "minProtocolVersion": "TLSv1_3", "cipherSuites": SUITES},
    ],
    ids=["unknown", "named with suites", "named and custom", "old with TLS 1.3"],
)
def test_a_policy_that_azure_would_refuse(tmp_path: Path, written: Any) -> None:
    assert codes(tmp_path, {"rules": [80], "sslPolicy": written}) == ["blueprint/bad-value"]


def test_a_policy_of_ones_own_names_its_cipher_suites(tmp_path: Path) -> None:
    assert codes(tmp_path, {"rules": [80], "sslPolicy": {"minProtocolVersion": "TLSv1_2"}}) == ["blueprint/missing-key"]


# Profiles


def test_a_rule_with_a_policy_of_its_own(tmp_path: Path) -> None:
    template = made(tmp_path, profiled({"sslPolicy": "AppGwSslPolicy20220101S"}))

    assert part_named(parts(template, "httpListeners")["https-443"]["sslProfile"]) == "partners"
    assert parts(template, "sslProfiles")["partners"] == {
        "sslPolicy": {"policyType": "Predefined", "policyName": "AppGwSslPolicy20220101S"}
    }


def test_a_rule_asks_clients_for_a_certificate(tmp_path: Path) -> None:
    checked = {"verifyClientCertIssuerDN": True, "verifyClientRevocation": "OCSP"}
    profile = {"clientAuthConfiguration": checked, "trustedClientCertificates": ["clients"]}

    template = made(tmp_path, profiled(profile, **CLIENTS))

    found = parts(template, "sslProfiles")["partners"]
    assert found["clientAuthConfiguration"] == checked
    assert [part_named(each) for each in found["trustedClientCertificates"]] == ["clients"]


def test_a_rule_on_any_port_with_a_profile_speaks_https(tmp_path: Path) -> None:
    gateway = {**profiled({}), "rules": [{"frontendPort": 9443, "sslProfile": "partners"}]}

    assert parts(made(tmp_path, gateway), "httpListeners")["https-9443"]["protocol"] == "Https"


@pytest.mark.parametrize(
    "profile",
    [
        {"clientAuthConfiguration": {"verifyClientCertIssuerDN": True}},
        {"clientAuthConfiguration": {"verifyClientAuthMode": "Passthrough"}, "trustedClientCertificates": ["clients"]},
    ],
    ids=["no certificate to check against", "a certificate that nothing is checked against"],
)
def test_certificates_of_clients_are_checked_or_passed_through(tmp_path: Path, profile: dict[str, Any]) -> None:
    assert codes(tmp_path, profiled(profile, **CLIENTS)) == ["blueprint/bad-value"]


def test_an_http_rule_has_no_profile(tmp_path: Path) -> None:
    rule = {"frontendPort": 80, "protocol": "Http", "sslProfile": "partners"}

    assert codes(tmp_path, {**profiled({}), "rules": [rule]}) == ["blueprint/bad-value"]


@pytest.mark.parametrize(
    ("usual", "own"),
    [
        ("AppGwSslPolicy20220101", "AppGwSslPolicy20170401S"),
        ("AppGwSslPolicy20170401", {"cipherSuites": SUITES}),
        ({"cipherSuites": SUITES}, {"policyType": "Custom", "cipherSuites": SUITES}),
    ],
)
def test_policies_of_two_generations_are_refused(tmp_path: Path, usual: Any, own: Any) -> None:
    gateway = profiled({"sslPolicy": own}, sslPolicy=usual)

    assert codes(tmp_path, gateway) == ["network/tls-policies-differ"]


def test_older_policies_go_together(tmp_path: Path) -> None:
    gateway = profiled({"sslPolicy": "AppGwSslPolicy20170401S"}, sslPolicy="AppGwSslPolicy20170401")

    assert parts(made(tmp_path, gateway), "sslProfiles")["partners"]["sslPolicy"]["policyType"] == "Predefined"


@pytest.mark.parametrize(
    "gateway",
    [
        {**TLS, "rules": [{"frontendPort": 443, "sslProfile": "partners"}]},
        profiled({"trustedClientCertificates": ["clients"]}),
        {"rules": [{"frontendPort": 80, "trustedRootCertificates": ["internal"]}]},
    ],
    ids=["profile", "client certificate", "root certificate"],
)
def test_what_is_named_is_there(tmp_path: Path, gateway: dict[str, Any]) -> None:
    assert codes(tmp_path, gateway) == ["network/no-such-part"]


# Certificates


def root(folder: Path, data: Any) -> Any:
    trusted = [{"name": "internal", "data": data}]
    rule = {"frontendPort": 80, "backendProtocol": "Https", "trustedRootCertificates": ["internal"]}
    return parts(made(folder, {"trustedRootCertificates": trusted, "rules": [rule]}), "trustedRootCertificates")


def test_instances_are_trusted_by_the_certificate_of_an_authority(tmp_path: Path) -> None:
    trusted = [{"name": "internal", "data": "TUlJ"}]
    rule = {"frontendPort": 80, "backendProtocol": "Https", "trustedRootCertificates": ["internal"]}

    template = made(tmp_path, {"trustedRootCertificates": trusted, "rules": [rule]})

    settings = parts(template, "backendHttpSettingsCollection")["http-80"]
    assert [part_named(each) for each in settings["trustedRootCertificates"]] == ["internal"]
    assert parts(template, "trustedRootCertificates") == {"internal": {"data": "TUlJ"}}


def test_a_certificate_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "ca.cer").write_bytes(b"\x30\x82")

    assert root(tmp_path, {"file": "ca.cer"}) == {"internal": {"data": base64.b64encode(b"\x30\x82").decode()}}


def test_a_certificate_in_pem(tmp_path: Path) -> None:
    assert root(tmp_path, PEM) == {"internal": {"data": base64.b64encode(PEM.encode()).decode()}}


def test_a_private_key_is_no_certificate(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text(PEM + PEM.replace("CERTIFICATE", "PRIVATE KEY"), encoding="utf-8")

    with pytest.raises(generator.DiagnosticError) as error:
        root(tmp_path, {"file": "ca.pem"})

    assert [each.code for each in error.value.diagnostics] == ["network/private-key"]


def test_a_certificate_of_an_authority_in_the_vault_needs_an_identity(tmp_path: Path) -> None:
    trusted = [{"name": "internal", "keyVaultSecretId": "https://shop-kv.vault.azure.net/secrets/ca"}]

    assert codes(tmp_path, {"trustedRootCertificates": trusted, "rules": [80]}) == ["blueprint/bad-value"]
