"""The formats of `vmssgen validate` for other programs."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from commands import Answer, vmssgen

TEMPLATE = """{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "resources": [
    {
      "type": "Microsoft.Compute/proximityPlacementGroups",
      "apiVersion": "2026-03-01",
      "name": "near",
      "location": "[resourceGroup().location]",
      "properties": {"proximityPlacementGroupType": "Nearby"}
    }
  ]
}
"""
ACCEPTED = (
    '"metadata": {"vmssgen": {"suppress": [{"code": "schema/wrong-value", "reason": "The preview takes it."}]}},\n'
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    (tmp_path / "template.json").write_text(TEMPLATE, encoding="utf-8")
    return tmp_path


def check(form: str, file: str = "template.json") -> Answer:
    answer = vmssgen("validate", file, "--rule", "schema/wrong-value", "--format", form)
    assert answer.stderr == ""
    return answer


def accept(folder: Path) -> None:
    text = TEMPLATE.replace('"name": "near",', f'"name": "near", {ACCEPTED}')
    (folder / "template.json").write_text(text, encoding="utf-8")


def sarif_run(file: str = "template.json") -> dict[str, Any]:
    (run,) = json.loads(check("sarif", file).stdout)["runs"]
    return dict(run)


# Text


def test_the_text_underlines_what_is_wrong() -> None:
    answer = vmssgen("validate", "template.json", "--rule", "schema/wrong-value")

    assert answer.stderr.splitlines()[2:4] == [
        '   10 |       "properties": {"proximityPlacementGroupType": "Nearby"}',
        "      |                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
    ]


# JSON


def test_json_has_the_place_to_its_end() -> None:
    (found,) = json.loads(check("json").stdout)["diagnostics"]

    assert (found["line"], found["column"], found["endLine"], found["endColumn"]) == (10, 22, 10, 61)


def test_json_lists_what_is_accepted_with_the_reason(folder: Path) -> None:
    accept(folder)

    answer = check("json")

    said = json.loads(answer.stdout)
    assert (answer.exit_code, said["diagnostics"]) == (0, [])
    assert [(each["code"], each["reason"]) for each in said["suppressed"]] == [
        ("schema/wrong-value", "The preview takes it.")
    ]


def test_half_a_pair_of_utf_16_is_no_obstacle(folder: Path) -> None:
    (folder / "template.json").write_text(TEMPLATE.replace("Nearby", "\\ud83d"), encoding="utf-8")

    (found,) = json.loads(check("json").stdout)["diagnostics"]

    assert "\ud83d" in found["message"]


# SARIF


def test_sarif_has_what_code_scanning_requires() -> None:
    answer = check("sarif")

    log = json.loads(answer.stdout)
    (run,) = log["runs"]
    (result,) = run["results"]
    place = result["locations"][0]["physicalLocation"]
    assert (answer.exit_code, log["version"], run["tool"]["driver"]["name"]) == (1, "2.1.0", "vmssgen")
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "schema/wrong-value"
    assert (result["level"], result["suppressions"]) == ("error", [])
    assert result["message"]["text"].startswith("proximityPlacementGroupType")
    assert place["artifactLocation"]["uri"] == "template.json"
    assert place["region"] == {"startLine": 10, "startColumn": 22, "endLine": 10, "endColumn": 61}
    assert result["partialFingerprints"].keys() == {"primaryLocationLineHash"}


def test_sarif_has_a_run_where_nothing_is_found(folder: Path) -> None:
    (folder / "template.json").write_text(TEMPLATE.replace("Nearby", "Standard"), encoding="utf-8")

    assert sarif_run()["results"] == []


def test_sarif_marks_what_is_accepted_with_the_reason(folder: Path) -> None:
    accept(folder)

    (result,) = sarif_run()["results"]

    assert result["suppressions"] == [{"kind": "inSource", "justification": "The preview takes it."}]


def test_sarif_counts_columns_in_utf_16(folder: Path) -> None:
    text = TEMPLATE.replace('"properties": {', '"tags": {"🚀": "🚀"}, "properties": {')
    (folder / "template.json").write_text(text, encoding="utf-8")
    line = text.splitlines()[9]

    (result,) = sarif_run()["results"]

    region = result["locations"][0]["physicalLocation"]["region"]
    start = len(line[: line.index('"proximity')].encode("utf-16-le")) // 2 + 1
    assert region == {"startLine": 10, "startColumn": start, "endLine": 10, "endColumn": start + 39}


def test_sarif_paths_are_those_of_addresses(folder: Path) -> None:
    (folder / "a b").mkdir()
    (folder / "a b" / "50%.json").write_text(TEMPLATE, encoding="utf-8")

    (result,) = sarif_run(str(Path("a b") / "50%.json"))["results"]

    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%20b/50%25.json"


def test_sarif_tells_of_a_file_that_cannot_be_read() -> None:
    (run,) = json.loads(vmssgen("validate", "missing.json", "--format", "sarif").stdout)["runs"]

    assert [each["ruleId"] for each in run["results"]] == ["file/not-found"]


def test_paths_start_at_the_checkout_of_a_workflow(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "infrastructure").mkdir()
    (folder / "template.json").rename(folder / "infrastructure" / "template.json")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(folder))
    monkeypatch.chdir(folder / "infrastructure")

    (result,) = sarif_run()["results"]

    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "infrastructure/template.json"
    assert check("github").stdout.startswith("::error file=infrastructure/template.json,")


# GitHub


def test_github_gets_a_workflow_command() -> None:
    answer = check("github")

    assert answer.exit_code == 1
    assert answer.stdout.startswith(
        "::error file=template.json,line=10,endLine=10,col=22,endColumn=61,title=schema/wrong-value::"
    )
    assert answer.stdout.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "shown"),
    [("a,b.json", "a%2Cb.json"), ("50%.json", "50%25.json")],
)
def test_what_means_something_in_a_workflow_command_is_escaped(folder: Path, name: str, shown: str) -> None:
    (folder / name).write_text(TEMPLATE, encoding="utf-8")

    assert check("github", name).stdout.startswith(f"::error file={shown},line=10,")


def test_github_gets_nothing_where_nothing_is_wrong(folder: Path) -> None:
    accept(folder)

    assert check("github") == Answer(0, "", "")


# JUnit


def test_junit_has_a_suite_for_each_file_and_fails_for_errors(folder: Path) -> None:
    (folder / "good.json").write_text(TEMPLATE.replace("Nearby", "Standard"), encoding="utf-8")

    answer = vmssgen("validate", "template.json", "good.json", "--rule", "schema/wrong-value", "--format", "junit")

    root = ET.fromstring(answer.stdout.partition("\n")[2])
    assert [(suite.get("name"), suite.get("failures")) for suite in root] == [
        ("template.json", "1"),
        ("good.json", "0"),
    ]
    assert [case.get("name") for case in root.iter("testcase")] == ["schema/wrong-value template.json:10", "valid"]


def test_junit_skips_what_is_accepted(folder: Path) -> None:
    accept(folder)

    (skipped,) = ET.fromstring(check("junit").stdout.partition("\n")[2]).iter("skipped")

    assert skipped.get("message") == "accepted: The preview takes it."


def test_junit_is_xml_whatever_the_text(folder: Path) -> None:
    text = TEMPLATE.replace("Nearby", "<&]]>\\ud83d\\uffff🚀")
    (folder / "template.json").write_text(text, encoding="utf-8")

    (failure,) = ET.fromstring(check("junit").stdout.partition("\n")[2]).iter("failure")

    assert "<&]]>\\xd83d\\xffff🚀" in str(failure.get("message"))


def test_what_two_files_have_in_common_is_told_once_and_fails_both_tests(folder: Path) -> None:
    (folder / "vmssgen.toml").write_text("rules = 3", encoding="utf-8")
    (folder / "other.json").write_text(TEMPLATE, encoding="utf-8")

    text = vmssgen("validate", "template.json", "other.json")
    report = vmssgen("validate", "template.json", "other.json", "--format", "junit").stdout

    assert text.codes == ["configuration/wrong-value"]
    assert [suite.get("failures") for suite in ET.fromstring(report.partition("\n")[2])] == ["1", "1"]
