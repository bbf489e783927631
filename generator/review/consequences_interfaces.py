"""Scale sets: what network interfaces of instances do when they change."""

from __future__ import annotations

from generator.review import sources
from generator.review.conditions import mode_is, no, same_virtual_network
from generator.review.consequences_instances import LATEST_MODEL
from generator.review.effects import Effect
from generator.review.rule import ADDED, CHANGED, REMOVED, Rule

_NETWORK = "properties.virtualMachineProfile.networkProfile"
_INTERFACE = f"{_NETWORK}.networkInterfaceConfigurations.[]"
_ADDRESS = f"{_INTERFACE}.properties.ipConfigurations.[].properties"
_NEW_SET = "make a set of another name beside it, move the traffic, then delete the old one"

INTERFACE_RULES = (
    Rule(
        _INTERFACE, Effect.UNKNOWN,
        "a virtual machine is to be deallocated before it gets or loses an interface; for scale sets Azure's documents "
        "are silent",
        sources.NETWORKING, kinds=ADDED | REMOVED,
    ),
    Rule(
        f"{_ADDRESS}.subnet.id", Effect.IMMUTABLE, "a set cannot leave its virtual network", sources.NETWORKING,
        kinds=CHANGED, when=no(same_virtual_network), instead=_NEW_SET,
    ),
    Rule(
        f"{_ADDRESS}.subnet.**", Effect.UPDATE, "they get an address of the other subnet",
        sources.REST_UPDATE,
    ),
    Rule(
        f"{_ADDRESS}.loadBalancerBackendAddressPools|loadBalancerInboundNatPools.**", Effect.UPDATE,
        "they leave and join the pools then", sources.LOAD_BALANCER_UPDATE,
    ),
    Rule(
        f"{_ADDRESS}.applicationGatewayBackendAddressPools.**", Effect.NEW_INSTANCES,
        "in Flexible mode, instances that run join and leave pools by their own interfaces", sources.NETWORKING,
        when=mode_is("Flexible"),
    ),
    Rule(
        f"{_ADDRESS}.applicationGatewayBackendAddressPools.**", Effect.UPDATE,
        "they leave and join the pools then", sources.NETWORKING,
    ),
    Rule(
        f"{_INTERFACE}.properties.enableAcceleratedNetworking", Effect.UPDATE,
        "a virtual machine is to be deallocated for it; for scale sets Azure's documents are silent",
        sources.ACCELERATED_NETWORKING,
    ),
    Rule(
        f"{_NETWORK}.networkApiVersion", Effect.UNKNOWN,
        "the request that changes a set in place has no such property", sources.REST_UPDATE,
    ),
    Rule(f"{_NETWORK}.interconnectGroupProfile.**", Effect.UPDATE, LATEST_MODEL, sources.REST_UPDATE),
    Rule(f"{_NETWORK}.networkInterfaceConfigurations.**", Effect.UPDATE, LATEST_MODEL, sources.MODIFY),
)  # fmt: skip
