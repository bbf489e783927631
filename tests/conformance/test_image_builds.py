"""Exported image builds against what others know of them: Azure's schemas, HashiCorp's own reader and formatter of HCL.

Packer itself is asked where it is installed; `packer validate -syntax-only` needs neither network, plugins nor account.
"""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import generator
from generator.rendering.hcl import json_text, native_text
from generator.rendering.image_template import render_image_template
from generator.rendering.packer import packer_template

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "blueprints").glob("image-*.yaml"))
EVERY_KEY = ROOT / "tests/unit/coverage/image-build.yaml"


def builds(files: list[Path]) -> list[Any]:
    """The blueprints that build an image, in each of their environments."""
    return [
        pytest.param(blueprint, id=".".join(filter(None, (file.stem, environment))))
        for file in files
        for environment in (None, *generator.load(file).environments)
        if (blueprint := generator.load(file, environment=environment)).document["image"].get("build")
    ]


UNDESCRIBED = {"Microsoft.VirtualMachineImages/imageTemplates/triggers@2025-10-01"}
"""Types that the official schemas leave out; `vmssgen validate` checks them with schemas of its own."""


def tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


@pytest.mark.parametrize("blueprint", builds([*EXAMPLES, EVERY_KEY]))
def test_an_image_template_is_what_the_official_schemas_accept(blueprint: generator.Blueprint, oracle: Any) -> None:
    skipped: list[str] = []

    assert oracle.check(render_image_template(blueprint).content, skipped=skipped) == []
    assert set(skipped) <= UNDESCRIBED


@pytest.mark.parametrize("blueprint", builds(EXAMPLES))
def test_both_syntaxes_of_a_packer_template_say_the_same(blueprint: generator.Blueprint) -> None:
    hcl = pytest.importorskip("pygohcl", reason="the reader of HCL is not installed")
    blocks = packer_template(blueprint).blocks

    read = hcl.loads(native_text(blocks), keep_interpolations=True)

    assert read == as_read(json.loads(json_text(blocks)))


@pytest.mark.parametrize("blueprint", builds(EXAMPLES))
def test_a_packer_template_is_laid_out_as_its_formatter_does(blueprint: generator.Blueprint) -> None:
    text = native_text(packer_template(blueprint).blocks, "A comment")

    made = subprocess.run(
        [tool("terraform"), "fmt", "-"], input=text, capture_output=True, encoding="utf-8", check=True, timeout=60
    )

    assert made.stdout == text


@pytest.mark.parametrize("blueprint", builds(EXAMPLES))
@pytest.mark.parametrize("suffix", ["hcl", "json"])
def test_packer_accepts_its_template(blueprint: generator.Blueprint, suffix: str, tmp_path: Path) -> None:
    packer = tool("packer")
    blocks = [each for each in packer_template(blueprint).blocks if each.kind != "packer" or knows_plugins(packer)]
    file = tmp_path / f"image.pkr.{suffix}"
    file.write_text(native_text(blocks) if suffix == "hcl" else json_text(blocks), encoding="utf-8")

    checked = subprocess.run(
        [packer, "validate", "-syntax-only", str(file)], capture_output=True, encoding="utf-8", check=False, timeout=60
    )

    assert checked.returncode == 0, checked.stdout + checked.stderr


def knows_plugins(packer: str) -> bool:
    """Whether this Packer knows the block `packer { required_plugins … }`, which 1.7 was the first to."""
    said = subprocess.run([packer, "version"], capture_output=True, encoding="utf-8", check=True, timeout=60).stdout
    version = re.search(r"v(\d+)\.(\d+)", said)
    return version is not None and tuple(map(int, version.groups())) >= (1, 7)


LABELS = {"variable": 1, "source": 2, "provisioner": 1, "post-processor": 1}


def as_read(value: Any) -> Any:
    """A document in the JSON syntax as the reader of the native one gives it: blocks by labels, a single one alone."""
    match value:
        case str():
            reference = value.startswith("${") and value.endswith("}")
            return value[2:-1] if reference else value.replace("$${", "${").replace("%%{", "%{")
        case dict():
            return {key: as_blocks(key, inner) for key, inner in value.items()}
    return value


def as_blocks(key: str, value: Any) -> Any:
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        return [as_read(each) for each in value] if isinstance(value, list) else as_read(value)
    found: dict[tuple[str, ...], list[Any]] = {}
    for each in value:
        labels, body = tuple[str, ...](), each
        for _ in range(LABELS.get(key, 0)):
            ((label, body),) = body.items()
            labels += (label,)
        found.setdefault(labels, []).append(as_read(body))
    made: dict[str, Any] = {}
    for labels, bodies in found.items():
        inner = made
        for label in labels[:-1]:
            inner = inner.setdefault(label, {})
        read = bodies[0] if len(bodies) == 1 else bodies
        if not labels:
            return read
        inner[labels[-1]] = read
    return made
