"""`vmssgen explain`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from generator.cli import options
from generator.cli.files import print_text
from generator.cli.reporting import reporting
from generator.cli.rules import level_of


def explain(
    code: Annotated[
        str,
        typer.Argument(
            metavar="CODE",
            help="A code, such as schema/wrong-case; of a rule also the part behind / or another tool's id.",
        ),
    ],
    form: options.Format = options.ReportFormat.TEXT,
) -> None:
    """Explain a rule, or any other code: what must hold, why, and what to do."""
    from generator.cli.configuration import Configurations
    from generator.reporting.explanations import explanations
    from generator.reporting.rule_text import rule_object, rule_text
    from generator.rules.codes import code_named, rule_named

    with reporting():
        configuration = Configurations().of(Path("-"))
    if (rule := rule_named(code)) is not None:
        level = level_of(rule, configuration)
        if form is options.ReportFormat.JSON:
            print_text(json.dumps(rule_object(rule, level), indent=2, ensure_ascii=False) + "\n")
        else:
            print_text("\n".join(rule_text(rule, level)) + "\n")
        return
    known = code_named(code) or code
    text = explanations().get(known)
    if text is None:
        raise typer.BadParameter(f"there is nothing called {code}; {_hint(code)}", param_hint="CODE")
    if form is options.ReportFormat.JSON:
        print_text(json.dumps({"code": known, "text": text}, indent=2, ensure_ascii=False) + "\n")
    else:
        print_text(f"{known}\n\n{text}\n")


def _hint(code: str) -> str:
    """What was probably meant."""
    from generator.diagnostics import nearest
    from generator.reporting.explanations import explanations
    from generator.rules.catalogue import all_rules
    from generator.rules.codes import nearest_code, rules_with_slug

    if several := rules_with_slug(code):
        return f"there are {' and '.join(rule.code for rule in several)}"
    codes = [*(rule.code for rule in all_rules()), *explanations()]
    close = nearest(code, codes) or nearest_code(code)
    return f"did you mean {close}?" if close else "vmssgen rules lists the rules"
