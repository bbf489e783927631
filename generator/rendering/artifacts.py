"""Files that extensions download from one place, which two template parameters of customary names give.

Names and defaults are those of Azure's "ARM template best practices": a deployment from another place, such as a copy
of the files in a private container, sets both and changes nothing else.
"""

from __future__ import annotations

from typing import Any

from generator.arm.expression import quote
from generator.rendering.values import Expression, View, as_expression

_LOCATION, _TOKEN = "_artifactsLocation", "_artifactsLocationSasToken"


def is_relative(uri: str) -> bool:
    """Whether a file's URI has no scheme, and so stands for a path below the artifacts' location."""
    return "://" not in uri


def artifact_uri(path: str, *, token: bool) -> Expression:
    """The URI of a file below the location, with the token behind it that opens it or without.

    With the token it reads a secure parameter: whatever holds it belongs to the protected settings.
    """
    file = quote(path.removeprefix("./"))
    behind = f"concat({file}, parameters('{_TOKEN}'))" if token else file
    return Expression(f"uri(parameters('{_LOCATION}'), {behind})")


def artifacts_token(uri: View) -> Expression | None:
    """The token for the URI of a file that stands below the location and does not carry it."""
    read = uri.value.parameters if isinstance(uri.value, Expression) else frozenset()
    below = _LOCATION.lower() in read and _TOKEN.lower() not in read
    return Expression(f"parameters('{_TOKEN}')") if below else None


def artifact_parameters(location: str) -> list[tuple[str, dict[str, Any], str]]:
    """Name, declaration and default of the two parameters."""
    folder = location if location.endswith("/") or as_expression(location) is not None else f"{location}/"
    place = {"type": "string", "metadata": {"description": "Where the files that extensions download stand."}}
    token = {"type": "secureString", "metadata": {"description": "Signature (SAS) that opens them, from its ? on."}}
    return [(_LOCATION, place, folder), (_TOKEN, token, "")]
