"""Rules of addresses, subnets and the interfaces in them."""

from typing import Any

import pytest
from unit.rules.network_findings import findings, messages

from generator.rules.autoscale_example import profile, setting
from generator.rules.network_example import interface, network, resource, scale_set, to

DEFAULT = to("virtualNetworks/subnets", "web-vnet", "default")


def in_subnet(capacity: Any, **members: Any) -> dict[str, Any]:
    return scale_set(interface(subnet=DEFAULT), sku__capacity=capacity, properties__overprovision=False, **members)


@pytest.mark.parametrize("sku", [{}, {"sku.name": "Basic"}])
def test_an_address_without_sku_is_basic(sku: dict[str, Any]) -> None:
    assert len(messages("network/basic-public-ip", {**resource("publicIPAddresses", "ip"), **sku})) == 1


def test_a_sku_of_a_parameter_may_be_standard() -> None:
    address = {**resource("publicIPAddresses", "ip"), "sku": {"name": "[parameters('sku')]"}}

    assert messages("network/basic-public-ip", address, parameters={"sku": {"type": "string"}}) == []


def test_a_label_from_unique_string_that_begins_with_a_digit_is_a_warning() -> None:
    address = resource(
        "publicIPAddresses", "ip", properties__dnsSettings__domainNameLabel="[concat('1', uniqueString('x'))]"
    )

    (found,) = findings("network/domain-name-label", address)

    assert found.severity == "warning"


@pytest.mark.parametrize(("label", "told"), [("web", 0), ("w-1", 0), ("w", 1), ("1web", 1), ("web-", 1), ("a" * 64, 1)])
def test_labels(label: str, told: int) -> None:
    address = resource("publicIPAddresses", "ip", properties__dnsSettings__domainNameLabel=label)

    assert len(messages("network/domain-name-label", address)) == told


@pytest.mark.parametrize("prefix", ["10.0.0.0", "10.0.0/24", "10.0.0.0/33", "everything"])
def test_what_is_no_range_is_an_error(prefix: str) -> None:
    (found,) = findings("network/cidr", network(("default", prefix)))

    assert found.severity == "error"


def test_a_subnet_may_have_both_versions() -> None:
    both = resource(
        "virtualNetworks",
        "web-vnet",
        properties__addressSpace__addressPrefixes=["10.0.0.0/16", "fd00:db8::/48"],
        properties__subnets=[{"name": "a", "properties.addressPrefixes": ["10.0.0.0/24", "fd00:db8::/64"]}],
    )

    codes = ["network/cidr", "network/subnet-outside", "network/subnet-overlap", "network/subnet-size"]
    assert [message for code in codes for message in messages(code, both)] == []


def test_a_subnet_that_is_a_resource_of_its_own_overlaps_too() -> None:
    subnet = {
        "type": "Microsoft.Network/virtualNetworks/subnets",
        "name": "web-vnet/b",
        "properties.addressPrefix": "10.0.0.0/25",
    }

    assert messages("network/subnet-overlap", network(("a", "10.0.0.0/24")), subnet) == [
        "10.0.0.0/25 overlaps with 10.0.0.0/24 of the subnet a"
    ]


def test_eleven_instances_fit_into_a_28() -> None:
    assert messages("network/subnet-capacity", network(("default", "10.0.0.0/28")), in_subnet(11)) == []


def test_all_scale_sets_of_a_subnet_count() -> None:
    two = [in_subnet(6), {**in_subnet(6), "name": "api"}]

    assert len(messages("network/subnet-capacity", network(("default", "10.0.0.0/28")), *two)) == 1


def test_the_maximum_of_autoscale_counts() -> None:
    (found,) = findings(
        "network/subnet-capacity",
        network(("default", "10.0.0.0/28")),
        in_subnet(2),
        setting(profile(maximum="12")),
    )

    assert (found.severity, found.message) == (
        "warning",
        "10.0.0.0/28 has 11 addresses for instances, Azure keeping five, and autoscale may make 12 instances",
    )


def test_a_subnet_elsewhere_may_be_large_enough() -> None:
    assert messages("network/subnet-capacity", in_subnet(1000)) == []


def test_a_subnet_that_the_network_has_not_got() -> None:
    assert messages("network/scale-set-part-exists", network(("defualt", "10.0.0.0/24")), in_subnet(1)) == [
        "web-vnet has no subnet named default"
    ]


def test_a_network_without_subnets_keeps_those_it_has() -> None:
    assert messages("network/scale-set-part-exists", network(), in_subnet(1)) == []


def test_a_single_interface_need_not_say_that_it_is_primary() -> None:
    single = interface()
    del single["properties"]["primary"]

    assert messages("network/one-primary", scale_set(single)) == []


def test_none_of_two_interfaces_is_primary() -> None:
    assert messages(
        "network/one-primary", scale_set(interface("a", nic_primary=False), interface("b", nic_primary=False))
    ) == ["none of the 2 network interfaces is primary"]


def test_a_subnet_of_an_old_version_lends_uniform_sets_an_address() -> None:
    old = {**network(("default", "10.0.0.0/24")), "apiVersion": "2023-04-01"}

    assert messages("network/no-outbound-path", old, in_subnet(1)) == []


def test_a_private_subnet_lends_nothing() -> None:
    assert len(messages("network/no-outbound-path", network(("default", "10.0.0.0/24")), in_subnet(1))) == 1


@pytest.mark.parametrize("way", ["natGateway", "routeTable"])
def test_a_gateway_or_a_route_is_a_way_out(way: str) -> None:
    open_network = resource(
        "virtualNetworks", "web-vnet", properties__subnets=[{"name": "default", f"properties.{way}": {"id": "/x"}}]
    )

    assert messages("network/no-outbound-path", open_network, in_subnet(1)) == []


def test_a_wait_for_what_waits_is_enough() -> None:
    address = {**resource("publicIPAddresses", "ip"), "tags": {}}
    gateway = resource(
        "natGateways", "nat", dependsOn=["ip"], properties__publicIpAddresses=[to("publicIPAddresses", "ip")]
    )
    subnet = {"name": "default", "properties.natGateway": to("natGateways", "nat")}
    vnet = resource("virtualNetworks", "web-vnet", dependsOn=["nat"], properties__subnets=[subnet])
    instances = in_subnet(1, dependsOn=["web-vnet"])

    assert messages("network/missing-depends-on", address, gateway, vnet, instances) == []


def test_a_prefix_of_ones_own_addresses_may_be_shorter() -> None:
    own = resource("publicIPPrefixes", "ips", properties__prefixLength=24, properties__customIPPrefix={"id": "/p"})

    assert messages("network/public-ip-prefix-length", own) == []
