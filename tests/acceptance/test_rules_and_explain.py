"""`vmssgen rules` and `vmssgen explain`."""

import json
from pathlib import Path

import pytest
from commands import vmssgen

from generator.rules.catalogue import all_rules
from generator.rules.rule import Rule

CODE = "scale-set/rolling-needs-health-source"
KNOWN_ELSEWHERE = [(alias, rule.code) for rule in all_rules() for alias in rule.aliases]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_rule_is_listed() -> None:
    text = vmssgen("rules").stdout

    assert [rule.code for rule in all_rules() if f"  {rule.code} " not in text] == []


def test_the_list_is_there_for_machines() -> None:
    listed = json.loads(vmssgen("rules", "--format", "json").stdout)

    assert [each["code"] for each in listed] == [rule.code for rule in all_rules()]


def test_the_list_has_the_levels_that_are_configured(folder: Path) -> None:
    (folder / "vmssgen.toml").write_text(f'[rules]\n"{CODE}" = "off"\n', encoding="utf-8")

    (line,) = [line for line in vmssgen("rules").stdout.splitlines() if CODE in line]

    assert "off (not error)" in line


def test_a_rule_is_explained() -> None:
    text = vmssgen("explain", CODE).stdout

    assert text.startswith(f"{CODE} (error)\n\nA scale set with rolling upgrades has")
    assert "source: https://learn.microsoft.com/" in text
    assert '"upgradePolicy": {"mode": "Rolling"}' in text


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_every_rule_can_be_explained(rule: Rule) -> None:
    assert rule.what in vmssgen("explain", rule.code).stdout


def test_a_rule_is_known_by_the_ids_of_other_tools() -> None:
    found = {alias: vmssgen("explain", alias.upper()).stdout.split(" ")[0] for alias, _ in KNOWN_ELSEWHERE}

    assert found == dict(KNOWN_ELSEWHERE)


@pytest.mark.parametrize(
    "code", ["template/not-readable", "blueprint/syntax", "schema/wrong-case", "internal/unexpected"]
)
def test_other_codes_are_explained_as_well(code: str) -> None:
    answer = vmssgen("explain", code)

    assert answer.exit_code == 0
    assert answer.stdout.startswith(f"{code}\n\n")


def test_an_unknown_code_is_a_mistake_of_usage_with_the_nearest_one() -> None:
    answer = vmssgen("explain", "template/not-readabel")

    assert answer.exit_code == 2
    assert "did you mean template/not-readable?" in answer.stderr
