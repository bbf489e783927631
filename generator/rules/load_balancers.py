"""Rules of what a load balancer is made of: its parts exist, have names of their own, and belong together."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import did_you_mean
from generator.rules.network_example import balancer, own, to
from generator.rules.parts import ids, is_absent, known_names, last_name, parts, split_id
from generator.rules.resource import Resource
from generator.rules.rule import ERROR, INFO, rule
from generator.rules.subject import Subject
from generator.rules.value import Finding, Value

LOAD_BALANCER = "Microsoft.Network/loadBalancers"
_REFERENCE = "https://learn.microsoft.com/azure/templates/microsoft.network/loadbalancers"
_USERS = ("loadBalancingRules", "inboundNatRules", "inboundNatPools", "outboundRules")
_REFERENCES = (
    "frontendIPConfiguration",
    "frontendIPConfigurations",
    "backendAddressPool",
    "backendAddressPools",
    "probe",
)


def load_balancers(subject: Subject) -> list[Resource]:
    """Each load balancer."""
    return subject.of_type(LOAD_BALANCER)


def references(balancer: Resource) -> Iterator[Value]:
    """The ids by which rules name the frontends, pools and probes of a load balancer, and frontends their subnets."""
    for frontend in parts(balancer, "frontendIPConfigurations"):
        yield from ids(frontend.at("properties.subnet"))
    for kind in _USERS:
        for user in parts(balancer, kind):
            properties = user.member("properties")
            for name in _REFERENCES:
                yield from ids(properties.member(name))


def is_public(frontend: Value) -> bool:
    """Whether a frontend has a public address."""
    properties = frontend.member("properties")
    return properties.at("publicIPAddress").exists or properties.at("publicIPPrefix").exists


def is_standard(balancer: Resource) -> bool:
    """Whether it is surely no Basic load balancer."""
    return balancer.at("sku.name").lower in ("standard", "gateway")


def frontend_of(user: Value) -> str:
    """The id, in lower case, of the frontend that a rule listens at; "" where it is not known."""
    return user.at("properties.frontendIPConfiguration.id").lower


@rule(
    "network/load-balancer-part-exists",
    ERROR,
    each=load_balancers,
    what="Each frontend, backend pool, probe and subnet that a load balancer names is there.",
    why="Azure refuses the load balancer with InvalidResourceReference.",
    source=_REFERENCE,
    bad=balancer(
        probes=[{"name": "http"}],
        loadBalancingRules=[{"name": "web", "properties.probe": own("probes", "htpp")}],
    ),
    good=balancer(
        probes=[{"name": "http"}],
        loadBalancingRules=[{"name": "web", "properties.probe": own("probes", "http")}],
    ),
)
def _part_exists(balancer: Resource) -> Iterator[Finding]:
    for each in references(balancer):
        if is_absent(balancer.subject, each):
            owner, kind, _ = split_id(each)
            yield each.finding(
                f"{owner.rpartition('/')[2]} has no {_KINDS.get(kind, kind)} named {last_name(each)}",
                hint=did_you_mean(last_name(each), known_names(balancer.subject, each)),
            )


_KINDS = {
    "frontendipconfigurations": "frontend",
    "backendaddresspools": "backend pool",
    "probes": "probe",
    "subnets": "subnet",
}


@rule(
    "network/load-balancer-names-itself",
    ERROR,
    each=load_balancers,
    what="The rules of a load balancer name frontends, pools and probes of that load balancer.",
    why="Azure refuses a rule that names parts of another load balancer.",
    source=_REFERENCE,
    bad=balancer(
        loadBalancingRules=[{"name": "web", "properties.probe": to("loadBalancers/probes", "old-lb", "http")}],
        probes=[{"name": "http"}],
    ),
    good=balancer(
        loadBalancingRules=[{"name": "web", "properties.probe": own("probes", "http")}],
        probes=[{"name": "http"}],
    ),
)
def _names_itself(balancer: Resource) -> Iterator[Finding]:
    itself = balancer.id.lower().rpartition("/providers/")[2]
    for each in references(balancer):
        other = split_id(each)[0].rpartition("/providers/")[2]
        if balancer.name and other.startswith("microsoft.network/loadbalancers/") and other != itself:
            yield each.finding(
                f"this is a part of another load balancer, {other.rpartition('/')[2]}, and stands in {balancer.name}",
                hint=f"name a part of {balancer.name}",
            )


@rule(
    "network/load-balancer-without-frontend",
    ERROR,
    each=load_balancers,
    what="A load balancer with pools, probes or rules has a frontend.",
    why="Azure refuses it with LoadBalancerWithoutFrontendIPCantHaveChildResources.",
    source="https://learn.microsoft.com/troubleshoot/azure/load-balancer/load-balancer-common-deployment-errors",
    bad=balancer(backendAddressPools=[{"name": "instances"}]),
    good=balancer(
        backendAddressPools=[{"name": "instances"}],
        frontendIPConfigurations=[{"name": "public", "properties.publicIPAddress": to("publicIPAddresses", "web-ip")}],
    ),
)
def _without_frontend(balancer: Resource) -> Iterator[Finding]:
    frontends = balancer.properties.member("frontendIPConfigurations")
    if not frontends.items and not frontends.unknown:
        held = [kind for kind in ("backendAddressPools", "probes", *_USERS) if balancer.properties.member(kind).items]
        if held:
            yield balancer.finding(
                f"the load balancer has {', '.join(held)}, and no frontend",
                hint="add frontendIPConfigurations with one frontend or more",
            )


@rule(
    "network/frontend-address",
    ERROR,
    each=load_balancers,
    what="Each frontend of a load balancer has exactly one of subnet, publicIPAddress and publicIPPrefix.",
    why="A frontend is either public or internal; Azure refuses one that is both or neither.",
    source=_REFERENCE,
    bad=balancer(frontendIPConfigurations=[{"name": "public", "properties": {}}]),
    good=balancer(
        frontendIPConfigurations=[{"name": "public", "properties.publicIPAddress": to("publicIPAddresses", "web-ip")}]
    ),
)
def _frontend_address(balancer: Resource) -> Iterator[Finding]:
    for frontend in parts(balancer, "frontendIPConfigurations"):
        properties = frontend.member("properties")
        given = [name for name in _ADDRESSES if properties.member(name).exists]
        if properties.unknown or frontend.unknown or len(given) == 1:
            continue
        said = " and ".join(given) if given else "neither subnet nor publicIPAddress nor publicIPPrefix"
        yield frontend.finding(f"the frontend has {said}", hint="give exactly one of them")


_ADDRESSES = ("subnet", "publicIPAddress", "publicIPPrefix")


@rule(
    "network/probe-request",
    ERROR,
    each=load_balancers,
    what="A probe with protocol Http or Https has a requestPath, and one with Tcp has none.",
    why="The path is what an HTTP probe asks for, and Azure refuses any other combination.",
    source=_REFERENCE,
    bad=balancer(probes=[{"name": "http", "properties": {"protocol": "Http", "port": 80}}]),
    good=balancer(probes=[{"name": "http", "properties": {"protocol": "Http", "port": 80, "requestPath": "/health"}}]),
)
def _probe_request(balancer: Resource) -> Iterator[Finding]:
    for probe in parts(balancer, "probes"):
        protocol, path = probe.at("properties.protocol"), probe.at("properties.requestPath")
        if protocol.lower in ("http", "https") and (path.missing or path.text == ""):
            yield protocol.finding(f"an {protocol.text} probe needs a requestPath", hint='such as "requestPath": "/"')
        elif protocol.lower == "tcp" and path.exists and path.text != "":
            yield path.finding(
                "a Tcp probe takes no requestPath, since it only connects",
                hint="drop it, or set protocol to Http",
            )


@rule(
    "network/load-balancer-probe",
    INFO,
    each=load_balancers,
    what="A probe of the port 80, 443 or 8080 asks for a page that tells the health of the application, not for /.",
    why="A connection, or the start page, may work long after the application has stopped to.",
    source="https://azure.github.io/PSRule.Rules.Azure/en/rules/Azure.LB.Probe/",
    bad=balancer(probes=[{"name": "web", "properties": {"protocol": "Tcp", "port": 80}}]),
    good=balancer(probes=[{"name": "web", "properties": {"protocol": "Http", "port": 80, "requestPath": "/health"}}]),
    aliases=("Azure.LB.Probe", "AZR-000126"),
    enabled=False,
)
def _web_probe(balancer: Resource) -> Iterator[Finding]:
    for probe in parts(balancer, "probes"):
        port, protocol = probe.at("properties.port"), probe.at("properties.protocol")
        if port.number not in (80, 443, 8080):
            continue
        if protocol.lower == "tcp":
            yield protocol.finding(
                f"the probe of port {port.number} only connects",
                hint="use the protocol Http or Https and a requestPath that tells the health of the application",
            )
        elif (path := probe.at("properties.requestPath")).text == "/":
            yield path.finding("the probe asks for the start page", hint="ask for a page that tells the health")
