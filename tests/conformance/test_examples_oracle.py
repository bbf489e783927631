"""Every example, in each of its environments, against Azure's official schemas of the resource types it makes."""

from pathlib import Path
from typing import Any

import pytest

import generator

BLUEPRINTS = Path(__file__).parents[2] / "blueprints"
EXAMPLES = sorted(path for path in BLUEPRINTS.glob("*.yaml") if not path.name.startswith("_"))
CASES = [
    pytest.param(path, environment, id=".".join(filter(None, (path.stem, environment))))
    for path in EXAMPLES
    for environment in (None, *generator.load(path).environments)
]

UNDESCRIBED = {
    "Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies@2025-07-01",
    "Microsoft.StandbyPool/standbyVirtualMachinePools@2025-10-01",
}
"""Types that the official schemas leave out; `vmssgen validate` checks them with schemas of its own."""


@pytest.mark.parametrize(("example", "environment"), CASES)
def test_an_example_is_what_the_official_schemas_accept(example: Path, environment: str | None, oracle: Any) -> None:
    template = generator.render(generator.load(example, environment=environment)).content
    skipped: list[str] = []

    assert oracle.check(template, skipped=skipped) == []
    assert set(skipped) <= UNDESCRIBED, "resource types that the official schemas do not describe"
