"""Rules of network security groups, alone and before the instances behind a load balancer."""

from typing import Any

import pytest
from unit.rules.network_findings import messages

from generator.rules.network_example import balancer, interface, own, scale_set, security_group, security_rule, to

POOLS = [own("backendAddressPools", "instances")]


def forwarding(to_port: int, **frontend: Any) -> dict[str, Any]:
    return {
        **balancer(
            frontendIPConfigurations=[
                {"name": "front", "properties": frontend or {"publicIPAddress": to("publicIPAddresses", "ip")}}
            ],
            backendAddressPools=[{"name": "instances"}],
            loadBalancingRules=[
                {
                    "name": "web",
                    "properties": {
                        "frontendIPConfiguration": own("frontendIPConfigurations", "front"),
                        "backendAddressPool": POOLS[0],
                        "protocol": "Tcp",
                        "frontendPort": 80,
                        "backendPort": to_port,
                    },
                }
            ],
        ),
        "sku.name": "Standard",
    }


def behind(group: str = "web-nsg") -> dict[str, Any]:
    return scale_set(
        interface(loadBalancerBackendAddressPools=POOLS, nic_networkSecurityGroup=to("networkSecurityGroups", group))
    )


def blocked(*rules: Any, **frontend: Any) -> list[str]:
    return messages("network/traffic-blocked", forwarding(8080, **frontend), security_group(*rules), behind())


def test_nothing_is_let_in_by_default() -> None:
    (message,) = blocked()

    assert message == (
        "the rule web forwards to port 8080 of the scale set web, and the security group web-nsg blocks that port:"
        " no rule lets it in"
    )


@pytest.mark.parametrize("ports", ["*", "8080", "8000-9000"])
def test_a_rule_lets_the_port_in(ports: str) -> None:
    assert blocked(security_rule(destinationPortRange=ports)) == []


def test_a_rule_for_some_addresses_is_meant() -> None:
    assert blocked(security_rule(destinationPortRange="8080", sourceAddressPrefix="203.0.113.0/24")) == []


def test_a_rule_for_the_network_lets_nobody_in_from_the_internet() -> None:
    assert len(blocked(security_rule(destinationPortRange="8080", sourceAddressPrefix="VirtualNetwork"))) == 1


def test_a_denial_goes_before_a_later_permission() -> None:
    (message,) = blocked(
        security_rule("allow", priority=200, destinationPortRange="8080"),
        security_rule("deny", priority=100, destinationPortRange="*", access="Deny"),
    )

    assert message.endswith("the rule deny denies it")


def test_a_denial_of_some_addresses_leaves_the_others() -> None:
    rules = [
        security_rule("allow", priority=200, destinationPortRange="8080"),
        security_rule(
            "deny", priority=100, sourceAddressPrefix="198.51.100.0/24", access="Deny", destinationPortRange="*"
        ),
    ]

    assert blocked(*rules) == []


def test_an_internal_load_balancer_is_let_in_by_default() -> None:
    assert blocked(subnet=to("virtualNetworks/subnets", "web-vnet", "default")) == []


def test_a_rule_that_is_not_known_may_let_it_in() -> None:
    unknown = security_rule(destinationPortRange="[reference('x', '2025-07-01').port]")

    assert blocked(unknown) == []


def test_a_group_elsewhere_may_let_it_in() -> None:
    assert messages("network/traffic-blocked", forwarding(8080), behind("hub-nsg")) == []


@pytest.mark.parametrize("source", ["*", "Internet", "0.0.0.0/0", "internet"])
def test_the_whole_internet_has_many_names(source: str) -> None:
    ssh = security_rule("ssh", destinationPortRange="20-30", sourceAddressPrefix=source)

    assert messages("network/management-port-open", security_group(ssh)) == [
        "the rule ssh lets the whole internet in on port 22 (SSH)"
    ]


def test_lists_of_sources_and_ports_are_looked_through() -> None:
    rdp = security_rule(
        "rdp",
        sourceAddressPrefix=None,
        sourceAddressPrefixes=["10.0.0.0/8", "0.0.0.0/0"],
        destinationPortRange=None,
        destinationPortRanges=["80", "3389"],
    )

    assert len(messages("network/management-port-open", security_group(rdp))) == 1


def test_udp_is_not_how_ssh_is_reached() -> None:
    assert (
        messages(
            "network/management-port-open", security_group(security_rule(protocol="Udp", destinationPortRange="22"))
        )
        == []
    )


def test_inbound_and_outbound_rules_may_have_one_priority() -> None:
    rules = [security_rule("in"), security_rule("out", direction="Outbound")]

    assert messages("network/security-rule-priority", security_group(*rules)) == []


def test_application_security_groups_stand_for_addresses() -> None:
    grouped = security_rule(destinationAddressPrefix=None, destinationApplicationSecurityGroups=[{"id": "/asg"}])

    assert messages("network/security-rule-one-or-many", security_group(grouped)) == []


def test_a_rule_for_other_addresses_shadows_nothing() -> None:
    rules = [
        security_rule("office", priority=100, sourceAddressPrefix="203.0.113.0/24"),
        security_rule("all", priority=200, access="Deny"),
    ]

    assert messages("network/shadowed-security-rule", security_group(*rules)) == []
