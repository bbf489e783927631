"""Every example, in each of its environments, against Azure's official schemas of the resource types it makes."""

import warnings
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

import generator

BLUEPRINTS = Path(__file__).parents[2] / "blueprints"
ORACLE = Path(__file__).parents[2] / "../shared/tools/oracle.py"
EXAMPLES = sorted(path for path in BLUEPRINTS.glob("*.yaml") if not path.name.startswith("_"))
CASES = [
    pytest.param(path, environment, id=".".join(filter(None, (path.stem, environment))))
    for path in EXAMPLES
    for environment in (None, *generator.load(path).environments)
]

pytestmark = pytest.mark.skipif(not ORACLE.is_file(), reason=f"the conformance data is not here: no file {ORACLE}")


@pytest.fixture(scope="module")
def oracle() -> Any:
    spec = spec_from_file_location("conformance_oracle", ORACLE)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it leaves the closing of its file to the interpreter
        module.bundle()
    return module


@pytest.mark.parametrize(("example", "environment"), CASES)
def test_an_example_is_what_the_official_schemas_accept(example: Path, environment: str | None, oracle: Any) -> None:
    template = generator.render(generator.load(example, environment=environment)).content
    skipped: list[str] = []

    assert oracle.check(template, skipped=skipped) == []
    assert skipped == [], "resource types that the official schemas do not describe"
