"""How many placement groups a scale set has."""

from pathlib import Path
from typing import Any

import pytest
from properties.examples import LINUX, laid_over, rendered, resource


def single_placement_group(folder: Path, **scale_set: Any) -> Any:
    template = rendered(folder, laid_over(LINUX, {"scaleSet": {"orchestrationMode": "Uniform", **scale_set}}))
    return resource(template, "virtualMachineScaleSets")["properties"].get("singlePlacementGroup")


@pytest.mark.parametrize("wanted", [True, False])
def test_what_the_blueprint_says_is_rendered(tmp_path: Path, wanted: bool) -> None:
    assert single_placement_group(tmp_path, singlePlacementGroup=wanted) is wanted


def test_a_small_set_leaves_it_to_azure(tmp_path: Path) -> None:
    assert single_placement_group(tmp_path, sku={"name": "Standard_D2s_v5", "capacity": 100}) is None


def test_a_set_of_more_than_one_group_holds_has_several(tmp_path: Path) -> None:
    assert single_placement_group(tmp_path, sku={"name": "Standard_D2s_v5", "capacity": 101}) is False
