"""Durations as rules read them."""

import pytest

from generator.rules.durations import seconds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PT0S", 0),
        ("PT30M", 1_800),
        ("PT1H30M", 5_400),
        ("PT1M1.5S", 61),
        ("P1D", 86_400),
        ("P1DT12H", 129_600),
        ("P1M", 30 * 86_400),
        ("P1Y", 365 * 86_400),
        ("-PT5M", -300),
    ],
)
def test_a_duration_has_seconds(text: str, expected: int) -> None:
    assert seconds(text) == expected


@pytest.mark.parametrize("text", ["", "P", "PT", "30", "30M", "T30M", "P1W", "P30MT", "pt30m", "PT30", "PT5M ", "PT٣M"])
def test_other_text_has_none(text: str) -> None:
    assert seconds(text) is None
