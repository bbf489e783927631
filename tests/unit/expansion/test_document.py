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
