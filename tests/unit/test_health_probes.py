"""The health probe, where there are two load balancers: a probe is a part of one of them."""

from pathlib import Path
from typing import Any

import pytest
from properties.examples import LINUX, laid_over, problems, profile, rendered

import generator

UNIFORM: dict[str, Any] = {
    "orchestrationMode": "Uniform",
    "health": {"probe": {"protocol": "Http", "port": 80, "requestPath": "/health"}},
}
OWN: dict[str, Any] = {"name": "own", "protocol": "Tcp", "port": 8080}


def made(folder: Path, **network: Any) -> generator.Template:
    return rendered(folder, laid_over(LINUX, {"network": network, "scaleSet": UNIFORM}))


def balancer(template: generator.Template, name: str = "web-lb") -> dict[str, Any]:
    (found,) = (each for each in template.content["resources"] if each["name"] == name)
    return dict(found["properties"])


def probe_of_rules(template: generator.Template, name: str) -> list[Any]:
    return [each["properties"].get("probe", {}).get("id") for each in balancer(template, name)["loadBalancingRules"]]


def probe_id(balancer: str, probe: str) -> str:
    return f"[resourceId('Microsoft.Network/loadBalancers/probes', '{balancer}', '{probe}')]"


def test_both_load_balancers_ask_for_health(tmp_path: Path) -> None:
    both = {"loadBalancer": {"rules": [80]}, "internalLoadBalancer": {"rules": [8080]}}

    template = made(tmp_path, **both)

    assert balancer(template)["probes"] == balancer(template, "web-internal-lb")["probes"]
    assert probe_of_rules(template, "web-internal-lb") == [probe_id("web-internal-lb", "health")]
    assert profile(template)["networkProfile"]["healthProbe"] == {"id": probe_id("web-lb", "health")}


def test_a_second_load_balancer_with_a_probe_of_its_own_uses_that(tmp_path: Path) -> None:
    both = {"loadBalancer": {"rules": [80]}, "internalLoadBalancer": {"rules": [8080], "probes": [OWN]}}

    template = made(tmp_path, **both)

    assert [each["name"] for each in balancer(template, "web-internal-lb")["probes"]] == ["own"]
    assert probe_of_rules(template, "web-internal-lb") == [probe_id("web-internal-lb", "own")]


def test_a_rule_of_the_second_load_balancer_can_name_the_health_probe(tmp_path: Path) -> None:
    rules = [{"frontendPort": 8080, "probe": "health"}, {"frontendPort": 8081, "probe": "own"}]
    both = {"loadBalancer": {"rules": [80]}, "internalLoadBalancer": {"rules": rules, "probes": [OWN]}}

    found = probe_of_rules(made(tmp_path, **both), "web-internal-lb")

    assert found == [probe_id("web-internal-lb", "health"), probe_id("web-internal-lb", "own")]


def test_a_second_load_balancer_without_rules_asks_for_nothing(tmp_path: Path) -> None:
    template = made(tmp_path, loadBalancer={"rules": [80]}, internalLoadBalancer={})

    assert "probes" not in balancer(template, "web-internal-lb")


def test_several_probes_of_the_second_load_balancer_leave_its_rule_open(tmp_path: Path) -> None:
    internal = {"rules": [8080], "probes": [OWN, {**OWN, "name": "other"}]}

    with pytest.raises(generator.DiagnosticError) as error:
        made(tmp_path, loadBalancer={"rules": [80]}, internalLoadBalancer=internal)

    assert problems(error.value) == ["network/which-probe"]
