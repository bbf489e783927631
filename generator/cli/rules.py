"""`vmssgen rules`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from generator.cli import options
from generator.cli.files import print_text
from generator.cli.reporting import reporting

if TYPE_CHECKING:
    from generator.rules.configuration import Configuration
    from generator.rules.rule import Rule


def rules(form: options.Format = options.ReportFormat.TEXT) -> None:
    """List the rules with their levels, as the configuration of the current folder has them.

    vmssgen explain tells more of each.
    """
    from generator.cli.configuration import Configurations
    from generator.rules.catalogue import all_rules

    with reporting():
        configuration = Configurations().of(Path("-"))
    if form is options.ReportFormat.JSON:
        from generator.reporting.rule_text import rule_object

        found = [rule_object(rule, level_of(rule, configuration)) for rule in all_rules()]
        print_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
        return
    stages: dict[str, list[Rule]] = {}
    for rule in all_rules():
        stages.setdefault(rule.code.partition("/")[0], []).append(rule)
    for number, (stage, members) in enumerate(stages.items()):
        print_text("\n" * bool(number) + f"{stage}\n")
        width = max(len(rule.code) for rule in members)
        for rule in sorted(members, key=lambda each: each.code):
            print_text(f"  {rule.code:<{width}}  {_shown(rule, configuration):<16}  {rule.what}\n")


def level_of(rule: Rule, configuration: Configuration) -> str:
    """`error`, `warning`, `info` or `off`."""
    level = configuration.level(rule)
    return level.value if level else "off"


def _shown(rule: Rule, configuration: Configuration) -> str:
    """The level, with the one that it has by itself where a configuration changes it."""
    level, own = level_of(rule, configuration), rule.severity.value if rule.enabled else "off"
    return level if level == own else f"{level} (not {own})"
