"""`vmssgen.toml` and `[tool.vmssgen]`: where they are looked for, and what they change."""

import json
from pathlib import Path

import pytest
from commands import Answer, vmssgen

ROLLING = {
    "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    "contentVersion": "1.0.0.0",
    "resources": [
        {
            "type": "Microsoft.Compute/virtualMachineScaleSets",
            "apiVersion": "2026-03-01",
            "name": "web",
            "location": "[resourceGroup().location]",
            "properties": {"upgradePolicy": {"mode": "rolling"}},
        }
    ],
}
CODE = "scale-set/rolling-needs-health-source"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "web" / "templates").mkdir(parents=True)
    (tmp_path / "web" / "templates" / "rolling.json").write_text(json.dumps(ROLLING), encoding="utf-8")
    return tmp_path


def configure(text: str, file: str = "vmssgen.toml") -> None:
    Path(file).write_text(text, encoding="utf-8")


def validate(*arguments: str) -> Answer:
    return vmssgen("validate", str(Path("web/templates/rolling.json")), *arguments)


def found(code: str = CODE) -> str:
    """The level that the template's finding is told at, "" where it is not."""
    lines = validate("--severity", "info").stderr.splitlines()
    return next((line.partition("[")[0] for line in lines if f"[{code}]" in line), "")


@pytest.mark.parametrize("level", ["info", "warning", "error"])
def test_a_rule_has_the_level_that_is_configured(level: str) -> None:
    configure(f'[rules]\n"{CODE}" = "{level}"\n')

    assert found() == level


def test_a_rule_is_switched_off() -> None:
    configure('[rules]\nrolling-needs-health-source = {level = "off"}\n')

    assert found() == ""


def test_a_finding_of_schemas_has_a_level_as_well() -> None:
    assert found("schema/wrong-case") == "warning"

    configure('[rules]\n"schema/wrong-case" = "error"\n')

    assert found("schema/wrong-case") == "error"


def test_a_finding_of_schemas_is_switched_off() -> None:
    configure('[rules]\n"schema/wrong-case" = "off"\n')

    assert found("schema/wrong-case") == ""


def test_pyproject_toml_has_a_table_for_it() -> None:
    configure(f'[project]\nname = "web"\n\n[tool.vmssgen.rules]\n"{CODE}" = "info"\n', "pyproject.toml")

    assert found() == "info"


def test_the_nearest_file_counts_alone() -> None:
    configure(f'[rules]\n"{CODE}" = "off"\n')
    configure(f'[rules]\n"{CODE}" = "info"\n', "web/vmssgen.toml")

    assert found() == "info"


def test_a_pyproject_toml_without_the_table_is_passed_over() -> None:
    configure(f'[rules]\n"{CODE}" = "info"\n')
    configure("[tool.other]\n", "web/pyproject.toml")

    assert found() == "info"


def test_a_rule_that_is_off_runs_when_it_is_asked_for_by_name() -> None:
    configure(f'[rules]\n"{CODE}" = "off"\n')

    assert validate("--rule", CODE).codes == [CODE]


@pytest.mark.parametrize("pattern", ["web/**", "web", "**/rolling.json", "web/*/r?lling.json"])
def test_a_file_is_excluded(pattern: str) -> None:
    configure(f'exclude = ["{pattern}"]\n')

    answer = validate()

    assert (answer.exit_code, answer.stderr) == (0, "")
    assert answer.stdout.startswith("skipped  ")


@pytest.mark.parametrize("pattern", ["rolling.json", "templates/**", "web/*.json"])
def test_a_pattern_starts_at_the_configuration(pattern: str) -> None:
    configure(f'exclude = ["{pattern}"]\n')

    assert CODE in validate().codes


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("[rules", "configuration/syntax", "not valid TOML"),
        ("rules = 3", "configuration/wrong-value", "rules is a table, not a whole number"),
        ('exclude = "web"', "configuration/wrong-value", "exclude is a list of patterns, each a text"),
        (f'[rules]\n"{CODE}" = true', "configuration/wrong-value", "not true or false"),
        (f'[rules]\n"{CODE}" = {{leve = "off"}}', "configuration/unknown-key", "has no option leve"),
        (
            f'[rules]\n"{CODE}" = "off"\nrolling-needs-health-source = "info"',
            "configuration/wrong-value",
            "configured twice",
        ),
    ],
)
def test_a_mistake_in_the_configuration_is_an_error(text: str, code: str, message: str) -> None:
    configure(text)

    answer = validate()

    assert (answer.exit_code, answer.codes) == (1, [code])
    assert message in answer.stderr
    assert "--> vmssgen.toml:" in answer.stderr


def test_a_mistake_in_pyproject_toml_has_its_line() -> None:
    configure('[project]\nname = "web"\n\n[tool.vmssgen]\nexlude = []\n', "pyproject.toml")

    assert "--> pyproject.toml:5:1" in validate().stderr


def test_the_example_of_the_documentation_is_a_configuration() -> None:
    page = (Path(__file__).parents[2] / "docs/validate.md").read_text(encoding="utf-8")
    configure(page.partition("```toml\n")[2].partition("```")[0])

    assert "configuration/" not in validate().stderr
