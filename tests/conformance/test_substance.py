"""The comparison that the conformance tests rest on."""

from typing import Any

import pytest
from conformance.substance import ABSENT, RESOURCE_GROUP, Difference, differences, expanded, resources, substance

POOL = f"{RESOURCE_GROUP}/providers/Microsoft.Network/loadBalancers/lb/backendAddressPools/pool"


@pytest.mark.parametrize(
    ("written", "otherwise"),
    [
        ({"upgradePolicy": {"mode": "Manual"}}, {"UpgradePolicy": {"Mode": "manual"}}),
        ({"primary": True, "port": 80}, {"primary": "true", "port": "80"}),
        ({"primary": True}, {"primary": "True"}),
        ({"threshold": 40}, {"threshold": 40.0}),
        ({"name": "a"}, {"name": "a", "tags": {}, "zones": None, "rules": [], "disk": {"type": None}}),
        ({"id": POOL}, {"id": POOL.replace("loadBalancers", "LoadBalancers")}),
        (
            {"id": POOL},
            {"id": "[resourceId('Microsoft.Network/loadBalancers/backendAddressPools', 'lb', 'pool')]"},
        ),
        (
            {"id": POOL},
            {"id": "[concat(resourceId('Microsoft.Network/loadBalancers', 'lb'), '/backendAddressPools/', 'pool')]"},
        ),
        ({"adminUsername": "azureuser"}, {"adminUsername": "[parameters('user')]"}),
    ],
)
def test_two_ways_to_write_the_same(written: Any, otherwise: Any) -> None:
    parameters = {"user": "azureuser"}

    assert substance(written, parameters) == substance(otherwise, parameters)


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ({"commandToExecute": "run Me"}, {"commandToExecute": "run me"}),
        ({"name": "a"}, {"name": "A"}),
        ({"mode": "Manual"}, {"mode": "Rolling"}),
        ({"port": 80}, {"port": 81}),
        ({"primary": True}, {"primary": False}),
        ({"primary": False}, {}),
        ({"id": POOL}, {"id": POOL.replace("rgss", "other")}),
    ],
)
def test_different_things_stay_different(one: Any, another: Any) -> None:
    assert substance(one, {}) != substance(another, {})


def test_a_child_resource_is_part_of_its_parent() -> None:
    balancer = {"type": "Microsoft.Network/loadBalancers", "name": "lb", "location": "westus"}
    rule = {"name": "ssh", "properties": {"backendPort": 22}}
    child = {"type": "Microsoft.Network/loadBalancers/inboundNatRules", "name": "lb/ssh", "location": "westus"}
    apart = [
        {**balancer, "properties": {"probes": [{"name": "p"}]}},
        {**child, "properties": rule["properties"], "dependsOn": ["lb"], "apiVersion": "2022-01-01"},
    ]
    within = [{**balancer, "properties": {"probes": [{"name": "p"}], "inboundNatRules": [rule]}}]

    assert resources({"resources": apart}, {}) == resources({"resources": within}, {})


def test_an_expanded_template_has_the_substance_of_one_written_out() -> None:
    template = {
        "parameters": {"zone": {"type": "string"}, "count": {"type": "int", "defaultValue": 2}},
        "resources": [
            {
                "type": "Microsoft.Network/publicIPAddresses",
                "apiVersion": "2024-05-01",
                "name": "[format('ip{0}', copyIndex(1))]",
                "copy": {"name": "each", "count": "[parameters('count')]"},
                "zones": ["[parameters('zone')]"],
            }
        ],
    }
    kind = "microsoft.network/publicipaddresses"

    assert expanded(template, {"zone": "3", "unknown": 1}) == {f"{kind}/ip{n}": {"zones": ["3"]} for n in (1, 2)}


def test_a_template_that_azure_would_refuse_is_not_compared() -> None:
    with pytest.raises(ValueError, match="zone"):
        expanded({"parameters": {"zone": {"type": "string"}}, "resources": []}, {})


def test_differences_name_their_place_and_both_values() -> None:
    one = {"sku": {"capacity": "2"}, "rules": [{"name": "a", "port": "80"}, {"name": "b"}]}
    another = {"sku": {"capacity": "3"}, "rules": [{"name": "b"}, {"name": "a", "port": "81"}, {"name": "c"}]}

    assert list(differences(one, another)) == [
        Difference("rules[a].port", "80", "81"),
        Difference("rules[c]", ABSENT, {"name": "c"}),
        Difference("sku.capacity", "2", "3"),
    ]
