"""Reading what Azure's what-if answers."""

import json
from typing import Any

import pytest
from unit.what_if_samples import (
    GROUP,
    LOAD_BALANCER,
    array,
    changed,
    created,
    deleted,
    modify,
    resource,
    result,
    within,
)

from generator.azure.what_if import Effect, PropertyChange, PropertyChangeKind, ResourceChange, WhatIf, read_what_if
from generator.azure.what_if.report_json import to_json
from generator.azure.what_if.report_lines import to_lines
from generator.azure.what_if.report_markdown import to_markdown
from generator.diagnostics import Path, Severity


def only(change: dict[str, Any]) -> ResourceChange:
    (found,) = read_what_if(result(change)).resources
    return found


def paths(change: dict[str, Any]) -> list[Path]:
    return [leaf.path for leaf in only(change).leaves()]


@pytest.mark.parametrize(
    ("kind", "effect", "is_change"),
    [
        ("Create", Effect.CREATE, True),
        ("Delete", Effect.DELETE, True),
        ("Modify", Effect.MODIFY, True),
        ("Deploy", Effect.DEPLOY, True),
        ("Unsupported", Effect.UNSUPPORTED, True),
        ("NoChange", Effect.UNCHANGED, False),
        ("Ignore", Effect.IGNORE, False),
        ("SomethingNew", Effect.UNSUPPORTED, True),
    ],
)
def test_a_result_with_resource_ids_only(kind: str, effect: Effect, is_change: bool) -> None:
    what_if = read_what_if(result(resource(kind)))

    assert what_if.counts == {effect: 1}
    assert what_if.has_changes is is_change


def test_an_empty_result_changes_nothing() -> None:
    assert read_what_if(result()) == WhatIf(status="Succeeded")
    assert not read_what_if(result()).has_changes


def test_a_result_without_an_envelope() -> None:
    assert read_what_if({"status": "Succeeded", "changes": [resource("Create")]}).has_changes


def test_an_answer_without_changes_is_told() -> None:
    (diagnostic,) = read_what_if({"status": "Succeeded", "properties": {}}).diagnostics

    assert (diagnostic.code, diagnostic.severity) == ("azure/not-understood", Severity.ERROR)


def test_a_failed_what_if_has_azures_error() -> None:
    error = {"code": "InvalidTemplate", "message": "no"}

    what_if = read_what_if({"status": "Failed", "error": error})

    assert (what_if.status, what_if.error, what_if.diagnostics) == ("Failed", error, ())


def test_deletions_and_replacements_can_be_asked_for() -> None:
    moved = modify(changed("location", "westeurope", "northeurope"), resource_id=f"{GROUP}/providers/A.B/c/moved")
    gone = resource("Delete", f"{GROUP}/providers/A.B/c/gone")

    what_if = read_what_if(result(gone, moved))

    assert [each.resource_id[-4:] for each in what_if.deletions] == ["gone"]
    assert [each.resource_id[-5:] for each in what_if.replacements] == ["moved"]


def test_potential_changes_are_changes() -> None:
    what_if = read_what_if(result(potentialChanges=[resource("Create")]))

    assert [each.is_potential for each in what_if.resources] == [True]
    assert what_if.has_changes


def test_diagnostics_of_azure() -> None:
    given = {"level": "Warning", "code": "ShortCircuited", "message": "not evaluated", "target": "inner"}

    (diagnostic,) = read_what_if(result(diagnostics=[given])).diagnostics

    assert (diagnostic.code, diagnostic.severity) == ("azure/what-if", Severity.WARNING)
    assert diagnostic.message == "ShortCircuited: not evaluated"
    assert diagnostic.hint == "it is about inner"


def test_a_resource_that_differs_in_nothing_but_noise_is_unchanged() -> None:
    assert only(modify(deleted("etag", "W/1"))).effect is Effect.UNCHANGED


def test_a_resource_that_differs_in_nothing_but_what_is_not_known_may_change() -> None:
    what_if = read_what_if(result(modify(changed("properties.x", "1", "[reference('y').z]"))))

    assert what_if.counts == {Effect.UNKNOWN: 1}
    assert not what_if.has_changes


def test_a_resource_that_is_said_to_change_without_saying_how_does() -> None:
    assert only(modify()).effect is Effect.MODIFY


def test_a_resource_that_is_said_not_to_change_but_has_a_change_does() -> None:
    assert only(resource("NoChange", delta=[changed("sku.capacity", 1, 2)])).effect is Effect.MODIFY


# Paths of properties


def test_dots_and_brackets_lead_into_objects_and_lists() -> None:
    assert paths(modify(deleted("properties.subnets[1].name", "x"))) == [("properties", "subnets", 1, "name")]


def test_a_quoted_name_may_hold_a_dot() -> None:
    assert paths(modify(created("tags['a.b\\'c'].d", "x"))) == [("tags", "a.b'c", "d")]


def test_an_unquoted_name_may_hold_a_dot_where_the_resource_has_it() -> None:
    change = modify(deleted("tags.cost.center", "x"), before={"tags": {"cost.center": "x"}}, after={"tags": {}})

    assert paths(change) == [("tags", "cost.center")]


def test_paths_of_children_are_whole() -> None:
    change = modify(array("properties.subnets", within("0", array("properties.zones", deleted("1", "x")))))

    assert paths(change) == [("properties", "subnets", 0, "properties", "zones", 1)]


def test_a_member_that_is_a_number_is_no_index() -> None:
    assert paths(modify(deleted("tags.0", "x"))) == [("tags", "0")]


# Values


def test_an_object_for_another_is_taken_apart() -> None:
    change = modify(changed("tags", {"a": 1, "b": 2, "c": {"d": 3}}, {"a": 1, "b": 4, "c": {"e": 5}}))

    assert [(leaf.path, leaf.kind.value, leaf.before, leaf.after) for leaf in only(change).leaves()] == [
        (("tags", "b"), "Modify", 2, 4),
        (("tags", "c", "d"), "Delete", 3, None),
        (("tags", "c", "e"), "Create", None, 5),
    ]


def test_values_that_a_change_does_not_have_are_those_of_the_resource() -> None:
    change = {"path": "properties.containers", "propertyChangeType": "Array"}

    found = only(modify(change, before={"properties": {"containers": [1]}}, after={"properties": {"containers": [2]}}))

    assert found.properties == (
        PropertyChange(path=("properties", "containers"), kind=PropertyChangeKind.ARRAY, before=[1], after=[2]),
    )


def test_noise_and_what_is_shown_are_all_there_is() -> None:
    probe = within("0", deleted("etag", "x"), changed("properties.port", 1, 2))

    found = only(modify(array("properties.probes", probe), resource_id=LOAD_BALANCER))
    (shown,) = found.shown

    assert [leaf.path[-1] for leaf in found.leaves()] == ["etag", "port"]
    assert [leaf.path[-1] for leaf in shown.leaves()] == ["port"]


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"changeType": None, "resourceId": 7, "delta": {}},
        {"changeType": "Modify", "delta": [None, 1, {}, {"path": 3, "children": "x"}]},
        {"changeType": "Modify", "delta": [{"path": "]['", "propertyChangeType": "Array", "children": [{"path": ""}]}]},
        {"changeType": "Create", "after": [1], "before": "x"},
    ],
)
def test_what_is_not_as_expected_counts_as_a_change(change: dict[str, Any]) -> None:
    assert read_what_if(result(change)).has_changes


@pytest.mark.parametrize("levels", [30, 200, 900])
def test_values_may_be_of_any_depth(levels: int) -> None:
    def nested(core: Any) -> Any:
        for _ in range(levels):
            core = {"x": [core]}
        return core

    change = modify(changed("properties", nested(1), nested(2)), before=nested(1), after=nested(2))
    inner: dict[str, Any] = deleted("etag", "x")
    for _ in range(levels):
        inner = within("properties.x", inner)

    for each in (change, modify(inner)):
        found = read_what_if(result(each), secrets=["secret"])
        assert found.has_changes
        assert to_lines(found, show_all=True)
        assert to_markdown(found, title="", show_all=True)
        assert json.dumps(to_json(found))
