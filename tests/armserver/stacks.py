"""A deployment stack on its way: a deployment, and what becomes of the resources that its template no longer has.

https://learn.microsoft.com/azure/azure-resource-manager/bicep/deployment-stacks
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from armserver.clock import duration
from armserver.providers import remove
from armserver.running import Run
from armserver.state import State, Target

Body = dict[str, Any]
ENDED = ("succeeded", "failed", "canceled")
_FAILED = (
    "One or more errors occurred while deploying the Deployment Stack. Deployment did not succeed. "
    "See inner errors for details."
)


@dataclass(slots=True, kw_only=True)
class Stack:
    """A stack as it was last asked for, the deployment that makes it, and what it manages."""

    name: str
    target: Target
    run: Run
    operation_id: str
    body: Mapping[str, Any]
    status: str = "initializing"
    error: Body | None = None
    managed: list[str] = field(default_factory=list)
    """Ids of the resources, in the order in which they were deployed."""
    detached: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The resource id."""
        return f"{self.target.id}/providers/Microsoft.Resources/deploymentStacks/{self.name}"

    @property
    def ended(self) -> bool:
        """Whether nothing happens any more."""
        return self.status in ENDED

    @property
    def properties(self) -> Mapping[str, Any]:
        """What was asked for."""
        found: Mapping[str, Any] = self.body.get("properties") or {}
        return found

    def advance(self, state: State) -> None:
        """Take the stack one stage further."""
        if self.ended:
            return
        self.run.advance(state)
        self.status = "deploying"
        if self.run.status == "Succeeded":
            self._settle(state)
        elif self.run.ended:
            details = [self.run.error] if self.run.error else []
            self.error = {"code": "DeploymentStackDeploymentFailed", "message": _FAILED, "details": details}
            self.status = self.run.status.lower()
            self.managed += [each for each in self.run.stored if each not in self.managed]

    def delete(self, state: State, actions: Mapping[str, str]) -> None:
        """Let go of all that it manages: `actions` deletes or detaches `resources` and `resourceGroups`."""
        self._let_go(self.managed, actions, state)
        self.managed = []

    def described(self) -> Body:
        """Give the stack as Azure's answers have it."""
        deny = (self.properties.get("denySettings") or {}).get("mode", "none")
        shown = ("actionOnUnmanage", "denySettings", "description", "deploymentScope", "debugSetting", "templateLink")
        properties: Body = {key: self.properties[key] for key in shown if key in self.properties}
        properties |= {
            "parameters": self.run.plan.parameters,
            "provisioningState": self.status,
            "correlationId": self.run.request_id,
            "deploymentId": self.run.id,
            "duration": duration(self.run.changed - self.run.started),
            "resources": [{"id": each, "status": "managed", "denyStatus": deny} for each in self.managed],
            "detachedResources": [{"id": each} for each in self.detached],
            "deletedResources": [{"id": each} for each in self.deleted],
            "failedResources": self._failed(),
            "outputs": self.run.outputs if self.status == "succeeded" else None,
            "error": self.error,
        }
        body = {
            "id": self.id,
            "name": self.name,
            "type": "Microsoft.Resources/deploymentStacks",
            "location": self.body.get("location"),
            "tags": self.body.get("tags"),
            "properties": {key: value for key, value in properties.items() if value is not None},
        }
        return {key: value for key, value in body.items() if value is not None}

    def _settle(self, state: State) -> None:
        now = {each.lower() for each in self.run.stored}
        self._let_go([each for each in self.managed if each.lower() not in now], _actions(self.properties), state)
        self.managed = list(self.run.stored)
        self.status = "succeeded"

    def _let_go(self, ids: list[str], actions: Mapping[str, str], state: State) -> None:
        self.detached, self.deleted = [], []
        for resource_id in ids:
            is_group = "/providers/" not in resource_id
            action = actions.get("resourceGroups" if is_group else "resources", "detach")
            if action.lower() != "delete":
                self.detached.append(resource_id)
                continue
            group = state.find_group(resource_id.rpartition("/")[2]) if is_group else None
            if group is not None:
                state.remove(group)
            else:
                remove(state, resource_id)
            self.deleted.append(resource_id)

    def _failed(self) -> list[Body]:
        return [
            {"id": each.target["id"], "error": each.detail}
            for each in self.run.operations
            if each.state == "Failed" and each.target
        ]


def _actions(properties: Mapping[str, Any]) -> Mapping[str, str]:
    found: Mapping[str, str] = properties.get("actionOnUnmanage") or {}
    return found
