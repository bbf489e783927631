"""Each thing that Azure refuses or fails with, as a person reads it."""

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.location import PyTestLocation
from unit.azure_error_samples import SAMPLES

from generator.azure.errors import azure_error
from generator.azure.errors.kinds import KINDS, by_status
from generator.diagnostics import to_text

SNAPSHOTS = Path(__file__).parents[1] / "snapshots"
each_sample = pytest.mark.parametrize("code", SAMPLES, ids=lambda code: code.partition("/")[2])


class TextSnapshotExtension(SingleFileSnapshotExtension):
    """A text file for each sample in `tests/snapshots/test_azure_errors_samples`."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        return str(SNAPSHOTS / test_location.basename)


@each_sample
def test_text(code: str, snapshot: SnapshotAssertion) -> None:
    body, status, resource_id = SAMPLES[code]

    assert to_text(azure_error(body, status=status, resource_id=resource_id)) + "\n" == snapshot(
        extension_class=TextSnapshotExtension
    )


@each_sample
def test_the_sample_has_the_code_that_it_is_named_after(code: str) -> None:
    body, status, resource_id = SAMPLES[code]

    assert azure_error(body, status=status, resource_id=resource_id).code == code


def test_every_code_has_a_sample() -> None:
    by_table = {kind.code for kind in KINDS} | {by_status(status).code for status in range(200, 600)}

    assert by_table | {"azure/not-understood"} == set(SAMPLES)
