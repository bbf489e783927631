"""The loopback server answers recorded requests as Resource Manager did: conformance data of recorded traffic."""

from collections import Counter
from dataclasses import dataclass
from functools import cache

import pytest
from armserver import faults
from conformance.arm_exceptions import EXCEPTIONS, Known
from conformance.arm_recordings import Recording, recordings
from conformance.arm_replay import Replay
from conformance.arm_shapes import differences
from conformance.conformance_data import needs_data, read

pytestmark = needs_data


@dataclass(frozen=True)
class Compared:
    """What became of a recording: how many requests were sent again, and where the answers differ."""

    sent: int
    alike: int
    unexpected: list[str]
    excused: Counter[Known]


@cache
def compared(recording: Recording) -> Compared:
    replay, sent, alike = Replay(recording), 0, 0
    unexpected: list[str] = []
    excused: Counter[Known] = Counter()
    for index, recorded in enumerate(recording.interactions):
        answer = replay.answer(index)
        if answer is None:
            continue
        found = differences(recorded, recording.body(index), answer)
        sent, alike = sent + 1, alike + (not found)
        for difference in found:
            known = next((each for each in EXCEPTIONS if each.covers(recording, recorded, difference)), None)
            if known is None:
                unexpected.append(f"{recorded['place']} {recorded['method']}: {difference}")
            else:
                excused[known] += 1
    return Compared(sent, alike, unexpected, excused)


@pytest.mark.parametrize("recording", recordings(), ids=lambda recording: recording.name)
def test_a_recording_is_answered_in_its_shape(recording: Recording) -> None:
    assert compared(recording).unexpected == []


def test_most_of_the_traffic_is_sent_again() -> None:
    results = [compared(each) for each in recordings()]

    interactions = sum(len(each.interactions) for each in recordings())
    assert (interactions, sum(each.sent for each in results), sum(each.alike for each in results)) == COUNTS


COUNTS = (1165, 998, 886)
"""Interactions of the recordings that have their requests, those that are sent again, those answered alike."""


@pytest.mark.parametrize("known", EXCEPTIONS, ids=lambda known: known.reason)
def test_an_exception_is_still_one(known: Known) -> None:
    assert sum(compared(each).excused[known] for each in recordings()) > 0


def test_throttling_looks_as_recorded() -> None:
    recorded = read("arm-traffic/throttling/subscription_writes_429.json")["interactions"][2]
    answer = faults.throttled(303).answer
    assert answer is not None

    assert (answer.status, answer.headers["Retry-After"]) == (429, "303")
    assert {name.lower() for name in answer.headers} <= recorded["responseHeaders"].keys()
    assert answer.body["error"].keys() == recorded["responseBody"]["error"].keys()
    assert answer.body["error"]["code"] == recorded["responseBody"]["error"]["code"]
