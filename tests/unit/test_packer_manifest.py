"""image.packerManifest: the image that Packer has built, from what it wrote about its builds."""

import json
from pathlib import Path
from typing import Any

import pytest
from properties.examples import LINUX, loaded, profile

import generator

GROUP = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/images/providers/Microsoft.Compute"
FIRST, SECOND = (f"{GROUP}/galleries/shop/images/web/versions/1.{minor}.0" for minor in (0, 1))
MANAGED = f"{GROUP}/images/web"


def build(artifact: str | None, name: str = "web", run: str = "b") -> dict[str, Any]:
    return {"name": name, "builder_type": "azure-arm", "artifact_id": artifact, "packer_run_uuid": run}


def manifest(*builds: dict[str, Any]) -> str:
    return json.dumps({"builds": builds, "last_run_uuid": "b"}, indent=2)


def image_of(folder: Path, text: str, **keys: str) -> str:
    """The id that the scale set refers to, where Packer has written that text."""
    (folder / "packer-manifest.json").write_text(text, encoding="utf-8")
    image = {"packerManifest": {"file": "packer-manifest.json", **keys}, "osType": "Linux"}
    template = generator.render(loaded(folder, {**LINUX, "image": image}))
    return str(profile(template)["storageProfile"]["imageReference"]["id"])


@pytest.mark.parametrize("artifact", [FIRST, MANAGED])
def test_instances_start_from_the_artifact(tmp_path: Path, artifact: str) -> None:
    assert image_of(tmp_path, manifest(build(artifact))) == artifact


def test_the_last_run_counts(tmp_path: Path) -> None:
    assert image_of(tmp_path, manifest(build(SECOND), build(FIRST, run="a"))) == SECOND


@pytest.mark.parametrize("name", ["web", "azure-arm.web"])
def test_a_build_by_name_is_its_newest(tmp_path: Path, name: str) -> None:
    builds = [build(MANAGED, run="a"), build(FIRST), build(SECOND, name="worker")]

    assert image_of(tmp_path, manifest(*builds), build=name) == FIRST


def test_the_value_in_the_template_leads_to_the_line_that_names_the_manifest(tmp_path: Path) -> None:
    (tmp_path / "packer-manifest.json").write_text(manifest(build(FIRST)), encoding="utf-8")
    image = {"packerManifest": {"file": "packer-manifest.json"}, "osType": "Linux"}
    template = generator.render(loaded(tmp_path, {**LINUX, "image": image}))

    index = next(i for i, each in enumerate(template.content["resources"]) if "Sets" in each["type"])
    inner = ("properties", "virtualMachineProfile", "storageProfile", "imageReference", "id")
    assert template.origin(("resources", index, *inner)) == ("image", "packerManifest", "file")


@pytest.mark.parametrize(
    ("text", "keys", "line", "message"),
    [
        ("{", {}, 1, "not valid JSON"),
        ("[]", {}, 1, "no manifest of Packer"),
        ('{\n  "builds": []\n}', {}, 2, "no manifest of Packer"),
        ('{\n  "builds": [\n    1\n  ]\n}', {}, 3, "a build is an object"),
        (manifest(build(None)), {}, 3, "this build made no artifact"),
        (manifest(build("https://x.blob.core.windows.net/system/x.vhd")), {}, 6, "is neither a managed image nor"),
        (manifest(build(f"{GROUP}/galleries/shop/images/web")), {}, 6, "is neither a managed image nor"),
        (manifest(build(FIRST)), {"build": "wep"}, 2, "no build is named wep"),
        (manifest(build(FIRST, run="a")), {}, 10, "no build is of the last run, b"),
        (manifest(build(FIRST), build(SECOND, name="worker")), {}, 3, "several images: web, worker"),
    ],
)
def test_a_manifest_without_image_is_refused_with_its_line(
    tmp_path: Path, text: str, keys: dict[str, str], line: int, message: str
) -> None:
    with pytest.raises(generator.DiagnosticError) as error:
        image_of(tmp_path, text, **keys)

    (problem,) = error.value.diagnostics
    assert message in problem.message
    assert problem.code == "image/packer-manifest"
    assert problem.location is not None
    assert (problem.location.file, problem.location.line) == ("packer-manifest.json", line)
    assert problem.causes[0].path == ("image", "packerManifest", "file")


def test_the_manifest_stays_below_the_folder_of_the_blueprint(tmp_path: Path) -> None:
    folder = tmp_path / "below"
    folder.mkdir()
    (tmp_path / "packer-manifest.json").write_text(manifest(build(FIRST)), encoding="utf-8")
    image = {"packerManifest": {"file": "../packer-manifest.json"}, "osType": "Linux"}

    with pytest.raises(generator.DiagnosticError) as error:
        generator.render(loaded(folder, {**LINUX, "image": image}))

    assert error.value.diagnostics[0].code == "file/outside"


def test_the_next_build_needs_a_place_to_go(tmp_path: Path) -> None:
    made = {"source": "Canonical:ubuntu-24_04-lts:server:latest", "steps": ["true"], "distribute": {}}
    image = {"packerManifest": {"file": "packer-manifest.json"}, "build": made}

    with pytest.raises(generator.DiagnosticError) as error:
        loaded(tmp_path, {**LINUX, "image": image})

    assert [problem.code for problem in error.value.diagnostics] == ["image/no-build-target"]
