"""Our parser understands every expression of real scale-set templates, and our renderer takes each for one."""

from collections.abc import Iterator
from typing import Any

import pytest
from conformance.conformance_data import DATA, needs_data, read

from generator.arm.expression import Call, calls, is_expression, parse, walk
from generator.rendering.values import as_expression, literal

pytestmark = needs_data

SAMPLES = sorted(file.parent.name for file in (DATA / "templates").glob("*/azuredeploy.json"))
RECORDED = "arm-traffic/vmss_templates.json"


def test_the_samples_are_there() -> None:
    assert len(SAMPLES) == 12


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_expression_of_a_sample_is_one(sample: str) -> None:
    found = set(expressions(read(f"templates/{sample}/azuredeploy.json")))

    assert len(found) > 20
    assert {text for text in found if not understood(text)} == set()


def test_every_expression_of_the_recorded_templates_is_one() -> None:
    found = {text for case in read(RECORDED) for text in expressions(case["template"])}

    assert len(found) > 50
    assert {text for text in found if not understood(text)} == set()


@pytest.mark.parametrize("sample", SAMPLES)
def test_parameters_that_a_sample_reads_are_declared(sample: str) -> None:
    template = read(f"templates/{sample}/azuredeploy.json")
    declared = {name.lower() for name in template["parameters"]}

    read_ones = {name for text in expressions(template) for name in parameters_of(text)}

    assert read_ones
    assert read_ones <= declared


def expressions(value: Any) -> Iterator[str]:
    """The texts, keys among them, that Azure evaluates."""
    match value:
        case dict():
            for key, inner in value.items():
                yield from expressions(key)
                yield from expressions(inner)
        case list():
            for inner in value:
                yield from expressions(inner)
        case str() if is_expression(value):
            yield value


def understood(text: str) -> bool:
    """Whether it parses to a call, is taken for an expression, and would stand in a template as it is."""
    has_call = any(isinstance(node, Call) for node in walk(parse(text)))
    expression = as_expression(text)
    return has_call and expression is not None and expression.text == text and literal(text) == "[" + text


def parameters_of(text: str) -> frozenset[str]:
    expression = as_expression(text)
    assert expression is not None
    assert len(list(calls(parse(text), "parameters"))) >= len(expression.parameters)
    return expression.parameters
