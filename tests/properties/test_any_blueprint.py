"""Whatever the schema accepts becomes a template."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from properties.arm_text import evaluate, identity
from properties.blueprint_strategy import FILES, blueprints, is_valid

import generator
from generator.blueprint.paths import get
from generator.rendering.json_text import dumps

BEYOND_THE_SCHEMA = {
    "image/os-type-needed",
    "image/step-of-other-os",
    "autoscale/empty-schedule",
    "blueprint/same-name",
    "custom-data/not-yaml",
    "custom-data/secret",
    "custom-data/too-large",
    "extension/given-twice",
    "extension/public-secret",
    "extension/secret-literal",
    "parameters/bad-default",
    "parameters/not-promotable",
    "parameters/secret-default",
    "network/which-probe",
    "parameters/undeclared",
    "scale-set/probe-without-rule",
    "scale-set/same-lun",
    "swap/staging-frontend",
    "swap/staging-port",
    "template/same-resource",
}
"""Mistakes that no schema can see, and that the strategy does not take out."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("blueprints")
    for name, text in FILES.items():
        (path / name).write_text(text, encoding="utf-8")
    return path


def rendered(document: dict[str, Any], folder: Path) -> generator.Template | set[str]:
    """The template, or the codes of why there is none."""
    file = folder / "drawn.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    try:
        return generator.render(generator.load(file))
    except generator.DiagnosticError as error:
        return {diagnostic.code for diagnostic in error.diagnostics}


def test_a_drawn_blueprint_renders(folder: Path) -> None:
    outcomes: Counter[str] = Counter()

    @settings(max_examples=150)
    @given(blueprints())
    def renders(document: dict[str, Any]) -> None:
        assume(is_valid(document))
        found = rendered(document, folder)
        if isinstance(found, generator.Template):
            outcomes["rendered"] += 1
            check_template(found)
        else:
            outcomes["refused"] += 1
            assert found <= BEYOND_THE_SCHEMA

    renders()

    assert outcomes["refused"] <= outcomes["rendered"] / 4, outcomes


def check_template(template: generator.Template) -> None:
    assert json.loads(dumps(template.content)) == template.content
    resources = template.content["resources"]
    assert all({"type", "apiVersion", "name"} <= resource.keys() for resource in resources)
    raw = raw_resources(template.blueprint)
    ours = [resource for resource in resources if (resource["type"], resource["name"]) not in raw]
    ids = {identity(resource) for resource in ours}
    assert {evaluate(target) for resource in ours for target in resource.get("dependsOn", ())} <= ids
    for origin in template.origins.values():
        assert get(template.blueprint.document, origin) is not None, origin


def raw_resources(blueprint: generator.Blueprint) -> set[tuple[str, str]]:
    """Type and name of what the blueprint, or a part of it, adds as ARM has it."""
    own = {(each["type"], each["name"]) for each in blueprint.document.get("resources", ())}
    return own.union(*(raw_resources(part) for _, part in blueprint.parts))
