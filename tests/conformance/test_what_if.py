"""Resources as Azure predicted them (what-if) and as it took them (validate): conformance data of recorded traffic."""

from typing import Any

import pytest
from conformance.conformance_data import needs_data
from conformance.recorded import Case, differences, errors, expanded, recorded

from generator.arm.resources import ExpandedResource

pytestmark = needs_data

PREDICTED = recorded("whatif_cases.json")
VALIDATED = [case for case in recorded("validate_full_cases.json") if case["template"] is not None]
DEPLOYMENT = "microsoft.resources/deployments"

MASKED_SUBSCRIPTION = "the recording masks a subscription in the answer that it does not mask in the parameters"
MASKED_NAME = "uniqueString of an id that the recording masks"
OTHER_NAMES = {0: MASKED_SUBSCRIPTION, 1: MASKED_NAME, 2: MASKED_NAME, 5: MASKED_SUBSCRIPTION}
CHILD_NAME = "Azure names a child without its parent here"
OTHER_TEMPLATE = "the template is a later version of the one that was deployed"
DIFFERENT_MEMBERS = {
    (6, "subnet1", "name"): CHILD_NAME,
    (6, "subnet2", "name"): CHILD_NAME,
    (6, "subnet1", "apiVersion"): OTHER_TEMPLATE,
    (6, "subnet2", "apiVersion"): OTHER_TEMPLATE,
    (6, "vnet1", "apiVersion"): OTHER_TEMPLATE,
}


def ours(case: Case) -> dict[str, ExpandedResource]:
    return {each.id.lower(): each for each in expanded(case).resources}


def body(resource: ExpandedResource) -> dict[str, Any]:
    """What Azure says of the resource too: of its dependencies and its group it tells elsewhere."""
    return {key: value for key, value in resource.body.items() if key not in ("dependsOn", "resourceGroup")}


def predicted(case: Case) -> dict[str, Any]:
    """What Azure would make or change, by id."""
    changes = (each for each in case["changes"] if each["changeType"] not in ("Ignore", "Delete"))
    return {each["resourceId"].lower(): each.get("after") for each in changes}


def test_the_recordings_are_there() -> None:
    assert (len(PREDICTED), len(VALIDATED)) == (14, 9), "two of the validated templates are linked, so not recorded"


@pytest.mark.parametrize("index", range(len(PREDICTED)))
def test_what_if_names_the_same_resources(index: int) -> None:
    names = {name for name, each in ours(PREDICTED[index]).items() if each.type.lower() != DEPLOYMENT}

    assert errors(expanded(PREDICTED[index])) == []
    assert (names == predicted(PREDICTED[index]).keys()) is (index not in OTHER_NAMES)


def test_what_if_gives_them_the_same_members() -> None:
    found = {
        (index, name.rpartition("/")[2], path)
        for index, case in enumerate(PREDICTED)
        for name, after in predicted(case).items()
        if after and (own := ours(case).get(name))
        for path in differences(body(own), after)
    }

    assert found == DIFFERENT_MEMBERS.keys()


@pytest.mark.parametrize("index", range(len(VALIDATED)))
def test_validation_gives_the_same_resources(index: int) -> None:
    case = VALIDATED[index]
    azures = {each["id"].lower(): each for each in case["validatedResources"]}

    assert errors(expanded(case)) == []
    assert ours(case).keys() == azures.keys()
    for name, own in ours(case).items():
        assert list(differences(body(own), azures[name])) == []
        assert list(differences(without_template(azures[name]), {"id": own.id, **body(own)})) == []


def without_template(resource: dict[str, Any]) -> dict[str, Any]:
    """Azure's resource without the template of a nested deployment, which we expand, and without its dependencies."""
    properties = {key: value for key, value in resource.get("properties", {}).items() if key != "template"}
    return {key: value for key, value in resource.items() if key != "dependsOn"} | {"properties": properties}


@pytest.mark.parametrize("index", range(len(VALIDATED)))
def test_validation_gives_the_same_dependencies(index: int) -> None:
    case = VALIDATED[index]
    waits = {name: {target.lower() for target in each.depends_on} for name, each in ours(case).items()}

    for each in case["dependencies"]:
        assert waits[each["id"].lower()] == {target["id"].lower() for target in each["dependsOn"]}
