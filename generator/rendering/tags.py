"""The tags of each resource: those of all resources, and its own."""

from __future__ import annotations

from typing import Any

from generator.rendering.values import View


def resource_tags(view: View) -> dict[str, Any]:
    """The tags of the resources of which there is one, by the name of the resource."""
    network = view.at("network")
    owners = {
        "image": view.at("image", "capture"),
        "imageTemplate": view.at("image", "build"),
        "scaleSet": view.at("scaleSet"),
        "autoscale": view.at("autoscale"),
        "virtualNetwork": network.at("virtualNetwork"),
        "networkSecurityGroup": network.at("networkSecurityGroup"),
        "natGateway": network.at("natGateway"),
        "applicationGateway": network.at("applicationGateway"),
        "firewallPolicy": network.at("applicationGateway", "firewallPolicy"),
        "standbyPool": view.at("scaleSet", "standbyPool"),
    }
    return {name: tags_of(view, owner) for name, owner in owners.items()}


def tags_of(view: View, owner: View) -> dict[str, View] | None:
    """The tags of a resource that this part of the blueprint describes; its own win. None where there are none."""
    found: dict[str, View] = {}
    for tags in (view.at("tags"), owner.at("tags")):
        found |= {name: tags.at(name) for name in tags.value or ()}
    return found or None
