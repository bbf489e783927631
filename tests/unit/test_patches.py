"""The raw hatch: patches of rendered resources, and resources added as they are."""

from pathlib import Path
from typing import Any

import pytest
from properties.examples import LINUX, laid_over, problems, rendered, resource

import generator

SCALE_SET = "Microsoft.Compute/virtualMachineScaleSets"


def patched(folder: Path, patch: dict[str, Any], **target: str) -> generator.Template:
    patches = [{"target": {"type": SCALE_SET, **target}, "patch": patch}]
    return rendered(folder, laid_over(LINUX, {"patches": patches}))


def refusal(folder: Path, above: dict[str, Any]) -> generator.Diagnostic:
    with pytest.raises(generator.DiagnosticError) as error:
        rendered(folder, laid_over(LINUX, above))
    (diagnostic,) = error.value.diagnostics
    return diagnostic


def test_a_patch_adds_replaces_and_removes(tmp_path: Path) -> None:
    before = resource(rendered(tmp_path, LINUX), SCALE_SET)
    assert "sku" in before

    scale_set = resource(
        patched(tmp_path, {"sku": {"capacity": 9}, "kind": "new", "properties": {"overprovision": None}}), SCALE_SET
    )

    assert scale_set["sku"] == {**before["sku"], "capacity": 9}
    assert scale_set["kind"] == "new"
    assert "overprovision" not in scale_set["properties"]


def test_a_patch_is_arm_already(tmp_path: Path) -> None:
    scale_set = resource(patched(tmp_path, {"tags": {"a": "[resourceGroup().id]", "b": "[[b]", "c": ""}}), SCALE_SET)

    assert scale_set["tags"] == {"a": "[resourceGroup().id]", "b": "[[b]", "c": ""}


def test_a_patch_reaches_all_resources_of_its_type(tmp_path: Path) -> None:
    things = [{"type": "Contoso/things", "apiVersion": "1", "name": name} for name in ("a", "b")]
    patches = [{"target": {"type": SCALE_SET}, "patch": {"kind": "one"}}]
    template = rendered(tmp_path, laid_over(LINUX, {"resources": things, "patches": patches}))

    assert [each.get("kind") for each in template.content["resources"] if each["type"] == SCALE_SET] == ["one"]


@pytest.mark.parametrize("kind", [SCALE_SET, SCALE_SET.lower()])
def test_types_are_the_same_in_any_case(tmp_path: Path, kind: str) -> None:
    assert resource(patched(tmp_path, {"kind": "new"}, type=kind), SCALE_SET)["kind"] == "new"


def test_patches_apply_in_their_order(tmp_path: Path) -> None:
    patches = [{"target": {"type": SCALE_SET}, "patch": {"kind": kind}} for kind in ("first", "second")]

    assert resource(rendered(tmp_path, laid_over(LINUX, {"patches": patches})), SCALE_SET)["kind"] == "second"


def test_a_reference_that_a_patch_adds_is_a_dependency(tmp_path: Path) -> None:
    thing = {"type": "Contoso/things", "apiVersion": "1", "name": "a"}
    reference = "[resourceId('Contoso/things', 'a')]"
    patches = [{"target": {"type": SCALE_SET}, "patch": {"properties": {"thing": reference}}}]
    template = rendered(tmp_path, laid_over(LINUX, {"resources": [thing], "patches": patches}))

    assert reference in resource(template, SCALE_SET)["dependsOn"]


@pytest.mark.parametrize(
    ("target", "path", "hint"),
    [
        ({"type": "Microsoft.Compute/virtualMachineScaleSet"}, "type", f"did you mean {SCALE_SET}?"),
        ({"type": SCALE_SET, "name": "wbe"}, "name", "did you mean web?"),
    ],
)
def test_a_patch_that_targets_nothing_is_refused(tmp_path: Path, target: Any, path: str, hint: str) -> None:
    problem = refusal(tmp_path, {"patches": [{"target": target, "patch": {}}]})

    assert (problem.code, problem.path, problem.hint) == ("patch/no-target", ("patches", 0, "target", path), hint)


def test_a_raw_resource_comes_last_and_as_it_is(tmp_path: Path) -> None:
    raw = {"type": "Contoso/things", "apiVersion": "1", "name": "a", "b": {"c": ["[d]", None, {}]}, "e": ""}
    template = rendered(tmp_path, laid_over(LINUX, {"resources": [raw]}))

    assert template.content["resources"][-1] == raw


def test_a_raw_resource_that_is_there_already_is_refused(tmp_path: Path) -> None:
    raw = {"type": SCALE_SET.lower(), "apiVersion": "1", "name": "WEB"}

    assert refusal(tmp_path, {"resources": [raw]}).code == "template/same-resource"


@pytest.mark.parametrize("wrong", [{"dependsOn": 5}, {"dependsOn": [{}]}, {"name": 5}, {"type": None}, {"name": ["a"]}])
def test_a_raw_resource_of_a_wrong_shape_is_refused_and_breaks_nothing(tmp_path: Path, wrong: dict[str, Any]) -> None:
    raw = {"type": "Contoso/things", "apiVersion": "1", "name": "a", **wrong}

    with pytest.raises(generator.DiagnosticError) as error:
        rendered(tmp_path, laid_over(LINUX, {"resources": [raw]}))

    assert problems(error.value)


@pytest.mark.parametrize("patch", [{"name": None}, {"type": None}, {"name": 5}, {"dependsOn": 5}])
def test_a_patch_that_leaves_no_resource_is_refused(tmp_path: Path, patch: dict[str, Any]) -> None:
    assert refusal(tmp_path, {"patches": [{"target": {"type": SCALE_SET}, "patch": patch}]}).path[:2] == ("patches", 0)
