"""Requests and responses, free of sockets, so that a handler is a plain function of one to the other."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from armserver import relaxed_json
from armserver.errors import invalid_request_content

JSON = "application/json; charset=utf-8"


class Dropped(Exception):  # noqa: N818 -- no error of ours: it is what the test asked for
    """The connection ends here, without an answer."""


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
    id: str = ""
    """What Azure calls the request id; set before it is handled."""

    @property
    def correlation_id(self) -> str:
        """The id that the client gave to what it does, or else the request's own."""
        return self.headers.get("x-ms-correlation-request-id") or self.id

    def json(self) -> Any:
        """Give the parsed body; raise ArmError (400) if it is not JSON."""
        try:
            return relaxed_json.decode(self.text)
        except ValueError as error:
            raise invalid_request_content(str(error)) from error

    def link(self, path: str, **query: str) -> str:
        """Give the URL of another path of this server, for the api-version that was asked for."""
        return f"{self.base_url}{quote(path)}?{urlencode({**query, 'api-version': self.query['api-version']})}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What we answer; `body` None sends no body at all. `text` is sent in its place, to the letter."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str | None = None
    content_type: str = JSON

    @property
    def content(self) -> bytes:
        """The body in bytes."""
        if self.text is not None:
            return self.text.encode()
        return b"" if self.body is None else json.dumps(self.body).encode()
