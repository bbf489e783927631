"""The balancing rules of a slot: those of production, or the same once more for staging, at another port or address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from generator.blueprint.swap import Slot
from generator.rendering.checks import Checks
from generator.rendering.values import Expression, View, joined, plain

STAGING = "staging"
_SUFFIX = f"-{STAGING}"
_OFFSET = 8000
"""From a production port to its staging port, which makes 8080 of 80 and 8443 of 443."""
_PRIORITIES = 10_000
"""From the priority of a rule of an application gateway to that of its staging rule; they end at 20000."""
_LAST_PORT = 65_534
_NAT_PORTS = 5_000
"""Ports of inbound NAT that the first slot can use before those of the second begin."""


@dataclass(frozen=True, slots=True)
class SlotRules:
    """How the rules of a slot differ from those of production; without a slot they do in nothing.

    `are_wanted` says whether there are any; `has_frontend` whether staging rules listen at an address of their own,
    which is there whichever slot is active.
    """

    slot: Slot | None = None
    are_wanted: bool = True
    has_frontend: bool = False
    offset: int | None = None

    @property
    def are_staging(self) -> bool:
        """Whether they are those of the slot that is not in production."""
        return self.slot is not None and not self.slot.is_active

    @property
    def suffix(self) -> str:
        """What stands behind the names of rules, and of what else there is for each rule."""
        return _SUFFIX if self.are_staging else ""

    def named(self, name: Any) -> Any:
        """The name of a part, of which there is one for production and one for staging."""
        return joined(name, self.suffix) if self.suffix else name

    def port(self, port: Any, *, own_address: bool) -> Any:
        """The port of the frontend for a rule of that production port; the same one where the address is another."""
        offset = self.offset if self.offset is not None else 0 if own_address else _OFFSET
        if not self.are_staging or not offset:
            return port
        value = plain(port)
        return Expression(f"add({value.code}, {offset})") if isinstance(value, Expression) else value + offset

    def priority(self, priority: Any) -> Any:
        """The priority of a rule of an application gateway."""
        if not self.are_staging:
            return priority
        value = plain(priority)
        is_expression = isinstance(value, Expression)
        return Expression(f"add({value.code}, {_PRIORITIES})") if is_expression else value + _PRIORITIES

    def nat_rule(self, name: Any) -> Any:
        """The name of a NAT rule, which leads to the instances of one slot for good."""
        return joined(name, f"-{self.slot.name}") if self.slot else name

    def first_nat_port(self, port: int) -> int:
        """The first port of inbound NAT: that one, and another one for the second slot."""
        return port + _NAT_PORTS if self.slot is not None and self.slot.name == "green" else port

    def admission(self, name: Any, balancer: str) -> Any:
        """The name of the security rule that admits what a rule sends.

        It is the same whichever slot is active, or a swap would close ports for a moment. Slots that say nothing of the
        balancer share it.
        """
        own = self.slot is not None and balancer in self.slot.speaks_of
        return joined(name, f"-{self.slot.name}") if self.slot is not None and own else name


def slot_rules(view: View, slot: Slot | None) -> SlotRules:
    """The rules of a slot, as `swap` wants them; those of a blueprint without slots where there is none."""
    if slot is None:
        return SlotRules()
    staging = view.at("swap", "staging")
    return SlotRules(
        slot=slot,
        are_wanted=slot.is_active or bool(staging),
        has_frontend=not slot.is_alone and bool(staging) and staging.at("frontend") == "separate",
        offset=staging.at("portOffset").value,
    )


def check_staging_ports(
    rules: SlotRules, ports: list[tuple[View, Any, Any, Any]], check: Checks, *, own_address: bool
) -> None:
    """Note a problem with each rule whose staging port is none, or another rule's.

    Of each rule: what the blueprint says, its name, its protocol, its production port. Application gateways tell rules
    of one port apart by host name, so for them the protocol is None, and these may share one.
    """
    if not rules.are_staging or not rules.are_wanted:
        return
    taken = {} if own_address else {(str(protocol), plain(port)): name for _, name, protocol, port in ports}
    advice = "choose another swap.staging.portOffset"
    for said, name, protocol, port in ports:
        staged = plain(rules.port(port, own_address=own_address))
        if not isinstance(staged, int):
            continue
        title = f"the staging port of {plain(name)} would be {staged}"
        if plain(port) == 0 and not own_address:
            message = f"{plain(name)} forwards every port, so none is left for staging"
            hint = "add swap.staging.frontend: separate, or swap.staging: false"
            check.add("swap/staging-port", message, said.path, hint)
        elif not 0 <= staged <= _LAST_PORT:
            check.add("swap/staging-port", f"{title}, and ports end at {_LAST_PORT}", said.path, advice)
        elif (other := taken.get((str(protocol), staged))) is not None:
            check.add("swap/staging-port", f"{title}, which {plain(other)} has in production", said.path, advice)
