"""What-if as lines for a terminal, as a comment on a pull request and as JSON."""

import json
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.location import PyTestLocation
from unit.what_if_samples import (
    GROUP,
    OTHER_GROUP,
    SCALE_SET,
    changed,
    created,
    deleted,
    modify,
    resource,
    scale_set_update,
    texts,
    what_if,
)

from generator.azure.what_if import Effect, Noise, Unknown, read_what_if
from generator.azure.what_if.report_json import to_json
from generator.azure.what_if.report_lines import to_lines
from generator.azure.what_if.report_markdown import to_markdown
from generator.showing.lines import Line

SNAPSHOTS = Path(__file__).parents[1] / "snapshots"


class Text(SingleFileSnapshotExtension):
    """Keeps each report as a file of its own, as it is read."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        return str(SNAPSHOTS / test_location.basename)


class Markdown(Text):
    file_extension = "md"


class Json(Text):
    file_extension = "json"


@pytest.mark.parametrize("show_all", [False, True])
def test_lines(show_all: bool, snapshot: SnapshotAssertion) -> None:
    lines = to_lines(read_what_if(scale_set_update()), show_all=show_all)

    text = "".join(f"{line.style:12}{'#' if line.is_heading else ' '} {line.text}".rstrip() + "\n" for line in lines)

    assert text == snapshot(extension_class=Text)


@pytest.mark.parametrize("show_all", [False, True])
def test_markdown(show_all: bool, snapshot: SnapshotAssertion) -> None:
    page = to_markdown(read_what_if(scale_set_update()), title="web.yaml: prod", show_all=show_all)

    assert page == snapshot(extension_class=Markdown)


def test_json(snapshot: SnapshotAssertion) -> None:
    document = to_json(read_what_if(scale_set_update()))

    assert json.dumps(document, indent=2, ensure_ascii=False) + "\n" == snapshot(extension_class=Json)


def test_the_documentation_shows_this_report() -> None:
    page = (Path(__file__).parents[2] / "docs/what-if.md").read_text(encoding="utf-8")

    assert "```text\n" + "\n".join(texts(read_what_if(scale_set_update()))) + "\n```" in page


def test_the_documentation_has_all_words_of_the_reports() -> None:
    page = (Path(__file__).parents[2] / "docs/what-if.md").read_text(encoding="utf-8")
    words = [*Noise, *Unknown, *Effect, *(each.name.lower().replace("_", "-") for each in [*Noise, *Unknown])]

    assert [word for word in words if f"`{word}`" not in page] == []


# Lines


def test_deletions_come_first_and_stand_out() -> None:
    lines = to_lines(what_if(resource("Create"), resource("Delete", f"{GROUP}/providers/A.B/c/old")), show_all=False)

    assert lines[:2] == [
        Line("DELETE 1 resource", "delete", is_heading=True),
        Line("  - A.B/c/old", "delete"),
    ]


def test_replacements_stand_out_and_say_why() -> None:
    heading, name, row, *_ = to_lines(what_if(modify(changed("location", "westeurope", "eastus"))), show_all=False)

    assert heading.text.startswith("REPLACE 1 resource: Azure never changes this property")
    assert (name.text, name.style) == ("  ! Microsoft.Compute/virtualMachineScaleSets/web", "replace")
    assert row.text == '      ~ location: "westeurope" -> "eastus"'


def test_resources_elsewhere_say_where() -> None:
    others = [resource("Create", f"{OTHER_GROUP}/providers/A.B/c/{name}") for name in "ab"]

    found = texts(what_if(resource("Create"), *others))

    assert found[1:4] == [
        "  + A.B/c/a",
        "  + A.B/c/b",
        "  + Microsoft.Compute/virtualMachineScaleSets/web (resource group shop)",
    ]


@pytest.mark.parametrize(
    ("resource_id", "name"),
    [
        (GROUP, "resourceGroups/shop"),
        (f"{GROUP}/providers/A.B/c/d/e/f", "A.B/c/d/e/f"),
        (f"{GROUP}/providers/A.B/c/d/providers/E.F/g/h", "A.B/c/d/providers/E.F/g/h"),
        ("/providers/Microsoft.Management/managementGroups/top/providers/A.B/c/d", "A.B/c/d"),
        ("/providers/A.B/c/d", "A.B/c/d"),
        ("anything", "anything"),
    ],
)
def test_short_names(resource_id: str, name: str) -> None:
    assert texts(what_if(resource("Create", resource_id)))[1] == f"  + {name}"


def test_potential_changes_say_so() -> None:
    assert texts(what_if(potentialChanges=[resource("Delete", "/providers/A.B/c/d")]))[1] == (
        "  - A.B/c/d, if the deployment comes to it"
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([], "no changes: no resources"),
        ([resource("NoChange")], "no changes: 1 unchanged"),
        ([resource("Create"), resource("Create"), resource("Deploy")], "2 to create, 1 to deploy"),
        (
            [modify(deleted("etag", "x"))],
            "no changes: 1 unchanged; 1 property known as noise folded (--all shows them)",
        ),
        (
            [modify(created("tags.a", "b"), deleted("etag", "x"), deleted("properties.uniqueId", "y"))],
            "1 to modify; 2 properties known as noise folded (--all shows them)",
        ),
        (
            [modify(changed("properties.proximityPlacementGroup.id", "a", "[reference('b').id]"))],
            "no changes: 1 that may change; 1 value that cannot be compared",
        ),
    ],
)
def test_the_last_line_counts(changes: list[dict[str, Any]], expected: str) -> None:
    assert texts(what_if(*changes))[-1] == expected


def test_what_stays_as_it_is_is_shown_with_all() -> None:
    found = what_if(resource("NoChange"), resource("Ignore", f"{GROUP}/providers/A.B/c/d"))

    assert texts(found)[:-1] == []
    assert texts(found, show_all=True)[:-1] == [
        "Unchanged 1 resource",
        "  = Microsoft.Compute/virtualMachineScaleSets/web",
        "",
        "Not in the template 1 resource",
        "  * A.B/c/d",
        "",
    ]


def test_all_of_what_is_created_is_shown_with_all() -> None:
    found = what_if(resource("Create", after={"id": SCALE_SET, "sku": {"name": "A1"}, "zones": ["1"], "tags": {}}))

    assert texts(found, show_all=True)[2:-2] == [
        '      + sku.name: "A1"',
        '      + zones[0]: "1"',
        "      + tags: {}",
    ]


# JSON


def test_json_has_noise_too() -> None:
    document = to_json(what_if(modify(deleted("etag", "x"), created("tags.a", "b"))))

    assert (document["hasChanges"], document["noiseCounts"], document["unknownCounts"]) == (True, {"read-only": 1}, {})
    assert document["resources"][0]["properties"] == [
        {"path": "etag", "change": "Delete", "before": "x", "noise": "read-only", "unknown": None},
        {"path": "tags.a", "change": "Create", "after": "b", "noise": None, "unknown": None},
    ]


def test_json_is_plain() -> None:
    document = to_json(read_what_if(scale_set_update()))

    assert json.loads(json.dumps(document)) == document


def test_json_of_a_failure() -> None:
    document = to_json(read_what_if({"status": "Failed", "error": {"code": "x"}}))

    assert (document["status"], document["hasChanges"], document["error"]) == ("Failed", False, {"code": "x"})
