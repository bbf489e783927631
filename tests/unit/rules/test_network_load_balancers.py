"""Rules of load balancers: references to their parts, ports, outbound rules and NAT."""

from typing import Any

import pytest
from unit.rules.network_findings import findings, messages

from generator.rules.network_example import balancer, interface, network, own, scale_set, to

PARAMETER = {"probe": {"type": "string"}}


def rule(name: str = "web", **properties: Any) -> dict[str, Any]:
    usual = {"frontendIPConfiguration": own("frontendIPConfigurations", "public"), "protocol": "Tcp"}
    return {"name": name, "properties": {**usual, **properties}}


def outbound(ports: int, **properties: Any) -> dict[str, Any]:
    return balancer(
        frontendIPConfigurations=[{"name": "public", "properties.publicIPAddress": to("publicIPAddresses", "web-ip")}],
        outboundRules=[
            {
                "name": "out",
                "properties": {
                    "frontendIPConfigurations": [own("frontendIPConfigurations", "public")],
                    "backendAddressPool": own("backendAddressPools", "vms"),
                    "allocatedOutboundPorts": ports,
                    **properties,
                },
            }
        ],
    )


def in_pool(capacity: int) -> dict[str, Any]:
    return scale_set(
        interface(loadBalancerBackendAddressPools=[own("backendAddressPools", "vms")]), sku__capacity=capacity
    )


def test_a_probe_of_a_parameter_may_be_any() -> None:
    named = {"id": "[resourceId('Microsoft.Network/loadBalancers/probes', 'web-lb', parameters('probe'))]"}
    lb = balancer(
        frontendIPConfigurations=[{"name": "public"}],
        probes=[{"name": "http"}],
        loadBalancingRules=[rule(probe=named)],
    )

    assert messages("network/load-balancer-part-exists", lb, parameters=PARAMETER) == []


def test_names_of_parts_compare_without_regard_to_case() -> None:
    lb = balancer(
        probes=[{"name": "HTTP"}],
        loadBalancingRules=[rule(probe=own("probes", "http"))],
        frontendIPConfigurations=[{"name": "Public"}],
    )

    assert messages("network/load-balancer-part-exists", lb) == []


def test_a_pool_that_is_a_child_resource_is_there() -> None:
    pool = {"type": "Microsoft.Network/loadBalancers/backendAddressPools", "name": "web-lb/vms"}
    lb = balancer(
        frontendIPConfigurations=[{"name": "public"}],
        loadBalancingRules=[rule(backendAddressPool=own("backendAddressPools", "vms"))],
    )

    assert messages("network/load-balancer-part-exists", lb, pool) == []


def test_a_list_that_is_not_known_may_hold_any_part() -> None:
    lb = balancer(
        frontendIPConfigurations=[{"name": "public"}],
        probes="[reference('x', '2025-07-01').probes]",
        loadBalancingRules=[rule(probe=own("probes", "http"))],
    )

    assert messages("network/load-balancer-part-exists", lb) == []


def test_an_id_of_the_load_balancer_in_another_group_is_its_own() -> None:
    other = "/subscriptions/1/resourceGroups/live/providers/Microsoft.Network/loadBalancers/web-lb/probes/http"
    lb = balancer(probes=[{"name": "http"}], loadBalancingRules=[rule(probe={"id": other})])

    assert messages("network/load-balancer-names-itself", lb) == []


def test_a_gateway_load_balancer_stands_beside_the_one_address() -> None:
    frontend = {
        "publicIPAddress": to("publicIPAddresses", "web-ip"),
        "gatewayLoadBalancer": to("loadBalancers/frontendIPConfigurations", "gw-lb", "gw"),
    }
    lb = balancer(frontendIPConfigurations=[{"name": "public", "properties": frontend}])

    assert messages("network/frontend-address", lb) == []


def test_tcp_and_udp_share_a_port() -> None:
    rules = [rule(frontendPort=53, backendPort=53), rule("dns", protocol="Udp", frontendPort=53, backendPort=53)]

    assert messages("network/frontend-port-taken", balancer(loadBalancingRules=rules)) == []


def test_a_nat_rule_cannot_take_the_port_of_a_rule() -> None:
    lb = balancer(loadBalancingRules=[rule(frontendPort=22)], inboundNatRules=[rule("ssh", frontendPort=22)])

    assert messages("network/frontend-port-taken", lb) == ["port 22 of this frontend is taken by the rule web"]


def test_rules_with_floating_ip_share_a_backend_port() -> None:
    shared = {"backendPort": 80, "backendAddressPool": own("backendAddressPools", "vms"), "enableFloatingIP": True}
    rules = [rule("a", frontendPort=80, **shared), rule("b", frontendPort=81, **shared)]

    assert messages("network/backend-port-taken", balancer(loadBalancingRules=rules)) == []


def test_high_availability_ports_are_not_for_public_frontends() -> None:
    public = {"name": "public", "properties.publicIPAddress": to("publicIPAddresses", "web-ip")}
    every = rule(protocol="All", frontendPort=0, backendPort=0)

    assert messages(
        "network/high-availability-ports", balancer(frontendIPConfigurations=[public], loadBalancingRules=[every])
    ) == ["the protocol All (high-availability ports) is not for a public frontend"]


def test_outbound_ports_are_counted_for_all_instances() -> None:
    assert messages("network/outbound-ports", outbound(8000), in_pool(9)) == [
        "9 instances with 8000 ports each need 72000, and the rule has 64000"
    ]


def test_as_many_outbound_ports_as_there_are_suffice() -> None:
    assert messages("network/outbound-ports", outbound(8000), in_pool(8)) == []


@pytest.mark.parametrize(("capacity", "overprovision", "told"), [(10, False, 0), (11, False, 1), (10, True, 1)])
def test_a_range_of_nat_ports_holds_the_instances_and_the_surplus(
    capacity: int, overprovision: bool, told: int
) -> None:
    pool = rule("ssh", frontendPortRangeStart=50000, frontendPortRangeEnd=50009)
    instances = scale_set(
        interface(loadBalancerInboundNatPools=[own("inboundNatPools", "ssh")]),
        sku__capacity=capacity,
        properties__overprovision=overprovision,
    )

    assert len(messages("network/nat-ports", balancer(inboundNatPools=[pool]), instances)) == told


def test_the_surplus_of_overprovision_is_a_warning() -> None:
    pool = rule("ssh", frontendPortRangeStart=50000, frontendPortRangeEnd=50009)
    instances = scale_set(interface(loadBalancerInboundNatPools=[own("inboundNatPools", "ssh")]), sku__capacity=10)

    (found,) = findings("network/nat-ports", balancer(inboundNatPools=[pool]), instances)

    assert found.severity == "warning"


def test_ranges_of_two_frontends_may_overlap() -> None:
    first = rule("ssh", frontendPortRangeStart=50000, frontendPortRangeEnd=50099)
    second = rule(
        "rdp",
        frontendIPConfiguration=own("frontendIPConfigurations", "second"),
        frontendPortRangeStart=50000,
        frontendPortRangeEnd=50099,
    )

    assert messages("network/nat-ports-overlap", balancer(inboundNatPools=[first, second])) == []


def test_a_nat_rule_with_a_pool_needs_its_range() -> None:
    lb = balancer(inboundNatRules=[rule("ssh", backendAddressPool=own("backendAddressPools", "vms"))])

    assert messages("network/nat-rule-form", lb) == [
        "a rule with backendAddressPool needs frontendPortRangeStart, frontendPortRangeEnd too"
    ]


def test_the_subnet_of_a_frontend_is_one_of_the_network() -> None:
    front = {"name": "front", "properties.subnet": to("virtualNetworks/subnets", "web-vnet", "front")}

    assert messages(
        "network/load-balancer-part-exists",
        network(("default", "10.0.0.0/24")),
        balancer(frontendIPConfigurations=[front]),
    ) == ["web-vnet has no subnet named front"]


def test_a_nat_rule_with_too_few_ports_is_a_warning() -> None:
    nat = rule(
        "ssh",
        backendAddressPool=own("backendAddressPools", "vms"),
        frontendPortRangeStart=50000,
        frontendPortRangeEnd=50009,
    )

    (found,) = findings("network/nat-ports", balancer(inboundNatRules=[nat]), in_pool(11))

    assert found.severity == "warning"


def test_one_public_and_one_internal_load_balancer_may_stand_before_a_set() -> None:
    public = balancer(frontendIPConfigurations=[{"name": "p", "properties.publicIPAddress": {"id": "/ip"}}])
    internal = {
        **balancer(frontendIPConfigurations=[{"name": "i", "properties.subnet": {"id": "/s"}}]),
        "name": "in-lb",
    }
    pools = [own("backendAddressPools", "vms"), to("loadBalancers/backendAddressPools", "in-lb", "vms")]

    assert (
        messages(
            "network/one-balancer-per-type",
            public,
            internal,
            scale_set(interface(loadBalancerBackendAddressPools=pools)),
        )
        == []
    )
