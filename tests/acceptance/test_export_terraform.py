"""`vmssgen export terraform`: a configuration that Terraform takes, and that deploys what the blueprint renders to."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import terraform_runs
from acceptance.terraform_exports import SUBSCRIPTION_SCHEMA, export, exported, template
from commands import GOOD, vmssgen
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.location import PyTestLocation
from terraform_runs import evaluated, needs_terraform

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(file for file in (ROOT / "blueprints").glob("*.yaml") if not file.name.startswith("_"))


class TerraformSnapshotExtension(SingleFileSnapshotExtension):
    """Keeps what is exported in `tests/snapshots/test_export_terraform`."""

    _write_mode = WriteMode.TEXT
    file_extension = "tf.json"

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        return str(ROOT / "tests" / "snapshots" / test_location.basename)


def test_an_example_as_a_whole(snapshot: SnapshotAssertion) -> None:
    answer = export(ROOT / "blueprints" / "linux-custom-script.yaml")

    assert answer.stdout == snapshot(extension_class=TerraformSnapshotExtension)


@needs_terraform
@pytest.mark.parametrize("blueprint", EXAMPLES, ids=lambda file: file.stem)
def test_terraform_reads_every_example(blueprint: Path, tmp_path: Path) -> None:
    terraform_runs.loads(tmp_path, export(blueprint).stdout)


@needs_terraform
@pytest.mark.parametrize("blueprint", EXAMPLES, ids=lambda file: file.stem)
def test_terraform_deploys_what_the_blueprint_renders_to(blueprint: Path, tmp_path: Path) -> None:
    document = exported(blueprint)
    allowed = {"environment": "prod"}
    values = {name: allowed.get(name, "x") for name, block in document["variable"].items() if "default" not in block}

    found = evaluated(tmp_path, document, values)

    assert json.loads(found["template_content"]) == json.loads(vmssgen("render", str(blueprint)).stdout)
    wanted = json.loads(vmssgen("parameters", str(blueprint)).stdout)["parameters"]
    given = json.loads(found.get("parameters_content", "{}"))
    assert given | wanted == given


def test_the_same_blueprint_gives_the_same_bytes() -> None:
    assert export(EXAMPLES[0]).stdout == export(EXAMPLES[0]).stdout


# Outputs


@needs_terraform
def test_outputs_are_found_in_whatever_case_azure_writes_them(tmp_path: Path) -> None:
    file = template(
        tmp_path,
        outputs={
            "PublicIP": {"type": "string", "value": "x", "metadata": {"description": "Where it is"}},
            "left": {"type": "string", "value": "x", "condition": False},
        },
    )
    document = exported(file, "-g", "rg")

    found = evaluated(tmp_path, document, outputs={"publicIP": {"type": "String", "value": "203.0.113.4"}})

    assert document["output"]["PublicIP"]["description"] == "Where it is"
    assert found["outputs"] == {"PublicIP": "203.0.113.4", "left": None}


def test_secure_outputs_have_no_value_and_are_left_out(tmp_path: Path) -> None:
    file = template(tmp_path, outputs={"key": {"type": "secureString", "value": "x"}})

    assert "output" not in exported(file)


# Where to


def test_the_group_is_a_variable_or_a_name() -> None:
    by_default, called, named = (
        exported(EXAMPLES[0], *options)["resource"]["azurerm_resource_group_template_deployment"]
        for options in ((), ("--resource-group-var", "group"), ("-g", "shop"))
    )

    groups = [next(iter(each.values()))["resource_group_name"] for each in (by_default, called, named)]
    assert groups == ["${var.resource_group_name}", "${var.group}", "shop"]


def test_a_template_of_a_subscription_is_deployed_there(tmp_path: Path) -> None:
    found = exported(template(tmp_path, SUBSCRIPTION_SCHEMA), "-l", "westeurope")

    assert found["resource"] == {
        "azurerm_subscription_template_deployment": {
            "net": {
                "name": "net",
                "location": "westeurope",
                "template_content": "${jsonencode(local.net_template)}",
            }
        }
    }


def test_the_region_of_a_deployment_of_a_subscription_can_be_a_variable(tmp_path: Path) -> None:
    found = exported(template(tmp_path, SUBSCRIPTION_SCHEMA))

    assert found["variable"]["location"]["description"] == "Region that keeps the deployment."


def test_mode_and_tags_and_the_environment_are_kept(tmp_path: Path) -> None:
    blueprint = tmp_path / "web.yaml"
    more = "tags: {app: '100%{x}'}\nenvironments: {prod: {scaleSet: {sku: {capacity: 9}}}}\n"
    blueprint.write_text(GOOD + more, encoding="utf-8")

    document = exported(blueprint, "--env", "prod", "--mode", "complete")

    ((label, found),) = document["resource"]["azurerm_resource_group_template_deployment"].items()
    assert (label, found["name"]) == ("web_prod", "web-prod")
    assert found["deployment_mode"] == "Complete"
    assert found["tags"] == {"app": "100%%{x}"}


@pytest.mark.parametrize(
    "options",
    [
        ("-o", "web.json"),
        ("--check",),
        ("--check", "-o", "-"),
        ("-g", "rg", "--resource-group-var", "group"),
        ("--resource-group-var", "the group"),
        ("--resource-group-var", "count"),
        ("-l", "westeurope"),
    ],
)
def test_options_that_mean_nothing_are_refused(options: tuple[str, ...]) -> None:
    assert export(EXAMPLES[0], *options).exit_code == 2


@pytest.mark.parametrize("options", [("-g", "rg"), ("--resource-group-var", "group"), ("--mode", "complete")])
def test_options_of_groups_are_refused_for_a_subscription(tmp_path: Path, options: tuple[str, ...]) -> None:
    assert export(template(tmp_path, SUBSCRIPTION_SCHEMA), *options).exit_code == 2


def test_templates_of_management_groups_are_not_exported(tmp_path: Path) -> None:
    schema = SUBSCRIPTION_SCHEMA.replace("subscriptionDeployment", "managementGroupDeployment")

    assert export(template(tmp_path, schema)).exit_code == 2


# Files


def test_a_file_is_written_only_where_it_changes(tmp_path: Path) -> None:
    arguments = (EXAMPLES[0], "-o", tmp_path / "web.tf.json")

    assert [export(*arguments).stderr.split()[0] for _ in range(2)] == ["wrote", "unchanged"]


def test_a_dash_is_standard_output() -> None:
    assert export(EXAMPLES[0], "-o", "-").stdout == export(EXAMPLES[0]).stdout


def test_check_tells_whether_the_file_is_stale(tmp_path: Path) -> None:
    file = tmp_path / "web.tf.json"
    export(EXAMPLES[0], "-o", file)
    fresh = export(EXAMPLES[0], "-o", file, "--check")
    file.write_text(file.read_text().replace("Incremental", "Complete"))

    stale = export(EXAMPLES[0], "-o", file, "--check")

    assert (fresh.exit_code, fresh.stdout) == (0, "")
    assert stale.exit_code == 1
    assert '+        "deployment_mode": "Incremental"' in stale.stdout
    assert "Complete" in file.read_text()


def test_a_template_that_azure_cannot_read_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "net.json"
    file.write_text(json.dumps({"resources": [{"type": "a/b", "name": "[parameters('nope')]"}]}))

    answer = export(file)

    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.codes


# The page about it


def shown(found: Any, excerpt: Any) -> bool:
    """Whether what an excerpt shows is so; `…` stands for the rest."""
    if isinstance(excerpt, dict):
        return isinstance(found, dict) and all(key in found and shown(found[key], excerpt[key]) for key in excerpt)
    return bool(excerpt in ("…", found))


def test_the_page_shows_what_is_exported(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "terraform.md").read_text(encoding="utf-8")
    blueprint = tmp_path / "web.yaml"
    blueprint.write_text(re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)[0], encoding="utf-8")
    excerpt = re.sub(r"\[…\]|\{…\}", '"…"', re.findall(r"```jsonc\n(.*?)```", page, re.DOTALL)[0])

    assert shown(exported(blueprint), json.loads(excerpt))
