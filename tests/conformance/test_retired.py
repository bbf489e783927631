"""The translation of what Azure has retired, which the comparison of published templates rests on."""

from typing import Any

from conformance.retired import without_retired

SET = "microsoft.compute/virtualmachinescalesets/web"
BALANCER = "microsoft.network/loadbalancers/lb"


def scale_set(**address: Any) -> dict[str, Any]:
    interface = {"properties": {"ipconfigurations": [{"properties": address}]}}
    return {
        "properties": {"virtualmachineprofile": {"networkprofile": {"networkinterfaceconfigurations": [interface]}}}
    }


def test_a_pool_of_ports_is_a_nat_rule_for_the_pool_of_the_instances() -> None:
    pool = {"name": "ssh", "properties": {"backendport": "22"}}
    pools = {"loadbalancerbackendaddresspools": [{"id": "/pool"}], "loadbalancerinboundnatpools": [{"id": "/ssh"}]}

    present = without_retired({SET: scale_set(**pools), BALANCER: {"properties": {"inboundnatpools": [pool]}}})

    rule = {"name": "ssh", "properties": {"backendport": "22", "backendaddresspool": {"id": "/pool"}}}
    assert present == {
        SET: scale_set(loadbalancerbackendaddresspools=[{"id": "/pool"}]),
        BALANCER: {"properties": {"inboundnatrules": [rule]}},
    }


def test_a_number_of_probes_is_a_threshold() -> None:
    probes = [{"name": "http", "properties": {"numberofprobes": "2", "port": "80"}}]

    present = without_retired({BALANCER: {"properties": {"probes": probes}}})

    assert present[BALANCER]["properties"]["probes"] == [
        {"name": "http", "properties": {"probethreshold": "2", "port": "80"}}
    ]
