"""The order and the case of texts, of any length and language."""

import pytest
from unit.arm.evaluating import value_of


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a", "B"),
        ("a", "A"),
        ("_", "1"),
        ("9", "a"),
        ("-", "a"),
        ("resume", "résumé"),
        ("é", "f"),
        ("ä", "Ä"),
        ("a", "ab"),
    ],
)
def test_texts_are_ordered_as_in_the_invariant_culture(before: str, after: str) -> None:
    assert value_of(f"less('{before}', '{after}')") is True
    assert value_of(f"less('{after}', '{before}')") is False


@pytest.mark.parametrize(
    ("text", "upper", "lower"),
    [
        ("straße", "STRAßE", "straße"),
        ("ΟΔΟΣ", "ΟΔΟΣ", "οδοσ"),
        ("İzmir", "İZMIR", "İzmir"),
        ("Grüße", "GRÜßE", "grüße"),
    ],
)
def test_case_changes_character_by_character(text: str, upper: str, lower: str) -> None:
    assert value_of(f"toUpper('{text}')") == upper
    assert value_of(f"toLower('{text}')") == lower
