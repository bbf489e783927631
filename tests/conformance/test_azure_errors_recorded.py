"""Every error that was recorded of Azure is told readably and by its innermost code: conformance data.

The snapshot has our words whole and of Azure's the first few with their number, which is enough to see each change.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from conformance.conformance_data import DATA, needs_data, read
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.amber import AmberSnapshotExtension
from syrupy.location import PyTestLocation

from generator.azure.errors import azure_error, failed_operations
from generator.diagnostics import Diagnostic, to_text

pytestmark = needs_data
TRAFFIC = DATA / "arm-traffic"
SNAPSHOTS = Path(__file__).parents[1] / "snapshots"
CATALOGUES = ["catalog_arm_core", "catalog_other_providers"]
NO_CODES = {"~", "None", "OK", "RootActivityId", "Param1", "(no body)", "(text)"}
"""What the catalogues have in the place of a code where there is none, and codes of details that are no errors."""
DEEPER = {
    "catalog_arm_core-069": "InternalServerError",
    "catalog_arm_core-070": "OperationNotAllowed",
    "catalog_arm_core-071": "OperationNotAllowed",
    "catalog_other_providers-000": "ApplianceBeingDeleted",
    "catalog_other_providers-003": "LinkedAuthorizationFailed",
    "catalog_other_providers-020": "AddressPrefixStringCannotBeNullOrEmpty",
    "catalog_other_providers-049": "INVALID_RECORDS",
}
"""Codes of errors that a message quotes, where the catalogues have that of the error around."""
CODE = r'"code\\*": ?\\*"([^"\\]+)'
SHOWN = 6
"""Words of Azure's."""


class RecordedSnapshotExtension(AmberSnapshotExtension):
    """Keeps all of them in `tests/snapshots/test_azure_errors_recorded.ambr`."""

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        return str(SNAPSHOTS)


def of_catalogues() -> Iterator[Any]:
    for catalogue in CATALOGUES:
        for number, entry in enumerate(read(f"arm-traffic/errors/{catalogue}.json")):
            yield pytest.param(entry, id=f"{catalogue}-{number:03}")


def of_reports() -> Iterator[Any]:
    for number, shape in enumerate(read("arm-traffic/errors/reported_shapes.json")["shapes"]):
        if isinstance(shape["body"], dict):  # the others are parts of a what-if that succeeded
            yield pytest.param(spelt_out(shape["body"]), shape.get("http"), id=f"{number:02}")


def spelt_out(value: Any) -> Any:
    """The shape with JSON where it says that there is some."""
    match value:
        case dict():
            return {key: spelt_out(each) for key, each in value.items()}
        case list():
            return [spelt_out(each) for each in value]
        case str() if value.startswith("<JSON text: "):
            return value.removeprefix("<JSON text: ").removesuffix(">").replace("...", '"something"')
    return value


def of_deployments() -> Iterator[Any]:
    for file in sorted((TRAFFIC / "deployments_failed").glob("*.json")):
        for number, exchange in enumerate(read(f"arm-traffic/deployments_failed/{file.name}")["interactions"]):
            body = exchange.get("responseBody")
            if "sameResponseAs" not in exchange and (exchange["status"] >= 400 or says_that_it_failed(body)):
                yield pytest.param(body, exchange["status"], id=f"{file.stem}-{number:02}")


def says_that_it_failed(body: Any) -> bool:
    if not isinstance(body, dict):
        return False
    properties = [each.get("properties", {}) for each in [body, *body.get("value", [])]]
    return "error" in body or any("error" in each or each.get("provisioningState") == "Failed" for each in properties)


HERE = DATA.is_dir()
RECORDED = list(of_catalogues()) if HERE else []
REPORTED = list(of_reports()) if HERE else []
FAILED = list(of_deployments()) if HERE else []


def diagnosed(body: Any, status: int | None) -> tuple[Diagnostic, ...]:
    if isinstance(body, dict) and "value" in body:
        return failed_operations(body["value"], None)
    return (azure_error(body, status=status),)


def text_of(body: Any, status: int | None) -> str:
    return "\n".join(map(to_text, diagnosed(body, status)))


def abridged(text: str) -> str:
    """The text with few of Azure's words; advice is ours."""
    return "\n".join(line if "= hint:" in line or "= docs:" in line else few_words(line) for line in text.splitlines())


def few_words(line: str) -> str:
    margin, words = re.split(r"(?<=^)(\s*)", line, maxsplit=1)[1], line.split()
    return margin + " ".join(words[:SHOWN]) + (f" … {len(words)} words" if len(words) > SHOWN else "")


@pytest.mark.parametrize("entry", RECORDED)
def test_recorded(entry: Mapping[str, Any], snapshot: SnapshotAssertion) -> None:
    text = text_of(entry.get("responseBody"), entry["status"])

    assert abridged(text) == snapshot(extension_class=RecordedSnapshotExtension)


@pytest.mark.parametrize(("body", "status"), REPORTED)
def test_reported(body: Any, status: int | None, snapshot: SnapshotAssertion) -> None:
    assert abridged(text_of(body, status)) == snapshot(extension_class=RecordedSnapshotExtension)


@pytest.mark.parametrize(("body", "status"), FAILED)
def test_failed_deployment(body: Any, status: int, snapshot: SnapshotAssertion) -> None:
    assert abridged(text_of(body, status)) == snapshot(extension_class=RecordedSnapshotExtension)


def innermost_codes(entry: Mapping[str, Any], name: str) -> list[str]:
    """One of these must be told first; none where the body has no code."""
    if name in DEEPER:
        return [DEEPER[name]]
    paths = [[code for code in path.split("/") if code not in NO_CODES] for path in entry["codes"]]
    return [path[-1] for path in paths if path]


@pytest.mark.parametrize("entry", RECORDED)
def test_the_innermost_code_is_in_the_first_line(entry: Mapping[str, Any], request: pytest.FixtureRequest) -> None:
    codes = innermost_codes(entry, request.node.callspec.id)

    first_line = text_of(entry.get("responseBody"), entry["status"]).splitlines()[0]

    assert not codes or any(f"{code}:" in first_line or f"{code} (" in first_line for code in codes)


@pytest.mark.parametrize(("body", "status"), REPORTED)
def test_the_innermost_code_of_a_report_is_in_the_first_line(body: Any, status: int | None) -> None:
    first_line = text_of(body, status).splitlines()[0]

    assert f"{re.findall(CODE, json.dumps(body))[-1]}: " in first_line


@pytest.mark.parametrize("entry", RECORDED)
def test_the_text_is_readable(entry: Mapping[str, Any]) -> None:
    text = text_of(entry.get("responseBody"), entry["status"])

    assert text.startswith("error[azure/")
    assert len(text.splitlines()[0]) < 900
    assert not re.search(
        r"\\x[0-9a-f]{2}|aka\.ms/(arm-debug|DeployOperations|arm-deploy)|inner errors|racking id", text
    )
