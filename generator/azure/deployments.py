"""The deployments of one scope, by the Azure SDK, whose methods differ by scope; answers are Azure's own JSON."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any

from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.core.polling import LROPoller

from generator.azure.connection import Connection, body_of
from generator.azure.submission import Scope, Submission

Json = dict[str, Any]
_FINAL = {"succeeded", "failed", "canceled"}
"""States that a deployment or a deployment stack does not leave by itself (ProvisioningState of the REST API)."""


def is_active(deployment: Json) -> bool:
    """Whether a deployment is still on its way."""
    return state_of(deployment).lower() not in _FINAL


def state_of(deployment: Json) -> str:
    """Its provisioning state, as Azure writes it."""
    return str(deployment.get("properties", {}).get("provisioningState", ""))


@dataclass(frozen=True, slots=True)
class Created:
    """Azure's first answer to a deployment, and where it says how far it is."""

    deployment: Json
    status_url: str | None


@dataclass(frozen=True, slots=True)
class Look:
    """What Azure says of an operation that takes long; `wait` is in seconds, None where it does not say.

    `error` is why it failed, in Azure's words, where it did.
    """

    is_active: bool
    state: str
    wait: float | None
    error: Any = None


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
            return _finished(method(submission.name, submission.body(), cls=json_of))
        except HttpResponseError as error:
            if error.status_code == 400 and error.response is not None:
                return {"error": error_within(body_of(error.response))}
            raise

    def what_if(self, submission: Submission) -> Json:
        """What the deployment would change: `{"status", "properties": {"changes": …}}`, or with `error`."""
        method = self._of_scope("begin_what_if", "begin_what_if_at_subscription_scope")
        body = submission.body(whatIfSettings={"resultFormat": "FullResourcePayloads"})
        return _finished(method(submission.name, body, cls=json_of))

    def create(self, submission: Submission) -> Created:
        """Start the deployment and give Azure's first answer; asks once, since a second time may start a second one."""
        method = self._of_scope("begin_create_or_update", "begin_create_or_update_at_subscription_scope")
        poller = method(submission.name, submission.tagged_body(), polling=False, retry_total=0, cls=with_headers)
        deployment, headers = poller.result()
        return Created(deployment, headers.get("Azure-AsyncOperation"))

    def get(self, name: str) -> Json | None:
        """The deployment; None where there is none."""
        method = self._of_scope("get", "get_at_subscription_scope")
        try:
            found: Json = method(name, cls=json_of)
        except ResourceNotFoundError as error:
            if error_code(error) == "DeploymentNotFound":
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

    def _of_scope(self, for_group: str, for_subscription: str) -> Callable[..., Any]:
        return method_of(self.connection.deployments.deployments, self.scope, for_group, for_subscription)


def method_of(client: Any, scope: Scope, for_group: str, for_subscription: str) -> Callable[..., Any]:
    """The method of a client of the SDK that does the same for this kind of scope."""
    if scope.resource_group:
        return partial(getattr(client, for_group), scope.resource_group)
    method: Callable[..., Any] = getattr(client, for_subscription)
    return method


def look(connection: Connection, status_url: str) -> Look:
    """Whether an operation is active, from the address that Azure gave for that, and when to look again.

    Raises what the SDK raises.
    """
    answer = connection.get(status_url)
    answer.raise_for_status()
    body = answer.json()
    status = str(body.get("status", ""))
    return Look(
        is_active=status.lower() not in _FINAL,
        state=status,
        wait=seconds_to_wait(answer.headers),
        error=body.get("error"),
    )


def error_code(error: HttpResponseError) -> str | None:
    """Azure's own code of a refusal; None where the body has none."""
    body = body_of(error.response) if error.response is not None else None
    code = error_within(body).get("code") if isinstance(body, dict) else None
    return code if isinstance(code, str) else None


def json_of(response: Any, _deserialized: Any, _headers: Any) -> Any:
    """The `cls` of a call that gives Azure's own words: the SDK's models drop what they do not know."""
    return response.http_response.json()


def with_headers(response: Any, _deserialized: Any, _headers: Any) -> Any:
    """The `cls` of a call that gives Azure's own words and the headers of the answer."""
    return response.http_response.json(), response.http_response.headers


def seconds_to_wait(headers: Mapping[str, str]) -> float | None:
    """When to ask again, in seconds: RFC 9110, section 10.2.3, and Azure's own form in milliseconds."""
    for name in ("x-ms-retry-after-ms", "retry-after-ms"):
        if (milliseconds := _number(headers.get(name))) is not None:
            return milliseconds / 1000
    text = headers.get("Retry-After")
    if (seconds := _number(text)) is not None or not text:
        return seconds
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except ValueError:
        return None


def _number(text: str | None) -> float | None:
    try:
        return max(0.0, float(text)) if text else None
    except ValueError:
        return None


def _finished(poller: LROPoller[Any]) -> Json:
    found: Json = poller.result()
    return found


def error_within(body: Any) -> Any:
    """The error object of a body, whether there is an envelope around it or not."""
    return body.get("error", body) if isinstance(body, dict) else {"code": "BadRequest", "message": str(body)}


def deployments_around(connection: Connection, resource_id: str) -> Deployments | None:
    """The deployments that one belongs to, by its resource id; None where they are in another subscription."""
    scope = _scope_of(resource_id)
    if scope is None or scope.subscription_id.lower() != connection.subscription.id.lower():
        return None
    return Deployments(connection, scope)


def _scope_of(resource_id: str) -> Scope | None:
    match resource_id.strip("/").split("/"):
        case [_, subscription, kind, group, *_] if kind.lower() == "resourcegroups":
            return Scope(subscription, group)
        case ["subscriptions", subscription, *_]:
            return Scope(subscription)
    return None
