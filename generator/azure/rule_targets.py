"""Where the rules of load balancers and application gateways lead, in a template and in Azure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from generator.arm.resources import ExpandedResource
    from generator.azure.connection import Connection

Rule = tuple[str, ...]
"""The list that a rule stands in, its name, and that of a path rule within it."""
_POOL_LISTS = ("loadBalancerBackendAddressPools", "applicationGatewayBackendAddressPools")
_TYPES = ("microsoft.network/loadbalancers", "microsoft.network/applicationgateways")


@dataclass(frozen=True, slots=True)
class Turn:
    """A rule that leads to another pool after a deployment than before; ids are in lower case."""

    balancer: ExpandedResource
    rule: Rule
    before: str
    after: str

    @property
    def title(self) -> str:
        """The names of the rule, and of a path rule within it."""
        return "/".join(self.rule[1:])


def turns(before: Iterable[ExpandedResource], after: Iterable[ExpandedResource]) -> tuple[Turn, ...]:
    """The rules of the balancers in both templates that lead to different pools."""
    earlier = {each.id.lower(): targets(each.body) for each in before if each.type.lower() in _TYPES}
    return tuple(
        Turn(each, rule, earlier[each.id.lower()][rule], pool)
        for each in after
        if each.id.lower() in earlier
        for rule, pool in targets(each.body).items()
        if earlier[each.id.lower()].get(rule, pool) != pool
    )


def pools_of(scale_set: ExpandedResource) -> frozenset[str]:
    """The ids, in lower case, of the pools that the instances of a scale set join."""
    profile = _object(_object(scale_set.body.get("properties")).get("virtualMachineProfile"))
    return frozenset(
        str(pool.get("id")).lower()
        for interface in _items(_object(profile.get("networkProfile")), "networkInterfaceConfigurations")
        for address in _items(_object(interface.get("properties")), "ipConfigurations")
        for key in _POOL_LISTS
        for pool in _items(_object(address.get("properties")), key)
    )


def targets(balancer: Mapping[str, Any]) -> dict[Rule, str]:
    """The id, in lower case, of the pool that each rule of a load balancer or an application gateway leads to."""
    return {rule: pool.lower() for rule, pool in _targets(_object(balancer.get("properties")))}


def live_targets(connection: Connection, balancer: ExpandedResource) -> dict[Rule, str] | None:
    """The same of what Azure has; None where it has no such resource. Raises what the SDK raises."""
    answer = connection.ask(balancer.id, balancer.api_version)
    if answer.status_code == 404:
        return None
    answer.raise_for_status()
    return targets(answer.json())


def _targets(properties: Mapping[str, Any]) -> Iterator[tuple[Rule, str]]:
    for key in ("loadBalancingRules", "requestRoutingRules"):
        for rule in _items(properties, key):
            yield from _target((key, str(rule.get("name"))), rule, "backendAddressPool")
    for around in _items(properties, "urlPathMaps"):
        place = ("urlPathMaps", str(around.get("name")))
        yield from _target(place, around, "defaultBackendAddressPool")
        for rule in _items(_object(around.get("properties")), "pathRules"):
            yield from _target((*place, str(rule.get("name"))), rule, "backendAddressPool")


def _target(place: Rule, rule: Mapping[str, Any], key: str) -> Iterator[tuple[Rule, str]]:
    pool = _object(_object(rule.get("properties")).get(key)).get("id")
    if pool is not None:
        yield place, str(pool)


def _items(value: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = value.get(key)
    return [_object(each) for each in found] if isinstance(found, list) else []


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
