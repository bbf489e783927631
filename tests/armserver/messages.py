"""Requests and responses, free of sockets, so that a handler is a plain function of one to the other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from armserver import relaxed_json
from armserver.errors import invalid_request_content


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a client asked. `base_url` is where it reached us, for the links that we hand out."""

    method: str
    path: str
    base_url: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    """The parts of the path that the route names, such as the resource group; set by the router."""

    def json(self) -> Any:
        """Give the parsed body; raise ArmError (400) if it is not JSON."""
        try:
            return relaxed_json.decode(self.text)
        except ValueError as error:
            raise invalid_request_content(str(error)) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What we answer; `body` None sends no body at all."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
