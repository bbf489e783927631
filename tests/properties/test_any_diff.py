"""Whatever two blueprints say, they can be compared, and the answer is right."""

import copy
import json
from collections.abc import Callable
from typing import Any
from unicodedata import category

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from properties.blueprint_strategy import FILES, blueprints, is_valid

import generator
from generator.arm.expansion import expand
from generator.arm.resources import written
from generator.review.changes import Kind
from generator.review.comparison import Comparison, Side, compare
from generator.review.html import to_page
from generator.review.json_report import to_object
from generator.review.lines import to_lines
from generator.review.markdown import to_markdown

ACTING = ("Cc", "Cs", "Zl", "Zp")
"""Classes of characters that a terminal could obey: controls, halves of pairs, line separators."""
OPPOSITES = {
    Kind.ADDED: Kind.REMOVED,
    Kind.REMOVED: Kind.ADDED,
    Kind.CHANGED: Kind.CHANGED,
    Kind.MOVED: Kind.MOVED,
}


@pytest.fixture(scope="module")
def side(tmp_path_factory: pytest.TempPathFactory) -> Callable[[dict[str, Any]], Side]:
    """What is compared of a document; documents that are refused are not drawn."""
    folder = tmp_path_factory.mktemp("blueprints")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")

    def made(document: dict[str, Any]) -> Side:
        assume(is_valid(document))
        file = folder / "drawn.json"
        file.write_text(json.dumps(document), encoding="utf-8")
        try:
            template = generator.render(generator.load(file))
        except generator.DiagnosticError:
            assume(False)
        return Side(name="drawn.json", template=template.content, expansion=expand(template.content))

    return made


def test_a_blueprint_is_no_different_from_itself(side: Callable[[dict[str, Any]], Side]) -> None:
    @settings(max_examples=20)
    @given(blueprints())
    def holds(document: dict[str, Any]) -> None:
        assert compare(side(document), side(copy.deepcopy(document))).resources == ()

    holds()


def test_any_two_blueprints_can_be_compared_and_told(side: Callable[[dict[str, Any]], Side]) -> None:
    @settings(max_examples=20)
    @given(blueprints(), blueprints())
    def holds(old: dict[str, Any], new: dict[str, Any]) -> None:
        comparison = compare(side(old), side(new))
        assert all(category(each) not in ACTING for line in to_lines(comparison) for each in line.text)
        assert to_markdown(comparison).endswith("\n")
        assert to_page([comparison]).endswith("</html>\n")
        json.dumps(to_object(comparison), ensure_ascii=False).encode()

    holds()


def test_the_other_way_round_before_is_after(side: Callable[[dict[str, Any]], Side]) -> None:
    @settings(max_examples=20)
    @given(blueprints(), blueprints())
    def holds(old: dict[str, Any], new: dict[str, Any]) -> None:
        one, other = side(old), side(new)
        assert facts(compare(one, other)) == facts(compare(other, one), backwards=True)

    holds()


def facts(comparison: Comparison, *, backwards: bool = False) -> set[str]:
    """What differs, each difference as a text; `backwards` as it would be with the sides exchanged."""
    found = set()
    for change in comparison.resources:
        for each in change.properties:
            kind = OPPOSITES[each.kind] if backwards else each.kind
            values = [repr(written(value)) for value in (each.before, each.after)]
            found.add(" ".join([change.type.lower(), kind, *(reversed(values) if backwards else values)]))
    return found


NAMED = st.fixed_dictionaries({"name": st.sampled_from("xyz"), "a": st.integers(0, 3)})
TREES = st.recursive(
    st.booleans() | st.integers(0, 3) | st.sampled_from(["a", "b", "A"]),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=4)
        | st.dictionaries(st.sampled_from(["name", "id", "a", "b"]), inner, min_size=1, max_size=3)
        | st.lists(NAMED, min_size=1, max_size=3, unique_by=lambda item: item["name"])
    ),
    max_leaves=12,
)
OBJECTS = st.dictionaries(st.sampled_from("pqr"), TREES, min_size=1)


@given(OBJECTS, OBJECTS)
def test_the_differences_lead_from_one_side_to_the_other(before: dict[str, Any], after: dict[str, Any]) -> None:
    for change in to_object(between(before, after))["resources"]:
        differences = [(each["path"][1:], each) for each in json.loads(json.dumps(change["properties"]))]
        before = with_differences(before, differences)

    assert between(before, after).resources == ()


def between(before: Any, after: Any) -> Comparison:
    """The comparison of a resource that has these properties with one that has those."""
    sides = [{"resources": [{"type": "Acme/things", "name": "x", "properties": each}]} for each in (before, after)]
    return compare(*(Side(name="", template=each, expansion=expand(each)) for each in sides))


GONE = object()


def with_differences(value: Any, differences: list[tuple[list[Any], dict[str, Any]]]) -> Any:
    """The value with differences applied, each with the path to it from there; GONE where nothing is left."""
    for path, difference in differences:
        if not path:
            return difference.get("after", GONE)
    if isinstance(differences[0][0][0], str):
        return with_members(value if isinstance(value, dict) else {}, differences)
    return with_items(value if isinstance(value, list) else [], differences)


def with_members(value: dict[str, Any], differences: list[tuple[list[Any], dict[str, Any]]]) -> Any:
    members = dict(value)
    for name in dict.fromkeys(path[0] for path, _ in differences):
        own = [(path[1:], each) for path, each in differences if path[0] == name]
        members[name] = with_differences(members.get(name), own)
    return {name: inner for name, inner in members.items() if inner is not GONE} or GONE


def with_items(value: list[Any], differences: list[tuple[list[Any], dict[str, Any]]]) -> Any:
    items: list[Any] = []
    for index, item in enumerate(value):
        own = [(path[1:], each) for path, each in differences if path[0].get("old") == index]
        items.append(with_differences(item, own) if own else item)
    items = [item for item in items if item is not GONE]
    new = [(path[0]["new"], each["after"]) for path, each in differences if "old" not in path[0]]
    for index, item in sorted(new, key=lambda each: int(each[0])):
        items.insert(index, item)
    return items or GONE
