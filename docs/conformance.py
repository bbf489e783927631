"""Write conformance.md from the labelled templates of the conformance data: `python docs/conformance.py`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from generator.rules.catalogue import all_rules
from generator.rules.check import check
from generator.rules.configuration import Configuration
from generator.rules.rule import Rule

PAGE = Path(__file__).with_name("conformance.md")
DATA = Path(__file__).parents[1] / "../shared/data/lint"
_HEAD = """# Conformance of the rules

Written by `python docs/conformance.py`, which needs the conformance data beside the checkout.

The Bicep repository tests its linter with Bicep files, each with the rule that must or must not find something in it,
and how often. Compiled to ARM templates, they are a test of the rules that we have under the same name. A template
agrees if our rule finds something where Bicep's does, and nothing where that finds nothing.
"""
NOTES = {
    "artifacts-parameters/035": (
        "Bicep tells two things of the token that is an integer: that it is no string, and that it is not secure. "
        "We tell one: that it is no secureString."
    ),
    "no-hardcoded-env-urls/058": "The same host stands in one text twice; we tell it once.",
    "no-hardcoded-location/111": (
        "Two variables hold a literal. Bicep's test expects two findings, as we give; the label says one."
    ),
    "outputs-should-not-contain-secrets/174": (
        "The output shows a key of the account. Earlier versions of Bicep find it, as we do; the version that the "
        "label comes from lets a list function pass that is called as a method of the resource."
    ),
    "outputs-should-not-contain-secrets/175": "As 174.",
    "secure-params-in-nested-deploy/268": (
        "The deployment has no `properties`: the key is misspelt. The findings that are counted are those of the "
        "compiler about that, and our check against the schema of the type gives the same two."
    ),
    "secure-params-in-nested-deploy/271": (
        "The resource is no deployment. The finding that is counted is that of the compiler about its unknown type."
    ),
    "use-resource-id-functions/333": (
        "One finding is of this rule, and we give it; the others that are counted are those of the compiler about two "
        "resources of the same name, which `template/duplicate-resource` tells."
    ),
    "use-resource-id-functions/349": (
        "The variable needs itself, so that there is no value to judge. The findings that are counted are about that, "
        "and our expansion tells it."
    ),
    "use-stable-resource-identifiers/374": "Two ways lead from the name to `newGuid()`; we tell a name once.",
    "use-stable-resource-identifiers/375": "Two ways lead from the name to `utcNow()`; we tell a name once.",
    "use-stable-resource-identifiers/376": (
        "Six ways lead from the name to `newGuid()` and `utcNow()`; we tell a name once."
    ),
}
"""Why we do not agree, by rule and number of the template."""
_LOWERED = "no-unnecessary-dependson"
_LAST = f"""## Not compared

The data has nine templates of `{_LOWERED}` more. Bicep writes a dependency that it finds itself
the same way as one that the author wrote, so that a template does not show which of them are unnecessary.
"""


@dataclass(frozen=True, slots=True)
class Result:
    """What a rule finds in a template, and what Bicep's finds."""

    rule: str
    number: str
    expected: int
    found: int

    @property
    def name(self) -> str:
        """The rule and the number of the template."""
        return f"{self.rule}/{self.number}"

    @property
    def agrees(self) -> bool:
        """Whether both find something, or both nothing."""
        return bool(self.expected) == bool(self.found)


@cache
def results() -> tuple[Result, ...]:
    """What the rules find in all templates of the conformance data that can be compared."""
    cases = json.loads((DATA / "cases.json").read_text(encoding="utf-8"))
    return tuple(_result(case) for case in cases if case["relevant"])


def _result(case: Mapping[str, Any]) -> Result:
    template = json.loads((DATA / case["path"]).read_text(encoding="utf-8"))
    rule = _rule(case["rule"])
    only = {each.code: rule.severity if each is rule else None for each in all_rules()}
    found = [each for each in check(template, configuration=Configuration(levels=only)) if each.code == rule.code]
    number = Path(case["path"]).name.partition(".")[0]
    return Result(case["rule"], number, case["count"] if case["expect"] == "fail" else 0, len(found))


@cache
def _rule(slug: str) -> Rule:
    return next(rule for rule in all_rules() if rule.slug == slug)


def conformance() -> str:
    """The text of the page."""
    found = results()
    agreeing = sum(each.agrees for each in found)
    counted = sum(each.expected == each.found for each in found)
    summary = f"{len(found)} templates: {agreeing} agree, {counted} of them in the number of findings too.\n"
    return "\n".join((_HEAD, summary, *_table(found), "", *_notes(found), _LAST))


def _table(found: tuple[Result, ...]) -> Iterator[str]:
    yield "| rule | templates | agree where Bicep finds something | agree where it finds nothing | same number |"
    yield "|---|--:|--:|--:|--:|"
    for name in dict.fromkeys(each.rule for each in found):
        own = [each for each in found if each.rule == name]
        bad, good = [each for each in own if each.expected], [each for each in own if not each.expected]
        same = sum(each.expected == each.found for each in own)
        yield f"| `{_rule(name).code}` | {len(own)} | {_share(bad)} | {_share(good)} | {same} of {len(own)} |"


def _share(found: list[Result]) -> str:
    return f"{sum(each.agrees for each in found)} of {len(found)}"


def _notes(found: tuple[Result, ...]) -> Iterator[str]:
    yield "## Disagreements\n"
    yield "| template | Bicep | we | why |\n|---|--:|--:|---|"
    for each in found:
        if each.expected != each.found:
            yield f"| `{each.name}` | {each.expected} | {each.found} | {NOTES.get(each.name, '')} |"
    yield ""


if __name__ == "__main__":
    PAGE.write_text(conformance(), encoding="utf-8")
