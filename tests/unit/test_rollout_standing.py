"""When an instance of a batch is well, when it is not, and when that is still open."""

from typing import Any

import pytest
from unit.rollout_instances import extension, instance

from generator.azure.rollout_standing import Expected, standing

EXPECTED = Expected(healthy=True, running=True)


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"provisioning": "Updating"}, "updating"),
        ({"provisioning": "Updating", "health": "Healthy"}, "updating"),
        ({"power": "starting"}, "starting"),
        ({"power": "stopped"}, "stopped"),
        ({"health": None}, "no health told yet"),
        ({"health": "Initializing"}, "initializing"),
        ({"health": "Unhealthy"}, "unhealthy"),
        ({"health": "Unknown"}, "unknown"),
        ({"extensions": (extension("transitioning"),)}, "extension app at work"),
    ],
)
def test_what_may_pass_is_waited_for(more: dict[str, Any], word: str) -> None:
    stands = standing(instance(**{"is_latest": True, **more}), EXPECTED)

    assert (stands.word, stands.is_good, stands.is_settled) == (word, False, False)


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"provisioning": "Failed"}, "not provisioned"),
        ({"provisioning": "Canceled"}, "not provisioned"),
        ({"extensions": (extension("succeeded"), extension("failed"))}, "extension app failed"),
    ],
)
def test_what_has_failed_is_not(more: dict[str, Any], word: str) -> None:
    stands = standing(instance(**{"is_latest": True, **more}), EXPECTED)

    assert (stands.word, stands.is_good, stands.is_settled) == (word, False, True)


def test_nor_is_a_model_that_azure_has_refused_to_give() -> None:
    stands = standing(instance(is_latest=False), EXPECTED, refused=True)

    assert (stands.is_good, stands.is_settled) == (False, True)


@pytest.mark.parametrize(
    ("more", "expected", "word"),
    [
        ({}, EXPECTED, "healthy"),
        ({"is_latest": None}, EXPECTED, "healthy"),
        ({"is_latest": False}, EXPECTED, "healthy"),
        ({"health": None}, Expected(healthy=False, running=True), "running"),
        ({"power": None, "health": None}, Expected(healthy=False, running=True), "running"),
        ({"power": "deallocated", "health": None}, Expected(healthy=True, running=False), "as it was, not running"),
    ],
)
def test_what_is_well(more: dict[str, Any], expected: Expected, word: str) -> None:
    stands = standing(instance(**{"is_latest": True, **more}), expected)

    assert (stands.word, stands.is_good, stands.is_settled) == (word, True, True)


def test_an_instance_that_is_gone_is_no_failure() -> None:
    assert standing(None, EXPECTED).is_good
