"""Blueprints with two slots, and what stands in their templates."""

from pathlib import Path
from typing import Any

from properties.examples import LINUX, laid_over, rendered

import generator

AUTOSCALE = {"minimum": 2, "maximum": 8, "rules": ["cpu > 70: +1", "cpu < 30: -1"]}
BALANCED = laid_over(LINUX, {"network": {"loadBalancer": {"rules": [80, "443:8443"]}}, "swap": {"active": "blue"}})
GATEWAY = laid_over(
    LINUX,
    {
        "network": {
            "applicationGateway": {
                "rules": [{"frontendPort": 443, "backendPort": 80}, "80 -> 443"],
                "sslCertificates": [{"name": "web", "data": {"parameter": "certificate"}}],
            }
        },
        "swap": {"active": "blue"},
    },
)


def step(folder: Path, name: str, document: dict[str, Any], **swap: Any) -> generator.Template:
    """The template of a step, with more said of `swap`."""
    return rendered(folder, laid_over(document, {"swap": {"step": name, **swap}}))


def resources(template: generator.Template, kind: str) -> dict[str, dict[str, Any]]:
    """The resources of the type, given by its last word, by name."""
    return {each["name"]: each for each in template.content["resources"] if each["type"].endswith(f"/{kind}")}


def part(template: generator.Template, kind: str, key: str) -> dict[str, dict[str, Any]]:
    """The parts of the only balancer of the kind, in that list of it, by name."""
    (balancer,) = resources(template, kind).values()
    return {each["name"]: each["properties"] for each in balancer["properties"].get(key, ())}


def rules(template: generator.Template, kind: str = "loadBalancers") -> dict[str, tuple[Any, str]]:
    """The port and the pool of each rule of the load balancer."""
    found = part(template, kind, "loadBalancingRules")
    return {name: (each["frontendPort"], last(each["backendAddressPool"]["id"])) for name, each in found.items()}


def last(reference: str) -> str:
    """The last name in a resource id."""
    return reference.rpartition(", '")[2].removesuffix("')]")
