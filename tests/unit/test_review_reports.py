"""The reports: what no value in them can do."""

import json
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from unit.review_sides import compared, extension, scale_set, side, with_extensions

from generator.diagnostics import Location
from generator.review.comparison import Comparison, Side, compare
from generator.review.html import to_page
from generator.review.json_report import to_object
from generator.review.lines import to_lines
from generator.review.markdown import to_markdown
from generator.review.words import summary
from generator.showing.markdown import LONGEST


def told(comparison: Comparison) -> str:
    return "\n".join(line.text for line in to_lines(comparison))


def tagged(before: Any, after: Any) -> Comparison:
    return compared(scale_set(tags={"a": before}), scale_set(tags={"a": after}))


def test_each_change_with_what_it_does() -> None:
    assert told(tagged("b", "c")).splitlines() == [
        "~ Changed virtualMachineScaleSets web",
        '    ~ tags.a: "b" -> "c"',
        "        = applied in place: the tags of the set; instances run on",
        "",
        "1 changed; the gravest: applied in place",
    ]


def test_what_was_said_already_is_not_said_again() -> None:
    comparison = compared(scale_set(tags={}), scale_set(tags={"a": "1", "b": "2"}))

    assert told(comparison).count("instances run on") == 1


def test_the_lines_on_both_sides() -> None:
    def located(name: str) -> Side:
        return replace(side(scale_set(tags={"a": name})), locate=lambda path: Location(file=name, line=len(path)))

    assert "(old.json:4 -> new.json:4)" in told(compare(located("old.json"), located("new.json")))


def test_text_of_lines_is_compared_line_by_line() -> None:
    old, new = (scale_set({"osProfile": {"customData": each}}) for each in ("YQpiCmMK", "YQpCCmMK"))

    lines = told(compared(old, new)).splitlines()

    assert [line.strip() for line in lines[3:7]] == ["a", "- b", "+ B", "c"]


def test_a_long_value_is_shortened_to_where_it_differs() -> None:
    told_lines = told(tagged("x" * 500 + "old", "x" * 500 + "new"))

    assert 'old"' in told_lines
    assert max(map(len, told_lines.splitlines())) < 400


@pytest.mark.parametrize("hostile", ["\x1b[31mred", "a\nb", "\u202eevil", "a\r\nb"])
def test_no_value_acts_on_a_terminal(hostile: str) -> None:
    text = told(tagged("b", hostile))

    assert all(line.isprintable() for line in text.splitlines())


HOSTILE = "<script>alert(1)</script>|`x`@everyone\n```\n[a](javascript:b)"


def test_no_value_is_markup_on_the_page() -> None:
    found: list[str] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: Any) -> None:
            found.append(tag)

    Tags().feed(to_page([tagged("b", HOSTILE), compared(with_extensions(), with_extensions(extension(HOSTILE)))]))

    assert "script" not in found


def test_the_page_needs_nothing_else() -> None:
    page = to_page([tagged("b", "c")])

    assert "default-src 'none'" in page
    assert "<link" not in page
    assert "src=" not in page.replace("default-src", "").replace("style-src", "")


def test_no_value_is_markup_in_a_comment() -> None:
    text = to_markdown(compared(with_extensions(), with_extensions(extension(HOSTILE))))

    outside = "".join(text.split("```diff")[::2])
    assert "<script>" not in outside
    assert "@everyone" not in text.split("<details>")[0]


def test_a_comment_is_never_longer_than_one_can_be() -> None:
    old, new = (
        side(
            *(
                scale_set(tags={str(each): value * 90 for each in range(40)}) | {"name": f"web{number}"}
                for number in range(60)
            )
        )
        for value in "bc"
    )

    text = to_markdown(compared(old, new))

    assert len(text) < LONGEST + 2_000
    assert "are left out" in text


def test_json_holds_values_as_they_are() -> None:
    (found,) = to_object(tagged("b", {"c": 1}))["resources"]

    assert [(each["before"], each["after"]) for each in found["properties"]] == [("b", {"c": 1})]
    assert json.loads(json.dumps(found)) == found


def test_what_is_not_known_is_counted() -> None:
    old = scale_set(plan={"name": "a"}, tags={"a": "b"})

    assert (
        summary(compared(old, scale_set(tags={"a": "c"}))) == "1 changed; the gravest: applied in place (1 not known)"
    )


def test_nothing() -> None:
    assert summary(compared(scale_set(), scale_set())) == "nothing changes"
