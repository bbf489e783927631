"""An error body of any form, read into the levels that it nests: outermost first, and the last says what went wrong.

Resource Manager sends `{"error": {…}}`, providers also a bare `{code, message}` in any case, OData or OAuth forms, the
JSON text of an inner error in `message`, or text that quotes one; proxies send HTML. All are read, none is trusted:
depth and number of values are bounded, and nothing raises.
https://github.com/Azure/azure-resource-manager-rpc/blob/master/v1.0/common-api-details.md#error-response-content
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

MOST_LEVELS, MOST_CHAINS, MOST_SIBLINGS = 2_000, 100, 200
"""How much of a body is read; nobody reads more, and no error of Azure is a hundredth of it."""
MOST_VALUES = 20_000
"""How many values are looked at on the way."""
LONGEST_TEXT = 16_000
"""Characters of a message that are kept: its beginning and its end, where scripts say why they failed."""
Mask = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One level of an error, as its sender wrote it. `facts` is its `additionalInfo`, `unreadable` what is no error."""

    code: str = ""
    message: str = ""
    target: str = ""
    facts: tuple[Mapping[str, Any], ...] = ()
    unreadable: bool = False


Chain = tuple[Level, ...]
"""The levels around one failure, outermost first."""

_CODES, _MESSAGES = ("code", "errorcode"), ("message", "errormessage", "errordescription", "detail", "title")
_WITHIN = (
    "error", "odata.error", "statusmessage", "properties", "fault", "details", "innererror", "innererrors",
    "errordetails", "errors", "errorentity", "exceptionmessage",
)  # fmt: skip
_NAMED = {*_CODES, *_WITHIN} - {"properties", "details", "errors"}
_NO_ERROR = re.compile(r"OK|Created|Accepted|Succeeded|RootActivityId|Param\d+")
"""Codes of details that report no error: resources that succeeded, parameters of the message."""
_MARKUP = re.compile(r"\s*<(?:!doctype|html|head|body|\?xml)\b", re.IGNORECASE)
_UNSEEN = re.compile(r"<(script|style|head)\b.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_GO = re.compile(r'Code="([^"]+)"\s+Message="((?:[^"\\]|\\.)*)"')
"""An error as Azure's SDK for Go writes it, which services written in Go pass on."""
_LEAD_IN = re.compile(r"[\s,.;]*(?:\b\w*(?:Message|Details|error)\b)?[\s:=\"'\[-]*$", re.IGNORECASE)
"""What leads over to an error that a text quotes: `… Message: {`."""
_DECODER = json.JSONDecoder(strict=False)
_Opened = tuple[Level | None, Sequence[Any]]


def read_chains(body: Any, mask: Mask) -> list[Chain]:
    """Every failure that the body reports, each with the levels around it; empty where it reports none.

    `mask` is applied to every text before anything is cut from it, and after what is JSON in it has been read.
    """
    levels: list[Level] = []
    parents: list[int] = []
    pending: list[tuple[Any, int]] = [(body, -1)]
    looked_at = 0
    while pending and len(levels) < MOST_LEVELS and looked_at < MOST_VALUES:
        value, parent = pending.pop()
        looked_at += 1
        level, within = _opened(value, mask)
        if level is not None and not (parent >= 0 and _repeats(level, levels[parent])):
            levels.append(level)
            parents.append(parent)
            parent = len(levels) - 1
        pending.extend((each, parent) for each in reversed(within[:MOST_SIBLINGS]))
    around = set(parents)
    innermost = [index for index in range(len(levels)) if index not in around]
    return [_chain(index, levels, parents) for index in innermost[:MOST_CHAINS]]


def _chain(index: int, levels: list[Level], parents: list[int]) -> Chain:
    chain = []
    while index >= 0:
        chain.append(levels[index])
        index = parents[index]
    return tuple(reversed(chain))


def _opened(value: Any, mask: Mask) -> _Opened:
    """What a value says itself, and the values within it that may say more."""
    match value:
        case str():
            return _of_text(value, mask)
        case Mapping():
            return _of_object({_key(key): item for key, item in value.items()}, mask)
        case list() | tuple():
            return None, value
    return None, ()


def _key(key: Any) -> str:
    return str(key).lower().replace("_", "")


def _of_text(text: str, mask: Mask) -> _Opened:
    text = text.strip().lstrip("\ufeff")
    if not text:
        return None, ()
    if text[0] in '{["' and (inner := _parsed(text)) is not None:
        return None, (inner,)
    if _MARKUP.match(text):
        return Level(message=f"a web page, “{mask(_visible(mask(text)))}”", unreadable=True), ()
    if text[0] == "{":
        return Level(message=f"JSON that breaks off or is malformed: {mask(text)[:200]}", unreadable=True), ()
    before, inner = _quoted(text)
    return Level(message=_bounded(mask(before))), () if inner is None else (inner,)


def _parsed(text: str) -> Any:
    """The error that a text is as JSON, or None where it is none."""
    try:
        value = _DECODER.decode(text)
    except (ValueError, RecursionError):
        return None
    some = value if isinstance(value, list) else [value]
    errors = any(isinstance(each, str) or (isinstance(each, dict) and _names_error(each)) for each in some)
    return value if errors else None


def _names_error(value: Mapping[Any, Any]) -> bool:
    return any(_key(key) in _NAMED for key in value)


def _quoted(text: str) -> tuple[str, Any]:
    """The text in front of an error that it quotes, and that error; or the whole text, and None."""
    at = -1
    for _ in range(5):  # a text with more braces than these quotes something else, such as a template
        at = text.find("{", at + 1)
        if at < 0:
            break
        try:
            value, _end = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict) and _names_error(value):
            return _LEAD_IN.sub("", text[:at]), value
    if 'Code="' in text and (found := _GO.search(text[:LONGEST_TEXT])):
        message = found[2].replace('\\"', '"').replace("\\n", "\n")
        return text[: found.start()].rstrip(), {"code": found[1], "message": message}
    return text, None


def _visible(text: str) -> str:
    """The title of a page, or what else a person would read of it."""
    title = _TITLE.search(text[:LONGEST_TEXT])
    words = title[1] if title else re.sub(r"<[^>]*>", " ", _UNSEEN.sub(" ", text[:LONGEST_TEXT]))
    return " ".join(html.unescape(words).split())


def _of_object(fields: Mapping[str, Any], mask: Mask) -> _Opened:
    if isinstance(fields.get("value"), list) and not _names_error(fields):
        return None, fields["value"]
    code = next((text for key in _CODES if (text := _short(fields.get(key), mask))), "")
    if _NO_ERROR.fullmatch(code):
        return None, ()
    within = [_of_properties(fields[key]) if key == "properties" else fields[key] for key in _WITHIN if key in fields]
    if isinstance(fields.get("error"), str) and not fields["error"].lstrip().startswith("{"):
        code, within = code or _short(fields["error"], mask), within[1:]
    level, inner = _message(fields, mask)
    level = replace(
        level or Level(),
        code=code,
        target=_short(fields.get("target"), mask),
        facts=_facts(fields.get("additionalinfo")),
    )
    return level if level.code or level.message else None, [*inner, *within]


def _message(fields: Mapping[str, Any], mask: Mask) -> _Opened:
    for key in _MESSAGES:
        match fields.get(key):
            case str() as text if text.strip():
                return _of_text(text, mask)
            case {"value": str() as text} | {"Value": str() as text}:  # OData: with the language that it is in
                return _of_text(text, mask)
    return None, ()


def _of_properties(properties: Any) -> Any:
    """Of a deployment or an operation what went wrong with it; the rest of it has keys of its own."""
    if not isinstance(properties, Mapping):
        return None
    fields = {_key(key): item for key, item in properties.items()}
    if str(fields.get("provisioningstate")).lower() == "succeeded":
        return None
    return [fields[key] for key in ("error", "statusmessage") if key in fields]


def _facts(given: Any) -> tuple[Mapping[str, Any], ...]:
    some = given if isinstance(given, list) else [given]
    return tuple(each for each in some[:MOST_SIBLINGS] if isinstance(each, Mapping))


def _short(value: Any, mask: Mask) -> str:
    """A code or a target; numbers are codes too."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**12 else ""
    return " ".join(mask(value).split())[:500] if isinstance(value, str) else ""


def _bounded(text: str) -> str:
    half = LONGEST_TEXT // 2
    return text if len(text) <= LONGEST_TEXT else f"{text[:half]}\n…\n{text[-half:]}"


def _repeats(level: Level, outer: Level) -> bool:
    """Some providers send a message, a code, or both once more as the detail of itself."""
    if not level.message:
        return level.code in ("", outer.code)
    same = "".join(level.message.split()) == "".join(outer.message.split())
    return same and (level.code in ("", outer.code) or level.code.isdigit())
