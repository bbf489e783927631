"""What was said, for the test to look at afterwards."""

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from armserver import relaxed_json
from armserver.messages import Request, Response


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its answer."""

    method: str
    path: str
    text: str
    """The body to the letter: two templates that parse alike may still differ in order, spelling and comments."""
    status: int
    answer: Any
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    """Of the request, names in lower case."""
    fault: str = ""
    """The name of the fault that the client was given; `status` is 0 where it got no answer."""

    @property
    def body(self) -> Any:
        """The body parsed; None if there was none or it was not JSON."""
        try:
            return relaxed_json.decode(self.text) if self.text else None
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.method} {self.path} -> {self.status}"


class Recorder:
    """The exchanges so far, in the order of their answers; written to by one thread per connection."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._exchanges: list[Exchange] = []

    def add(self, request: Request, response: Response, fault: str = "") -> None:
        """Note down an exchange."""
        exchange = Exchange(
            method=request.method,
            path=request.path,
            text=request.text,
            status=response.status,
            answer=response.body,
            query=request.query,
            headers=request.headers,
            fault=fault,
        )
        with self._lock:
            self._exchanges.append(exchange)

    def __iter__(self) -> Iterator[Exchange]:
        with self._lock:
            return iter(list(self._exchanges))

    def matching(self, method: str, path_end: str) -> list[Exchange]:
        """Give the exchanges of that method whose path ends so, whatever the case."""
        return [e for e in self if e.method == method and e.path.lower().endswith(path_end.lower())]

    def only(self, method: str, path_end: str) -> Exchange:
        """Give the one such exchange; an AssertionError tells what there was instead."""
        found = self.matching(method, path_end)
        if len(found) != 1:
            heard = "\n  ".join(map(str, self)) or "nothing"
            raise AssertionError(f"expected one {method} …{path_end}, found {len(found)} in:\n  {heard}")
        return found[0]
