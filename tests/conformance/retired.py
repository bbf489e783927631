"""What Azure has retired, in the words that took its place, so that the rest of two templates can be compared.

Pools of NAT ports end on 2027-09-30; a NAT rule of the pool's name and ports serves all instances instead, which need
no reference to it ("Inbound NAT rules"). A probe's numberOfProbes was never in force on Standard load balancers;
probeThreshold is ("Azure Load Balancer health probes").
"""

from typing import Any

Substances = dict[str, Any]
_BALANCER = "microsoft.network/loadbalancers/"
_SCALE_SET = "microsoft.compute/virtualmachinescalesets/"


def without_retired(resources: Substances) -> Substances:
    """The substances of the resources with the present words in place of the retired ones."""
    balanced = {
        key: _balancer(body, resources) if key.startswith(_BALANCER) else body for key, body in resources.items()
    }
    return {key: _without_references(body) if key.startswith(_SCALE_SET) else body for key, body in balanced.items()}


def _balancer(body: Substances, resources: Substances) -> Substances:
    properties = {**body["properties"]}
    if "probes" in properties:
        properties["probes"] = [_probe(probe) for probe in properties["probes"]]
    if "inboundnatpools" in properties:
        (backend,) = {pool for key, each in resources.items() if key.startswith(_SCALE_SET) for pool in _pools(each)}
        rules = [
            {**pool, "properties": {**pool["properties"], "backendaddresspool": {"id": backend}}}
            for pool in properties.pop("inboundnatpools")
        ]
        properties["inboundnatrules"] = rules
    return {**body, "properties": properties}


def _probe(probe: Substances) -> Substances:
    properties = {**probe["properties"]}
    if "numberofprobes" in properties:
        properties["probethreshold"] = properties.pop("numberofprobes")
    return {**probe, "properties": properties}


def _configurations(scale_set: Substances) -> list[Substances]:
    network = scale_set["properties"]["virtualmachineprofile"]["networkprofile"]
    interfaces = network["networkinterfaceconfigurations"]
    return [each["properties"] for interface in interfaces for each in interface["properties"]["ipconfigurations"]]


def _pools(scale_set: Substances) -> list[str]:
    """The pools whose instances have ports of a NAT pool."""
    ported = (each for each in _configurations(scale_set) if "loadbalancerinboundnatpools" in each)
    return [pool["id"] for each in ported for pool in each["loadbalancerbackendaddresspools"]]


def _without_references(value: Any) -> Any:
    match value:
        case dict():
            kept = {key: inner for key, inner in value.items() if key != "loadbalancerinboundnatpools"}
            return {key: _without_references(inner) for key, inner in kept.items()}
        case list():
            return [_without_references(item) for item in value]
    return value
