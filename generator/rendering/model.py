"""Whether a scale set has a model, from which it makes instances; one without is for machines that join it."""

from __future__ import annotations

from typing import Any

from generator.blueprint.blueprint import Blueprint
from generator.rendering.values import View


def has_model(view: View) -> bool:
    """False where the blueprint says `virtualMachineProfile: false`."""
    return view.at("scaleSet", "virtualMachineProfile").value is not False


def has_network(view: View, blueprint: Blueprint) -> bool:
    """Whether a network is made or used: always for instances; for machines that join where the blueprint has one."""
    return has_model(view) or "network" in (blueprint.mark.children or {})


def no_network() -> dict[str, Any]:
    """The facts of a network, of which there is none: machines that join a set without a model may bring their own."""
    none = dict.fromkeys(
        (
            "newVirtualNetwork",
            "newSecurityGroup",
            "newLoadBalancer",
            "newNatGateway",
            "newPrefix",
            "newFirewallPolicy",
            "newGatewayAddress",
            "applicationGateway",
            "healthProbeId",
        )
    )
    lists = (
        "addressPrefixes",
        "subnets",
        "securityRules",
        "newApplicationSecurityGroups",
        "loadBalancers",
        "publicIPAddresses",
        "interfaces",
        "admissions",
    )
    return {**none, **{name: [] for name in lists}}
