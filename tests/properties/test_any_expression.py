"""The parser of ARM expressions: a tree or an ExpressionError, whatever it is given."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties.texts import ANY, EXPRESSIONS, MEANINGFUL

from generator.arm.expression import Call, ExpressionError, Index, Literal, Node, Property, calls, parse, quote, walk
from generator.rendering.values import as_expression, literal

NAMES = st.from_regex(r"[A-Za-z_$][A-Za-z0-9_$]{0,6}", fullmatch=True)
PIECES = st.lists(
    st.sampled_from(
        ["a", "b.c", "(", ")", ",", ".", "[", "]", "'", "''", "'x'", "1", "-", "+2", " ", "\n", "é", "1.5"]
    ),
    max_size=15,
).map("".join)
CODES = st.recursive(
    st.builds(quote, ANY) | st.integers(-(2**63), 2**63 - 1).map(str) | st.builds("{}()".format, NAMES),
    lambda inner: st.one_of(
        st.builds(lambda name, arguments: f"{name}({', '.join(arguments)})", NAMES, st.lists(inner, max_size=3)),
        st.builds("{}({}).{}".format, NAMES, inner, NAMES),
        st.builds("{}()[ {} ]".format, NAMES, inner),
    ),
    max_leaves=8,
)


def written(node: Node) -> str:
    match node:
        case Literal(value=str(value)):
            return quote(value)
        case Literal(value=value):
            return str(value)
        case Call(name=name, arguments=arguments):
            return f"{name}({', '.join(map(written, arguments))})"
        case Property(of=of, name=name):
            return f"{written(of)}.{name}"
        case Index(of=of, index=index):
            return f"{written(of)}[{written(index)}]"


@settings(max_examples=300)
@given(ANY | MEANINGFUL | PIECES.map("[{}]".format) | MEANINGFUL.map("[{}]".format))
def test_any_text_is_parsed_or_refused_with_a_position(text: str) -> None:
    position = 0
    try:
        parse(text)
    except ExpressionError as error:
        position = error.position
    assert 0 <= position <= len(text)


DEEP = {
    "calls": "[" + "a(" * 5_000 + ")" * 5_000 + "]",
    "open calls": "[" + "a(" * 5_000 + "]",
    "indexes": "[a()" + "[a()" * 5_000 + "]" * 5_000 + "]",
    "properties": "[a()" + ".b" * 5_000 + "]",
    "index after index": "[a()" + "[0]" * 5_000 + "]",
    "digits": "[" + "9" * 5_000 + "]",
    "arguments": "[a(" + ", ".join("1" * 5_000) + ")]",
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_deep_and_long_expressions_are_walked_or_refused(text: str) -> None:
    try:
        tree = parse(text)
    except ExpressionError:
        return
    assert next(calls(tree, "A"), None)
    assert next(iter(walk(tree))) is tree
    assert as_expression(text)


@given(CODES)
def test_what_is_written_from_a_tree_parses_to_that_tree(code: str) -> None:
    text = written(parse(f"[{code}]"))

    assert written(parse(f"[{text}]")) == text


@given(ANY | MEANINGFUL)
def test_a_quoted_text_is_a_literal_of_that_text(text: str) -> None:
    assert parse(f"[{quote(text)}]") == Literal(text, 1)


@given(ANY | MEANINGFUL)
def test_a_literal_is_no_expression_to_azure(text: str) -> None:
    escaped = literal(text)

    assert not (escaped.startswith("[") and escaped.endswith("]")) or escaped.startswith("[[")


@given(EXPRESSIONS)
def test_expressions_are_known_as_such(text: str) -> None:
    expression = as_expression(text)

    assert expression is not None
    assert expression.text == text
