"""What changes do to what runs."""

from typing import Any

import pytest
from unit.review_sides import (
    SCALE_SET,
    compared,
    effect,
    extension,
    resource,
    resource_id,
    scale_set,
    side,
    with_extensions,
)

from generator.review.consequences import table
from generator.review.consequences_around import AROUND_RULES
from generator.review.effects import Effect

PROFILE = "virtualMachineProfile"


def sized(capacity: Any) -> dict[str, Any]:
    return scale_set() | {"sku": {"name": "Standard_D2s_v5", "capacity": capacity}}


def image(**reference: str) -> dict[str, Any]:
    return scale_set({"storageProfile": {"imageReference": reference}})


def os_profile(**members: Any) -> dict[str, Any]:
    return scale_set({"osProfile": members})


def own(**properties: Any) -> dict[str, Any]:
    return scale_set(properties=properties)


def in_subnet(network: str) -> dict[str, Any]:
    subnet = {"id": resource_id("Microsoft.Network/virtualNetworks/subnets", network, "default")}
    configuration = {"name": "ip", "properties": {"subnet": subnet}}
    interface = {"name": "nic", "properties": {"ipConfigurations": [configuration]}}
    return scale_set({"networkProfile": {"networkInterfaceConfigurations": [interface]}})


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (sized(2), sized(3), Effect.NEW_INSTANCES),
        (sized(3), sized(2), Effect.REMOVE),
        (sized(3), sized("[reference('x').count]"), Effect.UNKNOWN),
        (scale_set(zones=["1"]), scale_set(zones=["1", "2"]), Effect.NEW_INSTANCES),
        (scale_set(zones=["1", "2"]), scale_set(zones=["1"]), Effect.IMMUTABLE),
        (own(singlePlacementGroup=True), own(singlePlacementGroup=False), Effect.IN_PLACE),
        (own(singlePlacementGroup=False), own(singlePlacementGroup=True), Effect.IMMUTABLE),
        (own(orchestrationMode="Uniform"), own(orchestrationMode="Flexible"), Effect.IMMUTABLE),
        (own(), own(orchestrationMode="Uniform"), Effect.NOTHING),
        (own(), own(platformFaultDomainCount=5), Effect.NOTHING),
        (own(), own(platformFaultDomainCount=1), Effect.IMMUTABLE),
        (image(version="1.0.0"), image(version="1.0.1"), Effect.REIMAGE),
        (image(offer="a"), image(offer="b"), Effect.REIMAGE),
        (image(publisher="a"), image(publisher="b"), Effect.UNKNOWN),
        (image(id="/a/b"), image(sharedGalleryImageId="/a/b"), Effect.UNKNOWN),
        (os_profile(customData="YQ=="), os_profile(customData="Yg=="), Effect.NEW_INSTANCES),
        (scale_set({"userData": "YQ=="}), scale_set({"userData": "Yg=="}), Effect.UPDATE),
        (scale_set({"priority": "Regular"}), scale_set({"priority": "Spot"}), Effect.IMMUTABLE),
        (scale_set(), scale_set({"priority": "Regular"}), Effect.NOTHING),
        (scale_set(tags={"a": "b"}), scale_set(tags={"a": "c"}), Effect.IN_PLACE),
        (in_subnet("one"), in_subnet("two"), Effect.IMMUTABLE),
        (scale_set(location="westeurope"), scale_set(location="northeurope"), Effect.IMMUTABLE),
        (scale_set(apiVersion="2024-07-01"), scale_set(apiVersion="2025-04-01"), Effect.NOTHING),
    ],
)
def test_the_consequence_of_a_change(old: Any, new: Any, expected: Effect) -> None:
    (change,) = compared(old, new).resources
    assert {each.consequence.effect for each in change.properties} == {expected}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"settings": {"a": 1}}, {"settings": {"a": 2}}, Effect.RERUN),
        ({"protectedSettings": {"a": "1"}}, {"protectedSettings": {"a": "2"}}, Effect.RERUN),
        ({"forceUpdateTag": "1"}, {"forceUpdateTag": "2"}, Effect.RERUN),
        ({"typeHandlerVersion": "1.0"}, {"typeHandlerVersion": "1.1"}, Effect.UPDATE),
        ({}, {"provisionAfterExtensions": ["b"]}, Effect.UPDATE),
        ({"type": "a"}, {"type": "b"}, Effect.UNKNOWN),
    ],
)
def test_the_consequence_of_a_change_of_an_extension(old: Any, new: Any, expected: Effect) -> None:
    assert effect(with_extensions(extension("a", **old)), with_extensions(extension("a", **new))) is expected


def test_an_extension_that_is_a_resource_of_its_own_runs_again_too() -> None:
    old, new = (
        resource(f"{SCALE_SET}/extensions", "web/install", properties={"forceUpdateTag": each}) for each in ("1", "2")
    )

    assert effect(old, new) is Effect.RERUN


def test_a_renamed_set_is_another_set() -> None:
    (change,) = compared(scale_set(), scale_set() | {"name": "shop"}).resources

    assert (change.fate, change.consequence and change.consequence.effect) == ("replaced", Effect.REPLACE)


def test_what_refers_to_a_renamed_resource_is_no_difference() -> None:
    old, new = (
        side(in_subnet(each), resource("Microsoft.Network/virtualNetworks", each, properties={}))
        for each in ("one", "two")
    )

    assert [change.type for change in compared(old, new).resources] == ["Microsoft.Network/virtualNetworks"]


def balanced(port: int, *, is_probed: bool) -> Any:
    probe = {"id": resource_id("Microsoft.Network/loadBalancers/probes", "web", "health")}
    rule = {"name": "http", "properties": {"backendPort": port, "probe": probe}}
    balancer = resource("Microsoft.Network/loadBalancers", properties={"loadBalancingRules": [rule]})
    return side(balancer, scale_set({"networkProfile": {"healthProbe": probe}} if is_probed else {}))


@pytest.mark.parametrize(("is_probed", "expected"), [(True, Effect.IMMUTABLE), (False, Effect.IN_PLACE)])
def test_the_port_of_a_rule_stays_as_long_as_a_set_tells_health_by_its_probe(is_probed: bool, expected: Effect) -> None:
    old, new = (balanced(port, is_probed=is_probed) for port in (80, 8080))

    assert effect(old, new) is expected


@pytest.mark.parametrize(
    ("kind", "before", "after", "expected"),
    [
        ("publicIPAddresses", {"zones": ["1"]}, {"zones": ["1", "2"]}, Effect.IMMUTABLE),
        ("loadBalancers", {"sku": {"name": "Basic"}}, {"sku": {"name": "Standard"}}, Effect.IMMUTABLE),
        ("natGateways", {"sku": {"name": "Standard"}}, {"sku": {"name": "StandardV2"}}, Effect.UNKNOWN),
        ("natGateways", {"location": "westeurope"}, {"location": "northeurope"}, Effect.IMMUTABLE),
    ],
)
def test_resources_around_a_set(kind: str, before: Any, after: Any, expected: Effect) -> None:
    old, new = (resource(f"Microsoft.Network/{kind}", **each) for each in (before, after))

    assert effect(old, new) is expected


def test_every_consequence_of_a_rule_has_its_source() -> None:
    types = [SCALE_SET.lower(), f"{SCALE_SET.lower()}/extensions", "template", *AROUND_RULES]
    rules = [rule for each in types for rule in table(each).rules]

    assert [rule.path for rule in rules if not rule.source.startswith("https://")] == []


def test_whatever_azure_refuses_has_another_way() -> None:
    rules = table(SCALE_SET.lower()).rules

    assert [rule.path for rule in rules if rule.effect is Effect.IMMUTABLE and not rule.instead] == []
