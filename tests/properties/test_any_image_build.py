"""Text of an image build reaches Image Builder, Packer and the machine as it was written."""

import copy
import json
import os
import shutil
import subprocess
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from properties.arm_text import evaluate
from properties.blueprint_strategy import FILES, is_valid, values_at, without_contradictions
from properties.examples import LINUX, WINDOWS, loaded, resource
from properties.texts import ANY, LITERALS, MEANINGFUL

import generator
from generator.rendering import build_commands
from generator.rendering.hcl import block, json_text, native_text
from generator.rendering.image_template import render_image_template
from generator.rendering.packer import packer_template

LINES = st.lists(ANY | MEANINGFUL | st.sampled_from(["END_OF_FILE", "{{x}}", "${x}", "%{x}", ""]), max_size=5)
SHELL = shutil.which("sh")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("builds")
    for name, text in FILES.items():
        (path / name).write_text(text, encoding="utf-8")
    return path


GALLERY = {"name": "shop", "existing": True, "definition": {"name": "web", "existing": True}}
BEYOND_THE_SCHEMA = {
    "image/expression-in-command",
    "image/not-for-packer",
    "image/other-id",
    "image/secret-in-build",
    "image/step-of-other-os",
    "parameters/undeclared",
    "parameters/undeclared-variable",
}
"""Mistakes of a build that no schema can see."""


def blueprint(text: str) -> dict[str, Any]:
    """A build with the text wherever any may stand."""
    steps = [
        {"type": "WindowsRestart", "restartCommand": text, "restartCheckCommand": text},
        {"type": "WindowsUpdate", "searchCriteria": text, "filters": [text]},
    ]
    source = {"publisher": text, "offer": text, "sku": text, "version": text}
    distribute = {"artifactTags": {text: text}, "targetRegions": [{"name": text}]}
    build = {"name": "build", "source": source, "steps": steps, "vmSize": text, "distribute": distribute}
    return {**WINDOWS, "location": text, "image": {"gallery": GALLERY, "osType": "Windows", "build": build}}


@given(text=LITERALS.filter(bool))
def test_image_builder_gets_the_text(folder: Path, text: str) -> None:
    template = render_image_template(loaded(folder, blueprint(text)))

    made = resource(template, "imageTemplates")
    properties = evaluate(made["properties"])
    assert evaluate(made["location"]) == text
    assert properties["source"]["publisher"] == text
    assert properties["vmProfile"]["vmSize"] == text
    assert properties["customize"][0]["restartCommand"] == text
    assert properties["customize"][1]["filters"] == [text]
    assert properties["distribute"][0]["artifactTags"] == {text: text}


@given(text=LITERALS.filter(bool))
def test_packer_gets_the_text(folder: Path, text: str) -> None:
    hcl = pytest.importorskip("pygohcl", reason="the reader of HCL is not installed")

    read = hcl.loads(native_text(packer_template(loaded(folder, blueprint(text))).blocks))

    builder, run, text = read["source"]["azure-arm"]["build"], read["build"], composed(text)
    assert as_packer_reads_it(builder["image_publisher"]) == text
    assert as_packer_reads_it(builder["location"]) == text
    assert as_packer_reads_it(builder["shared_image_gallery_destination"]["target_region"]["name"]) == text
    assert as_packer_reads_it(run["provisioner"]["windows-restart"]["restart_command"]) == text
    assert as_packer_reads_it(run["provisioner"]["windows-update"]["filters"][0]) == text


@given(key=ANY | MEANINGFUL, value=ANY | MEANINGFUL)
def test_native_syntax_and_json_say_the_same(key: str, value: str) -> None:
    hcl = pytest.importorskip("pygohcl", reason="the reader of HCL is not installed")
    key, value = composed(key), composed(value)
    document = [block("block", "label", text=value, several=[value, value], object={key: value, "other": 1})]

    read = hcl.loads(native_text(document))["block"]["label"]
    (in_json,) = json.loads(json_text(document))["block"]

    assert read == {"text": value, "several": [value, value], "object": {key: value, "other": 1}}
    assert literal(in_json["label"]["text"]) == value
    assert {literal(each) for each in in_json["label"]["object"]} == {key, "other"}


@given(build=values_at("image", "build"), windows=st.booleans())
def test_any_build_is_exported_or_refused_for_a_reason(folder: Path, build: dict[str, Any], windows: bool) -> None:
    build.get("distribute", {}).pop("galleryImageId", None)
    system, below = ("Windows", WINDOWS) if windows else ("Linux", LINUX)
    image = {"gallery": copy.deepcopy(GALLERY), "osType": system, "build": build}
    document = without_contradictions({**copy.deepcopy(below), "image": image})
    assume("build" in document["image"] and is_valid(document))

    found = refusals(folder, document, render_image_template) | refusals(folder, document, packer_template)

    assert found <= BEYOND_THE_SCHEMA


def refusals(folder: Path, document: dict[str, Any], export: Callable[[generator.Blueprint], object]) -> set[str]:
    """The codes of why the build of the document is not exported; none where it is."""
    try:
        export(loaded(folder, document))
    except generator.DiagnosticError as error:
        return {each.code for each in error.diagnostics}
    return set()


def as_packer_reads_it(text: str) -> str:
    """What Packer's own templates make of the text: Go's, with nothing of them in it but a quoted pair of braces."""
    return text.replace("{{`{{`}}", "{{")


def composed(text: str) -> str:
    """The text as HCL has it: letters with their accents in one."""
    return unicodedata.normalize("NFC", text)


def literal(text: str) -> str:
    """A template of HCL without interpolations as the text that it stands for."""
    return text.replace("$${", "${").replace("%%{", "%{")


@pytest.mark.skipif(SHELL is None, reason="commands of the shell need one")
@given(content=st.binary(max_size=300) | LINES.map(lambda lines: "\n".join(lines).encode()))
def test_a_file_reaches_the_machine_byte_for_byte(folder: Path, content: bytes) -> None:
    made = build_commands.shell_file(content, "made")

    script = "".join(f"{line}\n" for line in made)
    subprocess.run(
        [str(SHELL), "-e", "-c", script], cwd=folder, env={"PATH": os.environ["PATH"]}, check=True, timeout=30
    )

    assert (folder / "made").read_bytes() == content
    assert "{{" not in script
