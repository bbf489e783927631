"""A deployment on its way: each poll takes it one stage further, from accepted to its end."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from armserver.camel_case import camel_case
from armserver.errors import ArmError, linked_elsewhere
from armserver.operations import Operation, deployment_error, output_operation, resource_operation
from armserver.planning import NESTED, Plan, Step
from armserver.providers import described, described_group, put, remove
from armserver.runtime import Runtime
from armserver.state import ResourceGroup, State, Target

ENDED = ("Succeeded", "Failed", "Canceled")
_CANCELED = {"code": "DeploymentCanceled", "message": "The deployment was canceled."}


@dataclass(slots=True, kw_only=True)
class Run:
    """One deployment: what was asked for, and how far it is."""

    name: str
    target: Target
    plan: Plan
    started: datetime
    changed: datetime
    request_id: str
    operation_id: str
    body: Mapping[str, Any] = field(default_factory=dict)
    """The request as it came, for what is given back as it was: tags, location, links."""
    status: str = "Accepted"
    error: dict[str, Any] | None = None
    outputs: dict[str, Any] | None = None
    operations: list[Operation] = field(default_factory=list)
    stored: list[str] = field(default_factory=list)
    """Ids of the resources it created or updated."""
    parent: "Run | None" = None
    _nested: dict[str, "Run"] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The resource id."""
        return f"{self.target.id}/providers/Microsoft.Resources/deployments/{self.name}"

    @property
    def properties(self) -> Mapping[str, Any]:
        """What a test asks first of a deployment that it finds in the state."""
        return {"provisioningState": self.status, "outputs": self.outputs, "error": self.error}

    @property
    def ended(self) -> bool:
        """Whether nothing happens any more."""
        return self.status in ENDED

    def advance(self, state: State) -> None:
        """Take the deployment one stage further, nested ones with it."""
        if self.ended:
            return
        state.clock.tick()
        if self.status == "Accepted":
            self.status = "Running"
            self._start(state)
        elif not state.outcomes.holds(self.id):
            self._continue(state)
            if not self._start(state) and not self._open():
                self._end(state)
        self.changed = state.clock.now

    def cancel(self, state: State) -> None:
        """Stop before the next resource; what is being created already is finished without anybody watching."""
        for operation in self._open():
            nested = self._nested.get(operation.target_id)
            if nested is not None:
                nested.cancel(state)
            else:
                self._finish(operation, state)
        self.status, self.changed = "Canceled", state.clock.tick()

    def _open(self) -> list[Operation]:
        return [each for each in self.operations if each.state == "Running"]

    def _start(self, state: State) -> bool:
        """Start every resource whose dependencies exist; tell whether there was any."""
        if any(each.state == "Failed" for each in self.operations):
            return False
        begun = {each.target_id for each in self.operations}
        done = {each.target_id for each in self.operations if each.state == "Succeeded"}
        waiting = {step.resource.id.lower() for step in self.plan.steps} - done
        ready = [
            step
            for step in self.plan.steps
            if step.resource.id.lower() not in begun
            and waiting.isdisjoint(target.lower() for target in step.resource.depends_on)
        ]
        for step in ready:
            operation = resource_operation(self.id, step, state)
            self.operations.append(operation)
            if step.nested is not None:
                try:
                    self._nested[operation.target_id] = self._begin_nested(step, step.nested, state)
                except ArmError as error:
                    operation.refuse(error, state.clock.now)
        return bool(ready)

    def _begin_nested(self, step: Step, plan: Plan, state: State) -> "Run":
        place = plan.place
        target: Target = state.subscription
        if place.scope == "resourceGroup":
            target = state.group(place.subscription_id, place.resource_group)
        run = Run(
            name=step.resource.name,
            target=target,
            plan=plan,
            started=state.clock.now,
            changed=state.clock.now,
            request_id=self.request_id,
            operation_id=state.next_id(),
            parent=self,
            body={"location": self.body.get("location")} if place.scope != "resourceGroup" else {},
        )
        target.deployments[run.name.lower()] = run
        return run

    def _continue(self, state: State) -> None:
        for operation in self._open():
            nested = self._nested.get(operation.target_id)
            if nested is not None:
                nested.advance(state)
                if nested.status == "Succeeded":
                    operation.succeed(state.clock.now)
                elif nested.ended:
                    operation.fail_nested(nested.id, nested.error or _CANCELED, state.clock.now)
            elif not state.outcomes.holds(operation.target_id):
                operation.polls -= 1
                if operation.polls <= 0:
                    self._finish(operation, state)

    def _finish(self, operation: Operation, state: State) -> None:
        failure = state.outcomes.failure_of(operation.target_id)
        if failure is not None:
            operation.fail(failure, state.clock.now)
            return
        if operation.step is None:
            return
        resource = operation.step.resource
        try:
            if resource.type.lower() == NESTED:
                raise linked_elsewhere(resource.name)
            body = self._runtime(state).value(resource.body)
        except ArmError as error:
            operation.refuse(error, state.clock.now)
            return
        operation.status_code = put(state, resource.id, body)
        self.stored.append(resource.id)
        operation.succeed(state.clock.now)

    def _end(self, state: State) -> None:
        failed = [each for each in self.operations if each.state == "Failed"]
        if failed:
            self.status, self.error = "Failed", deployment_error(failed)
            return
        try:
            self.outputs = self._evaluated_outputs(state)
        except ArmError as error:
            self.status, self.error = "Failed", error.envelope["error"]
            return
        if self.plan.mode.lower() == "complete":
            self.operations.extend(self._cleaned_up(state))
        self.operations.append(output_operation(self.id, self.operation_id, self.started, state))
        self.status = "Succeeded"

    def _evaluated_outputs(self, state: State) -> dict[str, Any]:
        runtime = self._runtime(state)
        outputs: dict[str, Any] = {}
        for name, output in self.plan.outputs.items():
            key = camel_case(name)
            outputs[key] = {"type": output.kind}
            try:
                value = runtime.value(output.value)
            except ArmError as error:
                detail = {
                    "code": "DeploymentOutputEvaluationFailed",
                    "target": name,
                    "message": f"The template output '{name}' is not valid: {error.message}.",
                }
                raise ArmError(
                    400,
                    "DeploymentOutputEvaluationFailed",
                    f"Unable to evaluate template outputs: '{name}'. Please see error details and deployment "
                    "operations. Please see https://aka.ms/arm-common-errors for usage details.",
                    details=[detail],
                ) from error
            if not output.kind.startswith("Secure"):
                outputs[key]["value"] = value
        return outputs

    def _cleaned_up(self, state: State) -> Iterator[Operation]:
        """In complete mode, what the template does not have goes."""
        kept = {each.id.lower() for each in self.plan.resources()}
        for body in list(state.resources.tracked(self.target.id)):
            if body["id"].lower() not in kept:
                remove(state, body["id"])
                yield Operation.ended(self.id, "Delete", state, target=body)
        yield Operation.ended(self.id, "DeploymentCleanup", state)

    def _runtime(self, state: State) -> Runtime:
        functions: dict[str, Any] = {"subscription": {"displayName": "Loopback", "tags": {}}}
        if isinstance(self.target, ResourceGroup):
            functions["resourceGroup"] = {"tags": {}, **described_group(self.target)}
        return Runtime(self.plan.place, lambda target: self._referenced(target, state), functions)

    def _referenced(self, target: str, state: State) -> Mapping[str, Any] | None:
        """The resource that a `reference` means: by its id, or by its name in this template or one around it."""
        resource_id = target.lower() if target.startswith("/") else self._id_of(target.lower())
        nested = self._nested.get(resource_id)
        if nested is not None:
            return {"properties": {"outputs": nested.outputs or {}, "provisioningState": nested.status}}
        found = described(state, resource_id)
        return self.parent._referenced(target, state) if found is None and self.parent else found

    def _id_of(self, name: str) -> str:
        for step in self.plan.steps:
            if name in (step.resource.name.lower(), (step.resource.symbol or "").lower()):
                return step.resource.id.lower()
        return ""
