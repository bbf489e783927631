"""Our rules against the tests of Bicep's linter: templates that a rule must, or must not, find something in."""

import runpy
from pathlib import Path

import pytest
from conformance.conformance_data import needs_data

pytestmark = needs_data
DOCS = Path(__file__).parents[2] / "docs"
PAGE = runpy.run_path(str(DOCS / "conformance.py"))
RULES = {
    "adminusername-should-not-be-literal": 22,
    "artifacts-parameters": 17,
    "no-deployments-resources": 2,
    "no-hardcoded-env-urls": 52,
    "no-hardcoded-location": 18,
    "no-loc-expr-outside-params": 18,
    "no-unused-params": 7,
    "no-unused-vars": 5,
    "outputs-should-not-contain-secrets": 14,
    "prefer-interpolation": 27,
    "protect-commandtoexecute-secrets": 10,
    "secure-parameter-default": 20,
    "secure-params-in-nested-deploy": 16,
    "secure-secrets-in-params": 29,
    "use-description-outputs": 7,
    "use-description-params": 7,
    "use-recognized-resource-type": 10,
    "use-resource-id-functions": 47,
    "use-secure-value-for-secure-inputs": 9,
    "use-stable-resource-identifiers": 6,
    "use-stable-vm-image": 7,
}
"""How many templates each rule is compared on."""


@pytest.mark.parametrize("rule", RULES)
def test_the_rule_finds_what_the_linter_of_bicep_finds(rule: str) -> None:
    found = [each for each in PAGE["results"]() if each.rule == rule]

    assert len(found) == RULES[rule]
    assert [each.name for each in found if not each.agrees and each.name not in PAGE["NOTES"]] == []


def test_every_difference_is_explained_and_no_other() -> None:
    different = {each.name for each in PAGE["results"]() if each.expected != each.found}

    assert different == set(PAGE["NOTES"])


def test_the_page_is_what_the_command_writes() -> None:
    assert (DOCS / "conformance.md").read_text(encoding="utf-8") == PAGE["conformance"]()
