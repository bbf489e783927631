"""The date format strings of .NET, with its invariant culture; all times are UTC."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from generator.arm.functions.values import bounded
from generator.arm.scope import EvaluationError

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_STANDARD = {
    "d": "MM/dd/yyyy",
    "D": "dddd, dd MMMM yyyy",
    "f": "dddd, dd MMMM yyyy HH:mm",
    "F": "dddd, dd MMMM yyyy HH:mm:ss",
    "g": "MM/dd/yyyy HH:mm",
    "G": "MM/dd/yyyy HH:mm:ss",
    "m": "MMMM dd",
    "M": "MMMM dd",
    "o": "yyyy-MM-ddTHH:mm:ss.fffffffK",
    "O": "yyyy-MM-ddTHH:mm:ss.fffffffK",
    "r": "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
    "R": "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
    "s": "yyyy-MM-ddTHH:mm:ss",
    "t": "HH:mm",
    "T": "HH:mm:ss",
    "u": "yyyy-MM-dd HH:mm:ssZ",
    "U": "dddd, dd MMMM yyyy HH:mm:ss",
    "y": "yyyy MMMM",
    "Y": "yyyy MMMM",
}
_TOKEN = re.compile(
    r"d{1,100}|M{1,100}|y{1,100}|H{1,100}|h{1,100}|m{1,100}|s{1,100}|f{1,100}|F{1,100}|t{1,100}|z{1,100}|g+|K"
    r"|\\(.)|%(.)|'([^']*)'|\"([^\"]*)\"|.",
    re.DOTALL,
)


def _two(value: int, width: int) -> str:
    return str(value).zfill(min(width, 2))


def _fraction(moment: datetime, width: int) -> str:
    if width > 7:
        raise EvaluationError("a date format has at most 7 digits of a second")
    return f"{moment.microsecond:06d}0"[:width]


def _year(moment: datetime, width: int) -> str:
    return str(moment.year).zfill(width) if width > 2 else _two(moment.year % 100, width)


def _day(moment: datetime, width: int) -> str:
    name = _DAYS[moment.weekday()]
    return _two(moment.day, width) if width < 3 else name[:3] if width == 3 else name


def _month(moment: datetime, width: int) -> str:
    name = _MONTHS[moment.month - 1]
    return _two(moment.month, width) if width < 3 else name[:3] if width == 3 else name


_WRITERS: dict[str, Callable[[datetime, int], str]] = {
    "d": _day,
    "M": _month,
    "y": _year,
    "H": lambda moment, width: _two(moment.hour, width),
    "h": lambda moment, width: _two(moment.hour % 12 or 12, width),
    "m": lambda moment, width: _two(moment.minute, width),
    "s": lambda moment, width: _two(moment.second, width),
    "f": _fraction,
    "F": lambda moment, width: _fraction(moment, width).rstrip("0"),
    "t": lambda moment, width: ("PM" if moment.hour >= 12 else "AM")[: min(width, 2)],
    "z": lambda _, width: "+00:00" if width > 2 else "+00" if width == 2 else "+0",
    "g": lambda _moment, _width: "A.D.",
    "K": lambda _moment, _width: "Z",
}


def date_text(moment: datetime, form: str) -> str:
    """The time in a standard format such as `u`, or in a custom one such as `yyyy-MM-dd`."""
    if len(form) == 1:
        if form not in _STANDARD:
            raise EvaluationError(f"{form!r} is no format of a date")
        form = _STANDARD[form]
    bounded(10 * len(form))
    pieces: list[str] = []
    for token in _TOKEN.finditer(form):
        single = token[2] or token[0]
        if token.lastindex in (1, 3, 4):
            pieces.append(token[token.lastindex])
        elif single[0] in _WRITERS:
            text = _WRITERS[single[0]](moment, len(single))
            if single[0] == "F" and not text and pieces and pieces[-1] == ".":
                pieces.pop()
            pieces.append(text)
        else:
            pieces.append(_other(single))
    return "".join(pieces)


def _other(character: str) -> str:
    if character in "'\"\\%":
        raise EvaluationError("a date format ends within a quoted text")
    return character
