"""Fingerprints of lines are those of GitHub, which knows an alert by them when its line moves."""

import pytest
from conformance.conformance_data import DATA, needs_data, read

from generator.reporting.fingerprints import line_fingerprints

VECTORS = read("sarif_fingerprint_vectors.json") if DATA.is_dir() else []


@needs_data
@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: repr(vector["text"][:20]))
def test_each_line_has_the_fingerprint_that_github_computes(vector: dict[str, object]) -> None:
    assert line_fingerprints(str(vector["text"])) == vector["primaryLocationLineHash_by_line"]
