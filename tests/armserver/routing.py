"""From a method and a path to the function that answers."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from armserver.errors import ArmError
from armserver.messages import Request, Response

Handler = Callable[[Request], Response]


@dataclass(frozen=True, slots=True)
class Route:
    """A handler for `method` at `path`.

    `{name}` stands for one segment that the handler finds in `request.variables`, `{name...}` for all that follow.
    """

    method: str
    path: str
    handler: Handler


class Router:
    """Routes, tried in their order. Resource Manager compares paths without regard to case, and so do clients."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._routes = [(route, _pattern(route.path)) for route in routes]

    def knows(self, request: Request) -> bool:
        """Tell whether there is a route for the request."""
        return self._found(request) is not None

    def handle(self, request: Request) -> Response:
        """Answer by the first route that fits; raise ArmError (404) if there is none."""
        found = self._found(request)
        if found is None:
            uri = f"{request.base_url}{request.path}"
            raise ArmError(404, "NotFound", f"No HTTP resource was found that matches the request URI '{uri}'.")
        handler, variables = found
        return handler(replace(request, variables=variables))

    def _found(self, request: Request) -> tuple[Handler, dict[str, str]] | None:
        for route, pattern in self._routes:
            if route.method == request.method and (found := pattern.fullmatch(request.path)):
                return route.handler, found.groupdict()
        return None


def _pattern(path: str) -> re.Pattern[str]:
    segments = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(path))
    return re.compile(re.sub(r"\\{(\w+)\\\.\\\.\\\.\\}", r"(?P<\1>.+)", segments) + "/?", re.IGNORECASE)
