"""The parser of ARM template expressions."""

import json
from pathlib import Path
from typing import Any

import pytest

from generator.arm.expression import (
    Call,
    ExpressionError,
    Index,
    Literal,
    Node,
    Property,
    calls,
    is_expression,
    parse,
    quote,
    walk,
)

CONFORMANCE_DATA = Path(__file__).parents[2] / "../shared/data/expressions.json"


def written(node: Node) -> str:
    """The tree in prefix form, without places."""
    match node:
        case Literal(value=value):
            return repr(value)
        case Call(name=name, arguments=arguments):
            return f"{name}({', '.join(map(written, arguments))})"
        case Property(of=of, name=name):
            return f"{written(of)}.{name}"
        case Index(of=of, index=index):
            return f"{written(of)}[{written(index)}]"


@pytest.mark.parametrize("text", ["[]", "[a()]", "[x]", "['a']", "[ ]", "[a[]"])
def test_text_between_brackets_is_an_expression(text: str) -> None:
    assert is_expression(text)


@pytest.mark.parametrize("text", ["", "[", "]", "[[", "[[x]", "[[]", "[x", "x]", " [x]", "[x] ", "[x]\n", "[[one]two"])
def test_other_text_is_none(text: str) -> None:
    assert not is_expression(text)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("['x']", "'x'"),
        ("['it''s']", '"it\'s"'),
        ("['']", "''"),
        ("['[a]']", "'[a]'"),
        ("[1]", "1"),
        ("[-1]", "-1"),
        ("[+1]", "1"),
        ("[-9223372036854775808]", "-9223372036854775808"),
        ("[f()]", "f()"),
        ("[f('a', 1, g())]", "f('a', 1, g())"),
        ("[ns.f(1)]", "ns.f(1)"),
        ("[$f_1()]", "$f_1()"),
        ("[f().a]", "f().a"),
        ("[f().a.b]", "f().a.b"),
        ("[f()[0]]", "f()[0]"),
        ("[f()['a'].b[g().c]]", "f()['a'].b[g().c]"),
        ("[ f ( 'a' , 1 ) . b [ 0 ] ]", "f('a', 1).b[0]"),
        ("[f(\n  'a'\n)]", "f('a')"),
        ("[f(' a ')]", "f(' a ')"),
        ("[f('é 🦭')]", "f('é 🦭')"),
        ("[if(true(), 'a', 'b')]", "if(true(), 'a', 'b')"),
    ],
)
def test_what_can_be_written(text: str, tree: str) -> None:
    assert written(parse(text)) == tree


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("[]", 1),
        ("[ ]", 2),
        ("[prod]", 5),
        ("[ -f x ]", 2),
        ("[true]", 5),
        ("[f]", 2),
        ("[f(]", 3),
        ("[f(1]", 4),
        ("[f(1 2)]", 5),
        ("[f(,1)]", 3),
        ("[f(1,)]", 5),
        ("[f())]", 4),
        ("[f()g()]", 4),
        ("[f()'a']", 4),
        ("['a'.b]", 4),
        ("['a'[0]]", 4),
        ("[1.5]", 1),
        ("[1a]", 1),
        ("[f(1.5)]", 3),
        ("[12345678901234567890123]", 1),
        ("[f().]", 5),
        ("[f().1]", 5),
        ("[f()['a']", 8),
        ("[f()[]]", 5),
        ("[a.b.c()]", 4),
        ("['a]", 1),
        ('[f("a")]', 3),
        ("[f(a=b)]", 4),
        ("[é()]", 1),
        ("x", 0),
    ],
)
def test_what_cannot_be_written_is_refused_in_its_place(text: str, position: int) -> None:
    with pytest.raises(ExpressionError) as refused:
        parse(text)
    assert refused.value.position == position


def test_places_count_from_the_bracket() -> None:
    tree = parse("[f( 'a', g()).b]")
    assert [node.position for node in walk(tree)] == [13, 1, 4, 9]


def test_calls_are_found_whatever_the_case_of_their_name() -> None:
    tree = parse("[concat(Parameters('a'), f()[parameters('b')].c, parameter('c'))]")
    assert [written(call) for call in calls(tree, "parameters")] == ["Parameters('a')", "parameters('b')"]


def test_a_quoted_text_parses_as_itself() -> None:
    for text in ("", "it's", "''", "a'b''c", "[x]", "\n", "\\"):
        assert parse(f"[{quote(text)}]") == Literal(text, 1)


def test_nesting_has_an_end() -> None:
    assert parse(f"[{'f(' * 99}{')' * 99}]")
    with pytest.raises(ExpressionError, match="nested too deeply"):
        parse(f"[{'f(' * 5000}{')' * 5000}]")


def test_a_chain_of_accesses_has_an_end() -> None:
    assert len(list(walk(parse(f"[f(){'.a' * 99}]")))) == 100
    with pytest.raises(ExpressionError, match="nested too deeply"):
        parse(f"[f(){'.a' * 10_000}]")


PLAIN_FOR_AZURE = "an editor expects the closing bracket; for Azure the text is no expression, so it is plain"
DIFFERENT = {
    **dict.fromkeys(["X0419", "X0420", "X0502", "X0504", "X0505", "X0507", "X0513"], PLAIN_FOR_AZURE),
    "X0446": "Azure's own parser takes no fractions",
    "X0447": "Azure's own parser takes no fractions",
}
"""Verdicts of an editor's parser that are not Azure's, by case."""


def conformance_cases(verdict: str) -> list[Any]:
    if not CONFORMANCE_DATA.is_file():
        return [pytest.param({}, marks=pytest.mark.skip(reason=f"no conformance data at {CONFORMANCE_DATA}"))]
    cases = json.loads(CONFORMANCE_DATA.read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["id"]) for case in cases if verdict in case and case["trust"] == "high"]


def parses(text: str) -> bool:
    try:
        parse(text)
    except ExpressionError:
        return False
    return True


@pytest.mark.parametrize("case", conformance_cases("is_expression"))
def test_conformance_of_what_is_an_expression(case: dict[str, Any]) -> None:
    assert is_expression(case["expression"]) is case["is_expression"]


@pytest.mark.parametrize("case", conformance_cases("parse"))
def test_conformance_of_what_parses(case: dict[str, Any]) -> None:
    text = case["expression"]
    agrees = (parses(text) if is_expression(text) else True) is (case["parse"] == "ok")
    assert agrees is (case["id"] not in DIFFERENT)


@pytest.mark.parametrize("case", conformance_cases("expected"))
def test_conformance_of_what_evaluates(case: dict[str, Any]) -> None:
    assert not is_expression(case["expression"]) or parses(case["expression"])
