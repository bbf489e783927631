"""JSON as Azure's reader takes it: also with single quotes, bare names, comments and trailing commas."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from generator.arm.functions.values import bounded_count
from generator.arm.scope import EvaluationError

_TOKEN = re.compile(
    r"""(?:\s|//[^\n]*|/\*.*?\*/)*(?:
    (?P<double>"(?:[^"\\]|\\.)*") | '(?P<single>(?:[^'\\]|\\.)*)' | (?P<mark>[\[\]{}:,])
    | (?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.]) | (?P<name>[A-Za-z_$][\w$]*) | (?P<end>\Z))""",
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_CONSTANTS = {"true": True, "false": False, "null": None}


def read_json(name: str, text: str) -> Any:
    """The value that the text stands for, or an error of the named function."""
    bounded_count(text.count(",") + text.count("[") + text.count("{"))
    try:
        value = json.loads(text, parse_float=_finite, parse_int=_integer, parse_constant=_refused)
    except json.JSONDecodeError:
        try:
            value = _Reader(text).document()
        except ValueError:
            raise EvaluationError(f"{name} takes a text that is JSON") from None
    except ValueError as error:
        raise EvaluationError(f"{name} takes a text that is JSON: {error}") from None
    return value


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def _integer(text: str) -> int:
    if len(text) > 20 or not -(2**63) <= int(text) < 2**63:
        raise ValueError("64 bits can not hold an integer")
    return int(text)


def _refused(text: str) -> Any:
    raise ValueError(f"{text} is not a number")


class _Reader:
    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        at, kind = 0, ""
        while kind != "end":
            token = _TOKEN.match(text, at)
            if token is None:
                raise ValueError(text[at : at + 1])
            kind, at = token.lastgroup or "", token.end()
            self.tokens.append((kind, token[kind]))
        self.next = 0

    def document(self) -> Any:
        value = self._value()
        if self._take()[0] != "end":
            raise ValueError("more than one value")
        return value

    def _take(self) -> tuple[str, str]:
        token = self.tokens[min(self.next, len(self.tokens) - 1)]
        self.next += 1
        return token

    def _value(self) -> Any:
        kind, text = self._take()
        match kind, text:
            case "mark", "[":
                return self._array()
            case "mark", "{":
                return self._object()
            case "number", _:
                return _integer(text) if re.fullmatch(r"-?\d+", text) else _finite(text)
            case "name", ("true" | "false" | "null"):
                return _CONSTANTS[text]
            case (("double" | "single"), _):
                return _string(kind, text)
        raise ValueError(text)

    def _array(self) -> list[Any]:
        items: list[Any] = []
        while not self._ends("]"):
            items.append(self._value())
            self._comma("]")
        return items

    def _object(self) -> dict[str, Any]:
        members: dict[str, Any] = {}
        while not self._ends("}"):
            kind, text = self._take()
            if kind not in ("double", "single", "name"):
                raise ValueError(text)
            key = text if kind == "name" else _string(kind, text)
            if self._take()[1] != ":":
                raise ValueError(key)
            members[key] = self._value()
            self._comma("}")
        return members

    def _ends(self, mark: str) -> bool:
        ends = self.tokens[min(self.next, len(self.tokens) - 1)] == ("mark", mark)
        self.next += ends
        return ends

    def _comma(self, end: str) -> None:
        token = self.tokens[min(self.next, len(self.tokens) - 1)]
        if token == ("mark", ","):
            self.next += 1
        elif token != ("mark", end):
            raise ValueError(token[1])


def _string(kind: str, text: str) -> str:
    if kind == "single":
        inner = re.sub(r"\\(.)|\"", lambda found: "'" if found[1] == "'" else found[0], text, flags=re.DOTALL)
        text = '"' + re.sub(r'(\\.)|"', lambda found: found[1] or '\\"', inner, flags=re.DOTALL) + '"'
    value = json.loads(text, strict=False)
    return str(value)
