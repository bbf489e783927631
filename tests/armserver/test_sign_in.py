"""azure-identity signs in here as it does to Azure."""

import json
import urllib.request

import pytest
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import EnvironmentCredential, ManagedIdentityCredential

from armserver import TENANT, ArmServer
from armserver.client import Client


def environment_credential(server: ArmServer) -> EnvironmentCredential:
    return EnvironmentCredential(authority=server.url, disable_instance_discovery=True)


@pytest.fixture
def signed_in(server: ArmServer, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> ArmServer:
    for name, value in server.environment(service_principal=request.param == "service principal").items():
        monkeypatch.setenv(name, value)
    return server


@pytest.mark.parametrize("signed_in", ["service principal"], indirect=True)
def test_a_service_principal_gets_a_token(signed_in: ArmServer, client: Client) -> None:
    with environment_credential(signed_in) as credential:
        token = credential.get_token(f"{signed_in.url}/.default").token

    assert client.send("GET", "resourcegroups/rg", token=token).status == 200


@pytest.mark.parametrize("signed_in", ["service principal"], indirect=True)
@pytest.mark.parametrize(
    ("variable", "number"),
    [("AZURE_CLIENT_SECRET", "AADSTS7000215"), ("AZURE_CLIENT_ID", "AADSTS700016")],
)
def test_another_secret_or_client_does_not(
    signed_in: ArmServer, monkeypatch: pytest.MonkeyPatch, variable: str, number: str
) -> None:
    monkeypatch.setenv(variable, "wrong")

    with environment_credential(signed_in) as credential, pytest.raises(ClientAuthenticationError, match=number):
        credential.get_token(f"{signed_in.url}/.default")


@pytest.mark.parametrize("signed_in", ["service principal"], indirect=True)
def test_a_token_for_something_else_is_refused(signed_in: ArmServer) -> None:
    with (
        environment_credential(signed_in) as credential,
        pytest.raises(ClientAuthenticationError, match="AADSTS500011"),
    ):
        credential.get_token("https://elsewhere.example/.default")


@pytest.mark.parametrize("signed_in", ["managed identity"], indirect=True)
def test_a_managed_identity_gets_a_token(signed_in: ArmServer, client: Client) -> None:
    with ManagedIdentityCredential() as credential:
        token = credential.get_token(f"{signed_in.url}/.default").token

    assert client.send("GET", "resourcegroups/rg", token=token).status == 200


def test_endpoints_are_told_to_anybody(server: ArmServer, client: Client) -> None:
    answer = client.send("GET", "/metadata/endpoints", token="none", **{"api-version": "2015-01-01"})

    assert answer.body["authentication"] == {"loginEndpoint": server.url, "audiences": [server.url]}


@pytest.mark.parametrize("authority", [f"{TENANT}/v2.0", "adfs"])
def test_an_authority_tells_where_tokens_are(client: Client, server: ArmServer, authority: str) -> None:
    found = client.get(f"/{authority}/.well-known/openid-configuration")

    assert found["token_endpoint"].startswith(f"{server.url}/{authority.partition('/')[0]}/oauth2/")


def test_a_stranger_gets_nothing_from_the_identity(server: ArmServer) -> None:
    request = urllib.request.Request(server.identity_url, headers={"X-IDENTITY-HEADER": "guessed"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    with pytest.raises(urllib.error.HTTPError) as refused:
        opener.open(request)

    with refused.value as answer:
        assert json.loads(answer.read())["statusCode"] == 401
