"""The server as a test sees it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from armserver.application import Application
from armserver.certificates import server_context
from armserver.http_service import HOST, serving
from armserver.recording import Recorder
from armserver.state import ResourceGroup, State
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

    @classmethod
    @contextmanager
    def running(cls, folder: Path, *groups: ResourceGroup) -> Iterator["ArmServer"]:
        """Run one for the length of the context, with these resource groups; its certificate goes to `folder`."""
        state, recorder, tokens = State(*groups), Recorder(), TokenEndpoint()
        authority_file = folder / "authority.pem"
        context = server_context(HOST, authority_file)
        application = Application(state, recorder, tokens.token)
        with serving(application.handle, context) as url, serving(tokens.handle) as identity:
            yield cls(
                url=url,
                authority_file=authority_file,
                identity_url=f"{identity}{PATH}",
                tokens=tokens,
                state=state,
                exchanges=recorder,
            )
