"""Lists on pages, each with the link to the next."""

from collections.abc import Sequence
from typing import Any

from armserver.messages import Request, Response


def page(request: Request, items: Sequence[Any], size: int | None) -> Response:
    """Answer the page that the request asks for, of at most `size` or `$top` items."""
    start = int(request.query.get("$skiptoken", "0"))
    size = int(request.query.get("$top", size or len(items) or 1))
    body: dict[str, Any] = {"value": list(items[start : start + size])}
    if start + size < len(items):
        kept = {key: value for key, value in request.query.items() if key not in ("api-version", "$skiptoken")}
        body["nextLink"] = request.link(request.path, **kept, **{"$skiptoken": str(start + size)})
    return Response(body=body)
