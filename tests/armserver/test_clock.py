"""Times and durations as Resource Manager writes them."""

from datetime import UTC, datetime, timedelta

import pytest

from armserver.camel_case import camel_case
from armserver.clock import Clock, duration, timestamp


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "PT0S"), (3.5, "PT3.5S"), (61, "PT1M1S"), (7384, "PT2H3M4S")], ids=str
)
def test_durations(seconds: float, text: str) -> None:
    assert duration(timedelta(seconds=seconds)) == text


def test_timestamps_have_no_zeros_at_their_end() -> None:
    assert timestamp(datetime(2024, 1, 1, 0, 0, 10, 500_000, tzinfo=UTC)) == "2024-01-01T00:00:10.5Z"
    assert timestamp(datetime(2024, 1, 1, 0, 0, 10, tzinfo=UTC)) == "2024-01-01T00:00:10Z"


def test_time_passes_only_by_ticks() -> None:
    clock = Clock()
    before = clock.now

    assert clock.tick(2) - before == timedelta(seconds=2)
    assert clock.now == before + timedelta(seconds=2)


@pytest.mark.parametrize(
    ("name", "returned"),
    [("NewNSG", "newNSG"), ("URLName", "urlName"), ("VMSS", "vmss"), ("plain", "plain"), ("A", "a")],
)
def test_names_of_outputs_are_returned_in_camel_case(name: str, returned: str) -> None:
    assert camel_case(name) == returned
