"""Secrets stay out of every report."""

import json
from typing import Any

import pytest
from unit.review_sides import compared, extension, scale_set, side, with_extensions

from generator.review.html import to_page
from generator.review.json_report import to_object
from generator.review.lines import to_lines
from generator.review.markdown import to_markdown
from generator.review.secret_values import open_parameters, without_secret_defaults

OLD, NEW = "Correct-Horse-1", "Battery-Staple-2"


def reports(old: Any, new: Any) -> str:
    comparison = compared(old, new)
    lines = "\n".join(line.text for line in to_lines(comparison))
    return "\n".join([lines, to_markdown(comparison), to_page([comparison]), json.dumps(to_object(comparison))])


@pytest.mark.parametrize(
    "resource",
    [
        pytest.param(lambda secret: scale_set({"osProfile": {"adminPassword": secret}}), id="password"),
        pytest.param(
            lambda secret: with_extensions(extension("a", protectedSettings={"commandToExecute": secret})),
            id="protected",
        ),
        pytest.param(
            lambda secret: with_extensions(extension("a", settings={"fileUris": [f"https://x/a.sh?sig={secret}"]})),
            id="signature",
        ),
        pytest.param(lambda secret: with_extensions(extension("a", settings={"storageAccountKey": secret})), id="key"),
    ],
)
def test_a_secret_is_in_no_report(resource: Any) -> None:
    told = reports(resource(OLD), resource(NEW))

    assert OLD not in told
    assert NEW not in told


def test_a_secret_within_something_new_is_in_no_report() -> None:
    told = reports(with_extensions(), with_extensions(extension("a", protectedSettings={"x": {"y": NEW}})))

    assert NEW not in told


def test_that_a_secret_changed_is_told() -> None:
    (change,) = compared(
        scale_set({"osProfile": {"adminPassword": OLD}}), scale_set({"osProfile": {"adminPassword": NEW}})
    ).resources

    assert [each.is_secret for each in change.properties] == [True]


def test_values_of_secure_parameters_never_get_into_the_comparison() -> None:
    template = {"parameters": {"a": {"type": "secureString"}, "b": {"type": "string"}}}

    assert open_parameters(template, {"A": {"value": OLD}, "b": {"value": "c"}}) == {"b": {"value": "c"}}


def test_defaults_of_secure_parameters_are_taken_out_of_nested_templates_too() -> None:
    nested = {"parameters": {"a": {"type": "secureObject", "defaultValue": {"b": OLD}}}}
    template = {"resources": [{"properties": {"template": nested}}]}

    assert OLD not in json.dumps(without_secret_defaults(template))


def test_a_secure_parameter_stays_an_expression() -> None:
    template = {"parameters": {"a": {"type": "secureString", "defaultValue": OLD}}}
    content = without_secret_defaults({**template, "resources": [scale_set(tags={"a": "[parameters('a')]"})]})

    found = side(*content["resources"], parameters=content["parameters"]).expansion.resources[0]

    assert found.body["tags"]["a"].text == "[parameters('a')]"
