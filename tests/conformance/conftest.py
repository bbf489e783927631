"""The test oracle that lies beside the checkout and is no part of the project."""

import warnings
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

ORACLE = Path(__file__).parents[2] / "../shared/tools/oracle.py"


@pytest.fixture(scope="session")
def oracle() -> Any:
    """Azure's official schemas of resource types, and the functions that check a template with them."""
    if not ORACLE.is_file():
        pytest.skip(f"the conformance data is not here: no file {ORACLE}")
    spec = spec_from_file_location("conformance_oracle", ORACLE)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it leaves the closing of its file to the interpreter
        module.bundle()
    return module
