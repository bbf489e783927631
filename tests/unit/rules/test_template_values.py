"""Addresses, versions, types, names and limits."""

from typing import Any

import pytest
from unit.rules.template_findings import VNET, findings, output, places

from generator.rules.check import check

URLS = "template/no-hardcoded-env-urls"
TYPES = "template/use-recognized-resource-type"


@pytest.mark.parametrize("host", ["management.azure.com", "MANAGEMENT.azure.com", "api.management.azure.com"])
def test_addresses_of_one_cloud_are_found(host: str) -> None:
    assert findings(output(f"see https://{host}/x"), URLS) == [
        ("outputs.it.value", f"the address {host.lower()} is that of one Azure cloud alone")
    ]


@pytest.mark.parametrize("host", ["schema.management.azure.com", "files.blob.core.windows.net", "shop.vault.azure.net"])
def test_addresses_of_schemas_and_of_accounts_are_not(host: str) -> None:
    assert findings(output(f"https://{host}/x"), URLS) == []


def test_the_hosts_are_an_option() -> None:
    template = output("https://mirror.example.com/x")

    assert len(findings(template, URLS, disallowedhosts=["example.com"])) == 1
    assert findings(template, URLS, disallowedhosts=["example.com"], excludedhosts=["mirror.example.com"]) == []


def test_descriptions_may_name_any_address() -> None:
    described = {"type": "string", "metadata": {"description": "such as https://management.azure.com"}}

    assert findings({"parameters": {"address": described}}, URLS) == []


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("Microsoft.Compue/disks", "Azure has no resource provider Microsoft.Compue; did you mean Microsoft.Compute?"),
        (
            "Microsoft.Network/loadBalancer",
            "Azure has no resource type Microsoft.Network/loadBalancer; did you mean Microsoft.Network/loadBalancers?",
        ),
    ],
)
def test_a_misspelt_type_is_found(kind: str, found: str) -> None:
    assert findings({"resources": [{**VNET, "type": kind}]}, TYPES) == [("resources[0].type", found)]


@pytest.mark.parametrize("kind", ["Microsoft.Network/azureFirewalls", "NGINX.NGINXPLUS/nginxDeployments", "Custom/x"])
def test_a_type_without_schema_is_no_misspelt_one(kind: str) -> None:
    assert findings({"resources": [{**VNET, "type": kind}]}, TYPES) == []


def test_names_of_parameters_that_are_random_make_names_unstable() -> None:
    parameters = {
        "id": {"type": "string", "defaultValue": "[newGuid()]"},
        "name": {"type": "string", "defaultValue": "[concat('web-', parameters('id'))]"},
    }
    template = {"parameters": parameters, "resources": [{**VNET, "name": "[toLower(parameters('name'))]"}]}

    assert findings(template, "template/use-stable-resource-identifiers") == [
        ("resources[0].name", "the name changes with every deployment: newGuid() through the parameter id")
    ]


def test_a_random_value_that_names_nothing_is_fine() -> None:
    parameters = {"run": {"type": "string", "defaultValue": "[utcNow()]"}}
    template = {"parameters": parameters, "resources": [{**VNET, "tags": {"run": "[parameters('run')]"}}]}

    assert findings(template, "template/use-stable-resource-identifiers") == []


def test_the_size_is_that_of_the_expanded_template() -> None:
    large = {**VNET, "name": "[concat('vnet', copyIndex())]", "tags": {"note": "[padLeft('', 9000, 'x')]"}}

    assert places({"resources": [{**large, "copy": {"name": "nets", "count": 500}}]}, "template/max-size") == [""]


STRANGE: list[dict[str, Any]] = [
    {"parameters": [], "variables": 1, "functions": {}, "resources": "x", "outputs": None, "definitions": []},
    {"parameters": {"a": 1, "b": {"type": 1, "defaultValue": {}}}, "outputs": {"o": 1, "p": {"value": []}}},
    {"variables": {"copy": [1, {"count": 1}]}, "functions": [1, {"members": {"f": 1}}], "resources": [1, None, {}]},
    {"resources": [{"type": 1, "name": {}, "copy": 1, "dependsOn": {}, "resources": {"a": 1}, "properties": []}]},
    {"resources": [{"type": "Microsoft.Resources/deployments", "properties": {"template": {"resources": 1}}}]},
    {"$schema": 1, "contentVersion": [], "resources": {"a": {"existing": 1, "type": "x", "dependsOn": ["a", 1]}}},
    {"outputs": {"o": {"value": "[reference()]"}, "p": {"value": "[variables()]"}, "q": {"value": "[listKeys()]"}}},
    {"outputs": {"o": {"value": "[parameters(1)]"}, "p": {"value": "[variables('a')[0]['b'].c]"}}},
]


@pytest.mark.parametrize("template", STRANGE)
def test_no_rule_fails_on_a_template_of_a_strange_shape(template: dict[str, Any]) -> None:
    assert [each.message for each in check(template) if each.code == "internal/rule-failed"] == []
