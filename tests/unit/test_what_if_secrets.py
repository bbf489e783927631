"""Values of secure parameters appear in nothing that a what-if gives."""

import base64
import json
from typing import Any

import pytest
from unit.what_if_samples import SCALE_SET, array, changed, created, deleted, modify, resource, result

from generator.azure.what_if import Unknown, WhatIf, read_what_if
from generator.azure.what_if.report_json import to_json
from generator.azure.what_if.report_lines import to_lines
from generator.azure.what_if.report_markdown import to_markdown

SECRET = "c0rrect-h0rse"
SETTINGS = "properties.virtualMachineProfile.extensionProfile.extensions[0].properties.settings"


def everything(what_if: WhatIf) -> str:
    """All reports, and all that the what-if holds."""
    lines = "\n".join(line.text for line in to_lines(what_if, show_all=True))
    page = to_markdown(what_if, title="x", show_all=True)
    return "\n".join((lines, page, json.dumps(to_json(what_if)), repr(what_if)))


def reported(*changes: dict[str, Any], **properties: Any) -> str:
    return everything(read_what_if(result(*changes, **properties), secrets=[SECRET]))


@pytest.mark.parametrize(
    "value",
    [
        SECRET,
        f"install --password {SECRET} --yes",
        {"nested": [{"password": SECRET}]},
        {SECRET: 1},
        base64.b64encode(SECRET.encode()).decode(),
        base64.b64encode(f"password={SECRET}\n".encode()).decode(),
        json.dumps({"password": SECRET}),
    ],
)
def test_a_value(value: Any) -> None:
    found = reported(modify(changed(SETTINGS, "other", value), created("tags.x", value)))

    assert SECRET not in found
    assert base64.b64encode(SECRET.encode()).decode()[:12] not in found


@pytest.mark.parametrize(
    "change",
    [
        resource("Create", after={"properties": {"password": SECRET}}),
        resource("Delete", before={"properties": {"password": SECRET}}),
        resource("Create", f"{SCALE_SET}/extensions/{SECRET}"),
        resource("Unsupported", unsupportedReason=f"bad: {SECRET}"),
        modify(deleted(f"tags['{SECRET}']", 1)),
        modify(array("zones", deleted("0", SECRET))),
    ],
)
def test_any_place(change: dict[str, Any]) -> None:
    found = reported(change)

    assert SECRET not in found
    assert "***" in found


def test_a_diagnostic_and_an_error() -> None:
    diagnostic = {"level": "Info", "code": "x", "message": SECRET, "target": f"/{SECRET}"}
    failed = {"status": "Failed", "error": {"code": "x", "message": f"value '{SECRET}' is bad"}}

    assert SECRET not in reported(diagnostics=[diagnostic])
    assert SECRET not in everything(read_what_if(failed, secrets=[SECRET]))


def test_a_short_secret_is_masked_where_it_is_all() -> None:
    found = read_what_if(result(modify(changed("tags.x", "ab", "abc"))), secrets=["ab"])

    (leaf,) = next(iter(found.resources)).leaves()
    assert (leaf.before, leaf.after) == ("***", "abc")


def test_a_number_that_is_a_secret() -> None:
    assert "48151623" not in everything(read_what_if(result(modify(created("tags.x", 48151623))), secrets=["48151623"]))


def test_a_changed_secret_is_a_change_although_both_values_are_masked() -> None:
    what_if = read_what_if(result(modify(changed(SETTINGS, "first!", "second"))), secrets=["first!", "second"])

    assert what_if.has_changes
    assert {leaf.before for each in what_if.resources for leaf in each.leaves()} == {"***"}


def test_nothing_is_masked_without_secrets() -> None:
    assert "abc" in everything(read_what_if(result(modify(created("tags.x", "abc"))), secrets=[""]))


def test_a_secret_that_azure_masks_is_not_compared() -> None:
    what_if = read_what_if(result(modify(changed(SETTINGS, SECRET, "*******"))), secrets=[SECRET])

    assert what_if.unknown == {Unknown.HIDDEN: 1}
    assert SECRET not in everything(what_if)
