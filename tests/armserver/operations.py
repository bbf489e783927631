"""The operations of a deployment: one for each resource, and those that Azure adds."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from armserver.clock import duration, timestamp
from armserver.dependencies import reference_to
from armserver.errors import ArmError
from armserver.outcomes import Failure
from armserver.planning import Step
from armserver.state import State

_FAILED = (
    "At least one resource deployment operation failed. Please list deployment operations for details. Please see "
    "https://aka.ms/arm-deployment-operations for usage details."
)
_TERMINAL = (
    "The resource write operation failed to complete successfully, because it reached terminal provisioning state "
    "'Failed'."
)


@dataclass(slots=True, kw_only=True)
class Operation:
    """A single piece of work of a deployment."""

    id: str
    kind: str
    target: Mapping[str, Any] | None
    started: datetime
    tracking_id: str
    service_request_id: str | None
    polls: int
    state: str = "Running"
    status_code: str = "Accepted"
    error: dict[str, Any] | None = None
    detail: dict[str, Any] | None = None
    """The error as the deployment's own error has it."""
    changed: datetime
    step: Step | None = None

    @classmethod
    def ended(cls, deployment: str, kind: str, state: State, *, target: Mapping[str, Any] | None = None) -> "Operation":
        """Give an operation that is done as it begins."""
        named = target and {
            "id": target["id"],
            "resourceType": target.get("type"),
            "resourceName": target.get("name"),
        }
        return cls(
            id=_operation_id(deployment, kind, str(named)),
            kind=kind,
            target=named,
            started=state.clock.now,
            changed=state.clock.tick(),
            tracking_id=state.next_id(),
            service_request_id=None,
            polls=0,
            state="Succeeded",
            status_code="OK",
        )

    @property
    def target_id(self) -> str:
        """The id of the resource in lower case; empty for an operation that has none."""
        return str(self.target["id"]).lower() if self.target else ""

    def succeed(self, now: datetime) -> None:
        """End well."""
        self.state, self.changed = "Succeeded", now
        if self.status_code == "Accepted":
            self.status_code = "OK"

    def fail(self, failure: Failure, now: datetime) -> None:
        """End as the test wants the resource to fail."""
        error = dict(failure.error)
        self.state, self.changed, self.status_code = "Failed", now, failure.status_code
        if failure.terminal:
            code = "ResourceDeploymentFailure"
            error = {
                "code": code,
                "target": self.target and self.target["id"],
                "message": _TERMINAL,
                "details": [error],
            }
            self.error = {"status": "Failed", "error": error}
        else:
            self.error = {"error": error}
        self.detail = {"code": failure.status_code, "message": json.dumps(self.error)} if failure.as_text else error

    def refuse(self, error: ArmError, now: datetime) -> None:
        """End as the expressions of the resource have no value."""
        self.state, self.changed = "Failed", now
        self.status_code = "NotFound" if error.status == 404 else "BadRequest"
        self.error, self.detail = error.envelope, error.envelope["error"]

    def fail_nested(self, deployment: str, error: Mapping[str, Any], now: datetime) -> None:
        """End as the nested deployment of that id ended."""
        self.state, self.changed, self.status_code = "Failed", now, "Conflict"
        self.detail = _terminal(deployment, {"code": error["code"], "target": deployment, **error})
        self.error = {"status": "Failed", "error": self.detail}

    def described(self, deployment: str) -> dict[str, Any]:
        """Give the operation as the list of operations has it."""
        properties: dict[str, Any] = {
            "provisioningOperation": self.kind,
            "provisioningState": self.state,
            "timestamp": timestamp(self.changed),
            "duration": duration(self.changed - self.started),
            "trackingId": self.tracking_id,
            "serviceRequestId": self.service_request_id,
            "statusCode": self.status_code,
            "statusMessage": self.error,
            "targetResource": self.target,
        }
        return {
            "id": f"{deployment}/operations/{self.id}",
            "operationId": self.id,
            "properties": {key: value for key, value in properties.items() if value is not None},
        }


def resource_operation(deployment: str, step: Step, state: State) -> Operation:
    """Give the operation that creates a resource, as it begins."""
    return Operation(
        id=_operation_id(deployment, "Create", step.resource.id),
        kind="Create",
        target=reference_to(step.resource),
        started=state.clock.now,
        changed=state.clock.now,
        tracking_id=state.next_id(),
        service_request_id=state.next_id(),
        polls=state.outcomes.polls,
        step=step,
    )


def output_operation(deployment: str, operation_id: str, started: datetime, state: State) -> Operation:
    """Give the operation that evaluates the outputs, which has the id of the deployment's own operation."""
    operation = Operation.ended(deployment, "EvaluateDeploymentOutput", state)
    operation.id, operation.started = operation_id, started
    return operation


def deployment_error(failed: Sequence[Operation]) -> dict[str, Any]:
    """Give the error of a deployment some of whose operations failed."""
    details = [each.detail for each in failed if each.detail]
    return {"code": "DeploymentFailed", "message": _FAILED, "details": details}


def _terminal(target: str, error: Mapping[str, Any]) -> dict[str, Any]:
    return {"code": "ResourceDeploymentFailure", "target": target, "message": _TERMINAL, "details": [dict(error)]}


def _operation_id(deployment: str, kind: str, target: str) -> str:
    return sha256(f"{deployment}|{kind}|{target}".lower().encode()).hexdigest()[:16].upper()
