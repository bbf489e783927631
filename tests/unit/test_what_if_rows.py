"""How the changed properties of a resource are shown."""

from typing import Any

import pytest
from unit.what_if_samples import (
    GROUP,
    array,
    changed,
    created,
    deleted,
    modify,
    resource,
    rows,
    texts,
    what_if,
    within,
)


def test_what_is_under_one_object_stands_under_it() -> None:
    assert rows(changed("properties.a.b", 1, 2), changed("properties.a.c.d", 3, 4), created("sku.name", "x")) == [
        "  properties.a",
        "  ~ b: 1 -> 2",
        "  ~ c.d: 3 -> 4",
        '+ sku.name: "x"',
    ]


def test_an_object_that_is_new_is_shown_whole() -> None:
    assert rows(created("properties.a", {"b": {"c": 1, "d": [1, {"e": 2}]}, "f": {}, "g": None})) == [
        "+ properties.a",
        "  + b",
        "    + c: 1",
        "    + d",
        "      + [0]: 1",
        "      + [1].e: 2",
        "  + f: {}",
        "  + g: null",
    ]


@pytest.mark.parametrize(
    ("item", "label"),
    [
        ({"name": "https", "x": 1}, "[https]"),
        ({"lun": 3, "x": 1}, "[lun 3]"),
        ({"priority": 100, "x": 1}, "[priority 100]"),
        ({"id": "y", "x": 1}, "[1]"),
    ],
)
def test_items_of_lists_have_the_name_that_people_know_them_by(item: dict[str, Any], label: str) -> None:
    body = {"properties": {"list": [{"x": 0}, item]}}

    changed_row = rows(array("properties.list", within("1", changed("x", 1, 2))), before=body, after=body)
    created_row, *_ = rows(array("properties.list", created("1", item)))

    assert changed_row == [f"~ properties.list{label}.x: 1 -> 2"]
    assert created_row == f"+ properties.list{label}"


def test_an_item_that_has_another_name_than_before_is_known_by_its_place() -> None:
    before, after = ({"properties": {"list": [{"name": name}]}} for name in "ab")

    found = rows(array("properties.list", within("0", changed("name", "a", "b"))), before=before, after=after)

    assert found == ['~ properties.list[0].name: "a" -> "b"']


def test_an_item_that_goes_and_one_that_comes_in_its_place() -> None:
    assert rows(array("zones", deleted("0", "1"), created("0", "2"))) == ["  zones", '  - [0]: "1"', '  + [0]: "2"']


def test_long_values_are_cut_to_where_they_differ() -> None:
    (row,) = rows(changed("properties.x", "a" * 500 + "b" + "c" * 500, "a" * 500 + "d" + "c" * 500))

    before, after = row.removeprefix("~ properties.x: ").split(" -> ")
    assert len(row) < 300
    assert (before[:19], after[:19]) == ("…" + "a" * 16 + "bc", "…" + "a" * 16 + "dc")


def test_a_text_of_several_lines_is_a_diff() -> None:
    script = "".join(f"line {number}\n" for number in range(9))

    assert rows(changed("properties.x", script, script.replace("4", "four"))) == [
        "~ properties.x:",
        "    line 3",
        "  - line 4",
        "  + line four",
        "    line 5",
    ]


def test_a_long_diff_is_cut() -> None:
    *shown, last = rows(created("properties.x", "line\n" * 50))

    assert len(shown) == 25
    assert last.strip() == "… 26 more lines"


def test_texts_that_differ_in_line_ends_alone() -> None:
    assert rows(changed("properties.x", "a\nb", "a\r\nb")) == ['~ properties.x: "a\\nb" -> "a\\r\\nb"']


def test_a_list_for_another_is_a_diff_of_its_items() -> None:
    assert rows(changed("properties.x", [1, {"a": 2}], [1, {"a": 3}])) == [
        "~ properties.x:",
        "    1",
        '  - {"a": 2}',
        '  + {"a": 3}',
    ]


@pytest.mark.parametrize("character", ["\x1b", "\x07", "\x9b", "\u202e", "\u2066", "\u2028", "\r", "\ud800"])
def test_nothing_reaches_a_terminal_that_is_not_text(character: str) -> None:
    value = f"a{character}b"
    changes = [
        resource("Create", f"{GROUP}/providers/A.B/c/{value}", after={value: value}),
        resource("Unsupported", unsupportedReason=value),
        modify(created(f"tags['{value}']", value), changed("properties.x", f"1\n{value}", f"2\n{value}")),
    ]

    shown = "\n".join(texts(what_if(*changes), show_all=True))

    assert character not in shown
    assert f"\\u{ord(character):04x}" in shown or character == "\r"
