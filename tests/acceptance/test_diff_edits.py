"""What the command says of the edits that people make most: each a pair of blueprints, and a report to read.

`pytest tests/acceptance/test_diff_edits.py --snapshot-update` writes the reports anew.
"""

from pathlib import Path

import pytest
import yaml
from acceptance.diff_edits import BASE, EDITS, FILES
from commands import vmssgen
from properties.examples import laid_over
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.location import PyTestLocation

SNAPSHOTS = Path(__file__).parents[1] / "snapshots"


class Report(SingleFileSnapshotExtension):
    """Keeps each report as a file of its own, as it is read."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        return str(SNAPSHOTS / test_location.basename)


@pytest.mark.parametrize("edit", EDITS)
def test_the_edit_is_explained(
    edit: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for side, overlay in zip(("old", "new"), EDITS[edit], strict=True):
        document = laid_over(BASE, dict(overlay))
        (tmp_path / f"{side}.yaml").write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")

    answer = vmssgen("diff", "old.yaml", "new.yaml")

    assert (answer.exit_code, answer.stderr) == (1, "")
    assert answer.stdout == snapshot(extension_class=Report)


def test_as_many_edits_as_were_promised() -> None:
    assert len(EDITS) >= 30
