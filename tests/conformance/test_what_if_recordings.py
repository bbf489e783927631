"""Results of what-if that Azure gave (conformance data): what is left of them, and that nothing real is folded."""

from typing import Any

import pytest
from conformance.conformance_data import DATA, needs_data, read

from generator.azure.what_if import Effect, PropertyChange, ResourceChange, WhatIf, read_what_if
from generator.azure.what_if.noise_differences import Differences
from generator.azure.what_if.noise_places import place_of_resource
from generator.azure.what_if.report_json import to_json
from generator.azure.what_if.report_lines import to_lines
from generator.azure.what_if.report_markdown import to_markdown
from generator.azure.what_if.resources import resource_name

pytestmark = needs_data

FOLDER = DATA / "arm-traffic/whatif"
SUMMARIES = {
    "javalib_canPostDeploymentWhatIfOnResourceGroup": (
        "1 to modify, 2 unchanged; 2 properties known as noise folded (--all shows them)"
    ),
    "javalib_canPostDeploymentWhatIfOnSubscription": "no changes: no resources",
    "management_group_level_what_if": "4 to create",
    "netsdk_WhatIfAtSubscriptionScope_CreateResources_ReturnsCreateChanges": (
        "1 to create, 2 to deploy, 1 not in the template"
    ),
    "netsdk_WhatIfAtSubscriptionScope_ModifyResources_ReturnsModifyChanges": (
        "1 to modify, 2 unchanged, 1 not in the template"
    ),
    "netsdk_WhatIf_BlankTemplate_ReturnsNoChange": "no changes: no resources",
    "netsdk_WhatIf_CreateResources_ReturnsCreateChanges": "1 to create",
    "netsdk_WhatIf_DeleteResources_ReturnsDeleteChanges": "1 to delete",
    "netsdk_WhatIf_ModifyResources_ReturnsModifyChanges": "1 to modify",
    "netsdk_WhatIf_ResourceIdOnlyMode_ReturnsChangesWithResourceIdsOnly": "1 to create",
    "resource_group_level_what_if": "1 to modify",
    "resource_group_level_what_if_ts": "1 to modify, 2 not in the template",
    "subscription_level_what_if": "1 to modify",
    "subscription_level_what_if_ts": "1 to modify",
    "tenant_level_what_if": "3 to create",
}


def recorded(name: str) -> WhatIf:
    answers = [each.get("responseBody") for each in read(f"arm-traffic/whatif/{name}.json")["interactions"]]
    found = [each for each in answers if isinstance(each, dict) and "changes" in (each.get("properties") or {})]
    return read_what_if(found[-1])


def all_recorded() -> list[ResourceChange]:
    return [resource for name in SUMMARIES for resource in recorded(name).resources]


@pytest.mark.parametrize("name", SUMMARIES)
def test_what_is_left(name: str) -> None:
    what_if = recorded(name)

    assert to_lines(what_if, show_all=False)[-1].text == SUMMARIES[name]
    assert what_if.status == "Succeeded"
    assert what_if.diagnostics == ()


@pytest.mark.parametrize("name", SUMMARIES)
def test_every_resource_is_in_every_report(name: str) -> None:
    what_if = recorded(name)
    names = {resource_name(each.resource_id).short for each in what_if.resources}

    shown = "\n".join(line.text for line in to_lines(what_if, show_all=True))
    page = to_markdown(what_if, title=name, show_all=True)

    assert [each for each in names if each not in shown or each.replace("_", "&#95;") not in page] == []
    assert len(to_json(what_if)["resources"]) == len(what_if.resources)


def test_every_result_is_there() -> None:
    files = {file.stem for file in FOLDER.glob("*.json")} - {"noise_suppression_compute_network"}

    assert files == SUMMARIES.keys()


def test_nothing_is_folded_but_a_location_that_subnets_do_not_have() -> None:
    folded = [(each.resource_id, leaf) for each in all_recorded() for leaf in each.leaves() if leaf.noise]

    assert {leaf.path for _, leaf in folded} == {("location",)}
    assert all("/subnets/" in name for name, _ in folded)


def test_every_other_recorded_change_is_shown() -> None:
    shown = [leaf for each in all_recorded() for change in each.shown for leaf in change.leaves()]

    assert sorted(map(in_words, shown)) == [
        "Delete properties.subnets",
        "Modify properties.accountType",
        *["Modify properties.policyRule.if.equals"] * 3,
        *["Modify sku.name"] * 2,
    ]


def in_words(change: PropertyChange) -> str:
    return f"{change.kind} {'.'.join(map(str, change.path))}"


def differences(resource: ResourceChange) -> list[Any]:
    name = resource_name(resource.resource_id)
    compared = Differences(resource_id=resource.resource_id, api_version=resource.api_version)
    return list(compared.between(resource.before, resource.after, place_of_resource(name.type)))


def test_states_differ_in_something_real_where_azure_and_we_say_so() -> None:
    compared = [each for each in all_recorded() if each.before is not None and each.after is not None]

    assert len(compared) == 14
    for resource in compared:
        assert (None in differences(resource)) is (resource.effect is Effect.MODIFY), resource.resource_id
