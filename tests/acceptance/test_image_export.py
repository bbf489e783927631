"""`vmssgen image export`: what it writes for the examples, where to, and how it ends."""

import json
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.location import PyTestLocation
from typer.testing import CliRunner, Result

from generator.cli.app import app

ROOT = Path(__file__).parents[2]
EXAMPLES = ["image-build", "image-build-windows", "image-packer"]


class JsonSnapshotExtension(SingleFileSnapshotExtension):
    """Keeps what is exported in `tests/snapshots/test_image_export`."""

    _write_mode = WriteMode.TEXT
    file_extension = "json"

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        return str(ROOT / "tests" / "snapshots" / test_location.basename)


class HclSnapshotExtension(JsonSnapshotExtension):
    file_extension = "pkr.hcl"


def export(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["image", "export", *arguments])


def example(name: str) -> str:
    return str(ROOT / "blueprints" / f"{name}.yaml")


@pytest.mark.parametrize("name", EXAMPLES)
def test_image_builder_template(name: str, snapshot: SnapshotAssertion) -> None:
    made = export(example(name), "--as", "image-builder")

    assert (made.exit_code, made.stderr) == (0, "")
    assert made.stdout == snapshot(extension_class=JsonSnapshotExtension)


@pytest.mark.parametrize("name", EXAMPLES)
def test_packer_template(name: str, snapshot: SnapshotAssertion) -> None:
    made = export(example(name), "--as", "packer")

    assert made.exit_code == 0, made.stderr
    assert made.stdout == snapshot(extension_class=HclSnapshotExtension)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_template_of_image_builder_is_one_that_validate_accepts(name: str, tmp_path: Path) -> None:
    file = tmp_path / "image.json"
    export(example(name), "--as", "image-builder", "-o", str(file))

    checked = CliRunner().invoke(app, ["validate", str(file)])

    assert (checked.exit_code, checked.stderr) == (0, "")


def test_json_is_the_other_syntax_of_packer() -> None:
    made = json.loads(export(example("image-build"), "--as", "packer", "--packer-format", "json").stdout)

    assert made["build"][0]["sources"] == ["source.azure-arm.web-image"]


def test_a_file_is_written_only_where_it_changes(tmp_path: Path) -> None:
    arguments = (example("image-packer"), "--as", "packer", "-o", str(tmp_path / "web.pkr.hcl"))

    assert [export(*arguments).stderr.split()[0] for _ in range(2)] == ["wrote", "unchanged"]


def test_environments_and_settings_are_laid_on_top(tmp_path: Path) -> None:
    made = export(example("image-build"), "--as", "packer", "--set", "image.gallery.version=2.0.0")

    assert '"2.0.0"' in made.stdout


def test_warnings_are_told_to_machines_too() -> None:
    made = export(example("image-build-windows"), "--as", "packer", "--format", "json")

    found = json.loads(made.stderr)["diagnostics"]
    assert {(each["code"], each["severity"]) for each in found} == {("image/left-out", "warning")}
    assert made.exit_code == 0


def test_a_blueprint_without_build_has_nothing_to_export() -> None:
    made = export(example("image-gallery"), "--as", "packer")

    assert (made.exit_code, made.stdout) == (1, "")
    assert made.stderr.startswith("error[image/no-build]: ")


def test_the_builder_must_be_said() -> None:
    assert export(example("image-build")).exit_code == 2


def test_a_format_of_packer_is_for_packer() -> None:
    made = export(example("image-build"), "--as", "image-builder", "--packer-format", "json")

    assert made.exit_code == 2
    assert "--packer-format goes with --as packer" in made.stderr
