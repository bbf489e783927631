"""What of a what-if is a change, and what cannot be compared: neither is ever folded."""

from typing import Any

import pytest
from unit.what_if_samples import (
    GROUP,
    SCALE_SET,
    array,
    changed,
    created,
    deleted,
    leaves,
    noise,
)

from generator.azure.what_if import Noise, Unknown

UNKNOWN_TYPE = f"{GROUP}/providers/Contoso.Shop/tills/web"
PROFILE = "properties.virtualMachineProfile"


def unknown(change: dict[str, Any], resource_id: str = SCALE_SET) -> Unknown | None:
    (leaf,) = leaves(change, resource_id)
    assert leaf.noise is None
    return leaf.unknown


# What cannot be compared


def test_an_expression_that_azure_could_not_evaluate() -> None:
    change = changed("properties.proximityPlacementGroup.id", SCALE_SET, "[reference('group').id]")

    assert unknown(change) is Unknown.AT_DEPLOYMENT


def test_a_text_in_brackets_is_no_expression() -> None:
    assert unknown(changed(f"{PROFILE}.osProfile.computerNamePrefix", "web", "[web]")) is None


def test_an_expression_for_a_property_that_is_not_there_yet_is_a_change() -> None:
    assert unknown(created("properties.proximityPlacementGroup.id", "[reference('group').id]")) is None


@pytest.mark.parametrize("path", ["osProfile.adminPassword", "osProfile.customData", "userData"])
def test_what_azure_takes_and_never_gives_back(path: str) -> None:
    assert unknown(created(f"{PROFILE}.{path}", "anything")) is Unknown.HIDDEN


def test_secrets_masked_on_one_side() -> None:
    assert unknown(changed(f"{PROFILE}.osProfile.adminUsername", "someone", "*******")) is Unknown.HIDDEN


def test_secrets_masked_on_both_sides() -> None:
    assert noise(changed(f"{PROFILE}.osProfile.adminPassword", "****", "*******")) is Noise.MASKED


@pytest.mark.parametrize("value", ["*******", "known"])
def test_a_secret_that_goes_away(value: str) -> None:
    assert unknown(deleted(f"{PROFILE}.osProfile.adminPassword", value)) is None


# What is never folded


@pytest.mark.parametrize(
    "change",
    [
        deleted("tags.owner", "x"),
        deleted("tags.owner", None),
        created("tags.owner", ""),
        changed("tags.owner", "shop", "Shop"),
        changed("tags.owner", "1", 1),
        changed("tags.owner", "*****", "*******"),
        changed("tags.place", SCALE_SET, SCALE_SET.lower()),
        changed("tags", {"etag": "1"}, {"etag": "2"}),
        deleted("tags", {"a": "b"}),
    ],
)
def test_tags(change: dict[str, Any]) -> None:
    assert noise(change, before={"tags": {"owner": None}}) is None


@pytest.mark.parametrize(
    "change",
    [
        deleted("properties.zoneBalance", True),
        deleted(f"{PROFILE}.osProfile", {"computerNamePrefix": "web"}),
        deleted(f"{PROFILE}.extensionProfile.extensions[0].properties.settings", {"port": 80}),
        array(f"{PROFILE}.storageProfile.dataDisks", deleted("0", {"lun": 0})),
        array(f"{PROFILE}.storageProfile.dataDisks", deleted("0", None)),
        deleted("properties.noSuchProperty", "x"),
        deleted("properties.noSuchProperty", []),
    ],
)
def test_deletions_of_anything_else(change: dict[str, Any]) -> None:
    assert noise(change) is None


def test_an_item_that_is_null_is_one_more_or_less() -> None:
    body = {"zones": ["1", None]}

    assert noise(array("zones", deleted("1", None)), before=body) is None
    assert noise(array("zones", created("1", None)), after=body) is None


def test_a_deletion_whose_value_the_result_does_not_tell() -> None:
    assert noise({"path": "properties.doNotRunExtensionsOnOverprovisionedVMs", "propertyChangeType": "Delete"}) is None


@pytest.mark.parametrize("path", ["properties.port", "properties.settings.port", "sku.name"])
def test_changes_of_a_type_without_schema(path: str) -> None:
    for change in (changed(path, 80, "80"), deleted(path, None), changed(path, "a", "A")):
        assert noise(change, UNKNOWN_TYPE) is None
