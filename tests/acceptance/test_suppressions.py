"""Findings that are accepted with a reason: in blueprints, templates and resources."""

import json
from pathlib import Path
from typing import Any

import pytest
from commands import GOOD, Answer, vmssgen

REASON = "The name server of the old network reads it so."
ACCEPTED = {"code": "schema/wrong-case", "reason": REASON}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def group(name: str, **members: Any) -> dict[str, Any]:
    return {
        "type": "Microsoft.Compute/proximityPlacementGroups",
        "apiVersion": "2026-03-01",
        "name": name,
        "location": "[resourceGroup().location]",
        "properties": {"proximityPlacementGroupType": "standard"},
        **members,
    }


def suppress(*entries: Any) -> dict[str, Any]:
    return {"metadata": {"vmssgen": {"suppress": list(entries)}}}


def template(*resources: dict[str, Any], **members: Any) -> dict[str, Any]:
    schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
    return {"$schema": schema, "contentVersion": "1.0.0.0", **members, "resources": list(resources)}


def check(document: dict[str, Any], *arguments: str) -> Answer:
    Path("template.json").write_text(json.dumps(document, indent=2), encoding="utf-8")
    return vmssgen("validate", "template.json", *arguments)


def check_blueprint(text: str, *arguments: str) -> Answer:
    Path("web.yaml").write_text(GOOD + text, encoding="utf-8")
    return vmssgen("validate", "web.yaml", *arguments)


# Templates


def test_a_template_accepts_a_finding_everywhere() -> None:
    answer = check(template(group("one"), group("two"), **suppress(ACCEPTED)))

    assert (answer.exit_code, answer.stdout) == (0, "valid  template.json\n")
    assert answer.stderr == "2 findings suppressed\n"


def test_a_resource_accepts_a_finding_of_its_own() -> None:
    answer = check(template(group("one", **suppress(ACCEPTED)), group("two")))

    assert "resources[1].properties" in answer.stderr
    assert "resources[0].properties" not in answer.stderr
    assert answer.stderr.endswith("1 finding suppressed\n")


def test_a_path_starts_at_the_resource() -> None:
    at = {**ACCEPTED, "path": "properties.proximityPlacementGroupType"}

    assert check(template(group("one", **suppress(at)))).stderr == "1 finding suppressed\n"


def test_a_path_elsewhere_accepts_nothing() -> None:
    answer = check(template(group("one", **suppress({**ACCEPTED, "path": "properties.colocationStatus"}))))

    assert "warning[schema/wrong-case]" in answer.stderr
    assert "warning[suppression/unused]" in answer.stderr


def test_a_resource_of_a_nested_template_accepts_a_finding() -> None:
    inner = {"mode": "Incremental", "template": template(group("one", **suppress(ACCEPTED)))}
    deployment = {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2025-04-01",
        "name": "inner",
        "properties": {**inner, "expressionEvaluationOptions": {"scope": "Inner"}},
    }

    assert "schema/wrong-case" not in check(template(deployment)).stderr


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"code": "schema/wrong-case"}, "gives no reason"),
        ({"code": "schema/wrong-case", "reason": " "}, "gives no reason"),
        ({"reason": REASON}, "needs the code"),
        ({**ACCEPTED, "paht": "properties"}, "has no paht"),
        ({**ACCEPTED, "path": 3}, "the path of a suppression is a text"),
        ("schema/wrong-case", "is an object with code and reason"),
    ],
)
def test_a_suppression_that_is_none_is_an_error_and_accepts_nothing(entry: Any, message: str) -> None:
    answer = check(template(group("one", **suppress(entry))))

    assert (answer.exit_code, answer.codes) == (1, ["suppression/wrong-form"])
    assert message in answer.stderr
    assert "warning[schema/wrong-case]" in answer.stderr


def test_errors_of_expressions_cannot_be_accepted() -> None:
    accepted = suppress({"code": "template/expression", "reason": REASON})

    assert "suppression/unknown-code" in check(template(group("[nothing()]", **accepted))).codes


def test_what_was_not_looked_for_is_not_called_unused() -> None:
    answer = check(template(group("one", **suppress(ACCEPTED))), "--rule", "schema/wrong-value")

    assert (answer.exit_code, answer.stderr) == (0, "")


# Blueprints


PATCH = """
patches:
  - target: {type: Microsoft.Compute/virtualMachineScaleSets}
    patch: {properties: {upgradePolicy: {mode: manual}}}
"""


def test_a_blueprint_accepts_a_finding() -> None:
    answer = check_blueprint(
        PATCH + f"suppress: [{{code: schema/wrong-case, reason: {REASON}}}]", "--rule", "wrong-case"
    )

    assert (answer.exit_code, answer.stderr) == (0, "1 finding suppressed\n")


@pytest.mark.parametrize(
    ("path", "is_accepted"), [("scaleSet.osProfile.adminUsername", True), ("scaleSet", True), ("scaleSet.sku", False)]
)
def test_a_path_is_one_of_the_blueprint(path: str, is_accepted: bool) -> None:
    code = "template/adminusername-should-not-be-literal"

    answer = check_blueprint(f"suppress: [{{code: {code}, reason: {REASON}, path: {path}}}]", "--rule", code)

    assert (code not in answer.stderr) is is_accepted


def test_a_path_may_name_an_item_of_a_list() -> None:
    probes = (
        "network: {loadBalancer: {probes: [{name: ready, port: 80, protocol: Tcp}], rules: [{frontendPort: 80}]}}\n"
    )
    at = f"suppress: [{{code: schema/wrong-case, reason: {REASON}, path: 'network.loadBalancer.probes[ready]'}}]"

    assert "no finding schema/wrong-case at network.loadBalancer.probes[0]" in check_blueprint(probes + at).stderr


def test_a_suppression_that_one_environment_needs_is_not_unused() -> None:
    environments = "environments: {dev: {}, prod: {scaleSet: {upgradePolicy: {mode: Automatic}}}}\n"
    patch = PATCH.replace("manual", "automatic")
    text = environments + patch + f"suppress: [{{code: schema/wrong-case, reason: {REASON}}}]"

    assert "suppression/unused" not in check_blueprint(text).stderr


def test_a_suppression_of_a_base_is_left_to_other_blueprints(folder: Path) -> None:
    base = GOOD + f"suppress: [{{code: schema/wrong-case, reason: {REASON}}}]"
    (folder / "_base.yaml").write_text(base, encoding="utf-8")
    (folder / "web.yaml").write_text("extends: _base.yaml\n", encoding="utf-8")

    assert "suppression/unused" not in vmssgen("validate", "web.yaml").stderr


def test_a_blueprint_gives_a_reason() -> None:
    answer = check_blueprint("suppress: [{code: schema/wrong-case}]")

    assert answer.codes == ["blueprint/missing-key"]


def test_what_is_accepted_does_not_change_the_template() -> None:
    Path("web.yaml").write_text(GOOD, encoding="utf-8")
    plain = vmssgen("render", "web.yaml").stdout
    check_blueprint(f"suppress: [{{code: schema/wrong-case, reason: {REASON}}}]")

    assert vmssgen("render", "web.yaml").stdout == plain
