"""Resources around scale sets: what they do when they change, in rough classes."""

from __future__ import annotations

from collections.abc import Mapping

from generator.review import sources
from generator.review.conditions import is_probe_rule
from generator.review.effects import Effect
from generator.review.rule import ADDED, CHANGED, REMOVED, Rule

_NEW = "make one of another name, and let others refer to that"
_CHILDREN = (
    "frontendIPConfigurations|backendAddressPools|probes|loadBalancingRules|inboundNatRules"
    "|inboundNatPools|outboundRules"
)
_ADDED_CHILD = "it is added; the update carries the whole list"
_REMOVED_CHILD = "it is deleted: an update carries the whole list, and what is not in it goes"
_IN_USE = "Azure refuses it as long as an address of the subnet is in use"


def _subnet_rules(at: str) -> tuple[Rule, ...]:
    """The rules of a subnet whose properties are at that path."""
    return (
        Rule(
            f"{at}.addressPrefix|addressPrefixes.**", Effect.IMMUTABLE, _IN_USE, sources.SUBNETS,
            instead="add a subnet, move the instances there, then delete the old one",
        ),
        Rule(
            f"{at}.networkSecurityGroup|routeTable|natGateway|serviceEndpoints|delegations|privateEndpointNetworkPolicies"
            "|privateLinkServiceNetworkPolicies|defaultOutboundAccess.**",
            Effect.IN_PLACE, "counts for the traffic of the subnet from now on", sources.SUBNETS,
        ),
    )  # fmt: skip


AROUND_RULES: Mapping[str, tuple[Rule, ...]] = {
    "microsoft.network/loadbalancers": (
        Rule(
            "sku.**", Effect.IMMUTABLE, "the SKU of a load balancer does not change", sources.LOAD_BALANCER_SKUS,
            instead=_NEW,
        ),
        Rule(
            "properties.loadBalancingRules.[].properties.backendPort", Effect.IMMUTABLE,
            "the rule uses the probe by which a scale set tells health: its port cannot change as long as it does",
            sources.LOAD_BALANCER_OF_SETS, when=is_probe_rule,
            instead="take healthProbe out of the set, change the port, put it back",
        ),
        Rule(f"properties.{_CHILDREN}.[]", Effect.IN_PLACE, _ADDED_CHILD, sources.WHOLE_LISTS, kinds=ADDED),
        Rule(f"properties.{_CHILDREN}.[]", Effect.IN_PLACE, _REMOVED_CHILD, sources.WHOLE_LISTS, kinds=REMOVED),
        Rule(f"properties.{_CHILDREN}.**", Effect.IN_PLACE, "counts for new connections", sources.LOAD_BALANCER_UPDATE),
    ),
    "microsoft.network/applicationgateways": (
        Rule("zones.**", Effect.UNKNOWN, "Azure's documents do not say", sources.APPLICATION_GATEWAY),
        Rule("properties.*.[]", Effect.IN_PLACE, _ADDED_CHILD, sources.APPLICATION_GATEWAY, kinds=ADDED),
        Rule("properties.*.[]", Effect.IN_PLACE, _REMOVED_CHILD, sources.APPLICATION_GATEWAY, kinds=REMOVED),
        Rule("properties.**", Effect.IN_PLACE, "the gateway is configured anew", sources.APPLICATION_GATEWAY),
    ),
    "microsoft.network/publicipaddresses": (
        Rule("zones.**", Effect.IMMUTABLE, "zones are given when the address is made", sources.PUBLIC_IP, instead=_NEW),
        Rule(
            "sku.**", Effect.IMMUTABLE, "the SKU does not change as long as the address is in use",
            sources.PUBLIC_IP_UPGRADE, instead="free a Basic address and upgrade it by itself, or make another one",
        ),
        Rule(
            "properties.dnsSettings.**", Effect.IN_PLACE, "the old name of the address no longer resolves",
            sources.PUBLIC_IP,
        ),
        Rule("properties.idleTimeoutInMinutes", Effect.IN_PLACE, "counts for new connections", sources.PUBLIC_IP),
    ),
    "microsoft.network/virtualnetworks": (
        Rule(
            "properties.addressSpace.**", Effect.IN_PLACE, "ranges with subnets in them must stay",
            sources.VIRTUAL_NETWORK,
        ),
        Rule("properties.subnets.[]", Effect.IN_PLACE, _ADDED_CHILD, sources.VIRTUAL_NETWORK, kinds=ADDED),
        Rule(
            "properties.subnets.[]", Effect.IMMUTABLE, f"the update would delete it: {_IN_USE[0].lower()}{_IN_USE[1:]}",
            sources.ERRORS, kinds=REMOVED, instead="move what is in it first",
        ),
        *_subnet_rules("properties.subnets.[].properties"),
        Rule(
            "properties.dhcpOptions.**", Effect.IN_PLACE, "instances ask for it when they restart",
            sources.VIRTUAL_NETWORK,
        ),
    ),
    "microsoft.network/virtualnetworks/subnets": _subnet_rules("properties"),
    "microsoft.network/networksecuritygroups": (
        Rule(
            "properties.**", Effect.IN_PLACE, "counts for new connections; those that are open may stay",
            sources.SECURITY_GROUPS,
        ),
    ),
    "microsoft.insights/autoscalesettings": (
        Rule(
            "properties.targetResourceUri", Effect.IMMUTABLE, "a setting stays with its target",
            sources.AUTOSCALE_TARGET, kinds=CHANGED, instead="delete the setting, and make another one",
        ),
        Rule(
            "properties.profiles.[].capacity.**", Effect.IN_PLACE,
            "autoscale brings the number of instances within the limits when it runs next", sources.AUTOSCALE,
        ),
        Rule("properties.**", Effect.IN_PLACE, "counts when autoscale runs next", sources.AUTOSCALE),
    ),
    "microsoft.authorization/roleassignments": (
        Rule(
            "properties.principalId", Effect.IMMUTABLE, "an assignment stays with its principal",
            sources.ROLE_ASSIGNMENTS, instead="give the assignment another name: it is another one then",
        ),
    ),
}  # fmt: skip
"""By type, in lower case."""

COMMON_RULES = (
    Rule(
        "location", Effect.IMMUTABLE, "a resource cannot leave its region", sources.MOVE_REGION, kinds=CHANGED,
        instead=_NEW,
    ),
    Rule("tags.**", Effect.IN_PLACE, "the tags of the resource alone", sources.TAGS),
    Rule("apiVersion", Effect.NOTHING, "the words of the request, not the resource", sources.TEMPLATE),
    Rule("dependsOn.**", Effect.NOTHING, "the order of the deployment alone", sources.TEMPLATE),
    Rule("comments|metadata|copy|asserts.**", Effect.NOTHING, "Azure does not get it", sources.TEMPLATE),
    Rule("condition", Effect.UNKNOWN, "only the deployment shows whether the resource is deployed", sources.TEMPLATE),
)  # fmt: skip
"""Of resources of every type."""

TEMPLATE_RULES = (
    Rule("parameters.*.needsValue", Effect.NOTHING, "the deployment fails without a value for it", sources.TEMPLATE),
    Rule("parameters.**", Effect.NOTHING, "what whoever deploys may give", sources.TEMPLATE),
    Rule("outputs.**", Effect.NOTHING, "what the deployment answers", sources.TEMPLATE),
)
"""Of what a template has beside resources."""
