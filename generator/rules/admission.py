"""Rules of whether the traffic that a load balancer forwards reaches the instances."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.rules.load_balancer_outbound import pools_of
from generator.rules.load_balancers import is_public, is_standard, load_balancers
from generator.rules.network_example import balancer, interface, own, scale_set, security_group, security_rule, to
from generator.rules.parts import ids, name_of, part_of, parts, title_of
from generator.rules.resource import Resource
from generator.rules.rule import WARNING, Example, rule
from generator.rules.scale_set import ScaleSet
from generator.rules.security_groups import SecurityRule, admits
from generator.rules.subject import scale_sets
from generator.rules.value import Finding, Value

_TROUBLE = "https://learn.microsoft.com/azure/load-balancer/load-balancer-troubleshoot"
_STANDARD = "https://learn.microsoft.com/azure/load-balancer/load-balancer-overview"
_BALANCER = {
    **balancer(
        frontendIPConfigurations=[{"name": "public", "properties.publicIPAddress": to("publicIPAddresses", "web-ip")}],
        backendAddressPools=[{"name": "instances"}],
        loadBalancingRules=[
            {
                "name": "web",
                "properties": {
                    "frontendIPConfiguration": own("frontendIPConfigurations", "public"),
                    "backendAddressPool": own("backendAddressPools", "instances"),
                    "probe": own("probes", "http"),
                    "protocol": "Tcp",
                    "frontendPort": 80,
                    "backendPort": 8080,
                },
            }
        ],
        probes=[{"name": "http", "properties": {"protocol": "Tcp", "port": 8080}}],
    ),
    "sku.name": "Standard",
}
_POOLS = [own("backendAddressPools", "instances")]
_SET = scale_set(
    interface(loadBalancerBackendAddressPools=_POOLS, nic_networkSecurityGroup=to("networkSecurityGroups", "web-nsg"))
)


def _example(*rules: Example) -> Example:
    return {"resources": [_BALANCER, security_group(*rules), _SET]}


@dataclass(frozen=True)
class Flow:
    """What a rule of a load balancer sends to the instances of a set: `source` is `internet` or `virtualnetwork`."""

    rule: Value
    port: int
    protocol: str
    source: str


def flows(scale_set: ScaleSet) -> Iterator[Flow]:
    """All that the load balancers of the template send to the instances, as far as it is known."""
    pools = pools_of(scale_set)
    for one in load_balancers(scale_set.subject) if pools else ():
        for kind in ("loadBalancingRules", "inboundNatRules"):
            for each in parts(one, kind):
                properties = each.member("properties")
                pool = {
                    at.lower for key in ("backendAddressPool", "backendAddressPools") for at in ids(properties.at(key))
                }
                frontend = part_of(scale_set.subject, properties.at("frontendIPConfiguration.id"))
                name = "frontendPort" if properties.at("enableFloatingIP").flag else "backendPort"
                port, protocol = properties.at(name).number, properties.at("protocol").lower
                if pool & pools and frontend is not None and port and protocol in ("tcp", "udp"):
                    yield Flow(each, port, protocol, "internet" if is_public(frontend) else "virtualnetwork")


def groups_of(scale_set: ScaleSet) -> tuple[list[Resource], bool]:
    """The security groups of the template before the instances that are in backend pools, and whether those are all.

    Each group has its say: that of the interface and that of the subnet.
    """
    found: dict[str, Resource] = {}
    complete = True
    for one in scale_set.interfaces:
        configurations = one.at("properties.ipConfigurations").items
        if not any(each.at("properties.loadBalancerBackendAddressPools").exists for each in configurations):
            continue
        references = [one.at("properties.networkSecurityGroup.id")]
        for each in configurations:
            subnet = part_of(scale_set.subject, each.at("properties.subnet.id"))
            complete = complete and subnet is not None
            if subnet is not None:
                references.append(subnet.at("properties.networkSecurityGroup.id"))
        for reference in references:
            group = scale_set.subject.find(reference)
            if group is not None:
                found[group.id] = group
            complete = complete and (group is not None or reference.missing)
    return list(found.values()), complete


@rule(
    "network/traffic-blocked",
    WARNING,
    each=scale_sets,
    what="The security groups of the instances let in what the load balancer forwards to them.",
    why="Azure deploys it, and nobody can connect: a Standard load balancer forwards only what a group lets in.",
    source=_TROUBLE,
    bad=_example(security_rule(destinationPortRange="80")),
    good=_example(security_rule(destinationPortRange="8080")),
)
def _traffic_blocked(scale_set: ScaleSet) -> Iterator[Finding]:
    groups, _ = groups_of(scale_set)
    for flow in flows(scale_set) if groups else ():
        for group in groups:
            denies = admits(group, flow.port, flow.protocol, flow.source)
            if denies is not None:
                place = flow.rule.at("properties.backendPort")
                how = f"{denies.title} denies it" if isinstance(denies, SecurityRule) else "no rule lets it in"
                yield place.finding(
                    f"{title_of(flow.rule)} forwards to port {flow.port} of the scale set {scale_set.name},"
                    f" and the security group {group.name} blocks that port: {how}",
                    hint=f"add an inbound rule that allows {flow.protocol.capitalize()} to port {flow.port}"
                    f" from {'Internet' if flow.source == 'internet' else 'VirtualNetwork'}",
                )


@rule(
    "network/probe-blocked",
    WARNING,
    each=scale_sets,
    what="The security groups of the instances let in the probes of the load balancer.",
    why="Probes come from AzureLoadBalancer; an instance that cannot be probed counts as down and gets no traffic.",
    source=_TROUBLE,
    bad=_example(
        security_rule(destinationPortRange="8080"),
        security_rule("deny", priority=4096, access="Deny", sourceAddressPrefix="*", destinationPortRange="*"),
    ),
    good=_example(
        security_rule(destinationPortRange="8080"),
        security_rule("probe", priority=4095, sourceAddressPrefix="AzureLoadBalancer", destinationPortRange="*"),
        security_rule("deny", priority=4096, access="Deny", sourceAddressPrefix="*", destinationPortRange="*"),
    ),
)
def _probe_blocked(scale_set: ScaleSet) -> Iterator[Finding]:
    groups, _ = groups_of(scale_set)
    told: set[str] = set()
    for flow in flows(scale_set) if groups else ():
        reference = flow.rule.at("properties.probe.id")
        probe = part_of(scale_set.subject, reference)
        port = probe.at("properties.port") if probe is not None else None
        if port is None or port.number is None or reference.lower in told:
            continue
        told.add(reference.lower)
        for group in groups:
            denies = admits(group, port.number, "tcp", "azureloadbalancer")
            if isinstance(denies, SecurityRule):
                yield denies.value.finding(
                    f"{denies.title} blocks the probe of port {port.number}, which comes from AzureLoadBalancer",
                    hint="before it, allow all from the source AzureLoadBalancer",
                )


@rule(
    "network/no-security-group",
    WARNING,
    each=scale_sets,
    what="Instances behind a Standard load balancer have a network security group, at the interface or the subnet.",
    why="A Standard load balancer is closed by default: without a group, Azure drops all that comes from outside.",
    source=_STANDARD,
    bad={
        "resources": [
            _BALANCER,
            {
                "type": "Microsoft.Network/virtualNetworks",
                "name": "web-vnet",
                "properties.subnets": [{"name": "default", "properties.addressPrefix": "10.0.0.0/24"}],
            },
            scale_set(
                interface(
                    loadBalancerBackendAddressPools=_POOLS,
                    subnet=to("virtualNetworks/subnets", "web-vnet", "default"),
                )
            ),
        ]
    },
    good=_example(security_rule(destinationPortRange="8080")),
)
def _no_security_group(scale_set: ScaleSet) -> Iterator[Finding]:
    groups, complete = groups_of(scale_set)
    if groups or not complete:
        return
    pools = pools_of(scale_set)
    for one in load_balancers(scale_set.subject):
        own_pools = {
            f"{one.id}/backendAddressPools/{name_of(each)}".lower() for each in parts(one, "backendAddressPools")
        }
        public = [flow for flow in flows(scale_set) if flow.source == "internet"]
        if is_standard(one) and own_pools & pools and public:
            interfaces = scale_set.profile.at("networkProfile.networkInterfaceConfigurations")
            yield interfaces.finding(
                f"the instances behind {one.name} have no network security group, so Azure drops what it forwards",
                hint=f"add a networkSecurityGroup that allows port {public[0].port} from Internet",
            )
            return
