"""What a configuration means."""

from typing import Any

import pytest

from generator.diagnostics import DiagnosticError, Location, Path, Severity
from generator.rules.catalogue import all_rules
from generator.rules.codes import code_named, nearest_code, rule_named
from generator.rules.configuration import Configuration
from generator.rules.configuration_file import configuration

RECENT = "template/use-recent-api-versions"
URLS = "template/no-hardcoded-env-urls"


def locate(path: Path) -> Location:
    return Location(file="vmssgen.toml", line=len(path) + 1, column=1)


def configured(rules: dict[str, Any]) -> Configuration:
    return configuration({"rules": rules}, locate)


def refused(rules: dict[str, Any]) -> str:
    with pytest.raises(DiagnosticError) as caught:
        configured(rules)
    (problem,) = caught.value.diagnostics
    return f"{problem.code}: {problem.message}"


def test_nothing_is_configured_where_nothing_is_said() -> None:
    assert configuration({}, locate) == Configuration()


def test_an_option_takes_the_place_of_its_default() -> None:
    rule = rule_named(RECENT)
    assert rule is not None

    assert configured({RECENT: {"maxAgeInDays": 90}}).options_of(rule)["maxAgeInDays"] == 90
    assert Configuration().options_of(rule)["maxAgeInDays"] == rule.options["maxAgeInDays"]


def test_an_option_alone_does_not_change_the_level() -> None:
    rule = rule_named(RECENT)
    assert rule is not None

    assert configured({RECENT: {"maxAgeInDays": 90}}).level(rule) == Configuration().level(rule)


@pytest.mark.parametrize(
    ("code", "settings", "expected"),
    [
        (RECENT, {"maxAgeInDays": "90"}, f"maxAgeInDays of {RECENT} is a whole number, not a text"),
        (RECENT, {"maxAgeInDays": True}, f"maxAgeInDays of {RECENT} is a whole number, not true or false"),
        (URLS, {"excludedhosts": "a.b"}, f"excludedhosts of {URLS} is a list of texts, not a text"),
        (URLS, {"excludedhosts": [1]}, f"excludedhosts of {URLS} is a list of texts, not a list"),
    ],
)
def test_an_option_has_the_type_of_its_default(code: str, settings: dict[str, Any], expected: str) -> None:
    assert refused({code: settings}) == f"configuration/wrong-value: {expected}"


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(DiagnosticError) as caught:
        configuration({"exlude": [], "rules": {"nothing": "off", RECENT: "of"}}, locate)

    assert [each.code for each in caught.value.diagnostics] == [
        "configuration/unknown-key",
        "configuration/unknown-rule",
        "configuration/wrong-value",
    ]


def test_a_rule_that_is_asked_for_runs_at_its_own_level() -> None:
    off = next(rule for rule in all_rules() if not rule.enabled)

    assert Configuration().level(off) is None
    assert Configuration().with_rules([off.code]).level(off) is off.severity


def test_a_configured_level_stays_when_a_rule_is_asked_for() -> None:
    rule = rule_named(RECENT)
    assert rule is not None

    assert configured({RECENT: "info"}).with_rules([RECENT]).level(rule) is Severity.INFO


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_each_name_of_a_rule_is_found_and_corrected(rule: Any) -> None:
    assert {code_named(name) for name in (rule.code, rule.code.upper(), *rule.aliases)} == {rule.code}
    assert nearest_code(rule.code + "x") is not None


def test_findings_of_schemas_have_codes_too() -> None:
    assert code_named("wrong-case") == code_named("schema/wrong-case") == "schema/wrong-case"
