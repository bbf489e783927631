"""`vmssgen diff` with files as they were in a revision of the git repository."""

import subprocess
from pathlib import Path

import pytest
from commands import vmssgen

BLUEPRINT = """\
extends: ../bases/_base.yaml
name: web
scaleSet:
  sku: {name: Standard_D2s_v5, capacity: 3}
  osProfile:
    adminUsername: azureuser
    ssh: {publicKey: {parameter: sshPublicKey}}
    customData: {file: files/cloud-init.yaml}
"""
BASE = 'image: {urn: "Canonical:ubuntu-24_04-lts:server:latest"}\n'


def git(*arguments: str) -> None:
    identity = ("-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


def write(name: str, text: str) -> None:
    file = Path(name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one revision: a blueprint with a base, a file that it names, and a folder of templates."""
    monkeypatch.chdir(tmp_path)
    git("init", "--quiet")
    write("bases/_base.yaml", BASE)
    write("web/web.yaml", BLUEPRINT)
    write("web/files/cloud-init.yaml", "#cloud-config\npackages: [nginx]\n")
    write(".gitattributes", "bases export-ignore\n")
    git("add", "--all")
    git("commit", "--quiet", "--message", "first")
    return tmp_path


def test_an_edit_is_compared_with_what_was_committed() -> None:
    write("web/web.yaml", BLUEPRINT.replace("capacity: 3", "capacity: 5"))

    answer = vmssgen("diff", "HEAD:web/web.yaml", "web/web.yaml")

    assert answer.exit_code == 1
    assert "~ sku.capacity: 3 -> 5  (HEAD:web/web.yaml:4 -> web/web.yaml:4)" in answer.stdout


def test_nothing_was_edited() -> None:
    assert vmssgen("diff", "HEAD:web/web.yaml", "web/web.yaml").exit_code == 0


def test_files_beside_the_blueprint_are_those_of_the_revision() -> None:
    write("web/files/cloud-init.yaml", "#cloud-config\npackages: [jq]\n")

    assert "- packages: [nginx]" in vmssgen("diff", "HEAD:web/web.yaml", "web/web.yaml").stdout


def test_bases_are_those_of_the_revision() -> None:
    write("bases/_base.yaml", BASE + "tags: {app: shop}\n")

    assert '+ tags.app: "shop"' in vmssgen("diff", "HEAD:web/web.yaml", "web/web.yaml").stdout


def test_templates_are_those_of_the_revision() -> None:
    write(
        "mine/extensions/acme.json.j2",
        '{"name": "acme", "publisher": "Acme", "type": "Acme", "settings": {"a": "one"}}',
    )
    write("mine/extensions/acme.schema.json", '{"description": "Acme", "type": "object", "properties": {}}')
    write("web/web.yaml", BLUEPRINT + "extensions: [{kind: acme}]\n")
    git("add", "--all")
    git("commit", "--quiet", "--message", "second")
    write(
        "mine/extensions/acme.json.j2",
        '{"name": "acme", "publisher": "Acme", "type": "Acme", "settings": {"a": "two"}}',
    )

    answer = vmssgen("diff", "HEAD:web/web.yaml", "web/web.yaml", "--templates", "mine")

    assert 'settings.a: "one" -> "two"' in answer.stdout


def test_a_path_from_the_current_folder(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository / "web")

    assert vmssgen("diff", "HEAD:./web.yaml", "web.yaml").exit_code == 0


def test_a_folder_of_a_revision() -> None:
    write("web/more.yaml", BLUEPRINT)

    answer = vmssgen("diff", "HEAD:web", "web")

    assert answer.stdout == "added: more, which the old folder has not\n"


def test_two_revisions() -> None:
    write("web/web.yaml", BLUEPRINT.replace("capacity: 3", "capacity: 5"))
    git("commit", "--quiet", "--all", "--message", "second")

    assert "~ sku.capacity: 5 -> 3" in vmssgen("diff", "HEAD:web/web.yaml", "HEAD~1:web/web.yaml").stdout


def test_mistakes_name_the_file_of_the_revision() -> None:
    write("web/web.yaml", "name: []\n")
    git("commit", "--quiet", "--all", "--message", "second")

    answer = vmssgen("diff", "HEAD:web/web.yaml", "HEAD~1:web/web.yaml")

    assert "--> HEAD:web/web.yaml:1" in answer.stderr
    assert "vmssgen-" not in answer.stderr


def test_a_missing_base_is_told_as_one_of_the_revision() -> None:
    git("rm", "--quiet", "-r", "bases")
    git("commit", "--quiet", "--message", "second")
    write("bases/_base.yaml", BASE)

    answer = vmssgen("diff", "HEAD:web/web.yaml", "web/web.yaml")

    assert (answer.exit_code, answer.codes) == (1, ["blueprint/extends"])
    assert "looked for HEAD:bases/_base.yaml" in answer.stderr


@pytest.mark.parametrize(
    "argument", ["HEAD:missing.yaml", "missing:web/web.yaml", "HEAD:../web.yaml", "--version:web/web.yaml", "HEAD:/web"]
)
def test_what_git_does_not_have(argument: str) -> None:
    answer = vmssgen("diff", "--", argument, "web/web.yaml")

    assert answer.exit_code == 1
    assert set(answer.codes) <= {"review/no-revision", "file/not-found"}


def test_outside_a_repository(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    write("web.yaml", BLUEPRINT)

    assert vmssgen("diff", "HEAD:web.yaml", "web.yaml").codes == ["review/no-revision"]


def test_without_git(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    assert vmssgen("diff", "HEAD:web/web.yaml", "web/web.yaml").codes == ["review/no-revision"]


def test_a_file_with_a_colon_in_its_name_goes_first() -> None:
    write("HEAD:web.yaml", BLUEPRINT.replace("../bases", "bases").replace("{file: files/cloud-init.yaml}", "x"))

    assert "HEAD:web.yaml" in vmssgen("diff", "HEAD:web.yaml", "web/web.yaml").stdout


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))

    vmssgen("diff", "HEAD:web/web.yaml", "web/web.yaml")

    assert list(temporary.iterdir()) == []


def test_the_repository_is_left_as_it_was() -> None:
    vmssgen("diff", "HEAD:web/web.yaml", "HEAD:web/web.yaml")

    status = subprocess.run(["git", "status", "--porcelain"], check=True, capture_output=True, text=True)
    assert status.stdout == ""
