"""Network security groups as rules look at them: who may send what to which ports, in the order of priority."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from generator.rules.parts import parts, title_of
from generator.rules.resource import Resource
from generator.rules.subject import Subject
from generator.rules.value import Value

Ports = tuple[tuple[int, int], ...]
ANYONE = frozenset({"*", "any", "internet", "0.0.0.0/0", "::/0"})
"""Sources that stand for the whole internet."""
_ALL_PORTS: Ports = ((0, 65_535),)


def security_groups(subject: Subject) -> list[Resource]:
    """Each network security group."""
    return subject.of_type("Microsoft.Network/networkSecurityGroups")


def ports_of(text: str) -> tuple[int, int] | None:
    """The first and last port of `80`, `8000-8080` or `*`; None where the text is none of these."""
    if text.strip() == "*":
        return _ALL_PORTS[0]
    first, dash, last = text.partition("-")
    if not (first.strip().isdecimal() and (last.strip().isdecimal() or not dash)):
        return None
    low, high = int(first), int(last or first)
    return (low, high) if low <= high <= 65_535 else None


@dataclass(frozen=True)
class SecurityRule:
    """A security rule; its properties are None where they are not known."""

    value: Value

    @property
    def title(self) -> str:
        """What a message calls it."""
        return title_of(self.value)

    @cached_property
    def _properties(self) -> Value:
        return self.value.member("properties")

    @cached_property
    def priority(self) -> int | None:
        """The priority: rules with lower ones go first."""
        return self._properties.member("priority").number

    @cached_property
    def direction(self) -> str:
        """`inbound` or `outbound`."""
        return self._properties.member("direction").lower

    @cached_property
    def access(self) -> str:
        """`allow` or `deny`."""
        return self._properties.member("access").lower

    @cached_property
    def protocol(self) -> str:
        """`tcp`, `udp`, `icmp` or `*` among others."""
        return self._properties.member("protocol").lower

    @cached_property
    def ports(self) -> Ports | None:
        """The ranges of destination ports."""
        texts = self._texts("destinationPortRange")
        found = [ports_of(text) for text in texts or ()]
        return None if texts is None or None in found else tuple(each for each in found if each)

    @cached_property
    def sources(self) -> frozenset[str] | None:
        """The sources, in lower case; empty where application security groups stand for them."""
        return self._addresses("source")

    @cached_property
    def destinations(self) -> frozenset[str] | None:
        """The destinations, in lower case; empty where application security groups stand for them."""
        return self._addresses("destination")

    @property
    def source(self) -> Value:
        """Where it says from where: its source, or the rule where that is a list."""
        source = self._properties.member("sourceAddressPrefix")
        return source if source.exists else self.value

    @property
    def from_anyone(self) -> bool:
        """Whether it is about the whole internet."""
        return bool(self.sources and self.sources & ANYONE)

    @property
    def known(self) -> bool:
        """Whether all is known that decides which traffic it is about."""
        unknown = (self.priority, self.ports, self.sources, self.destinations)
        return None not in unknown and bool(self.direction and self.access and self.protocol)

    def holds(self, port: int) -> bool:
        """Whether a port is among its destination ports."""
        return any(first <= port <= last for first, last in self.ports or ())

    def _addresses(self, side: str) -> frozenset[str] | None:
        texts = self._texts(f"{side}AddressPrefix", f"{side}AddressPrefixes")
        return None if texts is None else frozenset(text.lower() for text in texts)

    def _texts(self, one: str, many: str | None = None) -> list[str] | None:
        """The values of a property and of its plural; None where one of them is not known."""
        single, several = self._properties.member(one), self._properties.member(many or f"{one}s")
        values = [*([single] if single.exists else []), *several.items]
        if several.unknown or any(value.unknown for value in values):
            return None
        return [text for value in values if (text := _text(value))]


def _text(value: Value) -> str | None:
    return value.text if value.text is not None or value.number is None else str(value.number)


def rules_of(group: Resource) -> list[SecurityRule]:
    """The security rules of a group, with those that are resources of their own."""
    return [SecurityRule(each) for each in parts(group, "securityRules")]


def admits(group: Resource, port: int, protocol: str, source: str) -> SecurityRule | str | None:
    """What a group says to traffic from `internet`, `virtualnetwork` or `azureloadbalancer` to a port.

    The rule that denies it, `"DenyAllInBound"` for the one that Azure ends each group with; None where it is let in, at
    least from some addresses, or that is not known.
    """
    rules = [each for each in rules_of(group) if each.direction in ("inbound", "")]
    if group.properties.member("securityRules").unknown or not all(each.known for each in rules):
        return None
    for each in sorted(rules, key=lambda one: one.priority or 0):
        about = each.holds(port) and (each.protocol in ("*", protocol) or protocol == "all")
        if not about or not _may_come_from(each, source):
            continue
        if each.access == "allow":
            return None
        if _comes_from(each, source) and each.destinations and each.destinations & {"*", "virtualnetwork"}:
            return each
    return "DenyAllInBound" if source == "internet" else None


def _may_come_from(rule: SecurityRule, source: str) -> bool:
    """Whether any of the traffic from the source is what the rule is about."""
    others = {"internet", "virtualnetwork", "azureloadbalancer"} - {source}
    return not rule.sources or not rule.sources <= others


def _comes_from(rule: SecurityRule, source: str) -> bool:
    """Whether all of the traffic from the source is what the rule is about."""
    wide = {"*", "any", "0.0.0.0/0"} if source != "internet" else ANYONE
    return bool(rule.sources and rule.sources & (wide | {source}))
