"""Text. Lengths and places count units of UTF-16, as Azure does."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from generator.arm.functions.function import function, kind_of, shown
from generator.arm.functions.relaxed_json import read_json
from generator.arm.functions.values import (
    bounded,
    bounded_count,
    compact,
    lower,
    number_text,
    units,
    upper,
    utf8,
    whole,
)
from generator.arm.scope import EvaluationError

_WHITE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
"""What .NET trims."""


def as_text(value: Any) -> str:
    """The text of any value as `string` gives it."""
    match value:
        case bool():
            return "True" if value else "False"
        case str():
            return value
        case int() | float():
            return number_text(value)
        case None:
            return ""
    return compact(value)


def _concat(*values: Any) -> Any:
    if isinstance(values[0], list):
        wrong = next((each for each in values if not isinstance(each, list)), values[0])
        if not isinstance(wrong, list):
            raise EvaluationError(f"concat joins arrays or texts, not an array with {shown(wrong)}")
        bounded_count(sum(map(len, values)))
        return [item for each in values for item in each]
    texts = [as_text(each) for each in values if not isinstance(each, list | dict)]
    if len(texts) < len(values):
        raise EvaluationError("concat joins texts, numbers and booleans, or arrays")
    bounded(sum(map(len, texts)))
    return "".join(texts)


def _substring(text: str, start: int, length: int | None = None) -> str:
    counted = units(text)
    if not 0 <= start <= len(counted):
        raise EvaluationError(f"substring can not start at {start} in a text of {len(counted)} characters")
    length = len(counted) - start if length is None else length
    if not 0 <= length <= len(counted) - start:
        raise EvaluationError(
            f"substring can not take {length} characters from {start} on in a text of {len(counted)} characters"
        )
    return whole(counted[start : start + length])


def _pad_left(value: str | int, length: int, padding: str = " ") -> str:
    if len(padding) != 1:
        raise EvaluationError(f"padLeft pads with one character, not {len(padding)}")
    if length < 0:
        raise EvaluationError("padLeft takes a length that is not negative")
    bounded(length)
    text = as_text(value)
    return text.rjust(length - len(units(text)) + len(text), padding)


def _replace(text: str, old: str, new: str) -> str:
    if not old:
        raise EvaluationError("replace takes a text to replace that is not empty")
    bounded(len(text) + text.count(old) * (len(new) - len(old)))
    return text.replace(old, new)


def _split(text: str, delimiters: str | list[Any]) -> list[str]:
    given = [delimiters] if isinstance(delimiters, str) else delimiters
    if wrong := [each for each in given if not isinstance(each, str)]:
        raise EvaluationError(f"split takes a string or an array of strings as delimiter, not {shown(wrong[0])}")
    wanted = [each for each in given if each]
    if len(wanted) > 256:
        raise EvaluationError("split takes at most 256 delimiters")
    bounded_count(sum(text.count(each) for each in wanted))
    pieces, start, at = [], 0, 0
    found = {each: text.find(each) for each in wanted}
    while found := {each: place for each in found if (place := _next(text, each, found[each], at)) >= 0}:
        at = min(found.values())
        delimiter = next(each for each, place in found.items() if place == at)
        pieces.append(text[start:at])
        start = at = at + len(delimiter)
    return [*pieces, text[start:]]


def _next(text: str, delimiter: str, known: int, start: int) -> int:
    return known if known >= start or known < 0 else text.find(delimiter, start)


def _like(text: str, pattern: str) -> bool:
    text, pattern = upper(text), upper(pattern)
    first, *rest = pattern.split("*")
    if not rest:
        return text == pattern
    last = rest.pop()
    if not text.startswith(first) or not text[len(first) :].endswith(last):
        return False
    at, end = len(first), len(text) - len(last)
    for piece in rest:
        at = text.find(piece, at, end)
        if at < 0:
            return False
        at += len(piece)
    return True


def _join(items: list[Any], delimiter: str) -> str:
    wrong = next((each for each in items if kind_of(each) in ("array", "object")), None)
    if wrong is not None:
        raise EvaluationError(f"join takes an array of strings, not of {shown(wrong)}")
    texts = [as_text(each) for each in items]
    bounded(sum(map(len, texts)) + len(delimiter) * len(texts))
    return delimiter.join(texts)


def decoded64(name: str, text: str) -> bytes:
    """The bytes that the text stands for in base64."""
    try:
        return base64.b64decode(utf8("".join(text.split())), validate=True)
    except binascii.Error:
        raise EvaluationError(f"{name} takes a text in base64") from None


def decoded(name: str, data: bytes, charset: str = "utf-8") -> str:
    """The text that the bytes stand for."""
    try:
        return data.decode(charset)
    except UnicodeDecodeError:
        raise EvaluationError(f"{name} finds bytes that are no text in {charset}") from None


def _base64_to_string(text: str) -> str:
    return decoded("base64ToString", decoded64("base64ToString", text))


def _json(text: str) -> Any:
    return read_json("json", text)


def _base64_to_json(text: str) -> Any:
    return read_json("base64ToJson", decoded("base64ToJson", decoded64("base64ToJson", text)))


def _fail(message: str) -> None:
    raise EvaluationError(json.dumps(message, ensure_ascii=False)[1:-1])


FUNCTIONS = (
    function("concat any any*", _concat, shallow=True),
    function("string any", as_text),
    function("toLower string", lower),
    function("toUpper string", upper),
    function("trim string", lambda text: text.strip(_WHITE)),
    function("substring string integer integer?", _substring),
    function("padLeft string|integer integer string?", _pad_left),
    function("replace string string string", _replace),
    function("split string string|array", _split),
    function("join array string", _join),
    function("startsWith string string", lambda text, start: upper(text).startswith(upper(start))),
    function("endsWith string string", lambda text, end: upper(text).endswith(upper(end))),
    function("like string string", _like),
    function("base64 string", lambda text: base64.b64encode(utf8(text)).decode()),
    function("base64ToString string", _base64_to_string),
    function("base64ToJson string", _base64_to_json),
    function("json string", _json),
    function("fail string", _fail),
)
