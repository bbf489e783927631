"""Deployment stacks: deployments that own their resources, and let go of those that leave the template.

https://learn.microsoft.com/azure/azure-resource-manager/bicep/deployment-stacks
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from azure.core.exceptions import HttpResponseError, ResourceNotFoundError

from generator.azure.connection import Connection, body_of
from generator.azure.deployments import (
    Created,
    Deployments,
    Json,
    deployments_around,
    error_code,
    error_within,
    json_of,
    method_of,
    with_headers,
)
from generator.azure.stack_settings import StackSettings
from generator.azure.submission import Scope, Submission


@dataclass(frozen=True, slots=True)
class Stacks:
    """The deployment stacks of a scope. Every method raises what the SDK raises."""

    connection: Connection
    scope: Scope
    settings: StackSettings = field(default_factory=StackSettings)

    def validate(self, submission: Submission) -> Json:
        """What Azure says of the stack without making it; `error` where it would refuse it."""
        method = self._of_scope("begin_validate_stack_at_resource_group", "begin_validate_stack_at_subscription")
        try:
            found: Json = method(submission.name, self._body(submission), cls=json_of).result()
        except HttpResponseError as error:
            if error.status_code == 400 and error.response is not None:
                return {"error": error_within(body_of(error.response))}
            raise
        return found

    def what_if(self, submission: Submission) -> Json:
        """What the deployment within would change; what leaves the stack is for `leaving` to say."""
        return Deployments(self.connection, self.scope).what_if(submission)

    def create(self, submission: Submission) -> Created:
        """Start making or updating the stack; asks once."""
        method = self._of_scope("begin_create_or_update_at_resource_group", "begin_create_or_update_at_subscription")
        poller = method(submission.name, self._body(submission), polling=False, retry_total=0, cls=with_headers)
        stack, headers = poller.result()
        return Created(stack, headers.get("Azure-AsyncOperation"))

    def get(self, name: str) -> Json | None:
        """The stack; None where there is none."""
        method = self._of_scope("get_at_resource_group", "get_at_subscription")
        try:
            found: Json = method(name, cls=json_of)
        except ResourceNotFoundError as error:
            if error_code(error) in ("DeploymentStackNotFound", "ResourceNotFound"):
                return None
            raise
        return found

    def operations(self, name: str) -> list[Json]:
        """What the stack's deployment does to each resource; empty before there is one."""
        deployment_id = str(((self.get(name) or {}).get("properties") or {}).get("deploymentId") or "")
        around = deployments_around(self.connection, deployment_id) if deployment_id else None
        return around.operations(deployment_id.rpartition("/")[2]) if around is not None else []

    def leaving(self, name: str, staying: frozenset[str]) -> tuple[str, ...]:
        """The ids of the stack's resources that are not among those `staying`, which are in lower case."""
        managed = ((self.get(name) or {}).get("properties") or {}).get("resources") or ()
        ids = [str(each.get("id", "")) for each in managed if str(each.get("status", "")).lower() != "none"]
        return tuple(each for each in ids if each.lower() not in staying)

    def _body(self, submission: Submission) -> Json:
        action = self.settings.unmanaged.value
        body = submission.tagged_body()
        properties = {key: value for key, value in body["properties"].items() if key != "mode"}
        return {
            **body,
            "properties": {
                **properties,
                "actionOnUnmanage": {"resources": action, "resourceGroups": action, "managementGroups": action},
                "denySettings": {"mode": self.settings.deny.value},
            },
        }

    def _of_scope(self, for_group: str, for_subscription: str) -> Callable[..., Any]:
        return method_of(self.connection.stacks.deployment_stacks, self.scope, for_group, for_subscription)
