"""The clients of the Azure SDK, all with the same sign-in, patience and log."""

from __future__ import annotations

import time
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

from azure.core.exceptions import (
    ClientAuthenticationError,
    DecodeError,
    HttpResponseError,
    ServiceRequestError,
    ServiceResponseError,
)
from azure.core.pipeline import PipelineRequest, PipelineResponse
from azure.core.pipeline.policies import SansIOHTTPPolicy
from azure.core.rest import HttpRequest, HttpResponse

from generator.azure.clouds import Cloud, not_reachable
from generator.azure.sign_in import Subscription, not_signed_in
from generator.diagnostics import Diagnostic, DiagnosticError

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential
    from azure.mgmt.resource.deployments import DeploymentsMgmtClient
    from azure.mgmt.resource.deploymentstacks import DeploymentStacksClient
    from azure.mgmt.resource.resources import ResourceManagementClient
    from azure.mgmt.resource.templatespecs import TemplateSpecsClient

    from generator.azure.errors import Locate

CONNECT_SECONDS, READ_SECONDS = 20, 120
"""How long to wait for a connection, and for the next byte of an answer."""
Log = Callable[[str], None]


@dataclass(frozen=True)
class Connection:
    """A subscription of a cloud, and who speaks to it. `log` is told of every request: its method, path and outcome.

    `opened` holds the clients that were used. They are closed when the connection is, or when nobody has it any more.
    """

    cloud: Cloud
    subscription: Subscription
    credential: TokenCredential
    log: Log | None = None
    opened: ExitStack = field(default_factory=ExitStack, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.opened.callback(getattr(self.credential, "close", _nothing))
        weakref.finalize(self, self.opened.close)

    @cached_property
    def deployments(self) -> DeploymentsMgmtClient:
        """The client of deployments and their operations."""
        from azure.mgmt.resource.deployments import DeploymentsMgmtClient

        return self.opened.enter_context(DeploymentsMgmtClient(self.credential, self.subscription.id, **self._options))

    @cached_property
    def resources(self) -> ResourceManagementClient:
        """The client of resource groups and of resources of any type."""
        from azure.mgmt.resource.resources import ResourceManagementClient

        return self.opened.enter_context(
            ResourceManagementClient(self.credential, self.subscription.id, **self._options)
        )

    @cached_property
    def stacks(self) -> DeploymentStacksClient:
        """The client of deployment stacks."""
        from azure.mgmt.resource.deploymentstacks import DeploymentStacksClient

        return self.opened.enter_context(DeploymentStacksClient(self.credential, self.subscription.id, **self._options))

    @cached_property
    def template_specs(self) -> TemplateSpecsClient:
        """The client of template specs."""
        from azure.mgmt.resource.templatespecs import TemplateSpecsClient

        return self.opened.enter_context(TemplateSpecsClient(self.credential, self.subscription.id, **self._options))

    def ask(self, path: str, api_version: str, query: Mapping[str, str] | None = None) -> HttpResponse:
        """The answer to a GET of any resource provider; raises what the SDK raises where there is none."""
        return self.get(self._url(path, api_version, query))

    def get(self, url: str) -> HttpResponse:
        """The answer to a GET of an address that Azure gave; raises what the SDK raises where there is none."""
        return self.deployments.send_request(HttpRequest("GET", url))

    def send(self, method: str, path: str, api_version: str, body: Any = None) -> HttpResponse:
        """The answer to a POST or a PATCH of any resource provider, which is sent once; raises what the SDK raises.

        Whether it may be sent again where no answer came, only the caller knows.
        """
        request = HttpRequest(method, self._url(path, api_version), json=body)
        answer = self.deployments.send_request(request, retry_total=0)
        answer.raise_for_status()
        return answer

    def pages(self, path: str, api_version: str, query: Mapping[str, str] | None = None) -> Iterator[dict[str, Any]]:
        """The items of a list of any resource provider, page after page; raises what the SDK raises."""
        answer: HttpResponse | None = self.ask(path, api_version, query)
        while answer is not None:
            answer.raise_for_status()
            page = answer.json()
            yield from page.get("value", ())
            answer = self.get(page["nextLink"]) if page.get("nextLink") else None

    def _url(self, path: str, api_version: str, query: Mapping[str, str] | None = None) -> str:
        asked = urlencode({**(query or {}), "api-version": api_version}, quote_via=quote, safe="$/")
        return f"{self.cloud.resource_manager}{path}?{asked}"

    @property
    def _options(self) -> dict[str, Any]:
        from importlib.metadata import version

        return {
            "base_url": self.cloud.resource_manager,
            "credential_scopes": [f"{self.cloud.audience}/.default"],
            "connection_timeout": CONNECT_SECONDS,
            "read_timeout": READ_SECONDS,
            "user_agent": f"vmssgen/{version('vmssgen')}",
            "per_retry_policies": [_JsonAnswers(), *([_RequestLog(self.log)] if self.log else [])],
        }

    def close(self) -> None:
        """End the connections of all clients that were used."""
        self.opened.close()

    @contextmanager
    def telling(self, *, locate: Locate | None = None, secrets: frozenset[str] = frozenset()) -> Iterator[None]:
        """Turn what the SDK raises within into a DiagnosticError."""
        try:
            yield
        except (ClientAuthenticationError, HttpResponseError, ServiceRequestError, ServiceResponseError) as error:
            raise DiagnosticError(self.problem(error, locate=locate, secrets=secrets)) from None

    def problem(
        self, error: Exception, *, locate: Locate | None = None, secrets: frozenset[str] = frozenset()
    ) -> Diagnostic:
        """What an exception of the SDK means."""
        match error:
            case DecodeError():
                return Diagnostic(
                    code="azure/not-understood",
                    message=f"{self.cloud.resource_manager} answered with something that is no JSON",
                    hint="is there a proxy in between that answers in its own name?",
                )
            case ClientAuthenticationError() if error.response is None:
                return not_signed_in(self.cloud, error)
            case HttpResponseError() if error.response is not None:
                from generator.azure.errors import azure_error, nowhere  # a large table, for the rare case

                return azure_error(
                    body_of(error.response), status=error.status_code, locate=locate or nowhere, secrets=secrets
                )
        return not_reachable(self.cloud.resource_manager, error)


def _nothing() -> None:
    pass


def body_of(response: Any) -> Any:
    """The JSON of an answer, or its text where it is none."""
    try:
        return response.json()
    except (ValueError, HttpResponseError):
        try:
            return response.text()
        except (ValueError, HttpResponseError):
            return ""


class _JsonAnswers(SansIOHTTPPolicy[Any, Any]):
    """Takes an answer that is no JSON object for none at all: a proxy gave it, or its end was lost.

    So it is asked for again where that is safe, and never believed.
    """

    def on_response(
        self,
        request: PipelineRequest[Any],  # noqa: ARG002 - the SDK calls it so
        response: PipelineResponse[Any, Any],
    ) -> None:
        answer = response.http_response
        answer.read()  # also where it is an error that is tried again: an answer left unread keeps its connection
        if answer.status_code not in (200, 201):
            return
        try:
            is_object = isinstance(answer.json(), dict)
        except ValueError:
            is_object = False
        if not is_object:
            raise DecodeError("the answer is no JSON object", response=answer)


class _RequestLog(SansIOHTTPPolicy[Any, Any]):
    """Tells of each attempt: method, path, status, duration, request id. Never of headers, bodies or queries."""

    def __init__(self, log: Log) -> None:
        super().__init__()
        self._log = log

    def on_request(self, request: PipelineRequest[Any]) -> None:
        request.context["vmssgen_started"] = time.monotonic()

    def on_response(self, request: PipelineRequest[Any], response: PipelineResponse[Any, Any]) -> None:
        answer = response.http_response
        self._log(f"{self._request(request)} {answer.status_code}{_id(answer.headers)}")

    def on_exception(self, request: PipelineRequest[Any]) -> None:
        self._log(f"{self._request(request)} no answer")

    def _request(self, request: PipelineRequest[Any]) -> str:
        path = urlsplit(request.http_request.url).path
        seconds = time.monotonic() - request.context.get("vmssgen_started", time.monotonic())
        return f"{request.http_request.method} {path} {seconds * 1000:.0f} ms"


def _id(headers: Mapping[str, str]) -> str:
    found = headers.get("x-ms-request-id") or headers.get("x-ms-correlation-request-id")
    return f" {found}" if found else ""
