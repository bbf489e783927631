"""Where two answers of Resource Manager differ in shape: in their members, and in the kinds of their values."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from armserver.messages import Response
from conformance.arm_recordings import Recorded

_LINKS = ("azure-asyncoperation", "location")
_TOLD = ("x-ms-failure-cause", "x-ms-request-id", "x-ms-correlation-request-id", "x-ms-routing-request-id")
_LIMITS = "x-ms-ratelimit-remaining-subscription-"
_FREE = re.compile(r"(.*\.)?((parameters|outputs)\.[^.]+\.value|tags|template)")
"""Values that are the client's own, or a provider's that this server has no model of."""


def differences(recorded: Recorded, body: Any, answer: Response) -> list[str]:
    """Give where our answer has another status, other headers, or a body of another shape."""
    if answer.status != recorded["status"]:
        return [f"status {recorded['status']}, not {answer.status}"]
    found = list(_of_headers(recorded["responseHeaders"], answer))
    if recorded["method"] != "HEAD":
        found += _of_bodies(_shape(body), _shape(answer.body), "")
    return found


def _of_headers(theirs: Mapping[str, str], answer: Response) -> Iterator[str]:
    ours = {name.lower() for name in answer.headers} | ({"content-type"} if answer.content else set())
    for name in (*_LINKS, "content-type"):
        if (name in theirs) != (name in ours):
            yield f"{'-' if name in theirs else '+'}header {name}"
    for name in theirs:
        if (name in _TOLD or name.startswith(_LIMITS)) and name not in ours:
            yield f"-header {name}"


def _of_bodies(theirs: Any, ours: Any, path: str) -> Iterator[str]:
    if _FREE.fullmatch(path):
        return
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for key in sorted({*theirs, *ours}):
            inner = f"{path}.{key}".removeprefix(".")
            if key not in ours or key not in theirs:
                yield f"{'+' if key in ours else '-'}{inner}"
            else:
                yield from _of_bodies(theirs[key], ours[key], inner)
    elif isinstance(theirs, list) and isinstance(ours, list):
        if bool(theirs) != bool(ours):
            yield f"{'-' if theirs else '+'}{path}[]"
        elif theirs:
            yield from _of_bodies(theirs[0], ours[0], f"{path}[]")
    elif theirs != ours:
        yield f"{path} is {_name(theirs)}, not {_name(ours)}"


def _shape(value: Any) -> Any:
    """The value with kinds in the place of scalars, and with one item for each list, which has what any has."""
    match value:
        case dict():
            return {key: _shape(inner) for key, inner in value.items()}
        case list():
            merged: Any = None
            for item in value:
                merged = _shape(item) if merged is None else _merged(merged, _shape(item))
            return [] if merged is None else [merged]
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case None:
            return "nothing"
    return "string"


def _merged(one: Any, other: Any) -> Any:
    if isinstance(one, dict) and isinstance(other, dict):
        both = {key: _merged(one[key], other[key]) for key in one.keys() & other.keys()}
        return {**one, **other, **both}
    if isinstance(one, list) and isinstance(other, list):
        return [_merged(one[0], other[0])] if one and other else one or other
    return other if one == "nothing" else one


def _name(shape: Any) -> str:
    return shape if isinstance(shape, str) else "an object" if isinstance(shape, dict) else "a list"
