"""`vmssgen validate`: what it reads, with which values, and how it ends."""

import json
from pathlib import Path
from typing import Any

import pytest
from commands import GOOD, vmssgen

TEMPLATE_SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
PARAMETERS_SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#"


def template(**members: Any) -> dict[str, Any]:
    return {"$schema": TEMPLATE_SCHEMA, "contentVersion": "1.0.0.0", "resources": [], **members}


def group(**properties: Any) -> dict[str, Any]:
    return {
        "type": "Microsoft.Compute/proximityPlacementGroups",
        "apiVersion": "2026-03-01",
        "name": "near",
        "location": "[resourceGroup().location]",
        "properties": properties,
    }


WITH_KIND = template(
    parameters={"kind": {"type": "string"}},
    resources=[group(proximityPlacementGroupType="[parameters('kind')]")],
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, content: Any) -> str:
    text = content if isinstance(content, str) else json.dumps(content, indent=2)
    Path(name).write_text(text, encoding="utf-8")
    return name


def values(name: str, **given: Any) -> str:
    members = {key: {"value": value} for key, value in given.items()}
    return write(name, {"$schema": PARAMETERS_SCHEMA, "contentVersion": "1.0.0.0", "parameters": members})


def with_files(*files: str) -> list[str]:
    return [word for file in files for word in ("--parameters", file)]


# What is checked


def test_a_template_from_standard_input() -> None:
    answer = vmssgen("validate", "-", stdin=json.dumps(template(resources=[group(proximityPlacementGroupType="No")])))

    assert answer.codes[0] == "schema/wrong-value"
    assert "--> standard input:1:" in answer.stderr


def test_a_blueprint_from_standard_input_in_all_its_environments() -> None:
    environments = "environments: {prod: {scaleSet: {sku: {capacity: 3}}}}\n"

    answer = vmssgen("validate", "-", "--severity", "error", stdin=GOOD + environments)

    assert (answer.exit_code, answer.stdout) == (0, "valid  - (prod)\n")


def test_a_parameter_file_alone_is_checked_for_its_form() -> None:
    answer = vmssgen("validate", values("web.parameters.json", size="[variables('size')]"))

    assert answer.exit_code == 0
    assert answer.stderr.startswith("warning[parameter/expression-value]")


def test_a_folder_may_hold_templates_parameter_files_and_what_is_neither(folder: Path) -> None:
    (folder / "infrastructure").mkdir()
    write("infrastructure/web.yaml", GOOD)
    write("infrastructure/other.json", template())
    values("infrastructure/other.parameters.json")
    write("infrastructure/package.json", {"name": "web", "version": "1.0.0"})
    write("infrastructure/vmssgen.toml", "")

    answer = vmssgen("validate", "infrastructure", "--severity", "error")

    assert answer.stdout.replace("\\", "/").splitlines() == [
        "valid  infrastructure/other.json",
        "valid  infrastructure/other.parameters.json",
        "valid  infrastructure/web.yaml",
    ]


@pytest.mark.parametrize("content", ["", "[]", "null", "3", '"text"', "{", '{"resources": 3}', '{"$schema": 1}'])
def test_what_is_no_template_ends_without_a_traceback(content: str) -> None:
    assert vmssgen("validate", write("template.json", content)).exit_code in (0, 1)


def test_a_template_that_is_no_text() -> None:
    Path("template.json").write_bytes(b"\x7fELF\x02\x01\x00\x00")
    assert vmssgen("validate", "template.json").codes == ["file/not-text"]


def test_a_subscription_template_is_checked_as_one() -> None:
    schema = "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#"
    web = {"type": "Microsoft.Resources/resourceGroups", "apiVersion": "2024-03-01", "name": "web"}
    web["location"] = "[deployment().location]"

    answer = vmssgen("validate", write("template.json", {**template(resources=[web]), "$schema": schema}))

    assert answer.codes == []


def test_the_example_of_the_documentation_is_what_the_command_says() -> None:
    properties = '"properties": {"upgradePolicy": {"mode": "Rolling"}}'
    scale_set = {"type": "Microsoft.Compute/virtualMachineScaleSets", "apiVersion": "2026-03-01", "name": "web"}
    scale_set |= {"location": "[resourceGroup().location]", "properties": "…"}
    text = json.dumps(template(resources=[scale_set]), indent=2, ensure_ascii=False)
    write("azuredeploy.json", text.replace('"properties": "…"', properties))

    answer = vmssgen("validate", "azuredeploy.json", "--rule", "scale-set/rolling-needs-health-source")

    page = (Path(__file__).parents[2] / "docs/validate.md").read_text(encoding="utf-8")
    assert f"```text\n{answer.stderr}```" in page


# Parameter files


def test_each_parameter_file_is_used_on_its_own() -> None:
    write("template.json", WITH_KIND)
    good, bad = values("good.json", kind="Standard"), values("bad.json", kind="Never")

    answer = vmssgen("validate", "template.json", *with_files(good, bad), "--rule", "schema/wrong-value")

    assert answer.codes == ["schema/wrong-value"]
    assert "note: with the values of bad.json" in answer.stderr


def test_a_finding_with_all_files_names_none() -> None:
    write("template.json", WITH_KIND)
    files = [values(name, kind="Never") for name in ("first.json", "second.json")]

    answer = vmssgen("validate", "template.json", *with_files(*files), "--rule", "schema/wrong-value")

    assert answer.codes == ["schema/wrong-value"]
    assert "with the values of" not in answer.stderr


def test_a_wrong_value_is_shown_in_the_parameter_file() -> None:
    write("template.json", WITH_KIND)

    answer = vmssgen("validate", "template.json", *with_files(values("values.json", kind=3)))

    assert answer.codes == ["parameter/wrong-type"]
    assert "--> values.json:6:7" in answer.stderr


def test_a_missing_value_is_shown_in_the_parameter_file() -> None:
    write("template.json", WITH_KIND)

    answer = vmssgen("validate", "template.json", *with_files(values("values.json")))

    assert answer.codes == ["parameter/missing"]
    assert "--> values.json:4:3" in answer.stderr


def test_a_value_too_many_is_shown_in_the_parameter_file() -> None:
    write("template.json", WITH_KIND)

    answer = vmssgen("validate", "template.json", *with_files(values("values.json", kind="Standard", knd=1)))

    assert answer.codes == ["parameter/unknown"]
    assert "--> values.json:9:7" in answer.stderr


def test_a_broken_parameter_file_does_not_keep_the_others_from_being_used() -> None:
    write("template.json", WITH_KIND)
    broken, bad = values("broken.json", kind=[]), values("bad.json", kind="Never")

    answer = vmssgen("validate", "template.json", *with_files(broken, bad), "--rule", "schema/wrong-value")

    assert answer.codes == ["schema/wrong-value"]


def test_the_files_lie_over_the_values_of_a_blueprint() -> None:
    write("web.yaml", GOOD + "parameters: {count: {path: scaleSet.sku.capacity, maxValue: 5}}\n")

    answer = vmssgen("validate", "web.yaml", *with_files(values("values.json", count=9, sshPublicKey="ssh-rsa AAAA")))

    assert answer.codes == ["parameter/out-of-range"]


def test_a_secret_in_a_parameter_file_is_never_shown() -> None:
    write("template.json", template(parameters={"password": {"type": "secureString"}}))

    answer = vmssgen("validate", "template.json", *with_files(values("values.json", password="correct horse")))

    assert "secure-params-in-parameters-file" in answer.stderr
    assert "horse" not in answer.stderr


def test_a_missing_parameter_file() -> None:
    answer = vmssgen("validate", write("template.json", template()), "--parameters", "values.json")

    assert answer.codes == ["file/not-found"]


# Rules by name


@pytest.mark.parametrize("name", ["scale-set/rolling-needs-health-source", "Rolling-Needs-Health-Source"])
def test_a_rule_may_be_named_by_its_code_or_slug(name: str) -> None:
    rolling = {"type": "Microsoft.Compute/virtualMachineScaleSets", "apiVersion": "2026-03-01", "name": "web"}
    rolling |= {"properties": {"upgradePolicy": {"mode": "Rolling"}}}  # type: ignore[dict-item]

    answer = vmssgen("validate", write("template.json", template(resources=[rolling])), "--rule", name)

    assert answer.codes == ["scale-set/rolling-needs-health-source"]


def test_an_unknown_rule_is_a_mistake_of_usage_with_the_nearest_name() -> None:
    answer = vmssgen("validate", write("template.json", template()), "--rule", "rolling-needs-health-sourec")

    assert answer.exit_code == 2
    assert "did you mean scale-set/rolling-needs-health-source?" in answer.stderr


def test_a_file_that_cannot_be_checked_is_told_whichever_rule_is_asked_for() -> None:
    assert vmssgen("validate", "missing.json", "--rule", "schema/wrong-value").codes == ["file/not-found"]


def test_a_json_blueprint_of_several_scale_sets_is_no_template() -> None:
    user = {"adminUsername": "azureuser", "ssh": {"publicKey": {"parameter": "sshPublicKey"}}}
    web = {"scaleSet": {"sku": {"name": "Standard_D2s_v5"}, "osProfile": user}}
    image = "Canonical:ubuntu-24_04-lts:server:latest"

    answer = vmssgen("validate", write("shop.json", {"name": "shop", "image": image, "scaleSets": {"web": web}}))

    assert (answer.exit_code, answer.stdout) == (0, "valid  shop.json\n")
