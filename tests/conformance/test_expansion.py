"""Templates that Azure deployed, against what it said of them: conformance data of recorded traffic."""

import json
import re
from typing import Any

import pytest
from conformance.conformance_data import DATA, needs_data

from generator.arm.deferred import Deferred
from generator.arm.expansion import expand
from generator.arm.resources import Expansion, written
from generator.arm.scope import Deployment

pytestmark = needs_data

MASKED = "the recording masks names, so uniqueString, substring and the like give others"
OLD_IDS = "the recording has ids without subscription and group"
DIFFERENT = {
    7: MASKED,
    62: "deployed to a management group, whose name the recording does not give as such",
    65: MASKED,
    215: OLD_IDS,
    218: OLD_IDS,
    221: "the answer is of another template than the request",
}


def cases() -> list[tuple[int, dict[str, Any]]]:
    file = DATA / "arm-traffic/deployment_cases.json"
    return list(enumerate(json.loads(file.read_text(encoding="utf-8")))) if file.exists() else []


CASES = cases()
each_case = pytest.mark.parametrize(
    "case", [pytest.param(case, id=str(index)) for index, case in CASES if index not in DIFFERENT]
)


def expansion(case: dict[str, Any]) -> Expansion:
    name = re.search(r"/deployments/([^?/]+)", case["path"])
    deployment = Deployment(
        name=name[1] if name else "deployment",
        subscription_id=case["subscriptionId"] or "",
        resource_group=case["resourceGroup"] or "",
        location=case["resourceGroupLocation"] or case["location"] or "westus",
        scope="resourceGroup" if case["resourceGroup"] else "subscription",
    )
    return expand(case["template"], case["parameters"] or {}, deployment)


@each_case
def test_every_resource_that_azure_made_is_there(case: dict[str, Any]) -> None:
    made = {resource["id"].lower() for resource in case["expected"].get("outputResources", ())}

    assert made <= {resource.id.lower() for resource in expansion(case).resources}


@each_case
def test_every_resource_waits_for_what_azure_says(case: dict[str, Any]) -> None:
    waits = {each.id.lower(): {target.lower() for target in each.depends_on} for each in expansion(case).resources}

    for resource in case["expected"].get("dependencies", ()):
        assert waits[resource["id"].lower()] == {target["id"].lower() for target in resource["dependsOn"]}


@each_case
def test_every_output_that_can_be_known_is_what_azure_gave(case: dict[str, Any]) -> None:
    given = {name.lower(): output.get("value") for name, output in (case["expected"].get("outputs") or {}).items()}
    ours = {name.lower(): value for name, value in expansion(case).outputs.items()}
    known = {name: value for name, value in ours.items() if written(value) == value and not isinstance(value, Deferred)}

    assert {name: value for name, value in known.items() if name in given} == {
        name: given[name] for name in known if name in given
    }


@each_case
def test_nothing_that_azure_took_is_refused(case: dict[str, Any]) -> None:
    assert [problem.message for problem in expansion(case).problems if problem.severity == "error"] == []


@pytest.mark.parametrize("index", sorted(DIFFERENT))
def test_what_is_listed_as_different_is_there(index: int) -> None:
    assert 0 <= index < len(CASES)
