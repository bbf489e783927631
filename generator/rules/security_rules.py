"""Rules of network security groups: their form, their order, and what they leave open."""

from __future__ import annotations

from collections.abc import Iterator

from generator.rules.network_example import security_group, security_rule
from generator.rules.resource import Resource
from generator.rules.rule import ERROR, INFO, WARNING, rule
from generator.rules.security_groups import ANYONE, SecurityRule, ports_of, rules_of, security_groups
from generator.rules.value import Finding, Value

_OVERVIEW = "https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview"
_REFERENCE = "https://learn.microsoft.com/azure/templates/microsoft.network/networksecuritygroups"
_PSRULE = "https://azure.github.io/PSRule.Rules.Azure/en/rules"
_MANAGEMENT = {22: "SSH", 3389: "RDP"}


@rule(
    "network/security-rule-priority",
    ERROR,
    each=security_groups,
    what="Each security rule of a group has a priority of its own in its direction.",
    why="The priority is the order of the rules; Azure refuses two alike with SecurityRuleConflict.",
    source=_OVERVIEW,
    bad=security_group(security_rule("http"), security_rule("https", destinationPortRange="443")),
    good=security_group(security_rule("http"), security_rule("https", destinationPortRange="443", priority=110)),
)
def _priority(group: Resource) -> Iterator[Finding]:
    taken: dict[tuple[str, int], SecurityRule] = {}
    for each in rules_of(group):
        if each.priority is None or not each.direction:
            continue
        key = (each.direction, each.priority)
        if key in taken:
            yield each.value.at("properties.priority").finding(
                f"{taken[key].title} has the {each.direction} priority {each.priority} already",
                hint="give each rule of a direction another priority between 100 and 4096",
            )
        taken.setdefault(key, each)


@rule(
    "network/security-rule-ports",
    ERROR,
    each=security_groups,
    what="A port range of a security rule is *, a port, or a range as 8000-8080, of ports up to 65535.",
    why="Azure refuses all else with SecurityRuleInvalidPortRange.",
    source=_REFERENCE,
    bad=security_group(security_rule(destinationPortRange="80,443")),
    good=security_group(security_rule(destinationPortRange=None, destinationPortRanges=["80", "443"])),
)
def _ports(group: Resource) -> Iterator[Finding]:
    for each in rules_of(group):
        for name in ("sourcePortRange", "destinationPortRange"):
            one, many = each.value.at(f"properties.{name}"), each.value.at(f"properties.{name}s")
            for ports in [one, *many.items]:
                if ports.text is not None and ports_of(ports.text) is None and (ports.text or many.missing):
                    hint = f"write several as {name}s: [...]" if "," in ports.text else "such as 80, 8000-8080 or *"
                    yield ports.finding(f"{ports.text!r} is no range of ports", hint=hint)


@rule(
    "network/security-rule-addresses",
    ERROR,
    each=security_groups,
    what="An address prefix of a security rule is *, a service tag, an address or a range of addresses.",
    why="Azure refuses all else with SecurityRuleInvalidAddressPrefix.",
    source=_REFERENCE,
    bad=security_group(security_rule(sourceAddressPrefix="300.0.0.0/8")),
    good=security_group(security_rule(sourceAddressPrefix="30.0.0.0/8")),
)
def _addresses(group: Resource) -> Iterator[Finding]:
    for each in rules_of(group):
        for name in ("sourceAddressPrefix", "destinationAddressPrefix"):
            one, many = each.value.at(f"properties.{name}"), each.value.at(f"properties.{name}es")
            for prefix in [one, *many.items]:
                if prefix.text and prefix.text[0].isdigit() and not _is_range(prefix.text):
                    yield prefix.finding(
                        f"{prefix.text!r} is no range of addresses",
                        hint="such as 10.0.0.0/24, 2001:db8::/32 or Internet",
                    )


def _is_range(text: str) -> bool:
    import ipaddress

    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True


@rule(
    "network/security-rule-one-or-many",
    ERROR,
    each=security_groups,
    what="A security rule gives each of its ports, sources and destinations once, as one value or as a list.",
    why="Azure refuses a rule that gives both, or none of them.",
    source=_REFERENCE,
    bad=security_group(security_rule(sourceAddressPrefixes=["10.0.0.0/8"])),
    good=security_group(security_rule(sourceAddressPrefix=None, sourceAddressPrefixes=["10.0.0.0/8"])),
)
def _one_or_many(group: Resource) -> Iterator[Finding]:
    for each in rules_of(group):
        properties = each.value.member("properties")
        if properties.unknown or properties.missing:
            continue
        for names in _ONE_OR_MANY:
            given = [name for name in names if _is_given(properties.member(name))]
            if len(given) > 1:
                yield properties.member(given[0]).finding(
                    f"{each.title} gives {' and '.join(given)}", hint="keep one of them"
                )
            elif not given:
                yield each.value.finding(f"{each.title} gives no {names[0]}", hint=f'add "{names[0]}": "*"')


def _is_given(value: Value) -> bool:
    return value.unknown or value.raw not in (None, "", [])


_ONE_OR_MANY = (
    ("sourceAddressPrefix", "sourceAddressPrefixes", "sourceApplicationSecurityGroups"),
    ("destinationAddressPrefix", "destinationAddressPrefixes", "destinationApplicationSecurityGroups"),
    ("sourcePortRange", "sourcePortRanges"),
    ("destinationPortRange", "destinationPortRanges"),
)


@rule(
    "network/management-port-open",
    WARNING,
    each=security_groups,
    what="No security rule lets the whole internet in on port 22 (SSH) or 3389 (RDP).",
    why="Such ports are attacked all the time, within minutes after they open.",
    source="https://learn.microsoft.com/azure/security/fundamentals/network-best-practices",
    bad=security_group(security_rule("ssh", destinationPortRange="22")),
    good=security_group(security_rule("ssh", destinationPortRange="22", sourceAddressPrefix="203.0.113.0/24")),
    aliases=("CKV_AZURE_9", "CKV_AZURE_10"),
    security=8.0,
)
def _management_port_open(group: Resource) -> Iterator[Finding]:
    for each in rules_of(group):
        if each.direction != "inbound" or each.access != "allow" or not each.from_anyone:
            continue
        if each.protocol not in ("*", "tcp"):
            continue
        for port, service in _MANAGEMENT.items():
            if each.holds(port):
                yield each.source.finding(
                    f"{each.title} lets the whole internet in on port {port} ({service})",
                    hint="name the addresses that may come in, or use Azure Bastion",
                )


@rule(
    "network/any-inbound-source",
    INFO,
    each=security_groups,
    what="An inbound security rule says who may come in, in place of *.",
    why="* is not only the internet but all networks that are connected; Internet, or a range, says what is meant.",
    source=f"{_PSRULE}/Azure.NSG.AnyInboundSource/",
    bad=security_group(security_rule(sourceAddressPrefix="*")),
    good=security_group(security_rule(sourceAddressPrefix="Internet")),
    aliases=("Azure.NSG.AnyInboundSource", "AZR-000137"),
    security=4.0,
)
def _any_inbound_source(group: Resource) -> Iterator[Finding]:
    for each in rules_of(group):
        if each.direction == "inbound" and each.access == "allow" and "*" in (each.sources or ()):
            yield each.source.finding(
                f"{each.title} lets anyone in, from all networks", hint="write Internet, or a range"
            )


@rule(
    "network/open-http",
    INFO,
    each=security_groups,
    what="No security rule lets the whole internet in on port 80.",
    why="HTTP is not encrypted.",
    source="https://learn.microsoft.com/azure/security/fundamentals/network-best-practices",
    bad=security_group(security_rule(destinationPortRange="80")),
    good=security_group(security_rule(destinationPortRange="443")),
    aliases=("CKV_AZURE_160",),
    enabled=False,
    security=5.0,
)
def _open_http(group: Resource) -> Iterator[Finding]:
    for each in rules_of(group):
        inbound = each.direction == "inbound" and each.access == "allow" and each.protocol in ("*", "tcp")
        if inbound and each.from_anyone and each.holds(80):
            yield each.source.finding(f"{each.title} lets the whole internet in on port 80 (HTTP)", hint="use port 443")


@rule(
    "network/deny-all-inbound",
    INFO,
    each=security_groups,
    what="No security rule denies all inbound traffic from any source.",
    why="It takes precedence over Azure's default rules, and so cuts off the probes of load balancers.",
    source=f"{_PSRULE}/Azure.NSG.DenyAllInbound/",
    bad=security_group(
        security_rule("deny", priority=4096, access="Deny", sourceAddressPrefix="*", destinationPortRange="*")
    ),
    good=security_group(security_rule()),
    aliases=("Azure.NSG.DenyAllInbound", "AZR-000138"),
    enabled=False,
)
def _deny_all_inbound(group: Resource) -> Iterator[Finding]:
    for each in rules_of(group):
        all_ports = each.ports is not None and (0, 65_535) in each.ports
        if each.direction == "inbound" and each.access == "deny" and all_ports and "*" in (each.sources or ()):
            yield each.value.finding(f"{each.title} denies all that comes in, probes of load balancers too")


@rule(
    "network/shadowed-security-rule",
    WARNING,
    each=security_groups,
    what="No security rule is about traffic that an earlier one has decided on already.",
    why="Azure applies the first rule that fits, so the later one never does anything.",
    source=_OVERVIEW,
    bad=security_group(
        security_rule("all", priority=100, destinationPortRange="*"),
        security_rule("no-ssh", priority=200, destinationPortRange="22", access="Deny"),
    ),
    good=security_group(
        security_rule("no-ssh", priority=100, destinationPortRange="22", access="Deny"),
        security_rule("all", priority=200, destinationPortRange="*"),
    ),
)
def _shadowed(group: Resource) -> Iterator[Finding]:
    rules = sorted((each for each in rules_of(group) if each.known), key=lambda each: each.priority or 0)
    for index, later in enumerate(rules):
        for earlier in rules[:index]:
            if earlier.priority != later.priority and _covers(earlier, later):
                verb = "allows" if earlier.access == "allow" else "denies"
                yield later.value.finding(
                    f"{later.title} never applies: {earlier.title}, with priority {earlier.priority}, {verb} all that"
                    " it is about",
                    hint="drop it, or give it a lower priority number",
                )
                break


def _covers(earlier: SecurityRule, later: SecurityRule) -> bool:
    return (
        earlier.direction == later.direction
        and earlier.protocol in ("*", later.protocol)
        and all(
            any(low <= first and last <= high for low, high in earlier.ports or ()) for first, last in later.ports or ()
        )
        and _all_source_ports(earlier)
        and _is_within(later.sources, earlier.sources)
        and _is_within(later.destinations, earlier.destinations)
    )


def _all_source_ports(rule: SecurityRule) -> bool:
    return rule.value.at("properties.sourcePortRange").text == "*"


def _is_within(inner: frozenset[str] | None, outer: frozenset[str] | None) -> bool:
    """Whether one list of addresses surely holds all of another; tags and groups are taken by name."""
    if not inner or not outer:
        return False
    if "*" in outer or inner <= outer:
        return True
    return bool(outer & ANYONE) and inner <= ANYONE - {"*", "any"}
