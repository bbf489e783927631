"""A Flexible scale set without a model of its own, which machines that are made one by one join."""

from pathlib import Path
from typing import Any

import pytest
from properties.examples import LINUX, laid_over, problems, rendered, resource

import generator
from generator.arm.checking import schema_problems
from generator.arm.expansion import expand
from generator.blueprint.schema import blueprint_schema

BESIDE = {
    "name",
    "tags",
    "virtualMachineProfile",
    "orchestrationMode",
    "zones",
    "zonal",
    "platformFaultDomainCount",
    "proximityPlacementGroup",
    "extendedLocation",
    "zonalPlatformFaultDomainAlignMode",
    "singlePlacementGroup",
    "lock",
}
"""Keys of a scale set that are about the set, and not about the instances that it makes."""
SCHEMA = blueprint_schema()
SCALE_SET = SCHEMA.root["properties"]["scaleSet"]["properties"]
NETWORK = SCHEMA.root["properties"]["network"]["properties"]
SHARED = {
    "virtualNetwork",
    "subnet",
    "ipVersions",
    "loadBalancer",
    "internalLoadBalancer",
    "publicIPAddress",
    "publicIPv6Address",
    "natGateway",
    "networkSecurityGroup",
    "applicationGateway",
}
"""Keys of a network that are not about the interfaces of instances."""
SSH = {"name": "ssh", "priority": 200, "sourceAddressPrefix": "203.0.113.0/24", "destinationPortRange": "22"}
MACHINE: dict[str, Any] = {
    "type": "Microsoft.Compute/virtualMachines",
    "apiVersion": "2026-03-01",
    "name": "shop-1",
    "location": "[resourceGroup().location]",
    "properties": {
        "virtualMachineScaleSet": {"id": "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'shop')]"},
        "hardwareProfile": {"vmSize": "Standard_D2s_v5"},
    },
}


def document(**scale_set: Any) -> dict[str, Any]:
    return {"name": "shop", "scaleSet": {"virtualMachineProfile": False, **scale_set}}


def refused(folder: Path, blueprint: dict[str, Any]) -> tuple[generator.Diagnostic, ...]:
    with pytest.raises(generator.DiagnosticError) as error:
        rendered(folder, blueprint)
    return error.value.diagnostics


def test_it_has_neither_model_nor_size_nor_number(tmp_path: Path) -> None:
    template = rendered(tmp_path, document())

    (scale_set,) = template.content["resources"]
    assert scale_set["properties"] == {
        "orchestrationMode": "Flexible",
        "singlePlacementGroup": False,
        "platformFaultDomainCount": 1,
    }
    assert "sku" not in scale_set


def test_it_says_where_machines_are_put(tmp_path: Path) -> None:
    near = "/subscriptions/0/resourceGroups/shop/providers/Microsoft.Compute/proximityPlacementGroups/near"
    blueprint = document(platformFaultDomainCount=3, proximityPlacementGroup=near, lock="CanNotDelete")

    template = rendered(tmp_path, blueprint)

    properties = resource(template, "virtualMachineScaleSets")["properties"]
    assert (properties["platformFaultDomainCount"], properties["proximityPlacementGroup"]) == (3, {"id": near})
    assert resource(template, "locks")["properties"]["level"] == "CanNotDelete"


def test_over_zones_it_has_one_fault_domain(tmp_path: Path) -> None:
    zones = ["1", "2"]

    assert resource(rendered(tmp_path, document(zones=zones)), "virtualMachineScaleSets")["zones"] == zones
    (problem,) = refused(tmp_path, document(zones=zones, platformFaultDomainCount=2))
    assert problem.path == ("scaleSet", "platformFaultDomainCount")


def test_it_is_what_the_schemas_accept(tmp_path: Path) -> None:
    expansion = expand(rendered(tmp_path, document(zones=["1", "2", "3"])).content)

    assert list(schema_problems(expansion.resources)) == []


def test_a_machine_joins_it_after_it_is_made(tmp_path: Path) -> None:
    template = rendered(tmp_path, {**document(), "resources": [MACHINE]})

    machine = resource(template, "virtualMachines")
    assert machine["dependsOn"] == ["[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'shop')]"]


def test_one_for_each_zone(tmp_path: Path) -> None:
    template = rendered(tmp_path, document(zones=["1", "2"], zonal=True))

    zones = {each["name"]: each["zones"] for each in template.content["resources"]}
    assert zones == {"shop-zone1": ["1"], "shop-zone2": ["2"]}


def test_beside_a_scale_set_with_a_model(tmp_path: Path) -> None:
    front, group = {"image": LINUX["image"], "scaleSet": LINUX["scaleSet"]}, document()["scaleSet"]

    template = rendered(tmp_path, {"name": "shop", "scaleSets": {"front": front, "joined": {"scaleSet": group}}})

    sets = [each for each in template.content["resources"] if each["type"].endswith("virtualMachineScaleSets")]
    assert [(each["name"], "virtualMachineProfile" in each["properties"]) for each in sets] == [
        ("shop-front", True),
        ("shop-joined", False),
    ]


def test_the_machines_can_have_a_network_here_whose_security_group_is_that_of_the_subnet(tmp_path: Path) -> None:
    network = {"loadBalancer": {"rules": [443]}, "networkSecurityGroup": {"securityRules": [SSH]}}

    template = rendered(tmp_path, {**document(), "network": network})

    (subnet,) = resource(template, "virtualNetworks")["properties"]["subnets"]
    group = "[resourceId('Microsoft.Network/networkSecurityGroups', 'shop-nsg')]"
    assert subnet["properties"]["networkSecurityGroup"] == {"id": group}
    assert resource(template, "loadBalancers")["properties"]["backendAddressPools"] == [{"name": "instances"}]


def test_without_a_word_about_it_there_is_no_network(tmp_path: Path) -> None:
    assert [each["type"] for each in rendered(tmp_path, document()).content["resources"]] == [
        "Microsoft.Compute/virtualMachineScaleSets"
    ]


@pytest.mark.parametrize("key", sorted(NETWORK.keys() - SHARED))
def test_what_is_about_interfaces_of_instances_is_refused(tmp_path: Path, key: str) -> None:
    found = refused(tmp_path, {**document(), "network": {key: NETWORK[key]["examples"][0]}})

    assert "scale-set/not-together" in [each.code for each in found if each.path == ("network", key)]


@pytest.mark.parametrize("key", sorted(SCALE_SET.keys() - BESIDE))
def test_what_is_about_instances_is_refused(tmp_path: Path, key: str) -> None:
    example = SCALE_SET[key]["examples"][0]

    found = [each for each in refused(tmp_path, document(**{key: example})) if each.path == ("scaleSet", key)]

    assert "scale-set/not-together" in [each.code for each in found]


@pytest.mark.parametrize("key", ["image", "extensions", "autoscale", "artifacts"])
def test_what_is_for_instances_is_refused(tmp_path: Path, key: str) -> None:
    example = SCHEMA.root["properties"][key]["examples"][0]

    found = refused(tmp_path, {**document(), key: example})

    assert [(each.code, each.path) for each in found] == [("scale-set/not-together", (key,))]


def test_the_refusal_shows_both_keys(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, document(sku={"name": "Standard_D2s_v5"}))

    (cause,) = problem.causes
    assert (problem.path, cause.path) == (("scaleSet", "sku"), ("scaleSet", "virtualMachineProfile"))
    assert cause.location is not None


def test_a_uniform_set_has_a_model(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, document(orchestrationMode="Uniform"))

    assert problem.code == "scale-set/wrong-mode"


def test_a_set_with_a_model_describes_it_in_the_keys_of_the_scale_set(tmp_path: Path) -> None:
    blueprint = laid_over(LINUX, {"scaleSet": {"virtualMachineProfile": {"priority": "Spot"}}})

    with pytest.raises(generator.DiagnosticError, match="stand in scaleSet itself") as error:
        rendered(tmp_path, blueprint)

    assert problems(error.value) == ["blueprint/bad-value"]
