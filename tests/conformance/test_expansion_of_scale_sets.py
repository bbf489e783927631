"""Templates of scale sets that Azure deployed, against what it made of them: conformance data of recorded traffic."""

from typing import Any

import pytest
from conformance.conformance_data import needs_data
from conformance.recorded import Case, differences, errors, expanded, recorded

from generator.arm.resources import ExpandedResource, written

pytestmark = needs_data

CASES = recorded("vmss_templates.json")
each_case = pytest.mark.parametrize("index", range(len(CASES)))

MASKED_NAMES = {2: "the recording masks the name of the cluster, from which uniqueString makes those of two accounts"}
SECRET = "Azure tells no secret again"
NO_STATE = "the template sets the state, which Azure decides"
DIFFERENT_MEMBERS = {
    "properties.virtualMachineProfile.osProfile.adminPassword": SECRET,
    "properties.virtualMachineProfile.osProfile.customData": SECRET,
    "properties.provisioningState": NO_STATE,
    "properties.proximityPlacementGroup.id": "the recording masks the name of the group in lower case alone",
}


def answer(case: Case) -> dict[str, Any]:
    """The properties of the deployment when it was done, or when it was accepted where the recording ends there."""
    response = case["deploymentResponse"] or case["putResponse"]["body"]
    return dict(response["properties"])


def scale_set_differences(case: Case) -> set[str]:
    """Where the scale set that Azure made is another than ours."""
    (ours, *_) = (each for each in expanded(case).resources if is_scale_set(each))
    body = {key: value for key, value in ours.body.items() if key not in ("apiVersion", "dependsOn")}
    return set(differences(body, case["vmss"]))


def is_scale_set(resource: ExpandedResource) -> bool:
    return resource.type.lower() == "microsoft.compute/virtualmachinescalesets"


def test_the_recordings_are_there() -> None:
    assert len(CASES) == 65
    assert sum(case["vmss"] is not None for case in CASES) == 48


@each_case
def test_nothing_is_refused(index: int) -> None:
    assert errors(expanded(CASES[index])) == []


@each_case
def test_every_resource_that_azure_made_is_there(index: int) -> None:
    case = CASES[index]
    made = {each["id"].lower() for each in answer(case).get("outputResources", ())}

    assert (made <= {each.id.lower() for each in expanded(case).resources}) is (index not in MASKED_NAMES)


@each_case
def test_every_resource_waits_for_what_azure_says(index: int) -> None:
    case = CASES[index]
    ours = {each.id.lower(): {target.lower() for target in each.depends_on} for each in expanded(case).resources}
    azures = {
        each["id"].lower(): {target["id"].lower() for target in each["dependsOn"]}
        for each in answer(case).get("dependencies", ())
    }

    assert ({name: ours.get(name) for name in azures} == azures) is (index not in MASKED_NAMES)


@each_case
def test_every_output_that_can_be_known_is_what_azure_gave(index: int) -> None:
    case = CASES[index]
    given = answer(case).get("outputs") or {}
    known = {name: value for name, value in expanded(case).outputs.items() if written(value) == value}

    assert known == {name: given[name]["value"] for name in known}


@pytest.mark.parametrize("index", [index for index, case in enumerate(CASES) if case["vmss"] is not None])
def test_the_scale_set_is_as_azure_made_it(index: int) -> None:
    assert scale_set_differences(CASES[index]) <= DIFFERENT_MEMBERS.keys()


def test_each_exception_is_needed() -> None:
    found = {path for case in CASES if case["vmss"] is not None for path in scale_set_differences(case)}

    assert found == DIFFERENT_MEMBERS.keys()
