"""Secrets out of texts of others: Azure quotes what it was sent, and scripts print what they were given."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, TypeVar
from urllib.parse import quote, quote_plus

_Found = TypeVar("_Found")
SHORTEST = 4
"""Characters: a shorter value is no secret that could be told from ordinary words and numbers."""
_CERTAIN = 8
"""Characters of a piece of base64 that is no accident."""


def masker(secrets: Collection[str]) -> Callable[[str], str]:
    """Write `***` for each secret in a text, also where it is escaped for JSON, a URL or HTML, or encoded as base64."""
    forms = {form for secret in secrets if len(secret) >= SHORTEST for form in _forms(secret)}
    longest_first = sorted(forms, key=len, reverse=True)

    def mask(text: str) -> str:
        for form in longest_first:
            text = text.replace(form, "***")
        return text

    return mask


def masked(found: _Found, secrets: Collection[str]) -> _Found:
    """The same with `***` for each secret: in values, names and messages, also within longer texts and in base64.

    A short secret cannot be told from other text that holds it; it is masked where it is the whole value.
    """
    whole = {secret for secret in secrets if secret}
    if not whole:
        return found
    within = masker(whole)
    result: _Found = _masked(found, lambda text: "***" if text in whole else within(text))
    return result


def _masked(value: Any, mask: Callable[[str], str]) -> Any:
    match value:
        case Enum():
            return value
        case str():
            return mask(value)
        case int() | float() if not isinstance(value, bool):
            return "***" if mask(str(value)) != str(value) else value
        case dict():
            return {mask(key): _masked(inner, mask) for key, inner in value.items()}
        case list():
            return [_masked(inner, mask) for inner in value]
        case tuple():
            return tuple(_masked(inner, mask) for inner in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: _masked(getattr(value, each.name), mask) for each in fields(value)})
    return value


def _forms(secret: str) -> Iterator[str]:
    for lines in {secret, secret.replace("\r\n", "\n"), secret.replace("\r\n", "\n").replace("\n", "\r\n")}:
        yield lines
        yield html.escape(lines)
        yield quote(lines, safe="")
        yield quote_plus(lines)
        yield from _in_json(lines)
        yield from _in_base64(lines)


def _in_json(secret: str) -> Iterator[str]:
    """Within a JSON text, and within JSON texts in one another up to three deep."""
    for escape in (_escaped, _escaped_ascii, _escaped_by_dotnet):
        form = secret
        for _ in range(3):
            form = escape(form)
            yield form


def _escaped(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _escaped_ascii(text: str) -> str:
    return json.dumps(text)[1:-1]


def _escaped_by_dotnet(text: str) -> str:
    """As System.Text.Json does: numbers in capitals, and those characters too that mean something in HTML."""
    return "".join(
        f"\\u{ord(each):04X}"
        if each in "\"'&<>+`"
        else _escaped_ascii(each).upper().replace("\\U", "\\u")
        if ord(each) > 126
        else _escaped_ascii(each)
        for each in text
    )


def _in_base64(secret: str) -> Iterator[str]:
    """Alone, or wherever it may start within what was encoded: a third of a group of four characters further each."""
    for encoding in ("utf-8", "utf-16-le"):
        data = secret.encode(encoding, "surrogatepass")
        alone = base64.b64encode(data).decode()
        pieces = [alone] + [_certain_piece(data, ahead) for ahead in range(3)]
        for piece in pieces:
            if piece == alone or len(piece) >= _CERTAIN:
                yield piece
                yield piece.replace("+", "-").replace("/", "_")


def _certain_piece(data: bytes, ahead: int) -> str:
    """The characters of base64 that the data alone decides, with `ahead` bytes in front of it."""
    encoded = base64.b64encode(b"\0" * ahead + data).decode().rstrip("=")
    undecided_end = 1 if (ahead + len(data)) % 3 else 0
    return encoded[(0, 2, 3)[ahead] : len(encoded) - undecided_end]
