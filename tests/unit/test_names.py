"""Names of resources, and the start of host names."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties.examples import LINUX, WINDOWS, laid_over, profile, rendered, resource

from generator.rendering.names import computer_name_prefix, resource_id
from generator.rendering.values import Expression

EVERYTHING: dict[str, Any] = {
    "image": {"capture": {"virtualMachine": "/vm"}, "osType": "Linux"},
    "network": {"loadBalancer": {"rules": [{"frontendPort": 80}]}},
    "autoscale": {"minimum": 1, "maximum": 2},
}


def names(folder: Path, above: dict[str, Any]) -> dict[str, str]:
    base = {key: value for key, value in LINUX.items() if key != "image"}
    template = rendered(folder, laid_over(laid_over(base, EVERYTHING), above))
    return {each["type"].rpartition("/")[2]: each["name"] for each in template.content["resources"]}


def test_names_are_made_from_the_blueprint_s_name(tmp_path: Path) -> None:
    assert names(tmp_path, {"name": "shop"}) == {
        "images": "shop-image",
        "networkSecurityGroups": "shop-nsg",
        "virtualNetworks": "shop-vnet",
        "publicIPAddresses": "shop-ip",
        "loadBalancers": "shop-lb",
        "virtualMachineScaleSets": "shop",
        "autoscaleSettings": "shop-autoscale",
    }


def test_each_name_may_be_given(tmp_path: Path) -> None:
    given_names = {
        "image": {"capture": {"name": "i"}},
        "scaleSet": {"name": "s"},
        "network": {
            "virtualNetwork": {"name": "v"},
            "networkSecurityGroup": {"name": "g"},
            "loadBalancer": {"name": "l"},
            "publicIPAddress": {"name": "p"},
        },
        "autoscale": {"name": "a"},
    }

    assert sorted(names(tmp_path, given_names).values()) == ["a", "g", "i", "l", "p", "s", "v"]


def test_references_use_the_given_names(tmp_path: Path) -> None:
    template = rendered(tmp_path, laid_over(LINUX, {"network": {"virtualNetwork": {"name": "hub"}}}))

    (interface,) = profile(template)["networkProfile"]["networkInterfaceConfigurations"]
    (configuration,) = interface["properties"]["ipConfigurations"]
    assert configuration["properties"]["subnet"]["id"] == (
        "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'hub', 'default')]"
    )


def test_autoscale_is_of_the_scale_set_by_its_given_name(tmp_path: Path) -> None:
    above = {"scaleSet": {"name": "s"}, "autoscale": {"minimum": 1, "maximum": 2}}
    template = rendered(tmp_path, laid_over(LINUX, above))

    assert resource(template, "autoscaleSettings")["properties"]["targetResourceUri"] == (
        "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 's')]"
    )


@pytest.mark.parametrize(("document", "prefix"), [(LINUX, "shop-frontend-w"), (WINDOWS, "shop-fron")])
def test_the_computer_name_prefix_fits_the_system(tmp_path: Path, document: dict[str, Any], prefix: str) -> None:
    template = rendered(tmp_path, {**document, "name": "shop-frontend-west"})

    assert profile(template)["osProfile"]["computerNamePrefix"] == prefix


def test_a_given_computer_name_prefix_is_taken(tmp_path: Path) -> None:
    template = rendered(tmp_path, laid_over(LINUX, {"scaleSet": {"osProfile": {"computerNamePrefix": "node"}}}))

    assert profile(template)["osProfile"]["computerNamePrefix"] == "node"


@pytest.mark.parametrize(
    ("name", "prefix"),
    [
        ("web", "web"),
        ("web_app", "webapp"),
        ("my web", "myweb"),
        ("1web", "web"),
        ("-web-", "web"),
        ("12345678-abc", "abc"),
        ("shop-web-eu", "shop-web"),
        ("магазин", "vm"),
        ("123", "vm"),
        ("[prod]", "prod"),
    ],
)
def test_a_computer_name_prefix_of_a_name(name: str, prefix: str) -> None:
    assert computer_name_prefix(name, 9) == prefix


@given(st.text(), st.integers(2, 15))
def test_a_computer_name_prefix_of_any_name_is_one(name: str, longest: int) -> None:
    prefix = computer_name_prefix(name, longest)

    assert isinstance(prefix, str)
    assert re.fullmatch(r"[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?", prefix)
    assert len(prefix) <= longest


def test_a_computer_name_prefix_of_an_expression_is_cut_by_azure() -> None:
    prefix = computer_name_prefix(Expression("parameters('base')"), 9)

    assert isinstance(prefix, Expression)
    assert prefix.code.startswith("take(")
    assert prefix.code.endswith(", 9)")


def test_a_resource_id_quotes_names_and_takes_expressions() -> None:
    expression = resource_id("Contoso/things/parts", "it's", Expression("parameters('part')"))

    assert expression.text == "[resourceId('Contoso/things/parts', 'it''s', parameters('part'))]"
