"""Whatever a blueprint has besides: its two slots fit into one template, and a swap changes pools of rules alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from properties.blueprint_strategy import FILES, blueprints, is_valid, values_at, without_contradictions
from properties.consistency import made_consistent
from properties.test_any_blueprint import check_template, rendered

import generator

BALANCERS = ("loadBalancer", "applicationGateway")
POOLS = {"backendAddressPool", "defaultBackendAddressPool"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("swaps")
    for name, text in FILES.items():
        (path / name).write_text(text, encoding="utf-8")
    return path


@st.composite
def swaps(draw: Any) -> dict[str, Any]:
    """A blueprint with two slots behind a balancer."""
    document = draw(blueprints())
    balancer = draw(st.sampled_from(BALANCERS))
    document["swap"] = {**draw(values_at("swap")), "blue": {}, "green": {}}
    document.setdefault("network", {})[balancer] = draw(values_at("network", balancer))
    return without_contradictions(made_consistent(document))


def test_a_swap_changes_pools_of_rules_alone(folder: Path) -> None:
    moved = 0

    @settings(max_examples=60)
    @given(swaps())
    def changes_pools(document: dict[str, Any]) -> None:
        nonlocal moved
        assume(is_valid(document))
        stage, swap, retire = (
            rendered({**document, "swap": {**document["swap"], "step": step}}, folder)
            for step in ("stage", "swap", "retire")
        )
        assume(isinstance(stage, generator.Template))
        for each in (stage, swap, retire):
            assert isinstance(each, generator.Template)
            check_template(each)
        assert isinstance(stage, generator.Template)
        assert isinstance(swap, generator.Template)
        places = list(differences(stage.content["resources"], swap.content["resources"]))
        assert {place[-2] for place in places} <= POOLS
        moved += len(places)

    changes_pools()

    assert moved


def differences(one: Any, other: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places of values that differ; both have the same members and items, in the same order."""
    if isinstance(one, dict) and isinstance(other, dict):
        assert list(one) == list(other)
        for key in one:
            yield from differences(one[key], other[key], (*place, key))
    elif isinstance(one, list) and isinstance(other, list):
        assert len(one) == len(other)
        for index in range(len(one)):
            yield from differences(one[index], other[index], (*place, index))
    elif one != other:
        yield place
