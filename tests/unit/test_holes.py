"""Values put into the holes of a parsed template."""

import json
from typing import Any

import pytest

from generator.blueprint.schema import BlueprintSchema
from generator.rendering.holes import HoleError, fill, marker
from generator.rendering.values import Expression, Rendered, View

ABSENT = None
WHO = Expression("parameters('who')")


def filled(document: Any, *values: Any) -> Any:
    """The document, whose `<0>` is a hole for the first value and so on, with the values in."""
    text = json.dumps(document, ensure_ascii=False)
    for index in range(len(values)):
        text = text.replace(f"<{index}>", marker(index))
    return fill(text, values).value


def view(value: Any, *path: str | int) -> View:
    return View(value, path, {}, BlueprintSchema({}))


@pytest.mark.parametrize("value", [3, 2.5, True, False, "text", [1, "a"], {"a": {"b": 1}}, "", [], {}])
def test_a_whole_hole_becomes_the_value_with_its_type(value: Any) -> None:
    result = filled({"member": "<0>"}, value)["member"]

    assert (result, type(result)) == (value, type(value))


def test_an_absent_value_removes_its_member() -> None:
    assert filled({"kept": 1, "gone": "<0>"}, ABSENT) == {"kept": 1}


def test_an_absent_value_removes_its_item() -> None:
    assert filled(["a", "<0>", "b"], ABSENT) == ["a", "b"]


def test_containers_that_absence_alone_emptied_go_too() -> None:
    assert filled({"kept": 1, "outer": {"inner": [{"gone": "<0>"}]}}, ABSENT) == {"kept": 1}


def test_containers_that_the_template_wrote_empty_stay() -> None:
    assert filled({"object": {}, "list": [], "gone": "<0>"}, ABSENT) == {"object": {}, "list": []}


def test_an_empty_object_of_the_blueprint_stays() -> None:
    assert filled({"managedIdentity": "<0>"}, view({}, "managedIdentity")) == {"managedIdentity": {}}


def test_an_absent_member_of_a_value_goes() -> None:
    assert filled({"rule": "<0>"}, {"port": view(80, "port"), "probe": view(None, "probe")}) == {"rule": {"port": 80}}


def test_text_around_a_hole() -> None:
    assert filled({"name": "a-<0>-<1>-b"}, "web", 3) == {"name": "a-web-3-b"}


def test_booleans_within_text_are_written_as_json_writes_them() -> None:
    assert filled({"name": "is-<0>"}, True) == {"name": "is-true"}


def test_text_with_an_absent_value_is_absent() -> None:
    assert filled({"kept": 1, "name": "a-<0>"}, ABSENT) == {"kept": 1}


@pytest.mark.parametrize("value", ['"', "\\", "\n", '", "injected": "', "\ue0000\ue001", "<1>", "{{ 7 * 7 }}"])
def test_no_value_breaks_the_json(value: str) -> None:
    assert filled({"whole": "<0>", "within": "a<0>b"}, value) == {"whole": value, "within": f"a{value}b"}


@pytest.mark.parametrize("container", [{"a": 1}, [1]])
def test_a_container_within_text_is_refused(container: Any) -> None:
    with pytest.raises(HoleError, match="within text"):
        filled({"name": "a-<0>"}, container)


def test_text_in_brackets_is_escaped_for_azure() -> None:
    assert filled({"tag": "<0>", "tags": "<1>"}, "[prod]", {"[key]": ["[value]"]}) == {
        "tag": "[[prod]",
        "tags": {"[[key]": ["[[value]"]},
    }


def test_text_that_a_hole_puts_between_brackets_is_escaped_too() -> None:
    assert filled({"tag": "<0>stage]"}, "[") == {"tag": "[[stage]"}


def test_an_expression_stands_alone_as_one() -> None:
    assert filled({"name": "<0>"}, WHO) == {"name": "[parameters('who')]"}


def test_an_expression_within_text_becomes_a_call_of_format() -> None:
    assert filled({"name": "it's {<0>}!"}, WHO) == {"name": "[format('it''s {{{0}}}!', parameters('who'))]"}


def test_text_within_an_expression_is_quoted() -> None:
    document = {"id": "[resourceId('Contoso/things', '<0>')]"}

    assert filled(document, "it's [b]") == {"id": "[resourceId('Contoso/things', 'it''s [b]')]"}


def test_an_expression_takes_the_place_of_the_literal_around_it() -> None:
    assert filled({"id": "[resourceId('a', '<0>')]"}, WHO) == {"id": "[resourceId('a', parameters('who'))]"}


def test_an_expression_in_part_of_a_literal_becomes_a_call_of_format() -> None:
    assert filled({"id": "[toLower('<0>-nic')]"}, WHO) == {"id": "[toLower(format('{0}-nic', parameters('who')))]"}


@pytest.mark.parametrize(
    ("value", "code"), [(WHO, "parameters('who')"), (3, "3"), (True, "true()"), ("a'b", "'a''b'"), (view(7), "7")]
)
def test_a_hole_outside_of_a_literal_becomes_code(value: Any, code: str) -> None:
    assert filled({"id": "[add(<0>, 1)]"}, value) == {"id": f"[add({code}, 1)]"}


def test_an_expression_with_an_absent_value_is_absent() -> None:
    assert filled({"kept": 1, "id": "[resourceId('a', '<0>')]", "other": "[add(<0>, 1)]"}, ABSENT) == {"kept": 1}


def test_a_spread_member_adds_the_members_of_its_value() -> None:
    assert filled({"a": 1, "...": "<0>", "z": 2}, {"b": 3, "c": 4}) == {"a": 1, "b": 3, "c": 4, "z": 2}


def test_a_spread_member_that_is_absent_adds_nothing() -> None:
    assert filled({"a": 1, "...": "<0>"}, ABSENT) == {"a": 1}


def test_a_spread_of_what_is_no_object_is_refused() -> None:
    with pytest.raises(HoleError, match="must be one"):
        filled({"...": "<0>"}, [1])


def test_a_spread_of_a_member_that_is_there_is_refused() -> None:
    with pytest.raises(HoleError, match="a is given twice"):
        filled({"a": 1, "...": "<0>"}, {"a": 2})


def test_a_spread_item_adds_all_items() -> None:
    assert filled(["first", "...<0>", "last"], [1, 2]) == ["first", 1, 2, "last"]


@pytest.mark.parametrize("nothing", [ABSENT, []])
def test_a_list_of_spread_items_alone_goes_with_them(nothing: Any) -> None:
    assert filled({"kept": 1, "list": ["...<0>"]}, nothing) == {"kept": 1}


def test_each_value_has_the_blueprint_path_that_it_came_from() -> None:
    values = [view("web", "name"), view({"app": "shop"}, "tags"), Rendered({"a": 1}, {("a",): ("b",)})]
    document = {"name": marker(0), "text": f"{marker(0)}-nic", "list": [{"tags": marker(1)}], "part": marker(2)}

    assert fill(json.dumps(document), values).origins == {
        ("name",): ("name",),
        ("text",): ("name",),
        ("list", 0, "tags"): ("tags",),
        ("part", "a"): ("b",),
    }


def test_origins_follow_items_that_move_up() -> None:
    text = json.dumps([marker(0), marker(1)])

    assert fill(text, [view(None, "absent"), view("here", "present")]).origins == {(0,): ("present",)}


def test_what_is_absent_has_no_origin() -> None:
    assert fill(json.dumps({"kept": 1, "gone": marker(0)}), [view(None, "tags")]).origins == {}


def test_what_is_absent_within_a_value_has_no_origin() -> None:
    assert fill(json.dumps({"rule": marker(0)}), [{"probe": view(None, "probe")}]).origins == {}


def test_broken_json_is_an_error_with_its_line() -> None:
    with pytest.raises(json.JSONDecodeError) as error:
        fill('{\n  "a": 1,\n}', [])

    assert error.value.lineno == 3
