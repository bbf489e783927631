"""Base64 as Azure reads it."""

from __future__ import annotations

import base64
import binascii


def decoded(text: str) -> bytes | None:
    """The bytes that a text is the base64 of; None where it is none.

    White space between is no error, as in .NET.
    Source: https://learn.microsoft.com/dotnet/api/system.convert.frombase64string
    """
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def encoded(text: str) -> str:
    """The base64 of a text."""
    return base64.b64encode(text.encode()).decode()
