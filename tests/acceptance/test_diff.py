"""`vmssgen diff`: files, folders, environments, exit codes and formats."""

import json
from pathlib import Path

import pytest
from commands import vmssgen

BLUEPRINT = """\
name: web
image: {urn: "Canonical:ubuntu-24_04-lts:server:24.04.202601010"}
scaleSet:
  sku: {name: Standard_D2s_v5, capacity: 3}
  osProfile:
    adminUsername: azureuser
    ssh: {publicKey: {parameter: sshPublicKey}}
environments:
  dev: {name: web-dev, scaleSet: {sku: {capacity: 1}}}
  prod: {name: web-prod, scaleSet: {sku: {capacity: 5}}}
"""
OTHER_IMAGE = BLUEPRINT.replace("202601010", "202602010")
OTHER_CAPACITY = BLUEPRINT.replace("capacity: 3", "capacity: 4")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write("old.yaml", BLUEPRINT)
    write("new.yaml", OTHER_IMAGE)
    return tmp_path


def write(name: str, text: str) -> None:
    file = Path(name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def render(blueprint: str, folder: str) -> None:
    assert vmssgen("render", blueprint, "-o", folder).exit_code == 0


# Exit codes


def test_nothing_changes() -> None:
    answer = vmssgen("diff", "old.yaml", "old.yaml")

    assert (answer.exit_code, answer.stdout, answer.stderr) == (0, "nothing changes\n", "")


def test_something_changes() -> None:
    answer = vmssgen("diff", "old.yaml", "new.yaml")

    assert answer.exit_code == 1
    assert "= instances are reimaged: " in answer.stdout


@pytest.mark.parametrize(
    ("arguments", "exit_code"),
    [
        (["--fail-on", "nothing-like-that"], 2),
        (["--fail-on", "update"], 1),
        (["--fail-on", "reimage"], 1),
        (["--fail-on", "replace"], 0),
        (["--fail-on", "immutable"], 0),
        (["--fail-on", "immutable", "--fail-on", "rerun"], 1),
        (["--fail-on", "unknown"], 0),
    ],
)
def test_a_pipeline_fails_for_what_it_asks_for(arguments: list[str], exit_code: int) -> None:
    assert vmssgen("diff", "old.yaml", "new.yaml", *arguments).exit_code == exit_code


def test_what_is_not_known_fails_only_where_it_is_asked_for() -> None:
    write("new.yaml", BLUEPRINT.replace("Canonical:ubuntu-24_04-lts", "Other:ubuntu-24_04-lts"))

    codes = [vmssgen("diff", "old.yaml", "new.yaml", "--fail-on", each).exit_code for each in ("unknown", "update")]

    assert codes == [1, 0]


def test_a_file_that_is_not_there_is_told_with_its_name() -> None:
    answer = vmssgen("diff", "old.yaml", "missing.yaml")

    assert (answer.exit_code, answer.codes) == (1, ["file/not-found"])


def test_mistakes_of_both_sides_are_told() -> None:
    write("new.yaml", "name: web\n")
    write("old.yaml", "name: []\n")

    assert {place for place in ("old.yaml", "new.yaml") if place in vmssgen("diff", "old.yaml", "new.yaml").stderr} == {
        "old.yaml",
        "new.yaml",
    }


def test_a_template_that_azure_would_refuse_is_not_compared() -> None:
    write("new.json", '{"resources": [{"type": "A/b", "apiVersion": "1", "name": "[nope()]"}]}')

    answer = vmssgen("diff", "old.yaml", "new.json")

    assert (answer.exit_code, answer.stdout) == (1, "")
    assert "new.json:1" in answer.stderr


# What is compared


def test_a_blueprint_with_the_template_that_it_renders_to() -> None:
    render("old.yaml", "rendered")

    assert vmssgen("diff", "rendered/old.json", "old.yaml").exit_code == 0


def test_two_environments_of_one_blueprint() -> None:
    answer = vmssgen("diff", "old.yaml", "old.yaml", "--env-old", "dev", "--env-new", "prod")

    assert "! Replaced virtualMachineScaleSets web-dev -> web-prod" in answer.stdout
    assert "~ sku.capacity: 1 -> 5" in answer.stdout
    assert "subnet" not in answer.stdout


def test_one_environment_of_two_blueprints() -> None:
    answer = vmssgen("diff", "old.yaml", "new.yaml", "--env", "prod")

    assert "Changed virtualMachineScaleSets web-prod" in answer.stdout


def test_settings_go_on_top_of_both() -> None:
    write("new.yaml", OTHER_CAPACITY)

    assert vmssgen("diff", "old.yaml", "new.yaml", "--set", "scaleSet.sku.capacity=9").exit_code == 0


def template(default: str, **parameters: dict[str, str]) -> str:
    set_ = {"type": "A/b", "apiVersion": "1", "name": "web", "tags": {"a": "[parameters('a')]"}}
    declared = {"a": {"type": "string", "defaultValue": default}, **parameters}
    return json.dumps({"$schema": "", "contentVersion": "1.0.0.0", "parameters": declared, "resources": [set_]})


def test_both_are_given_the_same_parameters() -> None:
    write("old.json", template("b"))
    write("new.json", template("c", more={"type": "string", "defaultValue": "x"}))
    write("values.json", json.dumps({"a": {"value": "same"}, "more": {"value": "y"}}))

    answer = vmssgen("diff", "old.json", "new.json", "--parameters", "values.json")

    assert "tags" not in answer.stdout
    assert "+ parameters.more.type" in answer.stdout


def test_values_of_secure_parameters_are_not_shown() -> None:
    secure = {"type": "secureString"}
    write("old.json", template("b", p=secure).replace("[parameters('a')]", "x"))
    write("new.json", template("b", p=secure).replace("[parameters('a')]", "[parameters('p')]"))
    write("values.json", json.dumps({"p": {"value": "Correct-Horse-1"}}))

    answer = vmssgen("diff", "old.json", "new.json", "--parameters", "values.json")

    assert "Correct-Horse-1" not in answer.stdout + answer.stderr
    assert """"[parameters('p')]\"""" in answer.stdout


# Folders


def test_folders_are_compared_by_the_names_of_their_files() -> None:
    for name, text in (("old/a.yaml", BLUEPRINT), ("old/b.yaml", BLUEPRINT), ("new/b.yaml", BLUEPRINT)):
        write(name, text)
    write("new/a.yaml", OTHER_CAPACITY)

    lines = vmssgen("diff", "old", "new").stdout.splitlines()

    assert lines[0] == "old/a.yaml -> new/a.yaml"
    assert not any("b.yaml" in line for line in lines)


def test_files_that_one_folder_alone_has_are_told() -> None:
    write("old/a.yaml", BLUEPRINT)
    write("old/gone.yaml", BLUEPRINT)
    write("new/a.yaml", BLUEPRINT)
    write("new/come.yaml", BLUEPRINT)

    answer = vmssgen("diff", "old", "new")

    assert answer.exit_code == 1
    assert answer.stdout.splitlines() == [
        "added: come, which the old folder has not",
        "removed: gone, which the new folder has not",
    ]


def test_a_folder_of_blueprints_with_what_they_render_to() -> None:
    write("blueprints/web.yaml", BLUEPRINT)
    render("blueprints/web.yaml", "output")

    assert vmssgen("diff", "output", "blueprints").exit_code == 0


def test_the_parameter_file_beside_a_template_counts() -> None:
    for folder, value in (("old", "b"), ("new", "c")):
        write(f"{folder}/web.json", template("x"))
        write(f"{folder}/web.parameters.json", json.dumps({"parameters": {"a": {"value": value}}}))

    assert '~ tags.a: "b" -> "c"' in vmssgen("diff", "old", "new").stdout


def test_a_folder_is_not_compared_with_a_file() -> None:
    write("folder/web.yaml", BLUEPRINT)

    assert vmssgen("diff", "folder", "new.yaml").exit_code == 2


# Application updates

SCRIPT = """\
extensions:
  - kind: customScript
    name: install
    fileUris: [https://releases.example.com/web/files/install.sh]
    commandToExecute: bash install.sh
"""


def with_script(folder: str, script: str, *members: str) -> str:
    own = "".join(f"    {member}\n" for member in members)
    write(f"{folder}/web.yaml", BLUEPRINT + SCRIPT + own)
    write(f"{folder}/files/install.sh", script)
    return f"{folder}/web.yaml"


def test_a_script_that_the_blueprint_knows_runs_again() -> None:
    old, new = (with_script(each, f"echo {each}\n", "localFiles: [files/install.sh]") for each in ("old", "new"))

    answer = vmssgen("diff", old, new)

    assert "install runs on each instance: another hash, since files/install.sh changed" in answer.stdout
    assert answer.stderr == ""


@pytest.mark.parametrize(
    "members",
    [
        pytest.param([], id="the file is not named"),
        pytest.param(["localFiles: [files/install.sh]", "forceUpdateTag: mine"], id="the tag stays"),
    ],
)
def test_a_script_that_would_not_run_again_is_an_error(members: list[str]) -> None:
    old, new = (with_script(each, f"echo {each}\n", *members) for each in ("old", "new"))

    answer = vmssgen("diff", old, new, "--fail-on", "immutable")

    assert (answer.exit_code, answer.codes, answer.stdout) == (1, ["review/not-redeployed"], "")


def test_another_file_elsewhere_is_no_script() -> None:
    old, new = (with_script(each, f"echo {each}\n") for each in ("old", "new"))
    for each in (old, new):
        text = Path(each).read_text(encoding="utf-8").replace("web/files/install.sh", "web/setup.sh")
        write(each, text)

    assert vmssgen("diff", old, new).exit_code == 0


# Formats


def test_json_names_the_gravest() -> None:
    found = json.loads(vmssgen("diff", "old.yaml", "new.yaml", "--format", "json").stdout)

    assert found["gravest"] == "reimage"
    (change,) = found["comparisons"][0]["resources"][0]["properties"]
    assert change["consequence"]["source"].startswith("https://learn.microsoft.com/")
    assert (change["oldLocation"]["line"], change["newLocation"]["line"]) == (2, 2)


def test_markdown() -> None:
    text = vmssgen("diff", "old.yaml", "new.yaml", "--format", "markdown").stdout

    assert text.startswith("### old.yaml")
    assert "```diff" in text


def test_html() -> None:
    text = vmssgen("diff", "old.yaml", "new.yaml", "--format", "html").stdout

    assert text.startswith("<!doctype html>")
    assert 'class="reimage"' in text


@pytest.mark.parametrize("form", ["json", "markdown", "html"])
def test_every_format_tells_that_nothing_changes(form: str) -> None:
    answer = vmssgen("diff", "old.yaml", "old.yaml", "--format", form)

    assert answer.exit_code == 0
    assert answer.stdout
