"""Short forms beside Azure's own: what each stands for, and that no other text is taken for one."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties.examples import LINUX, laid_over, loaded, problems

import generator
from generator.blueprint.paths import get
from generator.blueprint.schema import blueprint_schema
from generator.blueprint.shorthands import with_long_forms
from generator.blueprint.source import Mark, Node, Source
from generator.diagnostics import Path as Path_


def effective(folder: Path, document: dict[str, Any]) -> dict[str, Any]:
    return loaded(folder, laid_over(LINUX, document)).document


def rule(folder: Path, text: str) -> dict[str, Any]:
    limits = {"minimum": 1, "maximum": 9, "rules": [text]}
    (made,) = effective(folder, {"autoscale": limits})["autoscale"]["rules"]
    return dict(made)


@pytest.mark.parametrize(
    ("short", "long"),
    [("30s", "PT30S"), ("10m", "PT10M"), ("1h30m", "PT1H30M"), ("2d", "P2D"), ("1d12h", "P1DT12H"), ("PT5M", "PT5M")],
)
def test_a_duration(tmp_path: Path, short: str, long: str) -> None:
    document = effective(tmp_path, {"scaleSet": {"extensionsTimeBudget": short}})

    assert document["scaleSet"]["extensionsTimeBudget"] == long


def test_a_percentage(tmp_path: Path) -> None:
    policy = {"upgradePolicy": {"rollingUpgradePolicy": {"maxBatchInstancePercent": "20%"}}}

    made = effective(tmp_path, {"scaleSet": policy})["scaleSet"]["upgradePolicy"]["rollingUpgradePolicy"]
    assert made["maxBatchInstancePercent"] == 20


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Canonical:ubuntu-24_04-lts:server:latest", "urn"),
        ("/subscriptions/0/resourceGroups/shop/providers/Microsoft.Compute/images/web", "id"),
        ("[resourceId('Microsoft.Compute/images', 'web')]", "id"),
        ("/sharedGalleries/1a2b-SHOP/images/web/versions/latest", "sharedGalleryImageId"),
        ("/CommunityGalleries/shop-1a2b/images/web/versions/latest", "communityGalleryImageId"),
    ],
)
def test_an_image_as_text(tmp_path: Path, text: str, key: str) -> None:
    assert effective(tmp_path, {"image": text})["image"] == {key: text}


@pytest.mark.parametrize(
    ("short", "long"),
    [
        (80, {"frontendPort": 80}),
        ("80", {"frontendPort": 80}),
        ("443:8443", {"frontendPort": 443, "backendPort": 8443}),
        ("53/udp", {"frontendPort": 53, "protocol": "Udp"}),
        ("53:5353/UDP", {"frontendPort": 53, "backendPort": 5353, "protocol": "Udp"}),
    ],
)
def test_a_balancing_rule(tmp_path: Path, short: Any, long: dict[str, Any]) -> None:
    (made,) = effective(tmp_path, {"network": {"loadBalancer": {"rules": [short]}}})["network"]["loadBalancer"]["rules"]

    assert made == {"protocol": "Tcp", "sourceAddressPrefix": "Internet"} | long


def test_a_scaling_rule(tmp_path: Path) -> None:
    made = rule(tmp_path, "cpu > 70% for 10m: +2 every 15m")

    assert {key: made[key] for key in ("metricName", "operator", "threshold", "timeWindow")} == {
        "metricName": "Percentage CPU",
        "operator": "GreaterThan",
        "threshold": 70,
        "timeWindow": "PT10M",
    }
    assert (made["direction"], made["type"], made["value"], made["cooldown"]) == ("Increase", "ChangeCount", 2, "PT15M")


@pytest.mark.parametrize(
    ("change", "direction", "kind", "value"),
    [
        ("-1", "Decrease", "ChangeCount", 1),
        ("+20%", "Increase", "PercentChangeCount", 20),
        ("= 5", "Decrease", "ExactCount", 5),
    ],
)
def test_changes_of_a_scaling_rule(tmp_path: Path, change: str, direction: str, kind: str, value: int) -> None:
    made = rule(tmp_path, f"network in <= 12.5: {change}")

    assert (made["metricName"], made["threshold"]) == ("Network In Total", 12.5)
    assert (made["direction"], made["type"], made["value"]) == (direction, kind, value)


def test_any_metric_in_quotes(tmp_path: Path) -> None:
    assert rule(tmp_path, '"OS Disk Queue Depth" > 8: +1')["metricName"] == "OS Disk Queue Depth"


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"scaleSet": {"extensionsTimeBudget": "10x"}}, "30s, 10m or 1h30m"),
        ({"autoscale": {"minimum": 1, "maximum": 2, "rules": ["cpu ! 70: +1"]}}, "write cpu > 70% for 5m: +1"),
        ({"network": {"loadBalancer": {"rules": ["http"]}}}, "write a port such as 80"),
        ({"image": "ubuntu"}, "Publisher:Offer:Sku:Version"),
        ({"monitoring": {"metricAlerts": ["cpu is high"]}}, "write cpu > 90% for 15m"),
        ({"monitoring": {"workspace": "logs"}}, "as text it is the resource id"),
        ({"monitoring": {"actionGroup": {"emailReceivers": ["operations"]}}}, "write an e-mail address"),
    ],
)
def test_a_text_that_is_no_short_form_is_refused(tmp_path: Path, document: dict[str, Any], message: str) -> None:
    with pytest.raises(generator.DiagnosticError) as error:
        effective(tmp_path, document)

    assert message in str(error.value)
    assert len(problems(error.value)) == 1


def test_a_problem_within_a_short_form_points_to_it(tmp_path: Path) -> None:
    with pytest.raises(generator.DiagnosticError) as error:
        effective(tmp_path, {"network": {"loadBalancer": {"rules": ["80:70000"]}}})

    (problem,) = error.value.diagnostics
    assert problem.path == ("network", "loadBalancer", "rules", 0, "backendPort")
    assert problem.location is not None
    assert '"80:70000"' in (problem.location.snippet or "")


PLACES: dict[str, Path_] = {
    "scalingRule": ("autoscale", "rules", 0),
    "balancingRule": ("network", "loadBalancer", "rules", 0),
    "metricAlert": ("monitoring", "metricAlerts", 0),
    "emailReceiver": ("monitoring", "actionGroup", "emailReceivers", 0),
    "resource": ("monitoring", "workspace"),
    "gatewayRule": ("network", "applicationGateway", "rules", 0),
    "sslPolicy": ("network", "applicationGateway", "sslPolicy"),
    "backendAddress": ("network", "applicationGateway", "backendAddressPools", 0, "backendAddresses", 0),
}
SCHEMA = blueprint_schema()


def within(path: Path_, value: Any) -> Any:
    """A document with the value at the path."""
    for step in reversed(path):
        value = [value] if isinstance(step, int) else {step: value}
    return value


@pytest.mark.parametrize("form", PLACES)
@given(data=st.data())
def test_each_text_that_the_schema_takes_is_understood(form: str, data: st.DataObject) -> None:
    path = PLACES[form]
    pattern = SCHEMA.resolve(SCHEMA.at(path, within(path, {})))["pattern"]
    text = data.draw(st.from_regex(re.compile(pattern.replace("$", r"\Z"), re.ASCII)))
    source = Source("blueprint", "")

    document = with_long_forms(Node(within(path, text), Mark(source, 1, 1)), SCHEMA).value

    assert isinstance(get(document, path), dict)
