"""Replay recorded Resource Manager traffic against the loopback server, one recording in one server."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from armserver.application import Application
from armserver.faults import Faults
from armserver.messages import Request, Response
from armserver.recording import Recorder
from armserver.state import State
from armserver.tokens import TokenEndpoint
from conformance.arm_preparation import groups, prepare
from conformance.arm_recordings import Recorded, Recording

URL = "https://loopback"
_MASKED_NAME = "/mock-deployment"
_LINKS = ("azure-asyncoperation", "location")
_PATIENCE = 90
_POLLS = 5
"""Polls that a stage takes: our server must not be further on than the recorded one was."""
_DEPLOYMENT_STATUS = re.compile(r"/deployments/[^/]+/operationStatuses")
_INSTANCE = re.compile(r"(/virtualmachines/)(\d+)", re.IGNORECASE)
_ON_THE_WAY = ("Accepted", "Running", "Creating", "Updating", "InProgress", "Deleting")


@dataclass(slots=True)
class Replay:
    """A server in the state that a recording needs, and what it has learnt from the recording so far."""

    recording: Recording
    state: State = field(init=False)
    faults: Faults = field(default_factory=Faults)
    _application: Application = field(init=False)
    _tokens: TokenEndpoint = field(default_factory=TokenEndpoint)
    _links: dict[str, str] = field(default_factory=dict)
    _instances: dict[str, str] = field(default_factory=dict)
    """The ids of instances, which depend on what a scale set went through, by those in the recording."""
    _lost: set[str] = field(default_factory=set)
    """Paths of what was not made since its request is not sent."""
    _name: str = "deployment"

    def __post_init__(self) -> None:
        self.state = State(*groups(self.recording), subscription=self.recording.subscription)
        self.state.outcomes.polls = _POLLS
        self._application = Application(self.state, Recorder(), self._tokens, self.faults)

    def answer(self, index: int) -> Response | None:
        """Send a request again, and poll until the answer is as far on as the recorded one, if it ever is.

        None where it is not sent: the server does not claim to answer it, or it follows one that was not sent.
        """
        recorded = self.recording.interactions[index]
        path = _without_query(recorded["path"])
        short = path.replace("/providers/microsoft.resources", "").rstrip("/")
        lost = any(short.startswith(each) or each.rpartition("/")[0] == short for each in self._lost)
        if self.recording.why_not(index) or lost or (_is_link(recorded) and path not in self._links):
            if recorded["method"] in ("PUT", "DELETE"):
                self._lost.add(short)
            return None
        prepare(self.state, self.faults, self.recording, index)
        wanted = _progress(self.recording.body(index))
        answer = self._send(index)
        for _ in range(_PATIENCE):
            if not _is_behind(_progress(answer.body), wanted) and not _waits(answer, recorded):
                break
            answer = self._send(index)
        self._learn(index, answer)
        return answer

    def _send(self, index: int) -> Response:
        recorded = self.recording.interactions[index]
        url = urlsplit(self._url(index))
        body = recorded.get("requestBody")
        if isinstance(body, dict) and "instanceIds" in body:
            body = {**body, "instanceIds": [self._instances.get(each, each) for each in body["instanceIds"]]}
        return self._application.handle(
            Request(
                method=recorded["method"],
                path=unquote(url.path),
                base_url=URL,
                query=dict(parse_qsl(url.query)),
                headers={"authorization": f"Bearer {self._tokens.token}"},
                text="" if body is None else json.dumps(body),
            )
        )

    def _url(self, index: int) -> str:
        """The path of the request, with links as our server gave them, and with names that the recording masks."""
        recorded, body = self.recording.interactions[index], self.recording.body(index)
        path = recorded["path"]
        if (link := self._links.get(_without_query(path))) is not None:
            return link
        names = isinstance(body, dict) and body.get("type") == "Microsoft.Resources/deployments"
        if names and (recorded["method"] == "PUT" or path.partition("?")[0].endswith("/validate")):
            self._name = body["name"]
        path = _INSTANCE.sub(lambda found: found[1] + self._instances.get(found[2], found[2]), path)
        return path.replace(_MASKED_NAME, f"/{self._name}")

    def _learn(self, index: int, answer: Response) -> None:
        recorded = self.recording.interactions[index]
        ours = {name.lower(): value for name, value in answer.headers.items()}
        for name in _LINKS:
            theirs = recorded["responseHeaders"].get(name)
            if theirs and name in ours:
                masked = _DEPLOYMENT_STATUS.sub(f"/deployments{_MASKED_NAME}/operationStatuses", theirs)
                for each in (theirs, masked):
                    self._links[_without_query(each)] = ours[name]
        if recorded["path"].partition("?")[0].lower().endswith("/virtualmachines") and answer.status == 200:
            body = self.recording.body(index)
            for theirs, own in zip(body["value"], answer.body["value"], strict=False):
                if "instanceId" in theirs:
                    self._instances[theirs["instanceId"]] = own["instanceId"]


def _is_link(recorded: Recorded) -> bool:
    path = recorded["path"].lower()
    return any(mark in path for mark in ("/operationresults/", "/operationstatuses/", "/operations/"))


def _without_query(url: str) -> str:
    parts = urlsplit(url)
    return parts.path.lower() + ("?monitor" if "monitor=true" in parts.query else "")


def _progress(body: Any) -> str | None:
    if not isinstance(body, Mapping):
        return None
    if isinstance(body.get("status"), str):
        return str(body["status"])
    properties = body.get("properties")
    return properties.get("provisioningState") if isinstance(properties, Mapping) else None


def _is_behind(ours: str | None, theirs: str | None) -> bool:
    return theirs in ("Succeeded", "Failed") and ours in _ON_THE_WAY


def _waits(answer: Response, recorded: Recorded) -> bool:
    return recorded["method"] == "GET" and answer.status == 202 and recorded["status"] in (200, 204)
