import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.arm.document import Document, DocumentError

TEXT = """{
  // the size
  "a": {"b": [1, /* two */ 2,]},
  "text": "over
two lines",
}"""


def test_comments_line_breaks_and_a_comma_too_many() -> None:
    assert Document(TEXT).value == {"a": {"b": [1, 2]}, "text": "over\ntwo lines"}


def test_a_byte_order_mark() -> None:
    assert Document('\ufeff{"a": 1}').value == {"a": 1}


@pytest.mark.parametrize(
    ("path", "place"),
    [(("a",), (3, 3)), (("a", "b", 1), (3, 28)), (("text",), (4, 3)), (("a", "none"), (3, 3)), ((), (1, 1))],
)
def test_every_value_has_its_place(path: tuple[str | int, ...], place: tuple[int, int]) -> None:
    assert Document(TEXT).position(path) == place


SPANS = """{
  "a": "one" , // two
  "b": {
    "c": 3
  },
  "list": [ {"d": 4}, {
      "e": 5
    },
    [6], "seven",
    true
  ],
  "text": "over
two lines"
}"""


@pytest.mark.parametrize(
    ("path", "span"),
    [
        (("a",), (2, 3, 2, 13)),
        (("b",), (3, 3, 3, 6)),
        (("b", "c"), (4, 5, 4, 11)),
        (("b", "none"), (3, 3, 3, 6)),
        (("list",), (6, 3, 6, 9)),
        (("list", 0), (6, 13, 6, 21)),
        (("list", 1), (6, 23, 6, 24)),
        (("list", 2), (9, 5, 9, 8)),
        (("list", 3), (9, 10, 9, 17)),
        (("list", 4), (10, 5, 10, 9)),
        (("text",), (12, 3, 13, 11)),
        ((), (1, 1, 1, 2)),
    ],
)
def test_what_an_editor_underlines(path: tuple[str | int, ...], span: tuple[int, int, int, int]) -> None:
    assert Document(SPANS).span(path) == span


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("", 1, 1), ('{"a": }', 1, 7), ('{"a": 1 "b"}', 1, 9), ("[\n  nope]", 2, 3), ('{"a": "x', 1, 7), ("1 2", 1, 3)],
)
def test_a_mistake_has_its_place(text: str, line: int, column: int) -> None:
    with pytest.raises(DocumentError) as refused:
        Document(text)

    assert (refused.value.line, refused.value.column) == (line, column)


def test_endless_depth_is_refused() -> None:
    with pytest.raises(DocumentError, match="levels deep"):
        Document("[" * 100_000)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        Document(text)
    except DocumentError:
        return
