"""The server as a test sees it."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from armserver.application import Application
from armserver.certificates import server_context
from armserver.faults import Faults
from armserver.http_service import HOST, serving
from armserver.messages import Request, Response
from armserver.outcomes import Failure
from armserver.recording import Recorder
from armserver.sign_in import CLIENT_ID, CLIENT_SECRET
from armserver.state import TENANT, ResourceGroup, State
from armserver.tokens import PATH, TokenEndpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmServer:
    """A running Resource Manager: where it is, what a client needs to be let in, and what it has seen."""

    url: str
    authority_file: Path
    identity_url: str
    tokens: TokenEndpoint
    state: State
    exchanges: Recorder
    faults: Faults

    @classmethod
    @contextmanager
    def running(cls, folder: Path, *groups: ResourceGroup) -> Iterator["ArmServer"]:
        """Run one for the length of the context, with these resource groups; its certificate goes to `folder`."""
        state, recorder, tokens, faults = State(*groups), Recorder(), TokenEndpoint(), Faults()
        authority_file = folder / "authority.pem"
        context = server_context(HOST, authority_file)
        application = Application(state, recorder, tokens, faults)

        def identity_of(request: Request) -> Response:
            return faults.answer(request, tokens.handle)

        with serving(application.handle, context) as url, serving(identity_of) as identity:
            yield cls(
                url=url,
                authority_file=authority_file,
                identity_url=f"{identity}{PATH}",
                tokens=tokens,
                state=state,
                exchanges=recorder,
                faults=faults,
            )

    def environment(self, *, service_principal: bool = False) -> dict[str, str]:
        """Give the environment variables that sign a client in: a managed identity, or a service principal's secret."""
        identity = {"IDENTITY_ENDPOINT": self.identity_url, "IDENTITY_HEADER": self.tokens.header}
        principal = {
            "AZURE_AUTHORITY_HOST": self.url,
            "AZURE_TENANT_ID": TENANT,
            "AZURE_CLIENT_ID": CLIENT_ID,
            "AZURE_CLIENT_SECRET": CLIENT_SECRET,
        }
        return {
            **(principal if service_principal else identity),
            "REQUESTS_CA_BUNDLE": str(self.authority_file),
            # A proxy of the machine that runs the tests would be asked for the loopback too.
            "NO_PROXY": HOST,
            "no_proxy": HOST,
        }

    def fail(
        self,
        suffix: str,
        status_code: str,
        error: Mapping[str, Any],
        *,
        as_text: bool = False,
        terminal: bool = False,
    ) -> None:
        """Let every resource fail whose id ends with `suffix`.

        `status_code` is the operation's ("Conflict", "BadRequest"), `error` the provider's own `{code, message, …}`.
        `terminal` wraps it as Azure does for a resource that was accepted and then failed, `as_text` as JSON text.
        """
        failure = Failure(suffix=suffix, status_code=status_code, error=error, as_text=as_text, terminal=terminal)
        self.state.outcomes.fail(failure)

    def refuse(self, error: Mapping[str, Any], *, times: int = -1, as_detail: bool = True) -> None:
        """Let preflight refuse deployments: validate and create by 400, what-if in its result.

        The error is the detail of an InvalidTemplateDeployment, unless it is to be the whole of it.
        """
        self.state.outcomes.refuse(error, times, as_detail=as_detail)

    def fail_what_if(self, error: Mapping[str, Any], *, times: int = -1) -> None:
        """Let what-if answer 200 with the status Failed and this error."""
        self.state.outcomes.fail_what_if(error, times)

    def hold(self, suffix: str) -> threading.Event:
        """Keep the deployment or the resource running whose id ends with `suffix`, until the event is set."""
        return self.state.outcomes.hold(suffix)

    def recover(self) -> None:
        """Let everything go well again: no faults, refusals, failures."""
        self.faults.clear()
        self.state.outcomes.recover()
