"""Chains of values that each need the one before, however long and in whatever order they are declared."""

from typing import Any

import pytest

from generator.arm.expansion import expand

LENGTH = 1_000


def chain(kind: str) -> dict[str, Any]:
    return {"v0": ""} | {f"v{at}": f"[concat({kind}('V{at - 1}'), 'a')]" for at in range(1, LENGTH + 1)}


def backwards(declared: dict[str, Any]) -> dict[str, Any]:
    return dict(reversed(declared.items()))


@pytest.mark.parametrize("variables", [chain("variables"), backwards(chain("variables"))], ids=["forth", "back"])
def test_variables(variables: dict[str, Any]) -> None:
    output = {"o": {"type": "string", "value": f"[variables('v{LENGTH}')]"}}
    found = expand({"resources": [], "variables": variables, "outputs": output})

    assert found.problems == []
    assert found.outputs["o"] == "a" * LENGTH


def test_variables_with_loops_between() -> None:
    loops = [
        {"name": f"v{at}", "count": 1, "input": f"[concat(variables('v{at - 1}')[0], 'a')]"}
        for at in range(LENGTH, 0, -1)
    ]
    output = {"o": {"type": "array", "value": f"[variables('v{LENGTH}')]"}}
    found = expand({"resources": [], "variables": {"copy": loops, "v0": [""]}, "outputs": output})

    assert found.problems == []
    assert found.outputs["o"] == ["a" * LENGTH]


def test_defaults_of_parameters() -> None:
    defaults = backwards(chain("parameters"))
    declared = {name: {"type": "string", "defaultValue": value} for name, value in defaults.items()}
    output = {"o": {"type": "string", "value": f"[parameters('v{LENGTH}')]"}}
    found = expand({"resources": [], "parameters": declared, "outputs": output})

    assert found.problems == []
    assert found.outputs["o"] == "a" * LENGTH
