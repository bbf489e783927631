"""The deployments of one scope, by the Azure SDK, whose methods differ by scope; answers are Azure's own JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.core.polling import LROPoller

from generator.azure.connection import Connection, body_of
from generator.azure.submission import Scope, Submission

Json = dict[str, Any]
_ACTIVE = {"accepted", "running", "creating", "updating", "deleting", "notspecified", "ready", "created"}
"""States that a deployment leaves by itself; all others are final (ProvisioningState of the REST API)."""


def is_active(deployment: Json) -> bool:
    """Whether a deployment is still on its way."""
    return state_of(deployment).lower() in _ACTIVE


def state_of(deployment: Json) -> str:
    """Its provisioning state, as Azure writes it."""
    return str(deployment.get("properties", {}).get("provisioningState", ""))


@dataclass(frozen=True, slots=True)
class Deployments:
    """What can be asked of a scope. Every method raises what the SDK raises."""

    connection: Connection
    scope: Scope

    def validate(self, submission: Submission) -> Json:
        """What Azure says of the deployment without making it; `error` where it would refuse it.

        Azure refuses with 400, or with 200 and an error in the body: both are given back alike.
        """
        method = self._of_scope("begin_validate", "begin_validate_at_subscription_scope")
        try:
            return _finished(method(submission.name, submission.body(), cls=_json))
        except HttpResponseError as error:
            if error.status_code == 400 and error.response is not None:
                return {"error": _error(body_of(error.response))}
            raise

    def what_if(self, submission: Submission) -> Json:
        """What the deployment would change: `{"status", "properties": {"changes": …}}`, or with `error`."""
        method = self._of_scope("begin_what_if", "begin_what_if_at_subscription_scope")
        body = submission.body(whatIfSettings={"resultFormat": "FullResourcePayloads"})
        return _finished(method(submission.name, body, cls=_json))

    def create(self, submission: Submission) -> Json:
        """Start the deployment and give Azure's first answer."""
        method = self._of_scope("begin_create_or_update", "begin_create_or_update_at_subscription_scope")
        return _finished(method(submission.name, submission.tagged_body(), polling=False, cls=_json))

    def get(self, name: str, *, hook: Callable[[Any], None] | None = None) -> Json | None:
        """The deployment; None where there is none. `hook` sees the response."""
        method = self._of_scope("get", "get_at_subscription_scope")
        try:
            found: Json = method(name, cls=_json, raw_response_hook=hook or _ignore)
        except ResourceNotFoundError as error:
            if _is_missing_deployment(error):
                return None
            raise
        return found

    def operations(self, name: str) -> list[Json]:
        """What the deployment does to each resource, as far as it has come."""
        client = self.connection.deployments.deployment_operations
        if self.scope.resource_group:
            found = client.list(self.scope.resource_group, name)
        else:
            found = client.list_at_subscription_scope(name)
        return [each.as_dict() for each in found]

    def cancel(self, name: str) -> None:
        """Stop what has not begun; what runs already runs on."""
        self._of_scope("cancel", "cancel_at_subscription_scope")(name)

    def within(self, resource_id: str) -> Deployments | None:
        """The deployments around a nested one, by its resource id; None for one in another subscription."""
        scope = _scope_of(resource_id)
        if scope is None or scope.subscription_id.lower() != self.scope.subscription_id.lower():
            return None
        return Deployments(self.connection, scope)

    def _of_scope(self, for_group: str, for_subscription: str) -> Callable[..., Any]:
        client = self.connection.deployments.deployments
        if self.scope.resource_group:
            return partial(getattr(client, for_group), self.scope.resource_group)
        method: Callable[..., Any] = getattr(client, for_subscription)
        return method


def _json(response: Any, _deserialized: Any, _headers: Any) -> Any:
    """Azure's own words: the SDK's models drop what they do not know."""
    return response.http_response.json()


def _finished(poller: LROPoller[Any]) -> Json:
    found: Json = poller.result()
    return found


def _error(body: Any) -> Any:
    return body.get("error", body) if isinstance(body, dict) else {"code": "BadRequest", "message": str(body)}


def _is_missing_deployment(error: ResourceNotFoundError) -> bool:
    body = body_of(error.response) if error.response is not None else None
    code = _error(body).get("code") if isinstance(body, dict) else None
    return code == "DeploymentNotFound"


def _ignore(_: Any) -> None:
    pass


def _scope_of(resource_id: str) -> Scope | None:
    match resource_id.strip("/").split("/"):
        case [_, subscription, kind, group, *_] if kind.lower() == "resourcegroups":
            return Scope(subscription, group)
        case ["subscriptions", subscription, *_]:
            return Scope(subscription)
    return None
