"""What is a difference, and what Azure takes for the same."""

from typing import Any

import pytest
from unit.review_sides import compared, effects, resource, resource_id, scale_set, side

SUBNET = resource_id("Microsoft.Network/virtualNetworks/subnets", "web", "default")


def network(subnet: str) -> dict[str, Any]:
    configuration = {"name": "ip", "properties": {"subnet": {"id": subnet}}}
    interface = {"name": "nic", "properties": {"primary": True, "ipConfigurations": [configuration]}}
    return scale_set({"networkProfile": {"networkInterfaceConfigurations": [interface]}})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(scale_set(), scale_set(), id="itself"),
        pytest.param(scale_set(location="westeurope"), scale_set(location="West Europe"), id="region"),
        pytest.param(network(SUBNET), network(SUBNET.upper()), id="case of an id"),
        pytest.param(scale_set(mode="Manual"), scale_set(mode="manual"), id="case of an enum"),
        pytest.param(scale_set(zones=["1", "2"]), scale_set(zones=["2", "1"]), id="order of a set"),
        pytest.param(scale_set(zones=["1"]), scale_set(zones=[1]), id="number as text"),
        pytest.param(
            scale_set(properties={"overprovision": True}),
            scale_set(properties={"overprovision": "true"}),
            id="truth as text",
        ),
        pytest.param(scale_set(plan=None), scale_set(), id="null"),
        pytest.param(
            scale_set(properties={"overprovision": True}),
            scale_set(properties={"Overprovision": True}),
            id="case of a name",
        ),
        pytest.param(
            resource("Microsoft.Network/networkSecurityGroups", tags={"a": "[reference('x').y]"}),
            resource("Microsoft.Network/networkSecurityGroups", tags={"a": "[ reference( 'x' ).y ]"}),
            id="expression",
        ),
    ],
)
def test_the_same_to_azure(old: Any, new: Any) -> None:
    assert compared(old, new).resources == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(scale_set(tags={"a": "B"}), scale_set(tags={"a": "b"}), id="case of a tag"),
        pytest.param(scale_set(tags={"a": "b"}), scale_set(tags={"A": "b"}), id="case of a tag's name"),
        pytest.param(scale_set(tags={"a": "1"}), scale_set(tags={"a": "true"}), id="text"),
        pytest.param(scale_set({"userData": ""}), scale_set(), id="empty text"),
        pytest.param(scale_set(tags={"a": "[reference('x').y]"}), scale_set(tags={"a": "y"}), id="expression"),
    ],
)
def test_not_the_same(old: Any, new: Any) -> None:
    assert compared(old, new).resources != ()


def test_an_existing_resource_is_not_compared() -> None:
    old, new = (resource("Microsoft.Network/publicIPAddresses", existing=True, tags={"a": each}) for each in "bc")

    assert compared(old, new).resources == ()


def test_a_resource_whose_condition_became_false_is_removed() -> None:
    (change,) = compared(scale_set(), scale_set(condition=False)).resources

    assert change.fate == "removed"


def test_what_only_the_deployment_shows_is_marked() -> None:
    (change,) = compared(scale_set(tags={"a": "b"}), scale_set(tags={"a": "[reference('x').y]"})).resources

    assert [each.is_unknown for each in change.properties] == [True]


def test_a_parameter_that_needs_a_value_is_told() -> None:
    new = side(scale_set(), parameters={"size": {"type": "string"}})

    assert "parameters.size.needsValue" in effects(side(scale_set()), new)


def test_another_default_of_a_parameter_shows_where_it_is_used() -> None:
    old, new = (
        side(scale_set(tags={"a": "[parameters('a')]"}), parameters={"a": {"type": "string", "defaultValue": each}})
        for each in "bc"
    )

    assert list(effects(old, new)) == ["tags.a"]
