"""A resource that exists has what its provider adds, and lacks what its provider keeps to itself."""

import pytest

from armserver.client import GROUP, Client, Json, network, scale_set, template

SET = f"{GROUP}/providers/Microsoft.Compute/virtualMachineScaleSets/web"


def resource(kind: str, name: str, **more: object) -> Json:
    return {"type": kind, "apiVersion": "2024-07-01", "name": name, "location": "West Europe", **more}


def test_a_resource_has_its_envelope(client: Client) -> None:
    client.deploy(template(network()))

    found = client.get(f"{GROUP}/providers/Microsoft.Network/virtualNetworks/net")
    assert found["properties"]["provisioningState"] == "Succeeded"
    assert found["etag"].startswith('W/"')
    assert "apiVersion" not in found


def test_secrets_are_never_given_back(client: Client) -> None:
    system = {"adminUsername": "u", "adminPassword": "hunter2", "customData": "eA=="}
    extension = {"name": "e", "properties": {"protectedSettings": {"key": "hunter2"}, "settings": {"open": True}}}
    profile = {"osProfile": system, "extensionProfile": {"extensions": [extension]}}
    client.deploy(template(scale_set(profile=profile)))

    assert "hunter2" not in str(client.get(SET))
    assert client.get(f"{SET}/extensions/e")["properties"]["settings"] == {"open": True}


def test_a_provider_reads_names_and_values_its_own_way(client: Client) -> None:
    interface = {"name": "nic", "properties": {"primary": "true", "enableIPForwarding": None}}
    profile = {"networkProfile": {"networkInterfaceConfigurations": [interface]}}
    client.deploy(template(scale_set(profile=profile, properties={"overProvision": "False"})))

    properties = client.get(SET)["properties"]
    (found,) = properties["virtualMachineProfile"]["networkProfile"]["networkInterfaceConfigurations"]
    assert properties["overprovision"] is False
    assert found["properties"]["primary"] is True
    assert found["properties"]["enableIPForwarding"] is False


def test_a_child_stands_in_its_parent(client: Client) -> None:
    subnet = resource("Microsoft.Network/virtualNetworks/subnets", "net/apps", dependsOn=["net"])
    client.deploy(template(network(), {**subnet, "properties": {"addressPrefix": "10.0.1.0/24"}}))

    subnets = client.get(f"{GROUP}/providers/Microsoft.Network/virtualNetworks/net")["properties"]["subnets"]
    assert [each["name"] for each in subnets] == ["apps"]


def test_an_item_of_the_parent_is_a_child(client: Client) -> None:
    inline = {"addressSpace": {}, "subnets": [{"name": "apps", "properties": {"addressPrefix": "10.0.1.0/24"}}]}
    client.deploy(template(network(properties=inline)))

    found = client.get(f"{GROUP}/providers/Microsoft.Network/virtualNetworks/net/subnets/apps")
    assert found["type"] == "Microsoft.Network/virtualNetworks/subnets"


@pytest.mark.parametrize(
    ("made", "expression"),
    [
        (
            resource(
                "Microsoft.Network/publicIPAddresses",
                "x",
                properties={"publicIPAllocationMethod": "Static", "dnsSettings": {"domainNameLabel": "web"}},
            ),
            "concat(reference('x').dnsSettings.fqdn, reference('x').ipAddress)",
        ),
        (resource("Microsoft.ManagedIdentity/userAssignedIdentities", "x"), "reference('x').principalId"),
        (resource("Microsoft.KeyVault/vaults", "x"), "reference('x').vaultUri"),
        (resource("Microsoft.OperationalInsights/workspaces", "x"), "reference('x').customerId"),
    ],
    ids=["address", "identity", "vault", "workspace"],
)
def test_templates_find_what_they_refer_to(client: Client, made: Json, expression: str) -> None:
    deployed = client.deploy(template(made, outputs={"o": {"type": "string", "value": f"[{expression}]"}}))

    assert deployed["outputs"]["o"]["value"]


def test_a_system_identity_has_a_principal(client: Client) -> None:
    client.deploy(template(scale_set(identity={"type": "SystemAssigned"})))

    assert client.get(SET)["identity"]["principalId"]
