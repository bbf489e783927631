"""The rules of the network security group: the blueprint's own, and those that admit what balancers send."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.rendering.interfaces import security_group_id
from generator.rendering.values import Expression, View, plain

_SIDES = ("source", "destination")


def security_rule(rule: View) -> dict[str, Any]:
    """A rule with its groups by id; where one side names several ranges or groups, the single one is left out."""
    made: dict[str, Any] = {"rule": rule}
    for side in _SIDES:
        groups, several = rule.at(f"{side}ApplicationSecurityGroups"), rule.at(f"{side}AddressPrefixes")
        ports = rule.at(f"{side}PortRanges")
        made[f"{side}Groups"] = [security_group_id(each) for each in groups]
        made[f"{side}Prefix"] = rule.at(f"{side}AddressPrefix") or (None if groups or several else "*")
        made[f"{side}Ports"] = rule.at(f"{side}PortRange") or (None if ports else "*")
    return made


def admissions(
    group: View, balancers: list[dict[str, Any]], application: dict[str, Any] | None, range_of_gateway: Any
) -> Iterator[dict[str, Any]]:
    """The security rules that let in what balancers and gateway send, with names and priorities that are free."""
    own = list(group.at("securityRules")) if group else []
    names = {str(plain(rule.at("name"))).lower() for rule in own}
    taken = {rule.at("priority").value for rule in own}
    balanced = [rule for balancer in balancers for rule in balancer["admitted"]]
    translated = [rule for balancer in balancers for rule in balancer["natRules"]]
    for first, admitted in ((1000, balanced), (2000, translated)):
        priority = first
        for each in admitted:
            while priority in taken:
                priority += 10
            taken.add(priority)
            rule = each["rule"]
            port = rule.at("backendPort") or rule.at("frontendPort")
            every = rule.at("protocol") == "All"
            yield {
                "name": _free(each["admission"], names),
                "priority": priority,
                "source": rule.at("sourceAddressPrefix"),
                "protocol": "*" if every else rule.at("protocol"),
                "port": "*" if every and plain(port) == 0 else port,
            }
    priority = 3000
    for port in application["admitted"] if application else ():
        while priority in taken:
            priority += 10
        taken.add(priority)
        name, source = _free(f"gateway-{plain(port)}", names), range_of_gateway or "VirtualNetwork"
        yield {"name": name, "priority": priority, "source": source, "protocol": "Tcp", "port": port}


def _free(name: Any, names: set[str]) -> Any:
    if isinstance(plain(name), Expression):
        return name
    free, number = str(plain(name)), 2
    while free.lower() in names:
        free, number = f"{plain(name)}-{number}", number + 1
    names.add(free.lower())
    return name if free == plain(name) else free
