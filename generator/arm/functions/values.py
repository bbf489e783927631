"""Values as JSON text, as .NET text, and compared."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Hashable
from typing import Any

from generator.arm.scope import LARGEST, PART, EvaluationError

_LONE = re.compile("[\ud800-\udfff]")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def identity(value: Any) -> Hashable:
    """Something that is equal for equal values: 1 and 1.0 are, 1 and true are not."""
    match value:
        case bool() | None:
            return ("constant", str(value))
        case list():
            return ("array", *map(identity, value))
        case dict():
            return ("object", frozenset((key, identity(inner)) for key, inner in value.items()))
    hashable: Hashable = value
    return hashable


def number_text(number: float) -> str:
    """The shortest text that gives the number again, as .NET writes it."""
    if isinstance(number, int):
        return str(number)
    text = repr(number)
    mantissa, _, exponent = text.partition("e")
    mantissa = mantissa.removesuffix(".0")
    return f"{mantissa}E{exponent[0]}{exponent[1:].zfill(2)}" if exponent else mantissa


def compact(value: Any) -> str:
    """The value as JSON without spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


_DOUBLE_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')


def single_quoted(value: Any) -> str:
    """The value as JSON in single quotes, as Azure writes arrays and objects into the text of `format`."""
    return _DOUBLE_QUOTED.sub(
        lambda found: "'" + found[0][1:-1].replace('\\"', '"').replace("'", "\\'") + "'", compact(value)
    )


def utf8(text: str) -> bytes:
    """The bytes of the text; halves of surrogate pairs become U+FFFD, as in .NET."""
    return _LONE.sub("\ufffd", text).encode()


def units(text: str) -> str:
    """The text with a character for each unit of UTF-16, which is what Azure counts."""
    if not _ASTRAL.search(text):
        return text
    return "".join(map(chr, memoryview(text.encode("utf-16-le", "surrogatepass")).cast("H")))


def whole(text: str) -> str:
    """The opposite of `units`; halves of surrogate pairs become U+FFFD."""
    if not _LONE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def lower(text: str) -> str:
    """The text in lower case, each character for itself, as .NET does it: the length stays."""
    lowered = text.lower()
    if len(lowered) == len(text) and "Σ" not in text:
        return lowered
    return "".join(_one(each.lower(), each) for each in text)


def upper(text: str) -> str:
    """The text in upper case, each character for itself."""
    uppered = text.upper()
    if len(uppered) == len(text):
        return uppered
    return "".join(_one(each.upper(), each) for each in text)


def _one(changed: str, character: str) -> str:
    return changed if len(changed) == 1 else character


def bounded(length: int) -> None:
    """Refuse a text that would be longer than a template can be, before it is made."""
    if length > LARGEST:
        raise EvaluationError("the text is longer than a template can be")


def bounded_count(count: int) -> None:
    """Refuse an array or object of more parts than a template can have, before it is made."""
    if PART * count > LARGEST:
        raise EvaluationError("the value is larger than a template can be")


def get(members: dict[str, Any], name: str) -> str | None:
    """The key of the object under which the name stands: names are case-insensitive."""
    if name in members:
        return name
    lowered = name.lower()
    return next((key for key in members if key.lower() == lowered), None)


def collation(text: str) -> tuple[Any, ...]:
    """A key that sorts texts as the invariant culture does: marks, digits, letters; accents, then case, break ties."""
    if text.isascii():
        return text.lower().translate(_PRIMARY), "", text.translate(_CASES)
    decomposed = unicodedata.normalize("NFD", text)
    letters = "".join(each for each in decomposed if not unicodedata.combining(each))
    primary = "".join(map(_primary, letters.lower()))
    accents = "".join(each for each in decomposed if unicodedata.combining(each))
    return primary, accents, "".join(map(_case, letters))


def _primary(letter: str) -> str:
    return f"{letter.isalpha() * 2 + letter.isdigit()}{letter}"


def _case(letter: str) -> str:
    return str(int(letter.isupper()))


_PRIMARY = {code: _primary(chr(code)) for code in range(128)}
_CASES = {code: _case(chr(code)) for code in range(128)}
