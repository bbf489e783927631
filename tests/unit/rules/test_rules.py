"""Each rule's own examples, and what all rules have in common."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from generator.rules.catalogue import all_rules
from generator.rules.check import check
from generator.rules.configuration import Configuration
from generator.rules.example import nested
from generator.rules.rule import Rule

SECTIONS = {"$schema", "parameters", "variables", "functions", "resources", "outputs", "metadata", "definitions"}
each_rule = pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)


def template(example: Mapping[str, Any]) -> dict[str, Any]:
    """The example with what it leaves out: a template around a resource, the envelope of each resource."""
    part = nested(example)
    if not part.keys() & SECTIONS:
        part = {"resources": [part]}
    resources = part.get("resources", [])
    envelope = {"type": "Microsoft.Compute/virtualMachineScaleSets", "apiVersion": "2026-03-01", "name": "web"}
    if isinstance(resources, list):
        part["resources"] = [{**envelope, **each} for each in resources]
    schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
    return {"$schema": schema, "contentVersion": "1.0.0.0", **part}


def findings(rule: Rule, example: Mapping[str, Any]) -> list[str]:
    configuration = Configuration(levels={rule.code: rule.severity})
    return [each.code for each in check(template(example), configuration=configuration) if each.code == rule.code]


@each_rule
def test_the_bad_example_is_found(rule: Rule) -> None:
    assert findings(rule, rule.bad) != []


@each_rule
def test_the_good_example_is_not(rule: Rule) -> None:
    assert findings(rule, rule.good) == []


@each_rule
def test_the_texts_are_sentences_with_a_source(rule: Rule) -> None:
    assert rule.what.endswith(".")
    assert rule.why.endswith(".")
    assert re.fullmatch(r"https://\S+", rule.source)


def test_no_two_rules_share_a_code_or_an_alias() -> None:
    names = [name for rule in all_rules() for name in (rule.code, *rule.aliases)]
    assert len(names) == len(set(names))
