"""Templates that Azure deployed, against what it said of them: conformance data of recorded traffic."""

from collections.abc import Iterator

import pytest
from conformance.conformance_data import needs_data
from conformance.recorded import Case, errors, expanded, recorded

from generator.arm.deferred import Deferred
from generator.arm.resources import written

pytestmark = needs_data

MASKED = "the recording masks names, so uniqueString, substring and the like give others"
OLD_IDS = "the recording has ids without subscription and group"
DIFFERENT = {
    7: MASKED,
    65: MASKED,
    215: OLD_IDS,
    218: OLD_IDS,
    221: "the answer is of another template than the request",
}
CASES = recorded("deployment_cases.json")


def disagreements(case: Case) -> Iterator[str]:
    """What Azure says of the deployment, and our expansion does not."""
    found = expanded(case)
    yield from errors(found)
    made = {resource["id"].lower() for resource in case["expected"].get("outputResources", ())}
    yield from (f"does not make {name}" for name in made - {resource.id.lower() for resource in found.resources})
    waits = {each.id.lower(): {target.lower() for target in each.depends_on} for each in found.resources}
    for each in case["expected"].get("dependencies", ()):
        if waits.get(each["id"].lower()) != {target["id"].lower() for target in each["dependsOn"]}:
            yield f"{each['id']} waits for others"
    given = {name.lower(): output.get("value") for name, output in (case["expected"].get("outputs") or {}).items()}
    for name, value in found.outputs.items():
        known = not isinstance(value, Deferred) and written(value) == value
        if known and name.lower() in given and given[name.lower()] != value:
            yield f"the output {name} is {value!r}"


def test_the_recordings_are_there() -> None:
    assert len(CASES) == 222


@pytest.mark.parametrize("index", range(len(CASES)))
def test_expansion_agrees_with_azure_but_where_a_reason_is_given(index: int) -> None:
    found = list(disagreements(CASES[index]))

    assert bool(found) is (index in DIFFERENT), found
