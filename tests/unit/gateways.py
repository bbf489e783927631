"""Blueprints with an application gateway, and the parts of what they are rendered to."""

from pathlib import Path
from typing import Any

import pytest
from properties.examples import LINUX, laid_over, problems, rendered, resource

import generator

TLS: dict[str, Any] = {
    "userAssignedIdentity": "gateway-identity",
    "sslCertificates": [{"name": "shop", "keyVaultSecretId": "https://shop-kv.vault.azure.net/secrets/tls"}],
}
API: dict[str, Any] = {"paths": ["/api/*"], "backendAddressPool": "api"}
POOLS: dict[str, Any] = {"backendAddressPools": [{"name": "api"}]}


def made(folder: Path, gateway: dict[str, Any], **network: Any) -> generator.Template:
    """The template of a blueprint with the gateway, and what else is given in its network."""
    return rendered(folder, laid_over(LINUX, {"network": {"applicationGateway": gateway, **network}}))


def gateway_of(template: generator.Template) -> dict[str, Any]:
    """The properties of the gateway."""
    return dict(resource(template, "applicationGateways")["properties"])


def parts(template: generator.Template, kind: str) -> dict[str, dict[str, Any]]:
    """The properties of its parts of that kind, by their names."""
    return {each["name"]: each.get("properties", {}) for each in gateway_of(template)[kind]}


def part_named(reference: dict[str, str]) -> str:
    """The name of the part that is referred to."""
    return reference["id"].rpartition(", '")[2].removesuffix("')]")


def codes(folder: Path, gateway: dict[str, Any], **network: Any) -> list[str]:
    """The codes of what is wrong with the gateway."""
    with pytest.raises(generator.DiagnosticError) as error:
        made(folder, gateway, **network)
    return problems(error.value)


def with_paths(*path_rules: dict[str, Any], **rule: Any) -> dict[str, Any]:
    """A gateway with a further pool, and one rule with the path rules."""
    return {**POOLS, "rules": [{"frontendPort": 80, "pathRules": list(path_rules), **rule}]}


def path_rules(template: generator.Template) -> dict[str, dict[str, Any]]:
    """The properties of the path rules of the only rule, by their names."""
    (path_map,) = parts(template, "urlPathMaps").values()
    return {each["name"]: each["properties"] for each in path_map["pathRules"]}


def pools_joined(scale_set: dict[str, Any]) -> list[str]:
    """The pools of gateways that the instances join: names of those here, ids of others."""
    network = scale_set["properties"]["virtualMachineProfile"]["networkProfile"]
    (address,) = network["networkInterfaceConfigurations"][0]["properties"]["ipConfigurations"]
    pools = address["properties"]["applicationGatewayBackendAddressPools"]
    return [part_named(each) if each["id"].startswith("[") else each["id"] for each in pools]
