"""The loopback server predicts what Resource Manager predicted: conformance data of recorded what-ifs."""

from collections.abc import Iterator
from typing import Any

import pytest
from conformance.arm_recordings import Recording, recordings
from conformance.arm_replay import Replay
from conformance.conformance_data import needs_data

pytestmark = needs_data

WHAT_IFS = [each for each in recordings() if each.name.startswith("whatif/")]


def predictions(recording: Recording) -> Iterator[tuple[Any, Any]]:
    """The recorded result of each what-if, and ours."""
    replay = Replay(recording)
    for index in range(len(recording.interactions)):
        answer, recorded = replay.answer(index), recording.body(index)
        if answer is not None and isinstance(recorded, dict) and "changes" in recorded.get("properties", {}):
            yield recorded["properties"]["changes"], answer.body["properties"]["changes"]


def summary(changes: list[dict[str, Any]]) -> list[tuple[str, str, Any]]:
    """Of each change the type, what it is of, and the properties; names that recordings mask are left out."""
    return [(each["changeType"], kind(each["resourceId"]), each.get("delta")) for each in changes]


def kind(resource_id: str) -> str:
    provider = resource_id.partition("/providers/")[2].split("/")
    return "/".join([provider[0], *provider[1::2]])


@pytest.mark.parametrize("recording", WHAT_IFS, ids=lambda recording: recording.name)
def test_what_if_finds_the_recorded_changes(recording: Recording) -> None:
    pairs = list(predictions(recording))

    assert pairs or "managementGroup" in str(recording.interactions)
    for theirs, ours in pairs:
        assert summary(ours) == summary(theirs)
