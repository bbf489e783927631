"""A secret that somebody wrote into a blueprint: it is refused, and no message repeats it."""

import json
from pathlib import Path

import pytest
from commands import GOOD, Answer, vmssgen

import generator

SECRET = "Correct-Horse-7"
HEAD = "name: web\nimage: {urn: 'Canonical:ubuntu-24_04-lts:server:latest'}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def render(name: str, content: str, *arguments: str) -> Answer:
    Path(name).write_text(content, encoding="utf-8")
    return vmssgen("render", name, *arguments)


def assert_hidden(answer: Answer) -> None:
    assert answer.exit_code == 1
    assert SECRET not in answer.stdout + answer.stderr


def profile(password: str) -> str:
    return f"{HEAD}scaleSet:\n  sku: {{name: D2}}\n  osProfile:\n    adminUsername: a\n    adminPassword: {password}\n"


@pytest.mark.parametrize(
    "written",
    [
        SECRET,
        f'"{SECRET}"',
        f"'{SECRET}'",
        f"  {SECRET}  # the old one was {SECRET}",
        f"|\n      {SECRET}",
        f">-\n      {SECRET}",
        f"[{SECRET}]",
        f"{{value: {SECRET}}}",
        f"{{parameter: [{SECRET}]}}",
        f"{{parameter: {SECRET}}}",
        f"{{keyVault: {SECRET}}}",
        f"&password {SECRET}",
    ],
)
def test_in_yaml(written: str) -> None:
    assert_hidden(render("b.yaml", profile(written)))


@pytest.mark.parametrize("value", ["12345678", "true", "0x1F2E3D4C"])
def test_that_yaml_takes_for_a_number_or_a_boolean(value: str) -> None:
    answer = render("b.yaml", profile(value))
    assert answer.codes == ["blueprint/secret-literal"]
    assert value not in answer.stderr


def test_in_flow_style_on_one_line() -> None:
    line = f"scaleSet: {{sku: {{name: D2}}, osProfile: {{adminUsername: a, adminPassword: {SECRET}, timezone: x}}}}\n"
    answer = render("b.yaml", HEAD + line)
    assert answer.codes == ["blueprint/secret-literal", "blueprint/unknown-key"]
    assert_hidden(answer)


@pytest.mark.parametrize("indent", [None, 2])
def test_in_json(indent: int | None) -> None:
    document = {"name": "web", "scaleSet": {"osProfile": {"adminUsername": "a", "adminPassword": SECRET}}}
    assert_hidden(render("b.json", json.dumps(document, indent=indent)))


def test_in_toml() -> None:
    assert_hidden(render("b.toml", f'[scaleSet.osProfile]\nadminPassword = "{SECRET}"\n'))


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    "setting",
    [
        f"scaleSet.osProfile.adminPassword={SECRET}",
        f"scaleSet.osProfile={{adminUsername: a, adminPassword: {SECRET}}}",
        f"scaleSet.osProfile.adminPassword.value={SECRET}",
    ],
)
def test_through_set(setting: str, form: str) -> None:
    assert_hidden(render("b.yaml", GOOD, "--set", setting, "--format", form))


@pytest.mark.parametrize("setting", [f"scaleSet..adminPassword={SECRET}", f"name.adminPassword={SECRET}"])
def test_through_set_to_nowhere(setting: str) -> None:
    assert_hidden(render("b.yaml", GOOD, "--set", setting))


@pytest.mark.parametrize("arguments", [(), ("--env", "prod")])
def test_within_an_environment(arguments: tuple[str, ...]) -> None:
    environment = f"environments: {{prod: {{scaleSet: {{osProfile: {{adminPassword: {SECRET}, x: 1}}}}}}}}\n"
    Path("b.yaml").write_text(GOOD + environment, encoding="utf-8")
    answer = vmssgen("validate", "b.yaml", *arguments)
    assert "blueprint/secret-literal" in answer.codes
    assert_hidden(answer)


def test_in_a_base(folder: Path) -> None:
    (folder / "base.yaml").write_text(profile(SECRET), encoding="utf-8")
    answer = render("b.yaml", "extends: base.yaml\nname: web\n")
    assert "base.yaml:7:5" in answer.stderr
    assert_hidden(answer)


@pytest.mark.parametrize(
    "line",
    [
        f"adminPassword: {SECRET}: x",
        f"adminPassword: {SECRET}, x: [",
        f'adminPassword: "{SECRET}',
        f"{{adminPassword: {SECRET}",
        f"adminPassword: {SECRET} ]",
        f"adminPassword: {{value: {SECRET}",
    ],
)
def test_beside_a_syntax_error(line: str) -> None:
    assert_hidden(render("b.yaml", f"{HEAD}scaleSet:\n  osProfile:\n    {line}\n  : ]\n"))


def test_behind_a_misspelt_key() -> None:
    assert_hidden(render("b.yaml", GOOD.replace("ssh:", f"adminPasword: {SECRET}, ssh:")))


def test_beside_a_later_mistake_in_a_blueprint_that_the_generated_gate_accepts(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.blueprint.blueprint._passes_gate", lambda *_: True)
    extension = f"publisher: p, type: t, typeHandlerVersion: '1.0', protectedSettings: {{phrase: {SECRET}}}"
    blueprint = f"{GOOD}extensions:\n  - {{{extension}, provisionAfterExtensions: [nope]}}\n"
    (folder / "b.yaml").write_text(blueprint, encoding="utf-8")
    with pytest.raises(generator.DiagnosticError) as refused:
        generator.render(generator.load("b.yaml"))
    assert SECRET not in str(refused.value)


def test_through_set_behind_a_misspelt_key() -> None:
    assert_hidden(render("b.yaml", GOOD, "--set", f"scaleSet.osProfile.adminPasword={SECRET}"))


def test_as_the_default_of_a_secret_parameter() -> None:
    parameters = f"parameters:\n  adminPassword: {{type: secureString, defaultValue: {SECRET}}}\n"
    assert_hidden(render("b.yaml", GOOD + parameters))


@pytest.mark.parametrize(
    "extension",
    [
        f"{{kind: customScript, commandToExecute: x, storageAccountName: a, storageAccountKey: {SECRET}}}",
        f"{{kind: customScript, commandToExecute: app --password {SECRET}}}",
        f"{{kind: customScript, commandToExecute: x, protectedSettings: {{commandToExecute: app --token={SECRET}}}}}",
        f"{{publisher: p, type: t, typeHandlerVersion: '1.0', settings: {{apiKey: {SECRET}}}}}",
        f"{{publisher: p, type: t, typeHandlerVersion: '1.0', protectedSettings: {{password: {SECRET}}}}}",
        f"{{publisher: p, type: t, typeHandlerVersion: 1.0, protectedSettings: {{x: {SECRET}}}}}",
        f"{{publisher: p, type: t, typeHandlerVersion: '1.0', protectedSettings: {SECRET}}}",
    ],
)
def test_in_an_extension(extension: str) -> None:
    assert_hidden(render("b.yaml", f"{GOOD}extensions:\n  - {extension}\n"))
