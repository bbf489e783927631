"""Where the order of a list means nothing, and where it does."""

import pytest
from unit.what_if_samples import (
    GROUP,
    LOAD_BALANCER,
    array,
    changed,
    created,
    deleted,
    leaves,
    noise,
)

from generator.azure.what_if import Noise

NETWORK = f"{GROUP}/providers/Microsoft.Network"
GATEWAY = f"{NETWORK}/applicationGateways/web"
SECURITY_GROUP = f"{NETWORK}/networkSecurityGroups/web"
VIRTUAL_NETWORK = f"{NETWORK}/virtualNetworks/web"
PROFILE = "properties.virtualMachineProfile"
NIC = f"{PROFILE}.networkProfile.networkInterfaceConfigurations"


def test_a_set_in_another_order() -> None:
    moved = array("zones", deleted("0", "1"), created("2", "1"))

    assert noise(moved) is Noise.EQUAL


def test_a_set_with_another_item() -> None:
    assert noise(array("zones", deleted("0", "1"), created("2", "3"))) is None


def test_a_set_with_fewer_items() -> None:
    assert noise(array("zones", deleted("0", "1"))) is None


def test_a_set_with_the_same_item_twice() -> None:
    found = leaves(array("zones", deleted("0", "1"), deleted("1", "1"), created("2", "1")))

    assert [leaf.noise for leaf in found] == [Noise.EQUAL, None, Noise.EQUAL]


def test_named_things_in_another_order() -> None:
    rule = {"name": "https", "properties": {"priority": 100, "access": "Allow"}}
    same = {"name": "https", "properties": {"priority": "100", "access": "allow"}}

    moved = array("properties.securityRules", deleted("0", rule), created("3", same))

    assert noise(moved, SECURITY_GROUP) is Noise.EQUAL


def test_named_things_in_another_order_with_a_change() -> None:
    rule = {"name": "https", "properties": {"priority": 100}}
    other = {"name": "https", "properties": {"priority": 200}}

    assert noise(array("properties.securityRules", deleted("0", rule), created("3", other)), SECURITY_GROUP) is None


def test_listeners_are_tried_in_order() -> None:
    moved = array("properties.httpListeners", deleted("0", {"name": "a"}), created("1", {"name": "a"}))

    assert noise(moved, GATEWAY) is None


def test_servers_are_asked_in_order() -> None:
    moved = array("properties.dhcpOptions.dnsServers", deleted("0", "10.0.0.4"), created("1", "10.0.0.4"))

    assert noise(moved, VIRTUAL_NETWORK) is None


def test_an_item_in_another_spelling_in_the_same_place() -> None:
    pools = f"{NIC}[0].properties.ipConfigurations[0].properties.loadBalancerBackendAddressPools"
    same = array(pools, deleted("0", {"id": LOAD_BALANCER}), created("0", {"id": LOAD_BALANCER.upper()}))

    assert noise(same) is Noise.EQUAL


def test_a_whole_list_in_another_order() -> None:
    assert noise(changed("zones", ["1", "2"], ["2", "1"])) is Noise.EQUAL


@pytest.mark.parametrize("after", [["1"], ["1", "3"], ["1", "2", "2"]])
def test_a_whole_list_with_other_items(after: list[str]) -> None:
    assert noise(changed("zones", ["1", "2"], after)) is None
