"""Rules of the network interfaces of a scale set: which is the primary one, and what they name."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import did_you_mean
from generator.rules.addresses import instance_addresses
from generator.rules.load_balancer_outbound import pools_of
from generator.rules.load_balancers import is_public, load_balancers
from generator.rules.network_example import balancer, interface, own, scale_set, to
from generator.rules.parts import ids, is_absent, known_names, last_name, owner_of, part_of, parts, split_id
from generator.rules.rule import ERROR, INFO, WARNING, Example, rule
from generator.rules.scale_set import ScaleSet
from generator.rules.subject import scale_sets
from generator.rules.value import Finding, Value

_REFERENCE = "https://learn.microsoft.com/azure/templates/microsoft.compute/virtualmachinescalesets"
_NETWORKING = "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-networking"
_POOLS = ("loadBalancerBackendAddressPools", "loadBalancerInboundNatPools", "applicationGatewayBackendAddressPools")


def _public(name: str) -> Example:
    frontend = {"name": "public", "properties.publicIPAddress": to("publicIPAddresses", f"{name}-ip")}
    return {**balancer(frontendIPConfigurations=[frontend], backendAddressPools=[{"name": "instances"}]), "name": name}


def _in(*balancers: str) -> Example:
    pools = [to("loadBalancers/backendAddressPools", each, "instances") for each in balancers]
    return interface(loadBalancerBackendAddressPools=pools)


def _named(scale_set: ScaleSet) -> Iterator[Value]:
    """The ids of parts of other resources that the network profile names."""
    yield scale_set.health_probe
    for one in scale_set.interfaces:
        for configuration in one.at("properties.ipConfigurations").items:
            properties = configuration.member("properties")
            yield from ids(properties.member("subnet"))
            for name in _POOLS:
                yield from ids(properties.member(name))


@rule(
    "network/scale-set-part-exists",
    ERROR,
    each=scale_sets,
    what="Each subnet, backend pool and probe that a scale set names is there, if its owner is in the template.",
    why="Azure refuses the scale set with InvalidResourceReference.",
    source=_REFERENCE,
    bad={
        "resources": [
            balancer(backendAddressPools=[{"name": "instances"}]),
            scale_set(interface(loadBalancerBackendAddressPools=[own("backendAddressPools", "instance")])),
        ]
    },
    good={
        "resources": [
            balancer(backendAddressPools=[{"name": "instances"}]),
            scale_set(interface(loadBalancerBackendAddressPools=[own("backendAddressPools", "instances")])),
        ]
    },
)
def _part_exists(scale_set: ScaleSet) -> Iterator[Finding]:
    for each in _named(scale_set):
        if is_absent(scale_set.subject, each):
            owner, kind, _ = split_id(each)
            yield each.finding(
                f"{owner.rpartition('/')[2]} has no {_KINDS.get(kind, kind)} named {last_name(each)}",
                hint=did_you_mean(last_name(each), known_names(scale_set.subject, each)),
            )


_KINDS = {
    "subnets": "subnet",
    "backendaddresspools": "backend pool",
    "inboundnatpools": "inbound NAT pool",
    "probes": "probe",
}


@rule(
    "network/interface-and-subnet",
    ERROR,
    each=scale_sets,
    what="A network profile has a network interface, and the first ip configuration of each interface a subnet.",
    why="Without them an instance has no address; Azure refuses the scale set for the parameter that is missing.",
    source=_NETWORKING,
    bad=scale_set({"name": "nic", "properties": {"primary": True, "ipConfigurations": [{"name": "ip"}]}}),
    good=scale_set(interface(subnet=to("virtualNetworks/subnets", "web-vnet", "default"))),
)
def _interface_and_subnet(scale_set: ScaleSet) -> Iterator[Finding]:
    interfaces = scale_set.profile.at("networkProfile.networkInterfaceConfigurations")
    if interfaces.raw == []:
        yield interfaces.finding("the scale set has no network interface", hint="add one with an ip configuration")
    for one in scale_set.interfaces:
        configurations = one.at("properties.ipConfigurations")
        for configuration in configurations.items[:1]:
            if configuration.at("properties.subnet.id").missing:
                yield configuration.finding(
                    "the ip configuration names no subnet", hint='add "subnet": {"id": "…"} to its properties'
                )


@rule(
    "network/one-primary",
    ERROR,
    each=scale_sets,
    what="Exactly one network interface of a scale set is primary, and exactly one ip configuration of each interface.",
    why="The primary one carries the address of the instance; Azure refuses none or several.",
    source=_NETWORKING,
    bad=scale_set(interface("one"), interface("two")),
    good=scale_set(interface("one"), interface("two", nic_primary=False)),
)
def _one_primary(scale_set: ScaleSet) -> Iterator[Finding]:
    interfaces = scale_set.profile.at("networkProfile.networkInterfaceConfigurations")
    yield from _primaries(interfaces, "network interface")
    for one in interfaces.items:
        yield from _primaries(one.at("properties.ipConfigurations"), "ip configuration")


def _primaries(group: Value, what: str) -> Iterator[Finding]:
    flags = [each.at("properties.primary") for each in group.items]
    if any(flag.unknown for flag in flags) or any(each.unknown for each in group.items):
        return
    primary = [flag for flag in flags if flag.flag]
    if len(primary) > 1:
        yield primary[1].finding(f"there are {len(primary)} primary {what}s", hint="set primary on one of them only")
    elif not primary and len(flags) > 1:
        yield group.finding(f"none of the {len(flags)} {what}s is primary", hint='set "primary": true on one of them')
    elif not primary and flags and flags[0].flag is False:
        yield flags[0].finding(f"the only {what} is not primary", hint='set "primary": true')


@rule(
    "network/primary-is-ipv4",
    ERROR,
    each=scale_sets,
    what="The primary ip configuration has IPv4; one with IPv6 is a second one beside it.",
    why="Azure makes no instances with IPv6 alone.",
    source="https://learn.microsoft.com/azure/virtual-network/ip-services/ipv6-overview",
    bad=scale_set(interface(privateIPAddressVersion="IPv6", primary=True)),
    good=scale_set(interface(privateIPAddressVersion="IPv4", primary=True)),
)
def _primary_is_ipv4(scale_set: ScaleSet) -> Iterator[Finding]:
    for one in scale_set.interfaces:
        configurations = one.at("properties.ipConfigurations").items
        for each in configurations:
            version = each.at("properties.privateIPAddressVersion")
            if version.lower == "ipv6" and (each.at("properties.primary").flag or len(configurations) == 1):
                yield version.finding(
                    "the primary ip configuration has IPv6", hint="add one with IPv4, and make that the primary one"
                )


@rule(
    "network/unused-pool",
    WARNING,
    each=scale_sets,
    what="A rule of the load balancer uses each backend pool that a scale set is in.",
    why="Without one the pool does nothing: no traffic comes to the instances through it.",
    source="https://learn.microsoft.com/azure/load-balancer/components",
    bad={
        "resources": [
            balancer(backendAddressPools=[{"name": "instances"}]),
            scale_set(interface(loadBalancerBackendAddressPools=[own("backendAddressPools", "instances")])),
        ]
    },
    good={
        "resources": [
            balancer(
                backendAddressPools=[{"name": "instances"}],
                loadBalancingRules=[
                    {"name": "web", "properties.backendAddressPool": own("backendAddressPools", "instances")}
                ],
            ),
            scale_set(interface(loadBalancerBackendAddressPools=[own("backendAddressPools", "instances")])),
        ]
    },
)
def _unused_pool(scale_set: ScaleSet) -> Iterator[Finding]:
    pools = pools_of(scale_set)
    if not pools:
        return
    for one in load_balancers(scale_set.subject):
        users = [user for kind in _USERS for user in parts(one, kind)]
        used = {each.lower for user in users for name in _BACKENDS for each in ids(user.at(f"properties.{name}"))}
        unknown = any(user.unknown or user.at("properties.backendAddressPool").unknown for user in users)
        if unknown or one.at("properties.inboundNatPools").exists:
            continue
        for pool in _pool_ids(scale_set):
            mine = part_of(scale_set.subject, pool) is not None and split_id(pool)[0] == one.id.lower()
            if mine and pool.lower not in used:
                yield pool.finding(
                    f"no rule of {one.name} uses the backend pool {last_name(pool)}",
                    hint="add a load-balancing, inbound NAT or outbound rule with this backendAddressPool",
                )


_USERS = ("loadBalancingRules", "inboundNatRules", "outboundRules")
_BACKENDS = ("backendAddressPool", "backendAddressPools")


def _pool_ids(scale_set: ScaleSet) -> Iterator[Value]:
    for one in scale_set.interfaces:
        for configuration in one.at("properties.ipConfigurations").items:
            yield from ids(configuration.at("properties.loadBalancerBackendAddressPools"))


@rule(
    "network/one-balancer-per-type",
    WARNING,
    each=scale_sets,
    what="A scale set is behind at most one public and one internal load balancer.",
    why=(
        "Azure refuses a second one of a type with VMScaleSetCannotUseMultipleLoadBalancersOfSameType, unless the"
        " subscription is allowed it."
    ),
    source="https://learn.microsoft.com/troubleshoot/azure/load-balancer/load-balancer-common-deployment-errors",
    bad={"resources": [_public("web-lb"), _public("api-lb"), scale_set(_in("web-lb", "api-lb"))]},
    good={"resources": [_public("web-lb"), _public("api-lb"), scale_set(_in("web-lb"))]},
)
def _one_balancer_per_type(scale_set: ScaleSet) -> Iterator[Finding]:
    first: dict[bool, str] = {}
    for pool in _pool_ids(scale_set):
        balancer = owner_of(scale_set.subject, pool)
        frontends = parts(balancer, "frontendIPConfigurations") if balancer is not None else []
        if balancer is None or balancer.name is None or not frontends:
            continue
        public = any(map(is_public, frontends))
        other = first.setdefault(public, balancer.name)
        if other != balancer.name:
            kind = "public" if public else "internal"
            yield pool.finding(
                f"{balancer.name} is a second {kind} load balancer before the set, beside {other}",
                hint=f"give {other} a second frontend in its place",
            )


@rule(
    "network/ip-forwarding",
    INFO,
    each=scale_sets,
    what="The network interfaces forward no traffic that is meant for others.",
    why="Only instances that route, such as firewalls, need enableIPForwarding; others should not pass traffic on.",
    source="https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview",
    bad=scale_set(interface(nic_enableIPForwarding=True)),
    good=scale_set(interface(nic_enableIPForwarding=False)),
    aliases=("CKV_AZURE_118",),
    security=3.0,
)
def _ip_forwarding(scale_set: ScaleSet) -> Iterator[Finding]:
    for one in scale_set.interfaces:
        forwarding = one.at("properties.enableIPForwarding")
        if forwarding.flag:
            yield forwarding.finding("the interface forwards traffic", hint="drop it unless the instances route")


@rule(
    "network/accelerated-networking",
    INFO,
    each=scale_sets,
    what="The network interfaces have accelerated networking.",
    why="It is free, and brings lower latency and less load; most sizes with two or more cores have it.",
    source="https://azure.github.io/PSRule.Rules.Azure/en/rules/Azure.VM.AcceleratedNetworking/",
    bad=scale_set(interface()),
    good=scale_set(interface(nic_enableAcceleratedNetworking=True)),
    aliases=("Azure.VM.AcceleratedNetworking", "AZR-000244"),
    enabled=False,
)
def _accelerated_networking(scale_set: ScaleSet) -> Iterator[Finding]:
    for one in scale_set.interfaces:
        accelerated = one.at("properties.enableAcceleratedNetworking")
        if accelerated.missing or accelerated.flag is False:
            place = accelerated if accelerated.exists else one
            yield place.finding("no accelerated networking", hint='set "enableAcceleratedNetworking": true')


@rule(
    "network/instance-public-ip",
    INFO,
    each=scale_sets,
    what="The instances have no public addresses of their own.",
    why="Each such address is one more way in, beside the load balancer.",
    source="https://azure.github.io/PSRule.Rules.Azure/en/rules/Azure.VMSS.PublicIPAttached/",
    bad=scale_set(interface(publicIPAddressConfiguration={"name": "ip"})),
    good=scale_set(interface(subnet=to("virtualNetworks/subnets", "web-vnet", "default"))),
    aliases=("Azure.VMSS.PublicIPAttached", "AZR-000450", "CKV_AZURE_119"),
    security=4.0,
)
def _instance_public_ip(scale_set: ScaleSet) -> Iterator[Finding]:
    for address in instance_addresses(scale_set):
        yield address.finding(
            "each instance has a public address of its own",
            hint="let traffic in through a load balancer, and out through a NAT gateway",
        )
