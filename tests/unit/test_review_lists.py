"""Which items of lists belong together."""

from typing import Any

import pytest
from unit.review_sides import compared, effects, extension, resource, scale_set, with_extensions


def disks(*disks: dict[str, Any]) -> dict[str, Any]:
    return scale_set({"storageProfile": {"dataDisks": list(disks)}})


def scripts(*addresses: str) -> dict[str, Any]:
    return with_extensions(extension("install", settings={"fileUris": list(addresses)}))


def paths(old: Any, new: Any) -> list[str]:
    return [each.rpartition("Profile.")[2] for each in effects(old, new)]


def test_named_items_are_matched_by_name() -> None:
    old = with_extensions(extension("a"), extension("b", forceUpdateTag="1"))
    new = with_extensions(extension("b", forceUpdateTag="2"))

    assert paths(old, new) == ["extensions[a]", "extensions[b].properties.forceUpdateTag"]


def test_names_are_the_same_in_any_case() -> None:
    assert paths(with_extensions(extension("A")), with_extensions({**extension("A"), "name": "a"})) == [
        "extensions[A].name"
    ]


def test_disks_are_matched_by_lun() -> None:
    old = disks({"lun": 0, "diskSizeGB": 64}, {"lun": 1, "diskSizeGB": 64})

    assert paths(old, disks({"lun": 1, "diskSizeGB": 128})) == ["dataDisks[lun 0]", "dataDisks[lun 1].diskSizeGB"]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (["a", "b"], ["a", "c", "b"], ["extensions[install].properties.settings.fileUris[1]"]),
        (["a", "b"], ["b"], ["extensions[install].properties.settings.fileUris[0]"]),
        (["a", "b"], ["a", "c"], ["extensions[install].properties.settings.fileUris[1]"]),
    ],
)
def test_items_without_a_key_are_matched_by_likeness_then_by_index(
    before: list[str], after: list[str], expected: list[str]
) -> None:
    assert paths(scripts(*before), scripts(*after)) == expected


def test_another_order_of_extensions_is_told() -> None:
    a, b = extension("a"), extension("b")

    (change,) = compared(with_extensions(a, b), with_extensions(b, a)).resources

    assert [(each.kind, each.consequence.effect) for each in change.properties] == [("moved", "nothing")]


def test_another_order_of_other_named_things_is_no_difference() -> None:
    rules = [{"name": name, "properties": {"priority": 100}} for name in "ab"]
    old, new = (
        resource("Microsoft.Network/networkSecurityGroups", properties={"securityRules": each})
        for each in (rules, rules[::-1])
    )

    assert compared(old, new).resources == ()


def test_each_zone_is_a_difference_of_its_own() -> None:
    (change,) = compared(scale_set(zones=["1", "2"]), scale_set(zones=["2", "3"])).resources

    assert [(each.kind, each.before if each.kind == "removed" else each.after) for each in change.properties] == [
        ("removed", "1"),
        ("added", "3"),
    ]
