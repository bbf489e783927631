"""The policies that denied a request, by the names that people gave them."""

import json
from typing import Any

from unit.azure_error_parts import POLICY, SUBSCRIPTION, WEB, error

from generator.azure.errors import azure_error
from generator.diagnostics import Diagnostic

PLAIN = "Resource 'web' was disallowed by policy"


def denied(message: str = f"{PLAIN}.", **more: Any) -> Diagnostic:
    return azure_error({"error": error("RequestDisallowedByPolicy", message, target="web", **more)}, resource_id=WEB)


def violation(**info: Any) -> dict[str, Any]:
    return {"type": "PolicyViolation", "info": info}


def test_policy_assignment_and_what_it_looked_at_are_told() -> None:
    (policy,) = denied(additionalInfo=[POLICY]).causes

    assert policy.message == f"policy “Allowed locations”, assigned as “Europe only” to {SUBSCRIPTION}"
    assert [each.message for each in policy.causes] == [
        'location is "eastus", tested: In ["westeurope", "northeurope"]'
    ]


def test_each_policy_is_told_once() -> None:
    other = violation(policyDefinitionName="tags", policyAssignmentName="tags")

    found = denied(additionalInfo=[POLICY, other, POLICY])

    assert [cause.message.partition(",")[0] for cause in found.causes] == [
        "policy “Allowed locations”",
        "policy “tags”",
    ]
    assert found.hint is not None
    assert found.hint.startswith("change what “Allowed locations” and “tags” looks at (location)")


def test_policies_are_read_out_of_the_message_where_there_is_nothing_else() -> None:
    assignment = {"name": "Europe only", "id": f"{SUBSCRIPTION}/providers/Microsoft.Authorization/policyAssignments/eu"}
    definition = {"name": "Allowed locations", "id": "/providers/Microsoft.Authorization/policyDefinitions/e56962a6"}
    identifiers = json.dumps([{"policyAssignment": assignment, "policyDefinition": definition}])

    found = denied(f"{PLAIN}. Policy identifiers: '{identifiers}'.")

    assert found.message.endswith(f"RequestDisallowedByPolicy: {PLAIN}")
    assert [cause.message for cause in found.causes] == [
        f"policy “Allowed locations”, assigned as “Europe only” to {SUBSCRIPTION}"
    ]


def test_the_reason_that_an_assignment_gives_is_kept() -> None:
    found = denied(f"{PLAIN}. Reasons: 'Ask the platform team.'. See error details for policy resource IDs.")

    assert found.message.endswith("was disallowed by policy. Reasons: 'Ask the platform team.'")


def test_a_violation_that_cannot_be_read_is_left_out() -> None:
    found = denied(
        additionalInfo=[violation(), {"type": "PolicyViolation", "info": 7}, violation(evaluationDetails=[1])]
    )

    assert found.message.endswith(PLAIN)
    assert found.causes == ()


def test_identifiers_that_cannot_be_read_are_told_as_they_are() -> None:
    assert denied(f"{PLAIN}. Policy identifiers: '[{{odd]'.").message.endswith(
        f"{PLAIN}. Policy identifiers: '[{{odd]'"
    )
