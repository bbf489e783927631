"""What a check gives, in the form that was asked for."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import typer

from generator.cli.files import print_text
from generator.cli.options import CheckFormat, ReportFormat
from generator.cli.reporting import report
from generator.diagnostics import Diagnostic, to_json
from generator.reporting.checked import Checked


def report_checked(checked: Sequence[Checked], form: CheckFormat) -> None:
    """Print what a check gives: text for people on standard error, all else on standard output.

    What is found through several files, as in a base of blueprints, is told once; of tests each has its own result.
    """
    if form is not CheckFormat.JUNIT:
        checked = _once(checked)
    match form:
        case CheckFormat.TEXT:
            report((finding for each in checked for finding in each.found), ReportFormat.TEXT)
            if count := sum(len(each.suppressed) for each in checked):
                typer.echo(f"{count} finding{'' if count == 1 else 's'} suppressed", err=True)
        case CheckFormat.JSON:
            _print(_json(_object(checked)))
        case CheckFormat.SARIF:
            from importlib.metadata import version

            from generator.reporting.sarif import sarif

            _print(_json(sarif(checked, version("vmssgen"), _in_repository, _text_of)))
        case CheckFormat.GITHUB:
            from generator.reporting.github import workflow_commands

            for command in workflow_commands(checked, _in_repository):
                _print(command + "\n")
        case CheckFormat.JUNIT:
            from generator.reporting.junit import junit

            _print(junit(checked))


def _once(checked: Sequence[Checked]) -> list[Checked]:
    result: list[Checked] = []
    seen: set[Diagnostic] = set()
    for each in checked:
        result.append(replace(each, found=tuple(finding for finding in each.found if finding not in seen)))
        seen.update(each.found)
    return result


def _object(checked: Sequence[Checked]) -> dict[str, Any]:
    accepted = [each for file in checked for each in file.suppressed]
    return {
        "diagnostics": [to_json(finding) for each in checked for finding in each.found],
        "suppressed": [{**to_json(each.finding), "reason": each.reason} for each in accepted],
    }


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _print(text: str) -> None:
    """Half a pair of UTF-16, which JSON can hold and no file, becomes its escape: in JSON that is the same."""
    print_text(text.encode("utf-8", "backslashreplace").decode("utf-8"))


def _in_repository(name: str) -> str:
    """The path of a file from the root of the checkout in GitHub Actions, else from the current folder, with slashes.

    What lies outside keeps its full path, as a file URI.
    """
    root = here = Path.cwd()
    workspace = os.environ.get("GITHUB_WORKSPACE")
    if workspace and here.is_relative_to(Path(workspace).resolve()):
        root = Path(workspace).resolve()
    file = Path(name).parent.resolve() / Path(name).name
    return file.relative_to(root).as_posix() if file.is_relative_to(root) else file.as_uri()


def _text_of(name: str) -> str | None:
    try:
        return Path(name).read_bytes().decode("utf-8")
    except (OSError, ValueError):
        return None
